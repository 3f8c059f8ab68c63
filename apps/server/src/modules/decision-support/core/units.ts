import { type Decimal, decimal, divideRounded, fromMillionths, toMillionths } from '@xinglin/kernel/quantity';
import type { Dose } from '../contract.ts';

/** What a unit measures and how many of the smallest unit it holds. Units not listed count only with themselves. */
const units: Readonly<Record<string, readonly [base: string, factor: bigint]>> = {
  ng: ['mass', 1n],
  µg: ['mass', 1_000n],
  mg: ['mass', 1_000_000n],
  g: ['mass', 1_000_000_000n],
  // The unit of activity of one drug is one and the same, whether the label says U or IU.
  U: ['activity', 1n],
  IU: ['activity', 1n],
  万U: ['activity', 10_000n],
  万IU: ['activity', 10_000n],
  ml: ['volume', 1n],
  L: ['volume', 1_000n],
};

const spellings: Readonly<Record<string, string>> = {
  ug: 'µg',
  mcg: 'µg',
  '\u03bcg': 'µg',
  u: 'U',
  iu: 'IU',
  单位: 'U',
  万单位: '万U',
  mL: 'ml',
  l: 'L',
  揿: '吸',
  喷: '吸',
};

export const unitName = (unit: string): string => spellings[unit] ?? unit;
const measureOf = (unit: string): readonly [string, bigint] => units[unitName(unit)] ?? [unitName(unit), 1n];

/** Millionths of the smallest unit of one measure: exact, so that a limit is never missed by a rounding. */
export interface Amount {
  readonly measure: string;
  readonly size: bigint;
}

export interface UnitStrength {
  readonly perUnit: string;
  readonly holds: Dose;
}

export function amountOf({ value, unit }: { value: string; unit: string }): Amount {
  const [measure, factor] = measureOf(unit);
  return { measure, size: toMillionths(decimal(value)) * factor };
}

/**
 * The dose as an amount of what `unit` measures; through the strength of one tablet where one side counts tablets.
 * Undefined when the two cannot be compared.
 */
export function amountIn(unit: string, dose: Dose, strength: UnitStrength | undefined): Amount | undefined {
  const given = amountOf(dose);
  const [wanted] = measureOf(unit);
  if (given.measure === wanted) return given;
  if (!strength) return undefined;
  const held = amountOf(strength.holds);
  const counted = measureOf(strength.perUnit)[0];
  if (given.measure === counted && held.measure === wanted) {
    return { measure: wanted, size: divideRounded(given.size * held.size, 1_000_000n) };
  }
  if (given.measure === held.measure && counted === wanted && held.size > 0n) {
    return { measure: wanted, size: divideRounded(given.size * 1_000_000n, held.size) };
  }
  return undefined;
}

export const scale = (amount: Amount, times: number): Amount => ({
  measure: amount.measure,
  size: divideRounded(amount.size * BigInt(Math.round(times * 1_000_000)), 1_000_000n),
});
export const timesDecimal = (amount: Amount, factor: Decimal): Amount => ({
  measure: amount.measure,
  size: divideRounded(amount.size * toMillionths(factor), 1_000_000n),
});
export const plus = (a: Amount, b: Amount): Amount => ({ measure: a.measure, size: a.size + b.size });
export const exceeds = (a: Amount, b: Amount): boolean => a.measure === b.measure && a.size > b.size;
export const smaller = (a: Amount, b: Amount): Amount => (b.size < a.size ? b : a);

/** "1500 mg": the amount in the unit a reader expects. */
export function amountText(amount: Amount, unit: string): string {
  const [, factor] = measureOf(unit);
  return `${fromMillionths(divideRounded(amount.size, factor))} ${unitName(unit)}`;
}
