import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decimal, fromMillionths } from '@xinglin/kernel/quantity';
import fc from 'fast-check';
import { readCases, requestOf } from './cases.ts';
import type { CheckItem, CheckRequest, CheckResult } from './contract.ts';
import { kidneyFunction } from './core/renal.ts';
import { amountIn, amountOf, amountText, exceeds } from './core/units.ts';
import { createDecisionSupport, readRuleFiles } from './index.ts';

const knowledge = readRuleFiles();
const failures: unknown[] = [];
const support = createDecisionSupport({ knowledge, onFailure: (error) => failures.push(error) });

const [anyCase] = readCases();
assert.ok(anyCase);
const healthyMan = requestOf({ ...anyCase, patient: {}, active: [] });
const healthy = (items: readonly CheckItem[]): CheckRequest => ({ ...healthyMan, items });
const line = (itemId: string, genericId: string, route = 'PO'): CheckItem => ({
  itemId,
  genericId,
  route,
  singleDose: { value: decimal('1'), unit: 'mg' },
  frequency: { times: 1, perDays: 1 },
  days: 1,
});

test('a broken engine answers "failed" and nothing that could pass for a check', () => {
  const broken = createDecisionSupport({
    // A rule that cannot be evaluated: the kind of fault a bad release of knowledge would bring.
    knowledge: { ...knowledge, drugs: knowledge.drugs.map((drug) => ({ ...drug, routeCodes: undefined as never })) },
    onFailure: (error) => failures.push(error),
  });
  const result = broken.check(healthy([line('a', 'D003')]));
  assert.deepEqual(result, {
    status: 'failed',
    knowledgeVersion: knowledge.version,
    alerts: [],
    suppressed: [],
    notChecked: [],
    gates: [],
  } satisfies CheckResult);
  assert.ok(failures.some((error) => error instanceof TypeError));
});

test('a request with a date that is none fails loudly and not silently', () => {
  const request = { ...healthy([line('a', 'D003')]), today: 'yesterday' };
  assert.equal(support.check(request).status, 'failed');
});

test('every answer names the version of the rule base', () => {
  assert.match(support.knowledgeVersion, /^\d{4}\.\d+-[0-9a-f]{8}$/);
  assert.equal(support.check(healthy([])).knowledgeVersion, support.knowledgeVersion);
});

test('every pair of drugs is judged the same in both orders, on the sheet and against a drug taken already', () => {
  const ids = knowledge.drugs.map(({ id }) => id);
  const grave = (result: CheckResult) =>
    [...result.alerts, ...result.suppressed].filter(({ kind }) => kind === 'interaction').map(({ ruleId }) => ruleId);
  const law = fc.property(fc.constantFrom(...ids), fc.constantFrom(...ids), (a, b) => {
    fc.pre(a !== b);
    const together = grave(support.check(healthy([line('1', a, 'X'), line('2', b, 'X')]))).sort();
    const reversed = grave(support.check(healthy([line('1', b, 'X'), line('2', a, 'X')]))).sort();
    const active = (first: string, second: string) =>
      grave(
        support.check({
          ...healthy([line('1', first, 'X')]),
          activeDrugs: [{ id: '2', genericId: second, origin: 'long-term' }],
        }),
      ).sort();
    assert.deepEqual(reversed, together);
    assert.deepEqual(active(a, b), together);
    assert.deepEqual(active(b, a), together);
  });
  fc.assert(law, { numRuns: 1_500 });
});

test('every interaction rule of knowledge can fire', () => {
  const membersOf = ({ kind, key }: { kind: string; key: string }) =>
    knowledge.drugs.filter(({ id, classes }) => (kind === 'drug' ? id === key : classes.includes(key)));
  const silent: string[] = [];
  for (const rule of knowledge.interactions) {
    if (rule.a.kind === 'external' || rule.b.kind === 'external') {
      const [drugSide, other] = rule.a.kind === 'external' ? [rule.b, rule.a] : [rule.a, rule.b];
      const [drug] = membersOf(drugSide);
      const request = healthy(drug ? [line('1', drug.id)] : []);
      const result = support.check({ ...request, patient: { ...request.patient, exposures: [other.key] } });
      if (!result.alerts.some(({ ruleId }) => ruleId === rule.id)) silent.push(rule.id);
      continue;
    }
    const pairs = membersOf(rule.a).flatMap((a) =>
      membersOf(rule.b).flatMap((b) => (a === b ? [] : [[a, b] as const])),
    );
    const [pair] = pairs;
    // A class of one drug against itself has no pair in this list of drugs.
    if (!pair) continue;
    const result = support.check(healthy([line('1', pair[0].id), line('2', pair[1].id)]));
    if (![...result.alerts, ...result.suppressed].some(({ ruleId }) => ruleId === rule.id)) silent.push(rule.id);
  }
  assert.deepEqual(silent, []);
});

