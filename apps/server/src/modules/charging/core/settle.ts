import { DomainError } from '@xinglin/kernel/domain-error';
import { addFen, type Fen, fen, negateFen } from '@xinglin/kernel/money';
import type { ChargeCategory, PaymentMethod } from '../contract.ts';

export interface BillLine {
  readonly itemId: string;
  readonly category: ChargeCategory;
  readonly amountFen: Fen;
}

/** What a cashier says was paid and how. */
export interface OfferedPart {
  readonly method: PaymentMethod;
  readonly amountFen: Fen;
  readonly tenderedFen?: Fen | undefined;
}

/** One part of a settlement as it is booked; negative in a reversal. */
export interface Part extends OfferedPart {
  readonly changeFen?: Fen | undefined;
}

export interface Posting {
  readonly account: PaymentMethod | `revenue/${ChargeCategory}`;
  readonly amountFen: Fen;
}

export const totalOf = (lines: readonly { readonly amountFen: Fen }[]): Fen =>
  addFen(...lines.map((line) => line.amountFen));

/**
 * Checks the parts against the bill and works out the change.
 * @throws DomainError 'conflict' charging.bill-changed {expectedFen, totalFen} when the cashier saw another total;
 * 'rule' charging.parts-do-not-sum, charging.method-twice, charging.not-enough-cash.
 */
export function checkParts(lines: readonly BillLine[], expectedTotalFen: Fen, offered: readonly OfferedPart[]): Part[] {
  const totalFen = totalOf(lines);
  if (totalFen !== expectedTotalFen) {
    throw new DomainError('conflict', 'charging.bill-changed', { expectedFen: expectedTotalFen, totalFen });
  }
  if (new Set(offered.map(({ method }) => method)).size !== offered.length) {
    throw new DomainError('rule', 'charging.method-twice');
  }
  const paidFen = totalOf(offered);
  if (paidFen !== totalFen || offered.some(({ amountFen }) => amountFen <= 0)) {
    throw new DomainError('rule', 'charging.parts-do-not-sum', { totalFen, paidFen });
  }
  return offered.map(withChange);
}

function withChange(part: OfferedPart): Part {
  if (part.tenderedFen === undefined) return part;
  const changeFen = addFen(part.tenderedFen, negateFen(part.amountFen));
  if (changeFen < 0) {
    const { amountFen, tenderedFen } = part;
    throw new DomainError('rule', 'charging.not-enough-cash', { amountFen, tenderedFen });
  }
  return { ...part, changeFen };
}

/**
 * Double entry: what came in by each way of payment (debit, positive) against revenue by category (credit, negative).
 * The postings of one settlement sum to zero whenever the parts sum to the lines.
 */
export function postingsOf(lines: readonly BillLine[], parts: readonly OfferedPart[]): Posting[] {
  const sums = new Map<Posting['account'], Fen>();
  const add = (account: Posting['account'], amountFen: Fen) =>
    sums.set(account, addFen(sums.get(account) ?? fen(0), amountFen));
  for (const { method, amountFen } of parts) add(method, amountFen);
  for (const { category, amountFen } of lines) add(`revenue/${category}`, negateFen(amountFen));
  return [...sums].map(([account, amountFen]) => ({ account, amountFen })).filter(({ amountFen }) => amountFen !== 0);
}
