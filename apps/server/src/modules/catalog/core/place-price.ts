import { DomainError } from '@xinglin/kernel/domain-error';

/** A price that holds from a day, up to another day that does not count any more. Days are YYYY-MM-DD. */
export interface PricePeriod {
  readonly id: string;
  readonly from: string;
  readonly until: string | undefined;
}

/** What has to change so that a new price holds from a day. */
export interface Placement {
  /** Starts on the same day: the new decision takes its place. */
  readonly replace: string | undefined;
  /** Began earlier and now ends where the new one begins. */
  readonly shorten: string | undefined;
  readonly from: string;
  /** Where the next price that was already decided begins. */
  readonly until: string | undefined;
}

/**
 * Finds the place of a new price among those of one item. Prices that begin later stay.
 * @param earliest the first day that may still be changed: what was charged before stays explainable.
 * @throws DomainError 'rule' catalog.price-in-the-past.
 */
export function placePrice(existing: readonly PricePeriod[], from: string, earliest: string | undefined): Placement {
  if (earliest !== undefined && from < earliest) {
    throw new DomainError('rule', 'catalog.price-in-the-past', { from, earliest });
  }
  const later = existing.filter((period) => period.from > from).map((period) => period.from);
  return {
    replace: existing.find((period) => period.from === from)?.id,
    shorten: existing.find((period) => period.from < from && (period.until === undefined || period.until > from))?.id,
    from,
    until: later.sort()[0],
  };
}
