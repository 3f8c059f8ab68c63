import { dateAtInstitution } from '@xinglin/kernel/clock';
import type { Fact, FactContent, FactKind } from '../health/contract.ts';

type ContentOf<Kind extends FactKind> = Extract<FactContent, { kind: Kind }>;

/** Long-term conditions and drugs stand beside each other; of every other kind only the newest counts. */
const standsFor = ({ content }: Fact): string => {
  if (content.kind === 'long-term-condition') return `condition:${content.value.code}`;
  if (content.kind === 'long-term-drug') return `drug:${content.value.genericId ?? content.value.display}`;
  return content.kind;
};

/** The facts that count now. `facts` newest first and not struck. A condition or drug that ended is gone. */
export function currentFacts(facts: readonly Fact[]): Fact[] {
  const seen = new Set<string>();
  return facts.filter((fact) => {
    const key = standsFor(fact);
    if (seen.has(key)) return false;
    seen.add(key);
    const { content } = fact;
    const ended = (content.kind === 'long-term-condition' || content.kind === 'long-term-drug') && content.value.ended;
    return !ended;
  });
}

export const newest = <Kind extends FactKind>(
  facts: readonly Fact[],
  kind: Kind,
): (Omit<Fact, 'content'> & { readonly content: ContentOf<Kind> }) | undefined =>
  facts.find((fact): fact is Fact & { content: ContentOf<Kind> } => fact.content.kind === kind);

/** A pregnancy longer than this is over, and whether it is, nobody told. */
const LONGEST_PREGNANCY_WEEKS = 43;

export type Pregnancy =
  | { readonly state: 'pregnant'; readonly weeks: number | undefined }
  | { readonly state: 'not-pregnant' };

/**
 * Pregnancy today: weeks run on from the day they were told. Undefined when nobody knows, also when the pregnancy
 * that was told must be over by now.
 */
export function pregnancyToday(facts: readonly Fact[], now: Temporal.Instant): Pregnancy | undefined {
  const told = newest(facts, 'pregnancy');
  if (told === undefined || told.content.value.state === 'unknown') return undefined;
  if (told.content.value.state === 'no') return { state: 'not-pregnant' };
  const days = dateAtInstitution(Temporal.Instant.from(told.at)).until(dateAtInstitution(now), {
    largestUnit: 'days',
  }).days;
  const { weeks } = told.content.value;
  const weeksToday = weeks === undefined ? undefined : weeks + Math.floor(Math.max(days, 0) / 7);
  if ((weeksToday ?? Math.floor(days / 7)) > LONGEST_PREGNANCY_WEEKS) return undefined;
  return { state: 'pregnant', weeks: weeksToday };
}
