import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordFacts } from '@xinglin/server/contract/patients/health';
import { type FactForm, factOf } from './fact-model.ts';

const empty: FactForm = { kind: 'weight', value: '', weeks: '', since: '', source: 'measured' };
const shape = recordFacts.input.shape.facts.element;

test('every filled form is what the operation takes', () => {
  const filled: FactForm[] = [
    { ...empty, value: '62.5' },
    { ...empty, kind: 'height', value: '171' },
    { ...empty, kind: 'creatinine', value: '88' },
    { ...empty, kind: 'pregnancy', value: 'yes', weeks: '12' },
    { ...empty, kind: 'pregnancy', value: 'no', weeks: '12' },
    { ...empty, kind: 'lactation', value: 'yes' },
    { ...empty, kind: 'blood-abo', value: 'AB' },
    { ...empty, kind: 'blood-rh', value: 'negative' },
    { ...empty, kind: 'smoking', value: 'former' },
    { ...empty, kind: 'alcohol', value: 'never' },
    {
      ...empty,
      kind: 'long-term-condition',
      condition: { code: 'I10.x00x002', display: '高血压' },
      since: '2020-01-01',
    },
    { ...empty, kind: 'long-term-drug', drug: { genericId: 'D003', display: '氨氯地平' } },
    { ...empty, kind: 'long-term-drug', drug: { display: '自备草药' } },
  ];
  for (const form of filled) {
    const fact = factOf(form);
    assert.ok(fact, form.kind);
    assert.equal(shape.safeParse(fact).success, true, form.kind);
  }
});

test('nothing is sent for an unfinished form or a number that is none', () => {
  for (const value of ['', '0', 'abc', '1e3', '-5', '62,5'])
    assert.equal(factOf({ ...empty, value }), undefined, value);
  assert.equal(factOf({ ...empty, kind: 'pregnancy', value: 'yes', weeks: 'x' }), undefined);
  assert.equal(factOf({ ...empty, kind: 'long-term-condition' }), undefined);
});

test('weeks go with a pregnancy only', () => {
  assert.deepEqual(factOf({ ...empty, kind: 'pregnancy', value: 'no', weeks: '12' })?.content, {
    kind: 'pregnancy',
    value: { state: 'no' },
  });
});
