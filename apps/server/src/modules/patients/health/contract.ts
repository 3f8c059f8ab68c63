import { command, query } from '@xinglin/kernel/operation';
import { choice, date, id, instant, optionalText, positiveDecimal, text } from '@xinglin/kernel/shapes';
import { z } from 'zod';

/** What must be known about a person before treating one: allergies, and facts that outlive a visit. */

export const allergySubstance = z.discriminatedUnion('kind', [
  /** `key` of knowledge's allergy classes: PENICILLIN, CEPHALOSPORIN, NSAID… */
  z.object({ kind: z.literal('class'), key: text(60), display: text(100) }),
  /** `key` is the generic drug of knowledge (D003). */
  z.object({ kind: z.literal('drug'), key: text(60), display: text(100) }),
  z.object({ kind: z.literal('other'), display: text(100) }),
]);
export type AllergySubstance = z.infer<typeof allergySubstance>;
const allergyInput = z.object({
  substance: allergySubstance,
  category: choice(['medication', 'food', 'environment', 'biologic']).default('medication'),
  reaction: optionalText(200),
  /** An intolerance (nausea) is no allergy: it is shown and never stops a prescription. */
  type: choice(['allergy', 'intolerance']).default('allergy'),
  /** severe-immediate: shock, swelling of the throat, within an hour. */
  severity: choice(['severe-immediate', 'severe', 'moderate', 'mild', 'unknown']).default('unknown'),
  certainty: choice(['confirmed', 'suspected']).default('confirmed'),
  /** When the reaction happened, as far as known. */
  happenedOn: date.optional(),
});
export type AllergyInput = z.output<typeof allergyInput>;
export const allergyStatus = choice(['active', 'refuted', 'entered-in-error']);
export const allergy = allergyInput.extend({
  id,
  patientId: id,
  reaction: z.string().optional(),
  happenedOn: z.string().optional(),
  status: allergyStatus,
  recordedBy: z.string(),
  recordedAt: z.string(),
  statusChangedAt: z.string().optional(),
  statusReason: z.string().optional(),
});
export type Allergy = z.infer<typeof allergy>;
/** 'not-asked' is not 'none-known': only the second was said by somebody, at `askedAt`. */
export const allergyList = z.object({
  state: z.enum(['not-asked', 'none-known', 'known']),
  askedAt: z.string().optional(),
  active: z.array(allergy),
  past: z.array(allergy),
});
export type AllergyList = z.infer<typeof allergyList>;

const yesNo = choice(['yes', 'no', 'unknown']);
const measure = (unit: string) => z.object({ value: positiveDecimal, unit: z.literal(unit) });
const use = choice(['never', 'former', 'current', 'unknown']);
/** What is known about a person outside a visit; `value` depends on `kind`. The newest counts. */
export const factContent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('blood-abo'), value: choice(['A', 'B', 'O', 'AB', 'unknown']) }),
  z.object({ kind: z.literal('blood-rh'), value: choice(['positive', 'negative', 'unknown']) }),
  z.object({
    kind: z.literal('pregnancy'),
    value: z.object({
      state: yesNo,
      /** Completed weeks at `at`; days beyond the weeks are dropped. */
      weeks: z.int().min(0).max(45).optional(),
    }),
  }),
  z.object({ kind: z.literal('lactation'), value: yesNo }),
  z.object({ kind: z.literal('weight'), value: measure('kg') }),
  z.object({ kind: z.literal('height'), value: measure('cm') }),
  z.object({ kind: z.literal('creatinine'), value: measure('umol/L') }),
  z.object({ kind: z.literal('smoking'), value: use }),
  z.object({ kind: z.literal('alcohol'), value: use }),
  z.object({
    kind: z.literal('long-term-condition'),
    /** ICD-10 code of the terminology module. `ended` takes it off the list. */
    value: z.object({ code: text(30), display: text(100), since: date.optional(), ended: z.boolean().default(false) }),
  }),
  z.object({
    kind: z.literal('long-term-drug'),
    /** `genericId` of knowledge (D003) when the drug is known to the house. */
    value: z.object({ genericId: optionalText(60), display: text(100), ended: z.boolean().default(false) }),
  }),
]);
export type FactContent = z.output<typeof factContent>;
export type FactKind = FactContent['kind'];
export const factSource = choice(['told', 'measured', 'document', 'visit']);
export const fact = z.object({
  id,
  content: factContent,
  at: z.string(),
  source: factSource,
  recordedBy: z.string(),
  recordedAt: z.string(),
});
export type Fact = z.infer<typeof fact>;

