import type { RequestOf } from '@xinglin/kernel/operation';
import { addDecimal, compareDecimal, type Decimal, fromMillionths, toMillionths } from '@xinglin/kernel/quantity';
import type { BatchLine, countStock } from '@xinglin/server/contract/stock';
import { readQuantity } from './quantity-words.ts';

/** What was counted of one batch, with the book balance that stood on the screen when it was typed. */
export interface Counted {
  readonly typed: string;
  readonly book: string;
}
/** By batch. A batch that nobody counted is not in it. */
export type Counts = Readonly<Record<string, Counted>>;

/** Counted less book; undefined while the number is none. */
export function differenceOf({ typed, book }: Counted): Decimal | undefined {
  const counted = readQuantity(typed, { zero: true });
  if (counted === undefined) return undefined;
  return addDecimal(counted, fromMillionths(-toMillionths(book as Decimal)));
}

export type Finding = 'not-counted' | 'unreadable' | 'moved' | 'equal' | 'gain' | 'loss';

/** How one batch stands. `moved`: goods came or went after it was counted; it must be counted again. */
export function findingOf(batch: Pick<BatchLine, 'onHand'>, counted: Counted | undefined): Finding {
  if (!counted || counted.typed.trim() === '') return 'not-counted';
  const difference = differenceOf(counted);
  if (difference === undefined) return 'unreadable';
  if (compareDecimal(counted.book as Decimal, batch.onHand) !== 0) return 'moved';
  const sign = compareDecimal(difference, '0' as Decimal);
  return sign === 0 ? 'equal' : sign > 0 ? 'gain' : 'loss';
}

/** Writes one count; the book balance is kept as it stood at that moment. An emptied field takes the count back. */
export function withCount(counts: Counts, batch: Pick<BatchLine, 'batchId' | 'onHand'>, typed: string): Counts {
  const { [batch.batchId]: before, ...others } = counts;
  if (typed.trim() === '') return others;
  // Correcting a digit is the same count; typing into an empty field is a new one.
  return { ...others, [batch.batchId]: { typed, book: before?.book ?? batch.onHand } };
}

type Line = RequestOf<typeof countStock>['lines'][number];

/** What is sent: every readable count. */
export const linesOf = (counts: Counts): Line[] =>
  Object.entries(counts).flatMap(([batchId, { typed, book }]) =>
    readQuantity(typed, { zero: true }) === undefined ? [] : [{ batchId, book, counted: typed.trim() }],
  );
