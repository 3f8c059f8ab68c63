import { ageInDays, ageInMonths, ageInYears } from '@xinglin/kernel/clock';
import type { Alert, AlertLevel, CheckRequest, CheckResult, NotChecked, RuleKind } from '../contract.ts';
import { allergyRule } from './allergy.ts';
import { diseaseRule } from './disease.ts';
import { doseRule } from './dose.ts';
import {
  type Finding,
  type Findings,
  type Gap,
  isStronger,
  type KnownActive,
  type KnownItem,
  type Rule,
  type Situation,
  severityWeight,
} from './finding.ts';
import { fingerprint } from './fingerprint.ts';
import { pairRule } from './pairs.ts';
import { personRule } from './person.ts';
import { pregnancyRule } from './pregnancy.ts';
import { renalRule } from './renal.ts';
import type { RuleBase } from './rule-base.ts';
import { useRule } from './use.ts';

const rules: readonly Rule[] = [
  allergyRule,
  pairRule,
  doseRule,
  personRule,
  pregnancyRule,
  diseaseRule,
  renalRule,
  useRule,
];

/** Of two findings equally strong about one danger, the kind named first here speaks. */
const kindOrder: readonly RuleKind[] = ['duplicate-ingredient', 'interaction', 'duplicate-class', 'population', 'age'];
const levelOrder: readonly AlertLevel[] = ['block', 'reason', 'note'];

/**
 * Checks one sheet against the rule base. Pure and deterministic: the same request gives the same result, down to the
 * order of the alerts. It may throw on a broken request or rule; whoever calls it answers that with status `failed`.
 */
export function checkPrescription(base: RuleBase, request: CheckRequest): CheckResult {
  const situation = situationOf(base, request);
  const into: Findings = { found: [], gaps: unknownDrugs(situation), gates: [] };
  for (const rule of rules) rule(situation, into);
  const position = new Map(request.items.map(({ itemId }, index) => [itemId, index]));
  const { shown, suppressed } = strongestOfEachGroup(into.found);
  const toAlerts = (findings: readonly Finding[]) =>
    findings.map((finding) => alertOf(finding, situation)).sort(byLevelThenPosition(position));
  const notChecked = mergeGaps(into.gaps);
  return {
    status: notChecked.length > 0 ? 'partial' : 'checked',
    knowledgeVersion: base.knowledge.version,
    alerts: toAlerts(shown),
    suppressed: toAlerts(suppressed),
    notChecked,
    gates: into.gates.map(({ item, ruleId, message }) => ({
      itemId: item.itemId,
      kind: 'skin-test',
      ruleId,
      message,
      source: sourceOf(base, 'skinTests').source,
    })),
  };
}

function situationOf(base: RuleBase, request: CheckRequest): Situation {
  const items: KnownItem[] = request.items.flatMap((item) => {
    const indexed = item.genericId === undefined ? undefined : base.drugs.get(item.genericId);
    return indexed ? [{ ...indexed, item }] : [];
  });
  const active: KnownActive[] = request.activeDrugs.flatMap((drug) => {
    const indexed = base.drugs.get(drug.genericId);
    return indexed ? [{ ...indexed, active: drug }] : [];
  });
  return {
    rules: base,
    policy: { ...base.policy, ...request.policy },
    request,
    items,
    active,
    age: ageOf(request),
  };
}

function ageOf({ today, patient }: CheckRequest): Situation['age'] {
  if (patient.bornOn === undefined) return undefined;
  const on = Temporal.PlainDate.from(today);
  const bornOn = Temporal.PlainDate.from(patient.bornOn);
  return { years: ageInYears(bornOn, on), months: ageInMonths(bornOn, on), days: ageInDays(bornOn, on) };
}

