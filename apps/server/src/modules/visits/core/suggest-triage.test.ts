import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decimal } from '@xinglin/kernel/quantity';
import type { Screening, VitalSigns } from '../contract.ts';
import { readVitalSigns } from '../knowledge.ts';
import { screen, suggestGrade } from './suggest-triage.ts';
import { findings } from './vital-signs.ts';

const knowledge = readVitalSigns();
const value = (text: string) => ({ value: decimal(text) });
const suggest = (
  vitalSigns: VitalSigns,
  more: { age?: number | undefined; complaint?: string | undefined; emergency?: boolean } = {},
) => {
  const ageMonths = 'age' in more ? more.age : 480;
  return suggestGrade(knowledge, {
    chiefComplaint: more.complaint,
    vitalSigns,
    findings: findings(knowledge, vitalSigns, ageMonths),
    ageMonths,
    emergency: more.emergency ?? false,
  });
};
const calm: VitalSigns = { temperature: value('36.6'), pulse: value('76'), systolic: value('124') };

test('the most urgent reason wins and every reason is told', () => {
  const { grade, reasons } = suggest({ ...calm, oxygenSaturation: value('88'), temperature: value('38.5') });
  assert.equal(grade, 'II');
  assert.deepEqual(
    reasons.map(({ rule, sign, grade: suggested }) => [rule, sign, suggested]),
    [
      ['saturation-below-90', 'oxygenSaturation', 'II'],
      ['saturation-below-94', 'oxygenSaturation', 'III'],
      ['abnormal-value', 'temperature', 'IVa'],
    ],
  );
});

test('nothing measured and nothing alarming suggests nothing; calm signs suggest IVb', () => {
  assert.equal(suggest({}).grade, undefined);
  assert.equal(suggest({ weight: value('60') }).grade, undefined);
  assert.equal(suggest({ pulse: { unable: 'refused' } }).grade, undefined);
  assert.equal(suggest(calm).grade, 'IVb');
  assert.equal(suggest(calm, { emergency: true }).grade, 'III');
});

test('a complaint speaks, and its denial does not', () => {
  assert.equal(suggest(calm, { complaint: '胸痛2小时' }).grade, 'II');
  assert.equal(suggest(calm, { complaint: '咳嗽3天，无胸痛' }).grade, 'IVb');
  assert.equal(suggest(calm, { complaint: '否认胸痛、呼吸困难' }).grade, 'IVb');
  assert.equal(suggest(calm, { complaint: '无发热，突发胸痛' }).grade, 'II');
});

test('adult rules do not judge children, and rules for all ages hold when the age is unknown', () => {
  const fast: VitalSigns = { pulse: value('165'), temperature: value('36.8') };
  assert.equal(suggest(fast, { age: 6 }).grade, 'IVb');
  assert.equal(suggest(fast, { age: 480 }).grade, 'II');
  assert.equal(suggest(fast, { age: undefined }).grade, undefined);
  assert.equal(suggest({ oxygenSaturation: value('85') }, { age: undefined }).grade, 'II');
  assert.equal(suggest({ temperature: value('38.2') }, { age: 2 }).grade, 'II');
});

test('screening is clear only when everything was asked', () => {
  const none: Screening = { fever: 'no', respiratory: 'no', contact: 'no', travel: 'no' };
  const from = decimal('37.3');
  const outcome = (screening: Screening, vitalSigns: VitalSigns = {}) => screen(screening, vitalSigns, from);
  assert.equal(outcome(none), 'clear');
  assert.equal(outcome({}), 'unknown');
  assert.equal(outcome({ ...none, travel: 'unknown' }), 'unknown');
  assert.equal(outcome({ ...none, travel: 'yes' }), 'unknown');
  assert.equal(outcome(none, { temperature: value('37.3') }), 'fever');
  assert.equal(outcome(none, { temperature: value('37.2') }), 'clear');
  assert.equal(outcome({ respiratory: 'no', contact: 'no', travel: 'no' }, { temperature: value('36.5') }), 'clear');
  assert.equal(outcome({ ...none, contact: 'yes', respiratory: 'yes' }), 'suspected');
  assert.equal(outcome({ contact: 'yes' }, { temperature: value('38') }), 'suspected');
});
