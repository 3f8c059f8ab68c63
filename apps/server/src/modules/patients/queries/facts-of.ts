import type { Sex } from '@xinglin/kernel/shapes';
import type { AllergyFact } from '#contract/decision-support';
import type { Tx } from '#platform/transaction';
import { allergyList } from '../commands/allergies.ts';
import { factsNow } from '../commands/facts.ts';
import { type Measured, newest, type Pregnancy, pregnancyToday } from '../core/facts.ts';
import type { Allergy, AllergyList } from '../health/contract.ts';
import type { PatientsParts } from '../parts.ts';
import { requireEntry } from './read-patient.ts';

/** What a decision about treatment needs. `undefined` is "not known", never "normal" or "none". */
export interface PatientFacts {
  readonly patientId: string;
  readonly sex: Sex;
  /** YYYY-MM-DD; an estimate counts as known. */
  readonly bornOn: string | undefined;
  readonly allergyState: AllergyList['state'];
  /** Undefined when nobody asked; empty when somebody asked and there is none. */
  readonly allergies: readonly AllergyFact[] | undefined;
  readonly pregnancy: Pregnancy | undefined;
  readonly lactating: boolean | undefined;
  readonly weightKg: Measured | undefined;
  readonly heightCm: Measured | undefined;
  /** µmol/L. */
  readonly creatinine: Measured | undefined;
  readonly longTermConditions: readonly { readonly code: string; readonly display: string }[];
  readonly longTermDrugs: readonly { readonly genericId: string | undefined; readonly display: string }[];
}

const substanceOf = ({ substance }: Allergy): AllergyFact['substance'] => {
  if (substance.kind === 'class') return { kind: 'class', classKey: substance.key };
  if (substance.kind === 'drug') return { kind: 'generic', genericId: substance.key };
  return { kind: 'text', text: substance.display };
};

export const allergyFact = (allergy: Allergy): AllergyFact => ({
  substance: substanceOf(allergy),
  type: allergy.type,
  severity: allergy.severity,
  ...(allergy.reaction === undefined ? {} : { reaction: allergy.reaction }),
});

/** @throws DomainError 'not-found' patients.not-found. */
export async function factsOf(parts: PatientsParts, tx: Tx, id: string, now: Temporal.Instant): Promise<PatientFacts> {
  const ids = await parts.merges.groupOf(tx, id);
  const [entry, allergies, facts] = await Promise.all([
    requireEntry(parts, tx, ids[0] ?? id),
    allergyList(parts, tx, ids),
    factsNow(parts, tx, ids),
  ]);
  const measured = (kind: 'weight' | 'height' | 'creatinine'): Measured | undefined => {
    const fact = newest(facts, kind);
    return fact && { value: fact.content.value.value, at: fact.at };
  };
  const lactation = newest(facts, 'lactation')?.content.value;
  return {
    patientId: entry.id,
    sex: entry.demographics.sex,
    bornOn: entry.demographics.bornOn,
    allergyState: allergies.state,
    allergies: allergies.state === 'not-asked' ? undefined : allergies.active.map(allergyFact),
    pregnancy: pregnancyToday(facts, now),
    lactating: lactation === undefined || lactation === 'unknown' ? undefined : lactation === 'yes',
    weightKg: measured('weight'),
    heightCm: measured('height'),
    creatinine: measured('creatinine'),
    longTermConditions: facts.flatMap(({ content }) =>
      content.kind === 'long-term-condition' ? [{ code: content.value.code, display: content.value.display }] : [],
    ),
    longTermDrugs: facts.flatMap(({ content }) =>
      content.kind === 'long-term-drug' ? [{ genericId: content.value.genericId, display: content.value.display }] : [],
    ),
  };
}
