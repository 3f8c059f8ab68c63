import type { Demographics, DocumentKind } from '../contract.ts';
import type { Fact } from '../health/contract.ts';
import type { MergeConflict } from '../merging/contract.ts';
import { newest } from './facts.ts';

interface Papers {
  readonly documents: readonly { readonly kind: DocumentKind; readonly number: string }[];
}
interface Mergeable extends Papers {
  readonly demographics: Pick<Demographics, 'sex' | 'bornOnIsEstimate'> & { readonly bornOn?: string | undefined };
  readonly facts: readonly Fact[];
}

const residentId = ({ documents }: Papers): string | undefined =>
  documents.find(({ kind }) => kind === 'resident-id')?.number;

/** Facts of two entries that one person cannot both have. Symmetric. */
export function mergeConflicts(one: Mergeable, other: Mergeable): MergeConflict[] {
  const differ = <Value>(mine: Value | undefined, theirs: Value | undefined): boolean =>
    mine !== undefined && theirs !== undefined && mine !== theirs;
  const sexOf = ({ demographics: { sex } }: Mergeable) => (sex === 'unknown' ? undefined : sex);
  const birthOf = ({ demographics: { bornOn, bornOnIsEstimate } }: Mergeable) =>
    bornOnIsEstimate ? undefined : bornOn;
  const bloodOf = ({ facts }: Mergeable) => {
    const value = newest(facts, 'blood-abo')?.content.value;
    return value === 'unknown' ? undefined : value;
  };
  const found: [MergeConflict, boolean][] = [
    ['identity-number', differ(residentId(one), residentId(other))],
    ['sex', differ(sexOf(one), sexOf(other))],
    ['birth-date', differ(birthOf(one), birthOf(other))],
    ['blood-type', differ(bloodOf(one), bloodOf(other))],
  ];
  return found.filter(([, conflicting]) => conflicting).map(([conflict]) => conflict);
}

interface Standing {
  readonly id: string;
  readonly number: string;
  readonly temporary: string | undefined;
  readonly registeredAt: string;
}

/** The entry with an identity number, then the one that is not temporary, then the one with papers, then the older. */
export function suggestSurvivor(onePapers: Papers, one: Standing, otherPapers: Papers, other: Standing): string {
  const rank = (papers: Papers, { temporary }: Standing) =>
    (residentId(papers) === undefined ? 0 : 4) +
    (temporary === undefined ? 2 : 0) +
    (papers.documents.length > 0 ? 1 : 0);
  const difference = rank(onePapers, one) - rank(otherPapers, other);
  if (difference !== 0) return difference > 0 ? one.id : other.id;
  // Patient numbers are given in order of registration.
  return Number(one.number) < Number(other.number) ? one.id : other.id;
}
