import type { InputOf, Operation, OutputOf } from '@xinglin/kernel/operation';

/**
 * An operation that is answered outside the runner, because it works where no actor exists yet, or must keep what it
 * wrote also when it refuses (a counted failure). It journals by itself. Only sign-in and the first set-up need this.
 */
export interface DirectRoute {
  readonly operation: Operation;
  readonly answer: (input: unknown, exchange: Exchange) => Promise<unknown>;
}

/** One HTTP exchange, without HTTP: what a direct operation may see and change of it. */
export interface Exchange {
  readonly now: Temporal.Instant;
  readonly requestId: string;
  readonly clientAddress: string;
  /** What the browser calls itself, at most 200 characters; never trusted for a decision. */
  readonly userAgent: string;
  /** The token of the session cookie as sent, valid or not. */
  readonly sessionToken: string | undefined;
  /** Puts the token into the session cookie of the answer; undefined clears it. */
  setSessionToken(token: string | undefined): void;
}

export const serveDirectly = <Op extends Operation>(
  operation: Op,
  answer: (input: InputOf<Op>, exchange: Exchange) => Promise<OutputOf<Op>>,
): DirectRoute => ({ operation, answer: answer as DirectRoute['answer'] });
