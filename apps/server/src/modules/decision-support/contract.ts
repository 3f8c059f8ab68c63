import type { Decimal } from '@xinglin/kernel/quantity';
import type { Sex } from '@xinglin/kernel/shapes';
import { z } from 'zod';

/**
 * The shapes of one check of a prescription. The engine is pure: the same request against the same knowledge gives
 * the same result, and nothing is read from a database. Whoever calls gathers the facts.
 *
 * A fact that is `undefined` is unknown. The engine names every rule that it could not run for want of a fact;
 * it never takes "unknown" for "normal".
 */

// ── What the caller tells ────────────────────────────────────────────────────────────────────────────────────────

/** An amount of medicine: `unit` as in the knowledge base (mg, g, µg, 万U, IU, ml, 片, 粒, 吸 …). */
export interface Dose {
  readonly value: Decimal;
  readonly unit: string;
}

/** How often: `times` doses in every `perDays` days. Twice a day {2, 1}; once a week {1, 7}; one single dose {1, 1}. */
export interface DoseFrequency {
  readonly times: number;
  readonly perDays: number;
}

export interface CheckItem {
  /** The caller's own identifier; alerts name the items they are about by it. */
  readonly itemId: string;
  /** Key of the generic drug in the knowledge base (`D003`); undefined when the product is linked to none. */
  readonly genericId: string | undefined;
  /** Local route code (`PO`, `IVGTT`). */
  readonly route: string;
  readonly singleDose: Dose;
  readonly frequency: DoseFrequency;
  readonly days: number;
  /** How much one dispensing unit holds (1 片 = 500 mg), so that a dose given in tablets can be judged in mg. */
  readonly strength?: { readonly perUnit: string; readonly holds: Dose };
}

/** A drug the patient takes already: other sheets of the visit, earlier sheets that still run, long-term drugs. */
export interface ActiveDrug {
  readonly id: string;
  readonly genericId: string;
  readonly origin: 'this-visit' | 'earlier-prescription' | 'long-term' | 'declared';
  /** The dose of one whole day, when known; summed with the prescription for each ingredient. */
  readonly dailyDose?: Dose;
}

export type AllergySeverity = 'severe-immediate' | 'severe' | 'moderate' | 'mild' | 'unknown';

export interface AllergyFact {
  /** What the record says: a generic drug, an allergy class, or words a person typed. */
  readonly substance:
    | { readonly kind: 'generic'; readonly genericId: string }
    | { readonly kind: 'class'; readonly classKey: string }
    | { readonly kind: 'text'; readonly text: string };
  /** An intolerance (nausea) is no allergy: it is told and never stops anything. */
  readonly type: 'allergy' | 'intolerance';
  readonly severity: AllergySeverity;
  /** Words that describe the reaction; some of them (shock, laryngeal oedema) make a history severe. */
  readonly reaction?: string;
  /** Only allergies to medicines are asked about when no class is found for their words. */
  readonly category?: 'medication' | 'food' | 'environment' | 'biologic';
}

export type PregnancyFact =
  | { readonly state: 'pregnant' /** Completed weeks; undefined when not known. */; readonly weeks: number | undefined }
  | { readonly state: 'not-pregnant' };

export interface RenalFacts {
  readonly creatinineUmolPerL: number;
  /** Date of the measurement, YYYY-MM-DD. */
  readonly measuredOn: string;
}

export interface PatientFacts {
  readonly sex: Sex;
  /** YYYY-MM-DD. */
  readonly bornOn: string | undefined;
  readonly weight: { readonly kg: Decimal; readonly measuredOn: string } | undefined;
  readonly heightCm: number | undefined;
  readonly pregnancy: PregnancyFact | undefined;
  readonly lactating: boolean | undefined;
  /** Undefined when nobody asked; an empty list when the patient was asked and has none. */
  readonly allergies: readonly AllergyFact[] | undefined;
  /** Keys of external substances the patient takes (`ALCOHOL`, `TCM_GINSENG`), where somebody noted them. */
  readonly exposures?: readonly string[];
  /** ICD-10 codes of this visit and of the problem list; undefined when neither is known. */
  readonly diagnoses: readonly string[] | undefined;
  readonly renal: RenalFacts | undefined;
}

export const antibioticTier = z.enum(['unrestricted', 'restricted', 'special']);
export type AntibioticTier = z.infer<typeof antibioticTier>;
export const controlledClass = z.enum(['narcotic', 'psychotropic-1', 'psychotropic-2', 'toxic']);
export type ControlledClass = z.infer<typeof controlledClass>;

/** What the person who will sign may prescribe. */
export interface PrescriberRights {
  readonly antibioticTiers: readonly AntibioticTier[];
  readonly controlled: readonly ControlledClass[];
}

export interface CheckRequest {
  /** The day of the check at the institution, YYYY-MM-DD. */
  readonly today: string;
  readonly patient: PatientFacts;
  readonly items: readonly CheckItem[];
  readonly activeDrugs: readonly ActiveDrug[];
  readonly prescriber: PrescriberRights | undefined;
  /** The institution's answers where it may differ from the defaults. */
  readonly policy?: Partial<CheckPolicy>;
}

// ── What the engine answers ──────────────────────────────────────────────────────────────────────────────────────

export const severity = z.enum(['contraindicated', 'major', 'moderate', 'minor']);
export type Severity = z.infer<typeof severity>;

