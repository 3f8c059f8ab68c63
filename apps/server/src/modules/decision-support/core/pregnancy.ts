import type { PregnancyFact, Severity } from '../contract.ts';
import type { Findings, KnownItem, Rule, Situation, Text } from './finding.ts';
import type { PersonFlag } from './rule-base.ts';

/** Pregnancy and breast-feeding by the flags of each drug; unknown states are named, and asked about where it matters. */
export const pregnancyRule: Rule = (situation, into) => {
  const { sex, pregnancy, lactating } = situation.request.patient;
  if (sex === 'male') return;
  for (const known of situation.items) {
    if (pregnancy?.state === 'pregnant') checkPregnant(known, pregnancy, situation, into);
    else if (pregnancy === undefined) tellUnknownPregnancy(known, situation, into);
    if (lactating === true) checkLactation(known, into);
    else if (lactating === undefined && pregnancy?.state !== 'pregnant') tellUnknownLactation(known, situation, into);
  }
};

/** First trimester to the end of week 13; NSAIDs with care from week 20, not from week 28. */
function severityInPregnancy(flag: PersonFlag, weeks: number | undefined): Severity | undefined {
  switch (flag) {
    case 'contraindicated':
      return 'contraindicated';
    case 'avoid':
      return 'major';
    case 'caution':
      return 'moderate';
    case 'avoid-first-trimester':
      return weeks === undefined || weeks <= 13 ? 'major' : 'moderate';
    case 'avoid-third-trimester':
      if (weeks === undefined || weeks >= 28) return 'major';
      return weeks >= 20 ? 'moderate' : undefined;
    default:
      return undefined;
  }
}

const flagText: Readonly<Record<PersonFlag, Text>> = {
  ok: { zh: '可用', en: 'may be used' },
  caution: { zh: '慎用，须权衡利弊', en: 'use with caution' },
  avoid: { zh: '避免使用，宜选替代药', en: 'avoid; alternatives exist' },
  'avoid-first-trimester': { zh: '孕早期（1–13周）避免', en: 'avoid in weeks 1 to 13' },
  'avoid-third-trimester': { zh: '孕20周起慎用，28周起避免', en: 'caution from week 20, avoid from week 28' },
  contraindicated: { zh: '禁用', en: 'contraindicated' },
  'not-applicable': { zh: '不适用', en: 'does not apply' },
};

function checkPregnant(
  { drug, item }: KnownItem,
  pregnancy: PregnancyFact & { state: 'pregnant' },
  _situation: Situation,
  into: Findings,
): void {
  if (drug.pregnancy === null) {
    tellNoFlag(drug, item, 'pregnancy', into);
    return;
  }
  const severity = severityInPregnancy(drug.pregnancy, pregnancy.weeks);
  if (!severity) return;
  const flag = flagText[drug.pregnancy];
  const weeks: Text =
    pregnancy.weeks === undefined
      ? { zh: '妊娠，孕周不详（按风险最高的孕周处理）', en: 'pregnant, weeks unknown: judged by the riskiest weeks' }
      : { zh: `妊娠${pregnancy.weeks}周`, en: `${pregnancy.weeks} weeks pregnant` };
  into.found.push({
    ruleId: `PREGNANCY-${drug.id}`,
    kind: 'pregnancy',
    severity,
    items: [item],
    message: { zh: `${drug.zh}：妊娠期${flag.zh}`, en: `${drug.en} in pregnancy: ${flag.en}` },
    why: [weeks],
    adviceZh: drug.cautionsZh,
    from: 'drugs',
    group: `pregnancy:${item.itemId}`,
  });
}

const grave = new Set<PersonFlag | null>([
  'avoid',
  'avoid-first-trimester',
  'avoid-third-trimester',
  'contraindicated',
]);
const told = new Set<PersonFlag | null>([...grave, 'caution', null]);

/** Asked about in the years the policy names when the answer could stop the drug; otherwise only named. */
function tellUnknownPregnancy({ drug, item }: KnownItem, { age, policy, request }: Situation, into: Findings): void {
  if (!told.has(drug.pregnancy)) return;
  const { sex } = request.patient;
  const years = age?.years;
  const possible =
    years === undefined || (years >= policy.pregnancyFromYears - 2 && years <= policy.pregnancyToYears + 5);
  if (!possible) return;
  const asked = years === undefined || (years >= policy.pregnancyFromYears && years <= policy.pregnancyToYears);
  const flag = drug.pregnancy === null ? { zh: '资料不详', en: 'nothing known' } : flagText[drug.pregnancy];
  into.gaps.push({
    kind: 'pregnancy',
    missing: 'pregnancy-state',
    items: [item],
    ask: asked && sex === 'female' && grave.has(drug.pregnancy),
    message: {
      zh: `${drug.zh}：妊娠状态不详（妊娠期${flag.zh}）`,
      en: `${drug.en}: pregnancy unknown (in pregnancy: ${flag.en})`,
    },
  });
}

function checkLactation({ drug, item }: KnownItem, into: Findings): void {
  if (drug.lactation === null) {
    tellNoFlag(drug, item, 'lactation', into);
    return;
  }
  const severity = severityInPregnancy(drug.lactation, undefined);
  if (!severity) return;
  const flag = flagText[drug.lactation];
  into.found.push({
    ruleId: `LACTATION-${drug.id}`,
    kind: 'lactation',
    severity,
    items: [item],
    message: { zh: `${drug.zh}：哺乳期${flag.zh}`, en: `${drug.en} while breast-feeding: ${flag.en}` },
    why: [{ zh: '哺乳期', en: 'breast-feeding' }],
    adviceZh: drug.cautionsZh,
    from: 'drugs',
    group: `lactation:${item.itemId}`,
  });
}

function tellUnknownLactation({ drug, item }: KnownItem, { age, policy, request }: Situation, into: Findings): void {
  if (request.patient.sex !== 'female' || !grave.has(drug.lactation)) return;
  const years = age?.years;
  if (years !== undefined && (years < policy.pregnancyFromYears || years > policy.pregnancyToYears)) return;
  into.gaps.push({
    kind: 'lactation',
    missing: 'lactation-state',
    items: [item],
    ask: false,
    message: { zh: `${drug.zh}：是否哺乳不详`, en: `${drug.en}: not known whether she breast-feeds` },
  });
}

function tellNoFlag(
  drug: KnownItem['drug'],
  item: KnownItem['item'],
  kind: 'pregnancy' | 'lactation',
  into: Findings,
): void {
  const state = kind === 'pregnancy' ? { zh: '妊娠期', en: 'pregnancy' } : { zh: '哺乳期', en: 'breast-feeding' };
  into.gaps.push({
    kind,
    missing: 'knowledge',
    items: [item],
    ask: false,
    message: { zh: `${drug.zh}：知识库无${state.zh}资料`, en: `${drug.en}: nothing known about ${state.en}` },
  });
}
