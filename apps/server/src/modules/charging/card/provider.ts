import type { Fen } from '@xinglin/kernel/money';

/** What the provider says about a payment. 'pending': it has not decided yet. */
export type CollectAnswer =
  | { readonly result: 'approved'; readonly reference: string; readonly payer?: string | undefined }
  | { readonly result: 'declined'; readonly reason: string }
  | { readonly result: 'pending' };

export type PaybackAnswer = { readonly result: 'done' } | { readonly result: 'declined'; readonly reason: string };

/**
 * Whoever takes card money for us. Order and payback ids are ours and are the provider's idempotency keys: the same
 * order is never collected twice, the same payback never paid twice, however often we ask.
 * Every method throws `ProviderSilent` when no trustworthy answer came; then nobody knows, and we ask again.
 */
export interface CardProvider {
  /** Asks for money. To be called once for an order; afterwards only `query` and `close`. */
  collect(order: {
    readonly orderId: string;
    readonly amountFen: Fen;
    readonly subject: string;
  }): Promise<CollectAnswer>;
  query(orderId: string): Promise<CollectAnswer | { readonly result: 'not-found' }>;
  /** Ends an order that has not been paid, so that a request still on its way cannot be paid later. */
  close(orderId: string): Promise<CollectAnswer>;
  payBack(payback: {
    readonly paybackId: string;
    readonly orderId: string;
    readonly amountFen: Fen;
  }): Promise<PaybackAnswer>;
}

/** No answer, or one that cannot be trusted: a time-out, a broken line, a wrong signature. The outcome is unknown. */
export class ProviderSilent extends Error {
  override readonly name = 'ProviderSilent';
}
