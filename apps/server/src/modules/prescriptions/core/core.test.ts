import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DomainError } from '@xinglin/kernel/domain-error';
import { readOverrideReasons, readPrescriptionKinds } from '#platform/knowledge/clinical';
import type { Alert, CheckResult, NotChecked } from '../../decision-support/contract.ts';
import { alertReasons, type ReviewState, type SheetState } from '../contract.ts';
import * as settings from '../settings.ts';
import { readUsageCodes } from '../usage-codes.ts';
import { ageText } from './age-text.ts';
import { codesNeedingWords, objectionsTo } from './answers.ts';
import { reviewLife, sheetLife } from './life-cycle.ts';
import { limitsExceeded } from './limits.ts';
import { dosesOnADay, usageOf } from './usage.ts';

test('the life of a sheet: every pair of state and event, written out', () => {
  const allowed: Readonly<Record<string, SheetState>> = {
    'draft sign': 'signed',
    'draft discard': 'discarded',
    'signed pay': 'paid',
    'signed withdraw': 'withdrawn',
    'paid dispense': 'dispensed',
    'paid refund': 'withdrawn',
    'dispensed refund': 'returned',
  };
  const events = ['sign', 'discard', 'pay', 'withdraw', 'dispense', 'refund'] as const;
  const states: SheetState[] = ['draft', 'signed', 'paid', 'dispensed', 'returned', 'withdrawn', 'discarded'];
  assert.deepEqual([...sheetLife.states].sort(), [...states].sort());
  for (const state of states) {
    for (const event of events) {
      const target = allowed[`${state} ${event}`];
      if (target) assert.equal(sheetLife.step(state, event), target);
      else
        assert.throws(() => sheetLife.step(state, event), { code: 'platform.step-not-allowed' }, `${state} ${event}`);
    }
  }
});

test('every state can be reached, and every review too', () => {
  const reachable = (life: { table: Record<string, Record<string, string>> }, from: string): Set<string> => {
    const seen = new Set([from]);
    for (const state of seen) for (const next of Object.values(life.table[state] ?? {})) seen.add(next);
    return seen;
  };
  assert.equal(reachable(sheetLife as never, 'draft').size, sheetLife.states.length);
  assert.deepEqual([...reachable(reviewLife as never, 'pending')].sort(), ['accepted', 'pending', 'returned']);
});

test('the review: every pair of state and event, written out', () => {
  const allowed: Readonly<Record<string, ReviewState>> = {
    'not-needed accept': 'accepted',
    'not-needed return': 'returned',
    'pending accept': 'accepted',
    'pending return': 'returned',
    'accepted return': 'returned',
    'returned insist': 'pending',
  };
  for (const state of reviewLife.states) {
    for (const event of ['accept', 'return', 'insist'] as const) {
      const target = allowed[`${state} ${event}`];
      if (target) assert.equal(reviewLife.step(state, event), target);
      else assert.throws(() => reviewLife.step(state, event), DomainError);
    }
  }
});

const limits = { maxKinds: 5, maxDays: { ordinary: 7, emergency: 3, paediatric: 7 }, longestDays: 84 };
const items = (...days: number[]) =>
  days.map((coveredDays, index) => ({ id: `i${index}`, drugId: `d${index}`, coveredDays }));

test('limits: at the limit nothing is said, one above needs a reason, beyond the longest nothing helps', () => {
  assert.deepEqual(limitsExceeded('ordinary', items(7, 7, 7, 7, 7), limits), []);
  assert.deepEqual(limitsExceeded('ordinary', items(7, 8), limits), [
    { kind: 'days', limit: 7, actual: 8, itemIds: ['i1'], level: 'reason' },
  ]);
  assert.deepEqual(limitsExceeded('emergency', items(4), limits)[0], {
    kind: 'days',
    limit: 3,
    actual: 4,
    itemIds: ['i0'],
    level: 'reason',
  });
  assert.equal(limitsExceeded('ordinary', items(84), limits)[0]?.level, 'reason');
  assert.equal(limitsExceeded('ordinary', items(85), limits)[0]?.level, 'block');
  assert.deepEqual(
    limitsExceeded('ordinary', items(1, 1, 1, 1, 1, 1), limits).map(({ kind, actual }) => ({ kind, actual })),
    [{ kind: 'kinds', actual: 6 }],
  );
});

test('limits: the same drug twice is one kind', () => {
  const twice = [...items(1, 1, 1, 1, 1), { id: 'i9', drugId: 'd0', coveredDays: 1 }];
  assert.deepEqual(limitsExceeded('ordinary', twice, limits), []);
});

