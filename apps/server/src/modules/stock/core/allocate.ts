import { type Decimal, fromMillionths, toMillionths } from '@xinglin/kernel/quantity';

/** A shelf place that may give: one batch at one location, already locked by the caller. */
export interface Candidate {
  readonly locationId: string;
  readonly batchId: string;
  readonly drugId: string;
  /** YYYY-MM-DD, the last day of use. */
  readonly expiresOn: string;
  readonly available: Decimal;
}

export interface Want {
  readonly drugId: string;
  readonly quantity: Decimal;
  /** Batches that expire before this day (YYYY-MM-DD) are passed over. */
  readonly usableUntil: string;
}

export interface Allotment<W extends Want> {
  readonly want: W;
  readonly locationId: string;
  readonly batchId: string;
  readonly expiresOn: string;
  readonly quantity: Decimal;
}

export interface Shortage<W extends Want> {
  readonly want: W;
  readonly available: Decimal;
}

/**
 * First expiry, first out (FEFO). Gives each want from the batches that expire first, across batches when one does not
 * hold enough; equal expiry goes by batch id, so that the same shelf always answers the same. Wants share the shelf:
 * what one took, the next does not see. Either every want is met, or the shortages are named and nothing is to be used.
 */
export function allocate<W extends Want>(
  wants: readonly W[],
  shelf: readonly Candidate[],
): { readonly allotments: Allotment<W>[]; readonly shortages: Shortage<W>[] } {
  const left = shelf
    .map((candidate) => ({ candidate, free: toMillionths(candidate.available) }))
    .sort((a, b) => firstToExpire(a.candidate, b.candidate));
  const allotments: Allotment<W>[] = [];
  const shortages: Shortage<W>[] = [];
  for (const want of wants) {
    const usable = left.filter(
      ({ candidate, free }) => candidate.drugId === want.drugId && candidate.expiresOn >= want.usableUntil && free > 0n,
    );
    const offered = usable.reduce((sum, { free }) => sum + free, 0n);
    let missing = toMillionths(want.quantity);
    if (offered < missing) {
      shortages.push({ want, available: fromMillionths(offered) });
      continue;
    }
    for (const place of usable) {
      if (missing === 0n) break;
      const taken = smaller(place.free, missing);
      place.free -= taken;
      missing -= taken;
      const { locationId, batchId, expiresOn } = place.candidate;
      allotments.push({ want, locationId, batchId, expiresOn, quantity: fromMillionths(taken) });
    }
  }
  return { allotments, shortages };
}

/** Math.min does not take bigint. */
const smaller = (a: bigint, b: bigint): bigint => {
  if (a < b) return a;
  return b;
};

const firstToExpire = (a: Candidate, b: Candidate): number =>
  a.expiresOn < b.expiresOn ? -1 : a.expiresOn > b.expiresOn ? 1 : a.batchId < b.batchId ? -1 : 1;
