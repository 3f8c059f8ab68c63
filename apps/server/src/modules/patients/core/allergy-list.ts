import type { Allergy, AllergyList } from '../health/contract.ts';

const later = (one: string, other: string): boolean =>
  Temporal.Instant.compare(Temporal.Instant.from(one), Temporal.Instant.from(other)) > 0;

/**
 * What is known about allergies. "None known" needs somebody who said so. An entry made after that statement
 * outweighs it: when such an entry is refuted or struck out later, the question is open again until somebody asks.
 */
export function allergyListOf(entries: readonly Allergy[], noneSaidAt: string | undefined): AllergyList {
  const active = entries.filter(({ status }) => status === 'active');
  const past = entries.filter(({ status }) => status !== 'active');
  if (active.length > 0) {
    const told = active.map(({ recordedAt }) => recordedAt);
    const askedAt = [...told, ...(noneSaidAt === undefined ? [] : [noneSaidAt])].reduce((latest, at) =>
      later(at, latest) ? at : latest,
    );
    return { state: 'known', askedAt, active, past };
  }
  const stands = noneSaidAt !== undefined && !past.some(({ recordedAt }) => later(recordedAt, noneSaidAt));
  return stands ? { state: 'none-known', askedAt: noneSaidAt, active, past } : { state: 'not-asked', active, past };
}
