import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CheckCase, readCases, requestOf } from './cases.ts';
import type { Alert, CheckResult } from './contract.ts';
import { createDecisionSupport, readRuleFiles } from './index.ts';

const support = createDecisionSupport({
  knowledge: readRuleFiles(),
  onFailure: (error) => {
    throw error;
  },
});
const cases = readCases();

const matches = ([level, kind, rule]: CheckCase['expect'][number], alert: Alert): boolean =>
  alert.level === level && (kind === null || alert.kind === kind) && (rule === null || alert.ruleId === rule);

interface Verdict {
  readonly missed: readonly string[];
  readonly falseAlerts: readonly Alert[];
  readonly faults: readonly string[];
}

function judge(row: CheckCase, result: CheckResult): Verdict {
  const missed = row.expect.filter((wanted) => !result.alerts.some((alert) => matches(wanted, alert)));
  const grave = result.alerts.filter(({ level }) => level !== 'note');
  const falseAlerts = grave.filter((alert) => !row.expect.some((wanted) => matches(wanted, alert)));
  const named = result.notChecked.map(({ kind, missing, ask }) => ({ key: `${kind}/${missing}`, ask }));
  const faults = [
    ...result.alerts.filter(({ kind }) => row.silent.includes(kind)).map(({ ruleId }) => `must be silent: ${ruleId}`),
    ...row.ask.filter((key) => !named.some((gap) => gap.key === key && gap.ask)).map((key) => `must ask: ${key}`),
    ...row.gaps.filter((key) => !named.some((gap) => gap.key === key)).map((key) => `must be named: ${key}`),
    ...named.filter(({ key, ask }) => ask && !row.ask.includes(key)).map(({ key }) => `asks without need: ${key}`),
    ...row.gates.filter((rule) => !result.gates.some(({ ruleId }) => ruleId === rule)).map((rule) => `gate: ${rule}`),
    ...(result.status === 'checked' && (row.ask.length > 0 || row.gaps.length > 0) ? ['calls itself checked'] : []),
  ];
  return { missed: missed.map((each) => each.join(' ')), falseAlerts, faults };
}

for (const row of cases) {
  test(`${row.id} ${row.zh}`, () => {
    const { missed, falseAlerts, faults } = judge(row, support.check(requestOf(row)));
    const shown = falseAlerts.map(({ level, ruleId, message }) => `${level} ${ruleId} ${message.zh}`);
    assert.deepEqual({ missed, falseAlerts: shown, faults }, { missed: [], falseAlerts: [], faults: [] });
  });
}

test('the figures: every wanted alert found, none without cause', (context) => {
  const verdicts = cases.map((row) => judge(row, support.check(requestOf(row))));
  const wanted = cases.reduce((sum, { expect }) => sum + expect.length, 0);
  const missed = verdicts.reduce((sum, verdict) => sum + verdict.missed.length, 0);
  const falseAlerts = verdicts.reduce((sum, verdict) => sum + verdict.falseAlerts.length, 0);
  const quiet = cases.filter(({ expect }) => expect.every(([level]) => level === 'note')).length;
  const disturbed = cases.filter(
    ({ expect }, index) =>
      expect.every(([level]) => level === 'note') && (verdicts[index]?.falseAlerts.length ?? 0) > 0,
  ).length;
  context.diagnostic(
    `${cases.length} cases; sensitivity ${(((wanted - missed) * 100) / wanted).toFixed(1)} % (${wanted - missed} of ` +
      `${wanted} alerts); false stops or questions ${falseAlerts}; quiet cases disturbed ${disturbed} of ${quiet}`,
  );
  assert.ok(cases.length >= 60 && wanted >= 60 && quiet >= 30);
  assert.deepEqual({ missed, falseAlerts }, { missed: 0, falseAlerts: 0 });
});

test('the same request gives the same answer, whatever was asked before', () => {
  const first = cases.map((row) => support.check(requestOf(row)));
  const again = [...cases].reverse().map((row) => support.check(requestOf(row)));
  assert.deepEqual(again.reverse(), first);
});

test('every alert names its rule, its version, its source, and both languages', () => {
  for (const row of cases) {
    const { alerts, suppressed, notChecked } = support.check(requestOf(row));
    for (const alert of [...alerts, ...suppressed]) {
      assert.ok(alert.ruleId && alert.ruleVersion && alert.source.length > 10, row.id);
      for (const text of [alert.message, ...alert.why]) assert.ok(text.zh && text.en, `${row.id} ${alert.ruleId}`);
    }
    for (const { message } of notChecked) assert.ok(message.zh && message.en, row.id);
  }
});