test('the limits of the settings are those of knowledge', () => {
  const known = new Map(readPrescriptionKinds().rows.map((row) => [row.code, row]));
  assert.equal(settings.maxDaysOrdinary.fallback, known.get('ordinary')?.usualMaxDays);
  assert.equal(settings.maxDaysEmergency.fallback, known.get('emergency')?.usualMaxDays);
  assert.equal(settings.maxDaysPaediatric.fallback, known.get('paediatric')?.usualMaxDays);
  assert.equal(settings.longestDays.fallback, known.get('long-term')?.longestDays);
});

test('the reasons are those of knowledge, and one for questions nobody can answer', () => {
  const known = readOverrideReasons().rows;
  for (const { code, zh, en, needsText } of known) {
    assert.deepEqual(alertReasons[code as keyof typeof alertReasons], { zh, en });
    assert.equal(codesNeedingWords.has(code as keyof typeof alertReasons), needsText, code);
  }
  const own = Object.keys(alertReasons).filter((code) => !known.some((row) => row.code === code));
  assert.deepEqual(own, ['not-obtainable']);
});

const alert = (fingerprint: string, level: Alert['level']) => ({ fingerprint, level }) as Alert;
const question = (fingerprint: string, ask: boolean) => ({ fingerprint, ask }) as NotChecked;
const result = (alerts: Alert[], notChecked: NotChecked[] = []) => ({ alerts, notChecked }) as unknown as CheckResult;

test('what stands against a signature', () => {
  const checked = result(
    [alert('b', 'block'), alert('r', 'reason'), alert('n', 'note')],
    [question('q', true), question('g', false)],
  );
  assert.deepEqual(objectionsTo(checked, [], []), {
    blocks: ['b'],
    unseen: ['b', 'r', 'q'],
    unanswered: ['r', 'q'],
    wordless: [],
  });
  const answers = [
    { fingerprint: 'r', code: 'monitored' as const },
    { fingerprint: 'q', code: 'not-obtainable' as const },
  ];
  assert.deepEqual(objectionsTo(checked, ['b', 'r', 'q'], answers), {
    blocks: ['b'],
    unseen: [],
    unanswered: [],
    wordless: ['q'],
  });
  const withWords = [answers[0], { fingerprint: 'q', code: 'not-obtainable' as const, text: '急诊无家属' }] as never;
  assert.deepEqual(objectionsTo(result([alert('n', 'note')]), [], []), {
    blocks: [],
    unseen: [],
    unanswered: [],
    wordless: [],
  });
  assert.deepEqual(objectionsTo(checked, ['b', 'r', 'q'], withWords).wordless, []);
});

test('a reason for an alert that is gone helps nothing against a new one', () => {
  const { unseen, unanswered } = objectionsTo(
    result([alert('new', 'reason')]),
    ['old'],
    [{ fingerprint: 'old', code: 'benefit' }],
  );
  assert.deepEqual({ unseen, unanswered }, { unseen: ['new'], unanswered: ['new'] });
});

test('routes and frequencies: what may stand on a prescription', () => {
  const codes = readUsageCodes();
  const use = (frequency: string, more: { maxTimesPerDay?: number; route?: string } = {}) =>
    usageOf(codes, { route: 'PO', frequency, days: 5, ...more });
  const daily = (usage: ReturnType<typeof use>) => typeof usage !== 'string' && dosesOnADay(usage.daily);
  assert.equal(daily(use('tid')), 3);
  assert.equal(daily(use('qod')), 1);
  assert.equal(daily(use('qw')), 1);
  assert.equal(daily(use('prn', { maxTimesPerDay: 4 })), 4);
  assert.equal(use('prn'), 'max-times-needed');
  assert.equal(use('ac'), 'unknown-frequency');
  assert.equal(use('nonsense'), 'unknown-frequency');
  assert.equal(use('tid', { route: 'XJ' }), 'unknown-route');
  assert.equal(use('tid', { route: 'nowhere' }), 'unknown-route');
  const single = use('st');
  assert.ok(typeof single !== 'string');
  assert.deepEqual(single.course, { times: 1, perDays: 5 });
});

test('age as a prescription carries it', () => {
  const on = Temporal.PlainDate.from('2026-03-02');
  assert.equal(ageText('1980-03-03', on), '45岁');
  assert.equal(ageText('2023-03-02', on), '3岁');
  assert.equal(ageText('2023-03-03', on), '35月龄');
  assert.equal(ageText('2026-02-20', on), '10日龄');
  assert.equal(ageText('2026-03-02', on), '0日龄');
  assert.equal(ageText(undefined, on), '');
});
