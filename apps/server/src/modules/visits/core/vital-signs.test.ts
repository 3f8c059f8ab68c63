import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decimal } from '@xinglin/kernel/quantity';
import { type VitalSign, vitalSign } from '../contract.ts';
import { readVitalSigns } from '../knowledge.ts';
import { assessVital, findings, impossibleValues, rangeFor } from './vital-signs.ts';

const knowledge = readVitalSigns();
const value = (text: string) => ({ value: decimal(text) });
const adult = 40 * 12;
const assess = (sign: VitalSign, text: string, ageMonths: number | undefined) =>
  findings(knowledge, { [sign]: value(text) }, ageMonths).find((finding) => finding.sign === sign)?.assessment;

test('without a value or a range the answer is unknown, never normal', () => {
  const range = rangeFor(knowledge.signs.pulse, adult);
  assert.equal(assessVital(undefined, range), 'unknown');
  assert.equal(assessVital(decimal('72'), undefined), 'unknown');
  assert.equal(assessVital(decimal('72'), { fromMonths: 0 }), 'unknown');
  assert.equal(assess('pulse', '72', undefined), 'unknown');
  assert.equal(assess('weight', '60', adult), 'unknown');
  const nothing = findings(knowledge, {}, adult);
  assert.deepEqual(
    nothing.map(({ sign }) => sign),
    vitalSign.options,
  );
  assert.ok(nothing.every(({ assessment, measurement }) => assessment === 'unknown' && measurement === undefined));
  const unable = findings(knowledge, { pulse: { unable: 'refused' } }, adult).find(({ sign }) => sign === 'pulse');
  assert.deepEqual([unable?.assessment, unable?.measurement], ['unknown', { unable: 'refused' }]);
});

test('bounds are normal, critical bounds are critical', () => {
  for (const [text, wanted] of [
    ['60', 'normal'],
    ['100', 'normal'],
    ['59', 'low'],
    ['101', 'high'],
    ['40', 'critical-low'],
    ['150', 'critical-high'],
  ] as const) {
    assert.equal(assess('pulse', text, adult), wanted, text);
  }
  assert.equal(assess('temperature', '37.2', adult), 'normal');
  assert.equal(assess('temperature', '37.3', adult), 'high');
  assert.equal(assess('systolic', '180', adult), 'critical-high');
  assert.equal(assess('diastolic', '89', adult), 'normal');
});

test('the same number means different things at different ages', () => {
  assert.equal(assess('pulse', '130', 6), 'normal');
  assert.equal(assess('pulse', '130', adult), 'high');
  assert.equal(assess('temperature', '38', 1), 'critical-high');
  assert.equal(assess('temperature', '38', 12), 'high');
  assert.equal(assess('glucose', '3', 0), 'unknown');
});

test('every age has at most one range for a sign, and ranges are in order', () => {
  for (const sign of vitalSign.options) {
    const { ranges, possible } = knowledge.signs[sign];
    for (const bands of [ranges, possible]) {
      for (const [index, band] of bands.entries()) {
        const next = bands[index + 1];
        if (next) assert.equal(band.toMonths, next.fromMonths, `${sign} ${index}`);
        else assert.equal(band.toMonths, undefined, sign);
      }
    }
    assert.equal(possible[0]?.fromMonths, 0, sign);
    for (const { low, high, criticalLow, criticalHigh } of ranges) {
      const ordered = [criticalLow, low, high, criticalHigh].filter((bound) => bound !== undefined).map(Number);
      assert.deepEqual(
        ordered,
        ordered.toSorted((a, b) => a - b),
        sign,
      );
    }
  }
});

test('what cannot be is refused with the field named', () => {
  const faults = impossibleValues(
    knowledge,
    { systolic: value('1200'), pulse: value('72.5'), temperature: value('36.55'), weight: value('70') },
    3,
  );
  assert.deepEqual(
    faults.map(({ path, code }) => [path, code]),
    [
      ['vitalSigns.temperature.value', 'visits.vital-too-exact'],
      ['vitalSigns.pulse.value', 'visits.vital-too-exact'],
      ['vitalSigns.systolic.value', 'visits.vital-impossible'],
      ['vitalSigns.weight.value', 'visits.vital-impossible'],
    ],
  );
  assert.deepEqual(impossibleValues(knowledge, { weight: value('70') }, adult), []);
  assert.deepEqual(impossibleValues(knowledge, { weight: value('70') }, undefined), []);
  assert.deepEqual(impossibleValues(knowledge, { temperature: value('36.50') }, adult), []);
  const swapped = impossibleValues(knowledge, { systolic: value('80'), diastolic: value('120') }, adult);
  assert.deepEqual(
    swapped.map(({ path, code }) => [path, code]),
    [['vitalSigns.diastolic.value', 'visits.diastolic-not-below-systolic']],
  );
  assert.equal(impossibleValues(knowledge, { pain: value('-1') }, adult).length, 1);
});
