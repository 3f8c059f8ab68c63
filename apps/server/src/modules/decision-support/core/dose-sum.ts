import type { Decimal } from '@xinglin/kernel/quantity';
import type { CheckItem } from '../contract.ts';
import { dosesPerDay, isAdultForDoses, least } from './dose-limits.ts';
import type { Findings, Situation } from './finding.ts';
import type { IndexedDrug } from './rule-base.ts';
import { type Amount, amountIn, amountOf, amountText, exceeds, plus, scale, timesDecimal } from './units.ts';

interface Contribution {
  readonly names: { readonly zh: string; readonly en: string };
  readonly genericId: string;
  readonly item: CheckItem | undefined;
  readonly amount: Amount;
}

/** One ingredient out of several products: paracetamol as such and in a cold remedy. */
export function checkSubstances(situation: Situation, into: Findings): void {
  const bySubstance = new Map<string, Contribution[]>();
  const add = (indexed: IndexedDrug, units: Amount | undefined, item: CheckItem | undefined) => {
    const { drug } = indexed;
    for (const { substance, perDoseUnit } of drug.ingredients) {
      if (!units || perDoseUnit === null) continue;
      const amount = contentOf(units, drug.doseUnit ?? '', perDoseUnit);
      const list = bySubstance.get(substance) ?? [];
      list.push({ names: { zh: drug.zh, en: drug.en }, genericId: drug.id, item, amount });
      bySubstance.set(substance, list);
    }
  };
  for (const known of situation.items) {
    const { drug, item } = known;
    const single = drug.doseUnit === null ? undefined : amountIn(drug.doseUnit, item.singleDose, item.strength);
    add(known, single && scale(single, dosesPerDay(item.frequency)), item);
  }
  for (const known of situation.active) {
    const { drug, active } = known;
    if (drug.doseUnit === null || !active.dailyDose) continue;
    add(known, amountIn(drug.doseUnit, active.dailyDose, undefined), undefined);
  }
  for (const [substance, parts] of bySubstance) checkSubstance(substance, parts, situation, into);
}

/** `units` dose units, each holding `content`. */
function contentOf(units: Amount, doseUnit: string, content: { value: string; unit: string }): Amount {
  const one = amountOf({ value: '1', unit: doseUnit });
  const held = amountOf(content);
  return { measure: held.measure, size: (units.size * held.size) / one.size };
}

function checkSubstance(substance: string, parts: readonly Contribution[], situation: Situation, into: Findings): void {
  const plain = situation.rules.plainDrugOf.get(substance);
  const items = [...new Set(parts.flatMap(({ item }) => (item ? [item] : [])))];
  // One product alone is judged by its own limits.
  if (!plain || items.length === 0 || new Set(parts.map(({ genericId }) => genericId)).size < 2) return;
  const { drug } = plain;
  if (drug.doseUnit === null || drug.adult.dailyMax === null) return;
  const weight = situation.request.patient.weight;
  const adultMax = amountOf({ value: drug.adult.dailyMax, unit: drug.doseUnit });
  const max = isAdultForDoses(situation) ? adultMax : childMax(plain, adultMax, weight?.kg);
  const total = parts.map(({ amount }) => amount).reduce(plus);
  if (!exceeds(total, max)) return;
  const farOver = exceeds(total, scale(max, situation.policy.blockDailyDoseAbove));
  const given = amountText(total, drug.doseUnit);
  const allowed = amountText(max, drug.doseUnit);
  into.found.push({
    ruleId: `DAILY-SUM-${substance}`,
    kind: 'daily-dose',
    severity: farOver ? 'contraindicated' : 'major',
    items,
    message: {
      zh: `${drug.zh}：各药合计每日 ${given}，超过最大 ${allowed}`,
      en: `${drug.en}: ${given} a day from all products together, maximum ${allowed}`,
    },
    why: parts.map(({ names, amount }) => ({
      zh: `${names.zh}：每日含${drug.zh} ${amountText(amount, drug.doseUnit ?? '')}`,
      en: `${names.en}: ${amountText(amount, drug.doseUnit ?? '')} of ${drug.en} a day`,
    })),
    from: 'drugs',
    group: `daily-sum:${substance}`,
  });
}

function childMax({ drug }: IndexedDrug, adult: Amount, kg: Decimal | undefined): Amount {
  const of = (value: string | null) => (value === null ? undefined : amountOf({ value, unit: drug.doseUnit ?? '' }));
  const perKg = of(drug.child.perKgDailyLimit);
  return least(perKg && kg ? timesDecimal(perKg, kg) : undefined, of(drug.child.dailyMax), adult) ?? adult;
}