const personIn = ({ patientId }: { patientId: string }) => patientId;
const byPatient = z.object({ patientId: id });
const reason = text(200);

export const readAllergies = query({
  name: 'patients.allergies',
  path: '/patients/:patientId/allergies',
  permission: 'patients.read',
  summary: { zh: '查看过敏史', en: 'Read allergies' },
  input: byPatient,
  output: z.object({ allergies: allergyList }),
  person: personIn,
});
/** What an allergy is usually to: classes first, then single drugs of the knowledge base. `find` holds pinyin and initials. */
export const listAllergyChoices = query({
  name: 'patients.allergy-choices',
  path: '/allergy-choices',
  permission: 'signed-in',
  summary: { zh: '过敏原选项', en: 'Substances to choose from' },
  input: z.object({}),
  output: z.object({
    choices: z.array(
      z.object({ kind: z.enum(['class', 'drug']), key: z.string(), zh: z.string(), en: z.string(), find: z.string() }),
    ),
  }),
  person: 'none',
});
export const recordAllergy = command({
  name: 'patients.record-allergy',
  method: 'POST',
  path: '/patients/:patientId/allergies',
  permission: 'patients.record-allergy',
  summary: { zh: '记录过敏', en: 'Record an allergy' },
  input: byPatient.extend({ allergy: allergyInput }),
  output: z.object({ allergies: allergyList }),
  person: personIn,
});
/** Refuting or striking out needs a reason; the entry stays readable. */
export const changeAllergy = command({
  name: 'patients.change-allergy',
  method: 'POST',
  path: '/patients/:patientId/allergies/:allergyId/status',
  permission: 'patients.record-allergy',
  summary: { zh: '更改过敏状态', en: 'Change the status of an allergy' },
  input: byPatient.extend({ allergyId: id, status: allergyStatus, reason }),
  output: z.object({ allergies: allergyList }),
  person: personIn,
});
/** "I asked, and there is none." Refused while an active allergy stands. */
export const assertNoAllergy = command({
  name: 'patients.assert-no-allergy',
  method: 'POST',
  path: '/patients/:patientId/allergies/none',
  permission: 'patients.record-allergy',
  summary: { zh: '确认无已知过敏', en: 'Assert no known allergy' },
  input: byPatient,
  output: z.object({ allergies: allergyList }),
  person: personIn,
});
export const recordFacts = command({
  name: 'patients.record-facts',
  method: 'POST',
  path: '/patients/:patientId/facts',
  permission: 'patients.record-facts',
  summary: { zh: '记录基本健康信息', en: 'Record basic facts' },
  /** `at` is when it was true, by default now; never in the future. */
  input: byPatient.extend({
    facts: z
      .array(z.object({ content: factContent, at: instant.optional(), source: factSource.default('told') }))
      .min(1)
      .max(30),
  }),
  output: z.object({ facts: z.array(fact) }),
  person: personIn,
});
export const strikeFact = command({
  name: 'patients.strike-fact',
  method: 'POST',
  path: '/patients/:patientId/facts/:factId/strike',
  permission: 'patients.record-facts',
  summary: { zh: '作废基本健康信息', en: 'Strike out a fact' },
  input: byPatient.extend({ factId: id, reason }),
  output: z.object({ facts: z.array(fact) }),
  person: personIn,
});
/** Every value ever recorded, newest first, also the struck ones. */
export const factHistory = query({
  name: 'patients.fact-history',
  path: '/patients/:patientId/facts',
  permission: 'patients.read',
  summary: { zh: '基本健康信息记录', en: 'History of basic facts' },
  input: byPatient,
  output: z.object({
    facts: z.array(
      fact.extend({ struck: z.object({ at: z.string(), by: z.string(), reason: z.string() }).optional() }),
    ),
  }),
  person: personIn,
});
