import type { Price } from '@xinglin/server/contract/catalog';

export type PriceState = 'past' | 'now' | 'coming';

/** Whether a price holds on a day (YYYY-MM-DD); its last day is the one before `validUntil`. */
export function stateOn(price: Pick<Price, 'validFrom' | 'validUntil'>, day: string): PriceState {
  if (price.validFrom > day) return 'coming';
  return price.validUntil !== undefined && price.validUntil <= day ? 'past' : 'now';
}

/** An amount in yuan as typed, up to six digits after the point; undefined when it is none. */
export function readAmount(typed: string): string | undefined {
  const text = typed.trim();
  return /^\d{1,8}(\.\d{1,6})?$/.test(text) ? text : undefined;
}
