import { type Decimal, decimal, fromMillionths, toMillionths } from '@xinglin/kernel/quantity';

/** `times` doses in every `perDays` days: twice a day {2, 1}, every second day {1, 2}, once a week {1, 7}. */
export interface DoseFrequency {
  readonly times: number;
  readonly perDays: number;
}

/** What counting needs to know about a product; a `Drug` of the catalogue fits. */
export interface CountedDrug {
  readonly doseUnit: string;
  /** Dose units in one dispensing unit. */
  readonly dosePerUnit: Decimal;
  readonly dispensingUnit: string;
  readonly packUnit: string;
  /** Dispensing units in one pack; a whole number. */
  readonly packSize: Decimal;
  readonly splittable: boolean;
  /** What is left of an opened unit is thrown away. */
  readonly singleUse: boolean;
}

/** Packs and loose dispensing units of one hand-out. */
export interface Packs {
  readonly packs: number;
  readonly loose: Decimal;
  /** In dispensing units: packs and loose units together. */
  readonly units: Decimal;
}

const MILLION = 1_000_000n;
const ceil = (dividend: bigint, divisor: bigint): bigint => (dividend + divisor - 1n) / divisor;

/**
 * Number of doses in a course: the first one on day one, then as often as the frequency says. Every second day for
 * 7 days is 4 doses (days 1, 3, 5, 7); once a week for 8 days is 2.
 */
export function dosesIn({ times, perDays }: DoseFrequency, days: number): number {
  for (const [name, value] of Object.entries({ times, perDays, days })) {
    if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`${name} must be a whole number above 0`);
  }
  return Math.ceil(days / perDays) * times;
}

export interface Course {
  readonly singleDose: Decimal;
  /** The drug's dose unit, or its dispensing unit ("1 粒" as well as "250 mg"). */
  readonly doseUnit: string;
  readonly frequency: DoseFrequency;
  readonly days: number;
}

/**
 * Whole dispensing units that a course uses up, before packs are thought of. Doses add up and the sum is rounded up
 * (½ tablet twice a day for 5 days is 5 tablets); units for single use are rounded up for every dose.
 * @returns undefined when the dose is given in a unit that cannot be converted: somebody must enter the quantity.
 * @throws RangeError when dose, frequency or days are not positive.
 */
export function dispensingUnitsFor(course: Course, drug: CountedDrug): Decimal | undefined {
  const dose = toMillionths(course.singleDose);
  if (dose <= 0n) throw new RangeError('a dose must be above 0');
  const doses = BigInt(dosesIn(course.frequency, course.days));
  const perUnit = unitsPerDose(course.doseUnit, drug);
  if (perUnit === undefined) return undefined;
  const units = drug.singleUse ? ceil(dose, perUnit) * doses : ceil(dose * doses, perUnit);
  return fromMillionths(units * MILLION);
}

/** Millionths of the dose's unit that one dispensing unit holds. */
function unitsPerDose(doseUnit: string, drug: CountedDrug): bigint | undefined {
  if (doseUnit === drug.doseUnit) return toMillionths(drug.dosePerUnit);
  return doseUnit === drug.dispensingUnit ? MILLION : undefined;
}

/**
 * The packs and loose units that cover `units`; a pack that may not be opened is handed out whole.
 * @throws RangeError when `units` is negative or the pack size is not a whole number above 0.
 */
export function packsFor(units: Decimal, drug: CountedDrug): Packs {
  const wanted = toMillionths(units);
  const size = toMillionths(drug.packSize);
  if (wanted < 0n) throw new RangeError('units must not be negative');
  if (size <= 0n || size % MILLION !== 0n) throw new RangeError(`a pack of ${drug.packSize}`);
  const packs = drug.splittable ? wanted / size : ceil(wanted, size);
  const loose = drug.splittable ? wanted - packs * size : 0n;
  return {
    packs: Number(packs),
    loose: fromMillionths(loose),
    units: fromMillionths(packs * size + loose),
  };
}

/** What can be handed out for `units`: the same, or whole packs of it. In dispensing units. */
export const handOutUnits = (units: Decimal, drug: CountedDrug): Decimal => packsFor(units, drug).units;

/** "2盒", "2盒+3片", "3片", as the counter counts. */
export function quantityText(units: Decimal, drug: CountedDrug): string {
  // Units that already were counted by hand may be part of a pack even where packs are not opened.
  const { packs, loose } = packsFor(units, { ...drug, splittable: true });
  const parts = [
    packs > 0 && `${packs}${drug.packUnit}`,
    (loose !== decimal('0') || packs === 0) && `${loose}${drug.dispensingUnit}`,
  ];
  return parts.filter(Boolean).join('+');
}

/**
 * Days that `units` last at this dose, rounded down: limits on the length of a prescription ask this.
 * @returns undefined when the dose cannot be converted.
 */
export function daysCovered(units: Decimal, course: Omit<Course, 'days'>, drug: CountedDrug): number | undefined {
  const perUnit = unitsPerDose(course.doseUnit, drug);
  const dose = toMillionths(course.singleDose);
  if (perUnit === undefined || dose <= 0n) return undefined;
  const whole = toMillionths(units);
  const doses = drug.singleUse ? whole / (ceil(dose, perUnit) * MILLION) : (whole * perUnit) / (dose * MILLION);
  const { times, perDays } = course.frequency;
  return Math.floor((Number(doses) * perDays) / times);
}