/** block: the sheet cannot be signed · reason: signed only with a reason that is kept · note: to be read. */
export const alertLevel = z.enum(['block', 'reason', 'note']);
export type AlertLevel = z.infer<typeof alertLevel>;

export const ruleKind = z.enum([
  'allergy',
  'intolerance',
  'duplicate-ingredient',
  'duplicate-class',
  'interaction',
  'single-dose',
  'daily-dose',
  'frequency',
  'age',
  'population',
  'sex',
  'pregnancy',
  'lactation',
  'disease',
  'renal',
  'route',
  'skin-test',
  'antibiotic-right',
  'controlled-right',
  'unknown-drug',
]);
export type RuleKind = z.infer<typeof ruleKind>;

/** Texts in both languages. Where the source speaks Chinese only, `en` names the drugs and the rule in English. */
export const bilingual = z.object({ zh: z.string(), en: z.string() });

export const alert = z.object({
  /**
   * The same rule about the same items for the same facts has the same fingerprint: a reason given for it stays
   * good, and a sheet whose alerts changed since the doctor saw them is noticed.
   */
  fingerprint: z.string(),
  ruleId: z.string(),
  ruleVersion: z.string(),
  kind: ruleKind,
  level: alertLevel,
  severity,
  /** Items of the request the alert is about, in the order of the request. */
  itemIds: z.array(z.string()),
  /** The other side of a pair when it is no item of the request. */
  activeDrugId: z.string().optional(),
  message: bilingual,
  /** The facts that made the rule fire. */
  why: z.array(bilingual),
  /** What to do instead. Where the source has no English, `en` repeats the Chinese: advice is never hidden. */
  advice: bilingual.optional(),
  source: z.string(),
});
export type Alert = z.infer<typeof alert>;

export const missingFact = z.enum([
  'birth-date',
  'weight',
  'recent-weight',
  'height',
  'pregnancy-state',
  'pregnancy-weeks',
  'lactation-state',
  'allergy-history',
  'allergy-class',
  'diagnoses',
  'creatinine',
  'recent-creatinine',
  'sex',
  'knowledge',
  'dose-limit',
  'comparable-dose-unit',
  'prescriber-rights',
]);
export type MissingFact = z.infer<typeof missingFact>;

/** A rule that was not run. `ask`: somebody must answer before the sheet is signed. */
export const notChecked = z.object({
  /** As for alerts: an answer given to this question stays good as long as the question is the same. */
  fingerprint: z.string(),
  kind: ruleKind,
  missing: missingFact,
  itemIds: z.array(z.string()),
  ask: z.boolean(),
  /** Words that say what could not be matched (the text of an allergy, a unit). */
  detail: z.string().optional(),
  message: bilingual,
});
export type NotChecked = z.infer<typeof notChecked>;

/** Something that must happen between signing and giving the drug. */
export const gate = z.object({
  itemId: z.string(),
  kind: z.literal('skin-test'),
  ruleId: z.string(),
  message: bilingual,
  source: z.string(),
});
export type Gate = z.infer<typeof gate>;

export const checkResult = z.object({
  /**
   * checked: every rule ran · partial: some did not, see `notChecked` · failed: the engine broke; no list below says
   * anything, and nobody may call the sheet checked.
   */
  status: z.enum(['checked', 'partial', 'failed']),
  /** Version of the whole rule base. */
  knowledgeVersion: z.string(),
  /** Sorted: block, reason, note; then by item. */
  alerts: z.array(alert),
  /** Weaker rules about a pair that a stronger rule already speaks for: not shown, kept in the log. */
  suppressed: z.array(alert),
  notChecked: z.array(notChecked),
  gates: z.array(gate),
});
export type CheckResult = z.infer<typeof checkResult>;

/** Where institutions may differ. Defaults: `defaultPolicy`. */
export interface CheckPolicy {
  /** How loudly each severity speaks. */
  readonly levelOf: Readonly<Record<Severity, AlertLevel>>;
  /** Women in this range of years are asked about pregnancy, both ends included. */
  readonly pregnancyFromYears: number;
  readonly pregnancyToYears: number;
  /** Below this age doses are judged by weight, if the drug has limits by weight. */
  readonly childBelowYears: number;
  /** From this age and weight on, a child is judged by adult limits. */
  readonly adultDoseFromYears: number;
  readonly adultDoseFromKg: number;
  /** A child's weight older than this is asked for again. */
  readonly childWeightValidDays: number;
  readonly creatinineValidDays: number;
  /** A daily dose above this multiple of the maximum is stopped. */
  readonly blockDailyDoseAbove: number;
  /** A route that the knowledge base does not list for a drug. */
  readonly unlistedRoute: AlertLevel;
}

/** Source of the values: domain rules of rational use (all proposals unless a rule says otherwise). */
export const defaultPolicy: CheckPolicy = {
  levelOf: { contraindicated: 'block', major: 'reason', moderate: 'note', minor: 'note' },
  pregnancyFromYears: 12,
  pregnancyToYears: 50,
  childBelowYears: 18,
  adultDoseFromYears: 12,
  adultDoseFromKg: 40,
  childWeightValidDays: 90,
  creatinineValidDays: 90,
  blockDailyDoseAbove: 2,
  unlistedRoute: 'block',
};
