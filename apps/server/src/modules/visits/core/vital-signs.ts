import type { FieldIssue } from '@xinglin/kernel/domain-error';
import { compareDecimal, type Decimal } from '@xinglin/kernel/quantity';
import type { Assessment, Grade, Measurement, VitalFinding, VitalSign, VitalSigns } from '../contract.ts';

/** Bounds that hold from `fromMonths` (inclusive) to `toMonths` (exclusive) of age. */
interface AgeBand {
  readonly fromMonths: number;
  readonly toMonths?: number | undefined;
}

/** What a body can have at all; beyond it the number was mistyped. Bounds are still possible. */
export interface PossibleRange extends AgeBand {
  readonly low: Decimal;
  readonly high: Decimal;
}

/** Bounds count as normal; a value at or beyond a critical bound is critical. */
export interface ReferenceRange extends AgeBand {
  readonly low?: Decimal | undefined;
  readonly high?: Decimal | undefined;
  readonly criticalLow?: Decimal | undefined;
  readonly criticalHigh?: Decimal | undefined;
}

export interface SignDefinition {
  /** As people write it: ℃, mmHg. */
  readonly unit: string;
  readonly ucum: string;
  readonly loinc: string;
  readonly display: string;
  readonly decimals: number;
  readonly possible: readonly PossibleRange[];
  readonly ranges: readonly ReferenceRange[];
}

/** A single measurement that by itself suggests a triage grade, from `fromMonths` of age on. */
export interface GradeRule extends AgeBand {
  readonly key: string;
  readonly sign: VitalSign;
  /** The rule applies to values above this, not equal to it. */
  readonly above?: Decimal | undefined;
  /** The rule applies to values below this, not equal to it. */
  readonly below?: Decimal | undefined;
  readonly grade: Grade;
}

/** Words in a chief complaint that suggest a grade. */
export interface RedFlag {
  readonly key: string;
  readonly words: readonly string[];
  readonly grade: Grade;
}

/** The content of `knowledge/clinical/vital-signs.json` and `triage-rules.json`. */
export interface VitalSignKnowledge {
  readonly signs: Readonly<Record<VitalSign, SignDefinition>>;
  readonly gradeRules: readonly GradeRule[];
  readonly redFlags: readonly RedFlag[];
}

const inBand = ({ fromMonths, toMonths }: AgeBand, ageMonths: number): boolean =>
  ageMonths >= fromMonths && (toMonths === undefined || ageMonths < toMonths);

export const measuredValue = (measurement: Measurement | undefined): Decimal | undefined =>
  measurement !== undefined && 'value' in measurement ? measurement.value : undefined;

/**
 * Compares one measurement with the reference range of its age; both in the sign's own unit.
 * Returns 'unknown', never 'normal', when the value, the age or the range is missing:
 * a screen that shows a green tick for "we do not know" can hurt someone.
 */
export function assessVital(value: Decimal | undefined, range: ReferenceRange | undefined): Assessment {
  if (value === undefined || range === undefined) return 'unknown';
  const { low, high, criticalLow, criticalHigh } = range;
  if (criticalLow !== undefined && compareDecimal(value, criticalLow) <= 0) return 'critical-low';
  if (criticalHigh !== undefined && compareDecimal(value, criticalHigh) >= 0) return 'critical-high';
  if (low !== undefined && compareDecimal(value, low) < 0) return 'low';
  if (high !== undefined && compareDecimal(value, high) > 0) return 'high';
  return low === undefined && high === undefined ? 'unknown' : 'normal';
}

/** @param ageMonths whole months lived; undefined when the birth date is not known. */
export const rangeFor = (sign: SignDefinition, ageMonths: number | undefined): ReferenceRange | undefined =>
  ageMonths === undefined ? undefined : sign.ranges.find((range) => inBand(range, ageMonths));

/** One finding per sign in the order of the knowledge file, also for signs that nobody measured. */
export function findings(
  knowledge: VitalSignKnowledge,
  vitalSigns: VitalSigns,
  ageMonths: number | undefined,
): VitalFinding[] {
  return signsOf(knowledge).map((sign) => {
    const definition = knowledge.signs[sign];
    const range = rangeFor(definition, ageMonths);
    const measurement = vitalSigns[sign];
    return {
      sign,
      ...(measurement && { measurement }),
      unit: definition.unit,
      assessment: assessVital(measuredValue(measurement), range),
      ...(range &&
        (range.low !== undefined || range.high !== undefined) && {
          range: {
            ...(range.low !== undefined && { low: range.low }),
            ...(range.high !== undefined && { high: range.high }),
          },
        }),
    };
  });
}

export const signsOf = (knowledge: VitalSignKnowledge): VitalSign[] => Object.keys(knowledge.signs) as VitalSign[];

/**
 * What cannot be true, by field (`vitalSigns.systolic.value`). With an unknown age the widest bounds count.
 * Empty when everything is possible.
 */
export function impossibleValues(
  knowledge: VitalSignKnowledge,
  vitalSigns: VitalSigns,
  ageMonths: number | undefined,
): FieldIssue[] {
  const issues: FieldIssue[] = [];
  for (const sign of signsOf(knowledge)) {
    const value = measuredValue(vitalSigns[sign]);
    if (value === undefined) continue;
    const definition = knowledge.signs[sign];
    const path = `vitalSigns.${sign}.value`;
    const decimals = value.split('.')[1]?.replace(/0+$/, '').length ?? 0;
    if (decimals > definition.decimals) {
      issues.push({ path, code: 'visits.vital-too-exact', facts: { decimals: definition.decimals } });
      continue;
    }
    const { low, high } = possibleFor(definition, ageMonths);
    if (compareDecimal(value, low) < 0 || compareDecimal(value, high) > 0) {
      issues.push({ path, code: 'visits.vital-impossible', facts: { low, high, unit: definition.unit } });
    }
  }
  const systolic = measuredValue(vitalSigns.systolic);
  const diastolic = measuredValue(vitalSigns.diastolic);
  if (systolic !== undefined && diastolic !== undefined && compareDecimal(diastolic, systolic) >= 0) {
    issues.push({ path: 'vitalSigns.diastolic.value', code: 'visits.diastolic-not-below-systolic' });
  }
  return issues;
}

function possibleFor(definition: SignDefinition, ageMonths: number | undefined) {
  const bands =
    ageMonths === undefined ? definition.possible : definition.possible.filter((band) => inBand(band, ageMonths));
  const [first, ...others] = bands.length > 0 ? bands : definition.possible;
  if (!first) throw new RangeError(`no possible range for ${definition.display}`);
  return others.reduce(
    (widest, band) => ({
      low: compareDecimal(band.low, widest.low) < 0 ? band.low : widest.low,
      high: compareDecimal(band.high, widest.high) > 0 ? band.high : widest.high,
    }),
    { low: first.low, high: first.high },
  );
}

/** Rules that this measurement meets at this age. With an unknown age only rules that hold for every age count. */
export const rulesMet = (
  { gradeRules }: VitalSignKnowledge,
  vitalSigns: VitalSigns,
  ageMonths: number | undefined,
): GradeRule[] =>
  gradeRules.filter((rule) => {
    const value = measuredValue(vitalSigns[rule.sign]);
    const applies =
      ageMonths === undefined ? rule.fromMonths === 0 && rule.toMonths === undefined : inBand(rule, ageMonths);
    if (value === undefined || !applies) return false;
    if (rule.above !== undefined) return compareDecimal(value, rule.above) > 0;
    return rule.below !== undefined && compareDecimal(value, rule.below) < 0;
  });
