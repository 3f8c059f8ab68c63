import { dosesPerDay } from './dose-limits.ts';
import {
  drugText,
  type Findings,
  type KnownItem,
  type Rule,
  type Situation,
  severityOf,
  yearsText,
} from './finding.ts';
import type { PopulationRule } from './rule-base.ts';
import { amountIn, amountOf, exceeds, scale } from './units.ts';

/** Rules about who the patient is: minimum age, rules for children and the elderly, sex. */
export const personRule: Rule = (situation, into) => {
  for (const known of situation.items) {
    checkMinimumAge(known, situation, into);
    for (const rule of known.populations) checkPopulation(rule, known, situation, into);
    checkSex(known, situation, into);
  }
};

function tellUnknownAge({ drug, item }: KnownItem, into: Findings): void {
  into.gaps.push({
    kind: 'age',
    missing: 'birth-date',
    items: [item],
    ask: true,
    message: { zh: `${drug.zh}：年龄不详，年龄规则未检查`, en: `${drug.en}: age unknown; rules of age not checked` },
  });
}

function checkMinimumAge(known: KnownItem, situation: Situation, into: Findings): void {
  const { drug, item, populations } = known;
  const { age } = situation;
  const least = drug.minAgeMonths ?? 0;
  if (age === undefined) {
    if (least > 0 || populations.length > 0) tellUnknownAge(known, into);
    return;
  }
  if (age.months >= least) return;
  const limit =
    least % 12 === 0
      ? { zh: `${least / 12}岁`, en: `${least / 12} years` }
      : { zh: `${least}月龄`, en: `${least} months` };
  into.found.push({
    ruleId: `AGE-${drug.id}`,
    kind: 'age',
    severity: 'major',
    items: [item],
    message: {
      zh: `${drug.zh}：用于${limit.zh}以上，患者${yearsText(situation).zh}`,
      en: `${drug.en}: from ${limit.en} on; the patient is ${yearsText(situation).en}`,
    },
    why: [yearsText(situation)],
    adviceZh: drug.cautionsZh,
    from: 'drugs',
    group: `age:${item.itemId}`,
  });
}

function checkPopulation(rule: PopulationRule, known: KnownItem, situation: Situation, into: Findings): void {
  const { age } = situation;
  if (!age) return;
  const value = age[rule.age.unit];
  const within = rule.age.is === 'atLeast' ? value >= rule.age.value : value < rule.age.value;
  if (!within || !conditionHolds(rule, known)) return;
  const { item } = known;
  const { zh, en } = drugText(known);
  const years = yearsText(situation);
  into.found.push({
    ruleId: rule.id,
    kind: 'population',
    severity: severityOf(rule.action),
    items: [item],
    message: {
      zh: `${zh}（${years.zh}）：${rule.messageZh}`,
      en: `${en}: rule for patients ${rule.age.is === 'atLeast' ? 'from' : 'below'} ${rule.age.value} ${rule.age.unit} of age`,
    },
    why: [years],
    from: 'populations',
    group: `age:${item.itemId}`,
  });
}

/** A dose that cannot be compared counts as above the limit: a warning too many is better than one too few. */
function conditionHolds({ when }: PopulationRule, { item }: KnownItem): boolean {
  if (when === null) return true;
  if ('daysAbove' in when) return item.days > when.daysAbove;
  const single = amountIn(when.dailyDoseAbove.unit, item.singleDose, item.strength);
  return !single || exceeds(scale(single, dosesPerDay(item.frequency)), amountOf(when.dailyDoseAbove));
}

function checkSex(known: KnownItem, { request }: Situation, into: Findings): void {
  const { drug, item } = known;
  const { sex } = request.patient;
  if (drug.sex === null || drug.sex === sex) return;
  const names = { male: { zh: '男性', en: 'men' }, female: { zh: '女性', en: 'women' } }[drug.sex];
  if (sex === 'unknown' || sex === 'other') {
    into.gaps.push({
      kind: 'sex',
      missing: 'sex',
      items: [item],
      ask: false,
      message: {
        zh: `${drug.zh}仅用于${names.zh}，患者性别不详`,
        en: `${drug.en} is for ${names.en} only; sex unknown`,
      },
    });
    return;
  }
  into.found.push({
    ruleId: `SEX-${drug.id}`,
    kind: 'sex',
    severity: 'contraindicated',
    items: [item],
    message: { zh: `${drug.zh}：仅用于${names.zh}`, en: `${drug.en}: for ${names.en} only` },
    why: [{ zh: `患者性别：${sex === 'male' ? '男' : '女'}`, en: `sex: ${sex}` }],
    from: 'drugs',
    group: `sex:${item.itemId}`,
  });
}