test('nothing is ever called checked while a rule did not run', () => {
  for (const row of readCases()) {
    const result = support.check(requestOf(row));
    assert.equal(result.status, result.notChecked.length > 0 ? 'partial' : 'checked', row.id);
  }
});

test('an answer stays with its alert only as long as the facts are the same', () => {
  const [row] = readCases().filter(({ id }) => id === 'DO01');
  assert.ok(row);
  const request = requestOf(row);
  const of = (asked: CheckRequest) =>
    support.check(asked).alerts.find(({ kind }) => kind === 'daily-dose')?.fingerprint ?? 'none';
  const [item] = request.items;
  assert.ok(item);
  const stronger = { ...request, items: [{ ...item, singleDose: { value: decimal('600'), unit: 'mg' } }] };
  assert.equal(of(request), of(structuredClone(request)));
  assert.notEqual(of(request), of(stronger));
  assert.match(of(request), /^[0-9a-f]{16}$/);
});

test('the institution decides how loud a severity speaks', () => {
  const request = healthy([line('1', 'D088'), line('2', 'D100')]);
  const levelOf = { contraindicated: 'block', major: 'block', moderate: 'reason', minor: 'note' } as const;
  const [alert] = support.check({ ...request, policy: { levelOf } }).alerts;
  assert.deepEqual({ level: alert?.level, rule: alert?.ruleId }, { level: 'block', rule: 'I003' });
});

test('units: equal amounts are equal in every spelling, and a limit is never missed by a rounding', () => {
  const equal = (a: string, b: string) => {
    const [left, right] = [a, b].map((text) => {
      const [, value = '', unit = ''] = /^([\d.]+)(.+)$/.exec(text) ?? [];
      return amountOf({ value, unit });
    });
    assert.deepEqual(left, right, `${a} ${b}`);
  };
  equal('0.5g', '500mg');
  equal('25\u03bcg', '25µg');
  equal('25ug', '0.025mg');
  equal('80万U', '800000IU');
  equal('1L', '1000ml');
  const sizes = fc.bigInt({ min: 1n, max: 999_999_999n });
  fc.assert(
    fc.property(sizes, (size) => {
      const one = amountOf({ value: fromMillionths(size), unit: 'mg' });
      const more = amountOf({ value: fromMillionths(size + 1n), unit: 'mg' });
      assert.ok(exceeds(more, one) && !exceeds(one, one) && !exceeds(one, more));
      assert.equal(amountText(one, 'mg'), `${fromMillionths(size)} mg`);
    }),
  );
});

test('units: a dose in tablets is judged by what a tablet holds, and never guessed', () => {
  const strength = { perUnit: '片', holds: { value: decimal('250'), unit: 'mg' } };
  const two = amountIn('mg', { value: decimal('2'), unit: '片' }, strength);
  assert.deepEqual(two, amountOf({ value: '500', unit: 'mg' }));
  assert.deepEqual(
    amountIn('片', { value: decimal('125'), unit: 'mg' }, strength),
    amountOf({ value: '0.5', unit: '片' }),
  );
  assert.equal(amountIn('mg', { value: decimal('5'), unit: 'ml' }, strength), undefined);
  assert.equal(amountIn('mg', { value: decimal('2'), unit: '片' }, undefined), undefined);
});

test('kidney function follows the published formulas', () => {
  const adult = kidneyFunction({ creatinineUmolPerL: 88.4, years: 60, sex: 'male', kg: 70, heightCm: undefined });
  // CKD-EPI 2021 and Cockcroft-Gault at 1.0 mg/dL, man of 60, 70 kg: 86 and 77.8.
  assert.equal(Math.round(adult.egfr ?? 0), 86);
  assert.equal((adult.crcl ?? 0).toFixed(1), '77.8');
  const woman = kidneyFunction({
    creatinineUmolPerL: 88.4,
    years: 60,
    sex: 'female',
    kg: undefined,
    heightCm: undefined,
  });
  assert.equal(Math.round(woman.egfr ?? 0), 64);
  assert.equal(woman.crcl, undefined);
  const child = kidneyFunction({ creatinineUmolPerL: 50, years: 8, sex: 'male', kg: 25, heightCm: 128 });
  assert.equal((child.egfr ?? 0).toFixed(1), '93.4');
  assert.equal(
    kidneyFunction({ creatinineUmolPerL: 50, years: 40, sex: 'unknown', kg: 60, heightCm: 160 }).egfr,
    undefined,
  );
});