/** Lines and active drugs the rule base does not know: no rule can speak about them. */
function unknownDrugs({ request, items, active }: Situation): Gap[] {
  const known = new Set(items.map(({ item }) => item.itemId));
  const unknown = request.items.filter(({ itemId }) => !known.has(itemId));
  const strangers = request.activeDrugs.filter(({ id }) => !active.some((each) => each.active.id === id));
  const gaps: Gap[] = [];
  if (unknown.length > 0) {
    gaps.push({
      kind: 'unknown-drug',
      missing: 'knowledge',
      items: unknown,
      ask: false,
      message: { zh: '药品未关联知识库，未检查', en: 'The drug is not in the rule base: not checked' },
    });
  }
  if (strangers.length > 0) {
    gaps.push({
      kind: 'interaction',
      missing: 'knowledge',
      items: request.items,
      ask: false,
      detail: strangers.map(({ genericId }) => genericId).join(', '),
      message: {
        zh: '患者在用药中有未收录的药物，相互作用未全部检查',
        en: 'Some drugs the patient takes are not in the rule base: interactions with them not checked',
      },
    });
  }
  return gaps;
}

function strongestOfEachGroup(found: readonly Finding[]): { shown: Finding[]; suppressed: Finding[] } {
  const best = new Map<string, Finding>();
  for (const finding of found) {
    const current = best.get(finding.group);
    if (!current || speaksBefore(finding, current)) best.set(finding.group, finding);
  }
  const shown = new Set(best.values());
  return { shown: [...shown], suppressed: found.filter((finding) => !shown.has(finding)) };
}

function speaksBefore(a: Finding, b: Finding): boolean {
  if (a.severity !== b.severity) return isStronger(a.severity, b.severity);
  const order = ({ kind }: Finding) => (kindOrder.includes(kind) ? kindOrder.indexOf(kind) : kindOrder.length);
  if (order(a) !== order(b)) return order(a) < order(b);
  return a.ruleId < b.ruleId;
}

const sourceOf = ({ knowledge }: RuleBase, from: string) =>
  knowledge.sources[from] ?? { source: from, version: knowledge.version };

function alertOf(finding: Finding, { rules: base, policy }: Situation): Alert {
  const { source, version } = sourceOf(base, finding.from);
  const level = finding.level ?? policy.levelOf[finding.severity];
  const itemIds = finding.items.map(({ itemId }) => itemId);
  const { activeDrugId, adviceZh } = finding;
  return {
    fingerprint: fingerprint([
      finding.ruleId,
      version,
      level,
      ...itemIds,
      activeDrugId ?? '',
      finding.message.zh,
      ...finding.why.map(({ zh }) => zh),
    ]),
    ruleId: finding.ruleId,
    ruleVersion: version,
    kind: finding.kind,
    level,
    severity: finding.severity,
    itemIds,
    ...(activeDrugId === undefined ? {} : { activeDrugId }),
    message: finding.message,
    why: [...finding.why],
    ...(adviceZh ? { advice: { zh: adviceZh, en: adviceZh } } : {}),
    source,
  };
}

const byLevelThenPosition = (position: ReadonlyMap<string, number>) => (a: Alert, b: Alert) =>
  levelOrder.indexOf(a.level) - levelOrder.indexOf(b.level) ||
  severityWeight(b.severity) - severityWeight(a.severity) ||
  (position.get(a.itemIds[0] ?? '') ?? 0) - (position.get(b.itemIds[0] ?? '') ?? 0) ||
  (a.ruleId < b.ruleId ? -1 : a.ruleId > b.ruleId ? 1 : 0) ||
  (a.fingerprint < b.fingerprint ? -1 : 1);

/** One entry for each thing missing in each kind of rule and each text; the lines it concerns are joined. */
function mergeGaps(gaps: readonly Gap[]): NotChecked[] {
  const merged = new Map<string, Gap & { readonly ids: Set<string> }>();
  for (const gap of gaps) {
    const key = [gap.kind, gap.missing, gap.ask, gap.detail ?? '', gap.message.zh].join('\n');
    const known = merged.get(key);
    if (known) for (const { itemId } of gap.items) known.ids.add(itemId);
    else merged.set(key, { ...gap, ids: new Set(gap.items.map(({ itemId }) => itemId)) });
  }
  return [...merged.values()].map(({ kind, missing, ask, detail, message, ids }) => ({
    fingerprint: fingerprint(['ask', kind, missing, ...ids, detail ?? '', message.zh]),
    kind,
    missing,
    itemIds: [...ids],
    ask,
    ...(detail === undefined ? {} : { detail }),
    message,
  }));
}
