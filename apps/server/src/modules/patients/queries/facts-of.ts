import { dateAtInstitution } from '@xinglin/kernel/clock';
import type { AllergyFact, PatientFacts as CheckedFacts } from '#contract/decision-support';
import type { Tx } from '#platform/transaction';
import { allergyList } from '../commands/allergies.ts';
import { factsNow } from '../commands/facts.ts';
import { newest, pregnancyToday } from '../core/facts.ts';
import type { Allergy, AllergyList, Fact } from '../health/contract.ts';
import type { PatientsParts } from '../parts.ts';
import { requireEntry } from './read-patient.ts';

/** What a decision about treatment needs, as decision support asks for it. `undefined` is "not known". */
export interface PatientFacts extends Omit<CheckedFacts, 'diagnoses'> {
  readonly patientId: string;
  readonly allergyState: AllergyList['state'];
  /** ICD-10 codes of the problem list. */
  readonly longTermConditions: readonly string[];
  /** Drugs of the knowledge base taken for long; `id` is the fact that says so. */
  readonly longTermDrugs: readonly { readonly id: string; readonly genericId: string; readonly display: string }[];
  /** Names of long-term drugs that the knowledge base does not know: no check can judge them. */
  readonly unknownLongTermDrugs: readonly string[];
}

const substanceOf = ({ substance }: Allergy): AllergyFact['substance'] => {
  if (substance.kind === 'class') return { kind: 'class', classKey: substance.key };
  if (substance.kind === 'drug') return { kind: 'generic', genericId: substance.key };
  return { kind: 'text', text: substance.display };
};

const allergyFact = (allergy: Allergy): AllergyFact => ({
  substance: substanceOf(allergy),
  type: allergy.type,
  severity: allergy.severity,
  category: allergy.category,
  ...(allergy.reaction === undefined ? {} : { reaction: allergy.reaction }),
});

const dayOf = ({ at }: Pick<Fact, 'at'>): string => dateAtInstitution(Temporal.Instant.from(at)).toString();

/** @throws DomainError 'not-found' patients.not-found. */
export async function factsOf(parts: PatientsParts, tx: Tx, id: string, now: Temporal.Instant): Promise<PatientFacts> {
  const ids = await parts.merges.groupOf(tx, id);
  const [entry, allergies, facts] = await Promise.all([
    requireEntry(parts, tx, ids[0] ?? id),
    allergyList(parts, tx, ids),
    factsNow(parts, tx, ids),
  ]);
  const weight = newest(facts, 'weight');
  const height = newest(facts, 'height');
  const creatinine = newest(facts, 'creatinine');
  const lactation = newest(facts, 'lactation')?.content.value;
  const drinks = newest(facts, 'alcohol')?.content.value === 'current';
  const drugs = facts.flatMap(({ id: factId, content }) =>
    content.kind === 'long-term-drug' ? [{ id: factId, ...content.value }] : [],
  );
  return {
    patientId: entry.id,
    sex: entry.demographics.sex,
    bornOn: entry.demographics.bornOn,
    weight: weight && { kg: weight.content.value.value, measuredOn: dayOf(weight) },
    heightCm: height && Number(height.content.value.value),
    pregnancy: pregnancyToday(facts, now),
    lactating: lactation === undefined || lactation === 'unknown' ? undefined : lactation === 'yes',
    allergyState: allergies.state,
    allergies: allergies.state === 'not-asked' ? undefined : allergies.active.map(allergyFact),
    exposures: drinks ? ['ALCOHOL'] : [],
    renal: creatinine && {
      creatinineUmolPerL: Number(creatinine.content.value.value),
      measuredOn: dayOf(creatinine),
    },
    longTermConditions: conditionsOf(facts).map(({ code }) => code),
    longTermDrugs: drugs.flatMap(({ id: factId, genericId, display }) =>
      genericId === undefined ? [] : [{ id: factId, genericId, display }],
    ),
    unknownLongTermDrugs: drugs.filter(({ genericId }) => genericId === undefined).map(({ display }) => display),
  };
}

export const conditionsOf = (facts: readonly Fact[]): { code: string; display: string }[] =>
  facts.flatMap(({ content }) =>
    content.kind === 'long-term-condition' ? [{ code: content.value.code, display: content.value.display }] : [],
  );
