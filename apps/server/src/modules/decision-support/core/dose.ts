import type { CheckItem } from '../contract.ts';
import { dosesPerDay, isAdultForDoses, type Limits, limitsOf, routeDose } from './dose-limits.ts';
import { checkSubstances } from './dose-sum.ts';
import { type Findings, type KnownItem, type Rule, type Situation, yearsText } from './finding.ts';
import { type Amount, amountIn, amountText, exceeds, plus, scale } from './units.ts';

/** A single dose above this multiple of the maximum is a slip of the unit, and no reason lets it pass. */
const SLIP_OF_UNIT = 10;

/** Single and daily doses against the limits for the patient's age and weight; ingredients summed over all lines. */
export const doseRule: Rule = (situation, into) => {
  for (const [, lines] of byGeneric(situation.items)) checkDrug(lines, situation, into);
  checkSubstances(situation, into);
};

function byGeneric(items: readonly KnownItem[]): Map<string, KnownItem[]> {
  const lines = new Map<string, KnownItem[]>();
  for (const known of items) {
    const key = `${known.drug.id}/${routeDose(known)?.routes.join() ?? ''}`;
    const group = lines.get(key);
    if (group) group.push(known);
    else lines.set(key, [known]);
  }
  return lines;
}

function checkDrug(lines: readonly KnownItem[], situation: Situation, into: Findings): void {
  const [first] = lines;
  if (!first) return;
  const items = lines.map(({ item }) => item);
  const limits = limitsOf(first, items, situation, into);
  if (!limits) return;
  let total: Amount | undefined;
  for (const known of lines) {
    const single = amountIn(limits.unit, known.item.singleDose, known.item.strength);
    if (!single) {
      tellIncomparable(known, limits.unit, into);
      return;
    }
    checkSingle(known, single, limits, situation, into);
    const daily = scale(single, dosesPerDay(known.item.frequency));
    total = total ? plus(total, daily) : daily;
  }
  for (const { active } of situation.active.filter(({ drug }) => drug.id === first.drug.id)) {
    const taken = active.dailyDose && amountIn(limits.unit, active.dailyDose, undefined);
    if (taken && total) total = plus(total, taken);
  }
  if (total) checkDaily(first, items, total, limits, situation, into);
}

function tellIncomparable({ drug, item }: KnownItem, unit: string, into: Findings): void {
  into.gaps.push({
    kind: 'single-dose',
    missing: 'comparable-dose-unit',
    items: [item],
    ask: false,
    detail: `${item.singleDose.unit} → ${unit}`,
    message: {
      zh: `${drug.zh}：剂量单位“${item.singleDose.unit}”无法换算为“${unit}”，剂量未检查`,
      en: `${drug.en}: a dose in ${item.singleDose.unit} cannot be compared with limits in ${unit}; not checked`,
    },
  });
}

function checkSingle(known: KnownItem, single: Amount, limits: Limits, situation: Situation, into: Findings): void {
  const { drug, item } = known;
  const max = limits.singleMax;
  const over = max !== undefined && exceeds(single, max);
  const usual = limits.singleUsualMax;
  if (!over && !(usual && exceeds(single, usual))) return;
  const limit = (over ? max : usual) as Amount;
  const slip = over && exceeds(single, scale(max, SLIP_OF_UNIT));
  const given = amountText(single, limits.unit);
  const allowed = amountText(limit, limits.unit);
  into.found.push({
    ruleId: `SINGLE-${drug.id}`,
    kind: 'single-dose',
    severity: slip ? 'contraindicated' : over ? 'major' : 'moderate',
    items: [item],
    message: over
      ? {
          zh: `${drug.zh}：单次 ${given}，超过最大 ${allowed}`,
          en: `${drug.en}: single dose ${given}, maximum ${allowed}`,
        }
      : {
          zh: `${drug.zh}：单次 ${given}，高于常用 ${allowed}`,
          en: `${drug.en}: single dose ${given}, usual ${allowed}`,
        },
    why: doseFacts(situation),
    adviceZh: slip ? '请核对剂量单位' : null,
    from: 'drugs',
    group: `single:${item.itemId}`,
  });
}

function checkDaily(
  known: KnownItem,
  items: readonly CheckItem[],
  total: Amount,
  limits: Limits,
  situation: Situation,
  into: Findings,
): void {
  const { drug } = known;
  const max = limits.dailyMax;
  const over = max !== undefined && exceeds(total, max);
  const usual = limits.dailyUsualMax;
  if (!over && !(usual && exceeds(total, usual))) return;
  const farOver = over && exceeds(total, scale(max, situation.policy.blockDailyDoseAbove));
  const given = amountText(total, limits.unit);
  const allowed = amountText((over ? max : usual) as Amount, limits.unit);
  into.found.push({
    ruleId: `DAILY-${drug.id}`,
    kind: 'daily-dose',
    severity: farOver ? 'contraindicated' : over ? 'major' : 'moderate',
    items,
    message: over
      ? { zh: `${drug.zh}：每日 ${given}，超过最大 ${allowed}`, en: `${drug.en}: ${given} a day, maximum ${allowed}` }
      : { zh: `${drug.zh}：每日 ${given}，高于常用 ${allowed}`, en: `${drug.en}: ${given} a day, usual ${allowed}` },
    why: doseFacts(situation),
    from: 'drugs',
    group: `daily:${drug.id}`,
  });
}

function doseFacts(situation: Situation) {
  const { weight } = situation.request.patient;
  const facts = [yearsText(situation)];
  if (weight && !isAdultForDoses(situation)) facts.push({ zh: `体重 ${weight.kg} kg`, en: `weight ${weight.kg} kg` });
  return facts;
}
