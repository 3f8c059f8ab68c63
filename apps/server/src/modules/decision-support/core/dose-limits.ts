import type { CheckItem, DoseFrequency } from '../contract.ts';
import type { Findings, KnownItem, Situation } from './finding.ts';
import { type Amount, amountOf, smaller, timesDecimal } from './units.ts';

/** Limits of one line; `unit` is what every amount of it is counted in. */
export interface Limits {
  readonly unit: string;
  readonly singleUsualMax: Amount | undefined;
  readonly singleMax: Amount | undefined;
  readonly dailyUsualMax: Amount | undefined;
  readonly dailyMax: Amount | undefined;
}

/** Doses on a day on which the drug is taken: a weekly drug is judged by its day, not by a seventh of it. */
export const dosesPerDay = ({ times, perDays }: DoseFrequency): number => Math.ceil(times / perDays);

export const routeDose = ({ routeDoses, item }: KnownItem) =>
  routeDoses.find((limit) => limit.routes.includes(item.route));

/** Undefined when no limit is known at all; what is missing is told. */
export function limitsOf(
  known: KnownItem,
  items: readonly CheckItem[],
  situation: Situation,
  into: Findings,
): Limits | undefined {
  const { drug, item } = known;
  const special = routeDose(known);
  const unit = special?.unit ?? drug.doseUnit;
  const local = situation.rules.routes.get(item.route)?.group === 'local' && item.route !== 'PR';
  const adult = special ?? drug.adult;
  if (unit === null || (local && !special)) {
    tellNoLimit(known, items, into);
    return undefined;
  }
  const of = (value: string | null) => (value === null ? undefined : amountOf({ value, unit }));
  const adultLimits: Limits = {
    unit,
    singleUsualMax: of(adult.singleUsualMax),
    singleMax: of(adult.singleMax),
    dailyUsualMax: undefined,
    dailyMax: of(adult.dailyMax),
  };
  if (situation.age === undefined) tellUnknownAge(known, items, into);
  const adultCounts = isAdultForDoses(situation);
  const limits = adultCounts
    ? adultLimits
    : childLimits(known, items, adultLimits, special !== undefined, situation, into);
  // A usual dose is no limit: without a maximum the rule did not run.
  if (adultCounts && !limits.singleMax && !limits.dailyMax) tellNoLimit(known, items, into);
  return limits;
}

/** Unknown age counts as adult for the numbers, and is named as unknown. */
export function isAdultForDoses({ age, policy, request }: Situation): boolean {
  if (age === undefined || age.years >= policy.childBelowYears) return true;
  const kg = Number(request.patient.weight?.kg ?? 0);
  return age.years >= policy.adultDoseFromYears && kg >= policy.adultDoseFromKg;
}

function childLimits(
  known: KnownItem,
  items: readonly CheckItem[],
  adult: Limits,
  byRoute: boolean,
  situation: Situation,
  into: Findings,
): Limits {
  const { child, zh, en } = known.drug;
  const of = (value: string | null) => (value === null ? undefined : amountOf({ value, unit: adult.unit }));
  const { weight } = situation.request.patient;
  const byWeight = child.perKgDailyLimit ?? child.perKgSingleMax ?? child.perKgDailyMax;
  if (byWeight !== null && !byRoute) {
    if (!weight) askWeight(known, items, 'weight', into);
    else if (daysSince(weight.measuredOn, situation) > situation.policy.childWeightValidDays) {
      askWeight(known, items, 'recent-weight', into);
    }
  } else if (child.dailyMax === null && child.singleMax === null) {
    into.gaps.push({
      kind: 'daily-dose',
      missing: 'dose-limit',
      items,
      ask: false,
      message: {
        zh: `${zh}：知识库无儿童剂量上限，仅按成人上限检查`,
        en: `${en}: no limit for children is known; judged by the adult limit only`,
      },
    });
  }
  const perKg = (value: string | null) => {
    const amount = byRoute ? undefined : of(value);
    return amount && weight ? timesDecimal(amount, weight.kg) : undefined;
  };
  return {
    unit: adult.unit,
    singleUsualMax: least(perKg(child.perKgSingleMax), adult.singleUsualMax),
    singleMax: least(of(byRoute ? null : child.singleMax), adult.singleMax),
    dailyUsualMax: perKg(child.perKgDailyMax),
    dailyMax: least(perKg(child.perKgDailyLimit), of(byRoute ? null : child.dailyMax), adult.dailyMax),
  };
}

export const least = (...amounts: readonly (Amount | undefined)[]): Amount | undefined =>
  amounts.reduce((best, next) => (best && next ? smaller(best, next) : (best ?? next)), undefined);

export const daysSince = (day: string, { request }: Situation): number =>
  Temporal.PlainDate.from(day).until(Temporal.PlainDate.from(request.today), { largestUnit: 'days' }).days;

function askWeight(
  { drug }: KnownItem,
  items: readonly CheckItem[],
  missing: 'weight' | 'recent-weight',
  into: Findings,
): void {
  into.gaps.push({
    kind: 'daily-dose',
    missing,
    items,
    ask: true,
    message:
      missing === 'weight'
        ? { zh: `${drug.zh}：缺少体重，未按体重检查剂量`, en: `${drug.en}: no weight; dose by weight not checked` }
        : { zh: `${drug.zh}：体重已过期，请重新测量`, en: `${drug.en}: the weight is old; weigh again` },
  });
}

function tellUnknownAge({ drug }: KnownItem, items: readonly CheckItem[], into: Findings): void {
  into.gaps.push({
    kind: 'daily-dose',
    missing: 'birth-date',
    items,
    ask: true,
    message: {
      zh: `${drug.zh}：年龄不详，仅按成人剂量检查`,
      en: `${drug.en}: age unknown; judged by adult limits only`,
    },
  });
}

function tellNoLimit({ drug }: KnownItem, items: readonly CheckItem[], into: Findings): void {
  into.gaps.push({
    kind: 'daily-dose',
    missing: 'dose-limit',
    items,
    ask: false,
    message: { zh: `${drug.zh}：知识库无此用法的剂量上限`, en: `${drug.en}: no dose limit is known for this use` },
  });
}
