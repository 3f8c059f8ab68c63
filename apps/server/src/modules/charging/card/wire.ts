import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/**
 * The protocol with the card provider: JSON over HTTP, both directions signed with a shared secret.
 * `x-signature` is HMAC-SHA256 over method, path, and body for a question, over the question's signature and the body
 * for an answer, in hexadecimal. So an answer belongs to one question and cannot be replayed for another.
 */
export const SIGNATURE = 'x-signature';

export const signQuestion = (secret: string, method: string, path: string, body: string): string =>
  createHmac('sha256', secret).update(`${method}\n${path}\n${body}`).digest('hex');

export const signAnswer = (secret: string, questionSignature: string, body: string): string =>
  createHmac('sha256', secret).update(`${questionSignature}\n${body}`).digest('hex');

export function isSame(given: string | null | undefined, expected: string): boolean {
  if (given?.length !== expected.length) return false;
  return timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}

export const collectAnswer = z.discriminatedUnion('result', [
  z.object({ result: z.literal('approved'), reference: z.string(), payer: z.string().optional() }),
  z.object({ result: z.literal('declined'), reason: z.string() }),
  z.object({ result: z.literal('pending') }),
]);
export const queryAnswer = z.union([collectAnswer, z.object({ result: z.literal('not-found') })]);
export const paybackAnswer = z.discriminatedUnion('result', [
  z.object({ result: z.literal('done') }),
  z.object({ result: z.literal('declined'), reason: z.string() }),
]);

export const orderQuestion = z.object({
  orderId: z.uuid(),
  amountFen: z.int().positive(),
  subject: z.string().max(100),
});
export const paybackQuestion = z.object({ paybackId: z.uuid(), orderId: z.uuid(), amountFen: z.int().positive() });
