import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isComplete, kindFor, type Line, toSend, unanswered } from './sheet-model.ts';

const line: Line = {
  id: '0190aaaa-0000-7000-8000-000000000001',
  drug: {
    id: '0190aaaa-0000-7000-8000-000000000002',
    name: '阿莫西林胶囊',
    specification: '0.25g×24粒/盒',
    doseUnits: ['g', '粒'],
    routes: ['PO'],
  },
  singleDose: '0.5',
  doseUnit: 'g',
  route: 'PO',
  frequency: 'tid',
  maxTimesPerDay: '',
  days: '5',
  instructions: '',
  quantity: '',
  quantityReason: '',
};

test('a line half typed is neither complete nor sent', () => {
  assert.equal(isComplete(line), true);
  for (const change of [
    { singleDose: '' },
    { singleDose: '0' },
    { singleDose: '1.' },
    { days: '0' },
    { frequency: '' },
    { quantity: '12' },
  ]) {
    assert.equal(isComplete({ ...line, ...change }), false, JSON.stringify(change));
  }
  assert.equal(isComplete({ ...line, quantity: '12', quantityReason: '外出' }), true);
  assert.equal(toSend([line, { ...line, days: '' }]).length, 1);
});

test('as needed is complete only with the most in one day', () => {
  assert.equal(isComplete({ ...line, frequency: 'prn' }), false);
  const [sent] = toSend([{ ...line, frequency: 'prn', maxTimesPerDay: '4' }]);
  assert.equal(sent?.maxTimesPerDay, 4);
});

test('the sheet follows age and urgency', () => {
  assert.equal(kindFor(5, false), 'paediatric');
  assert.equal(kindFor(5, true), 'emergency');
  assert.equal(kindFor(undefined, false), 'ordinary');
});

test('what needs a reason and has none is named, and notes need none', () => {
  const alert = (fingerprint: string, level: string) => ({ fingerprint, level });
  const check = {
    result: {
      alerts: [alert('a', 'reason'), alert('b', 'note'), alert('c', 'block')],
      notChecked: [
        { fingerprint: 'd', ask: true },
        { fingerprint: 'e', ask: false },
      ],
    },
  } as unknown as Parameters<typeof unanswered>[0];
  assert.deepEqual(unanswered(check, new Map()), ['a', 'd']);
  assert.deepEqual(unanswered(check, new Map([['a', { code: 'benefit', text: '' }]])), ['d']);
});
