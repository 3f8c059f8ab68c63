import { DomainError } from '@xinglin/kernel/domain-error';
import { addFen, type Fen, fen, negateFen } from '@xinglin/kernel/money';
import { compareDecimal, type Decimal, divideRounded, fromMillionths, toMillionths } from '@xinglin/kernel/quantity';
import type { Source } from '../contract.ts';
import type { BillLine, Part } from './settle.ts';

/** A line of a settlement that stands. */
export interface StandingLine extends BillLine {
  readonly source: Source;
  readonly lineId: string;
  readonly quantity: Decimal;
}

export interface RefundWish {
  readonly itemId: string;
  /** All of the line when left out. */
  readonly quantity?: Decimal | undefined;
}

/** What becomes of one line: `keepFen` and `keepQuantity` stay charged. */
export interface LinePlan {
  readonly line: StandingLine;
  readonly refundQuantity: Decimal;
  readonly keepQuantity: Decimal;
  readonly refundFen: Fen;
  readonly keepFen: Fen;
}

export interface RefundPlan {
  readonly lines: readonly LinePlan[];
  readonly refundFen: Fen;
  readonly keptFen: Fen;
  /** Positive amounts that go back, by way of payment. */
  readonly back: readonly { readonly method: Part['method']; readonly amountFen: Fen }[];
  /** How what is kept stays paid. */
  readonly keptParts: readonly { readonly method: Part['method']; readonly amountFen: Fen }[];
}

/**
 * Works out a refund of whole lines or parts of their quantity. Pure.
 *
 * The kept part of a line is its share of the amount charged (amount × kept ÷ charged quantity, rounded half up once),
 * so that what is refunded and what is kept sum to the fen to what was paid, whatever the price was built from.
 * @throws DomainError 'not-found' charging.line-not-in-settlement; 'rule' charging.refund-too-much,
 * charging.line-twice.
 */
export function planRefund(
  lines: readonly StandingLine[],
  parts: readonly Part[],
  wishes: readonly RefundWish[],
): RefundPlan {
  const byItem = new Map<string, RefundWish>();
  for (const wish of wishes) {
    if (byItem.has(wish.itemId)) throw new DomainError('rule', 'charging.line-twice');
    if (!lines.some(({ itemId }) => itemId === wish.itemId)) {
      throw new DomainError('not-found', 'charging.line-not-in-settlement', { itemId: wish.itemId });
    }
    byItem.set(wish.itemId, wish);
  }
  const planned = lines.map((line) => planLine(line, byItem.get(line.itemId)));
  const refundFen = addFen(...planned.map((plan) => plan.refundFen));
  const keptFen = addFen(...planned.map((plan) => plan.keepFen));
  return { lines: planned, refundFen, keptFen, ...wayBack(parts, refundFen) };
}

function planLine(line: StandingLine, wish: RefundWish | undefined): LinePlan {
  if (!wish) {
    return { line, refundQuantity: ZERO, keepQuantity: line.quantity, refundFen: fen(0), keepFen: line.amountFen };
  }
  const refundQuantity = wish.quantity ?? line.quantity;
  if (compareDecimal(refundQuantity, line.quantity) > 0) {
    throw new DomainError('rule', 'charging.refund-too-much', { wanted: refundQuantity, charged: line.quantity });
  }
  const charged = toMillionths(line.quantity);
  const kept = charged - toMillionths(refundQuantity);
  const keepFen = fen(Number(divideRounded(BigInt(line.amountFen) * kept, charged)));
  return {
    line,
    refundQuantity,
    keepQuantity: fromMillionths(kept),
    refundFen: addFen(line.amountFen, negateFen(keepFen)),
    keepFen,
  };
}

/**
 * Money goes back the way it came: first to the card up to what the card paid, the rest in cash. So a card payment
 * never turns into cash, and never more goes back by a way than came by it.
 */
function wayBack(parts: readonly Part[], refundFen: Fen) {
  const cardFirst = [...parts].sort((a, b) => Number(a.method === 'cash') - Number(b.method === 'cash'));
  const back: RefundPlan['back'][number][] = [];
  const keptParts: RefundPlan['keptParts'][number][] = [];
  let left: number = refundFen;
  for (const { method, amountFen } of cardFirst) {
    const goes = Math.min(left, amountFen);
    left -= goes;
    if (goes > 0) back.push({ method, amountFen: fen(goes) });
    if (goes < amountFen) keptParts.push({ method, amountFen: fen(amountFen - goes) });
  }
  return { back, keptParts };
}

/** One entry per source of the plan: what a guard decides about and what the news says. */
export function bySource(plan: RefundPlan) {
  const sources = new Map<string, { source: Source; lines: LinePlan[] }>();
  for (const line of plan.lines) {
    const key = `${line.line.source.kind}/${line.line.source.id}`;
    const known = sources.get(key);
    if (known) known.lines.push(line);
    else sources.set(key, { source: line.line.source, lines: [line] });
  }
  return [...sources.values()]
    .filter(({ lines }) => lines.some(isRefunded))
    .map(({ source, lines }) => ({
      source,
      whole: lines.every(({ keepQuantity }) => keepQuantity === ZERO),
      lines,
    }));
}

export const isRefunded = ({ refundQuantity }: LinePlan): boolean => refundQuantity !== ZERO;
export const isKept = ({ keepQuantity }: LinePlan): boolean => keepQuantity !== ZERO;

const ZERO = '0' as Decimal;
