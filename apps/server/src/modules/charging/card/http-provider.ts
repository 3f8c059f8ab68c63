import type { z } from 'zod';
import { type CardProvider, ProviderSilent } from './provider.ts';
import { collectAnswer, isSame, paybackAnswer, queryAnswer, SIGNATURE, signAnswer, signQuestion } from './wire.ts';

export interface HttpCardSettings {
  /** Where the provider listens; a function when it is only known later. */
  readonly url: string | (() => Promise<string>);
  readonly secret: string;
  /** After this the outcome counts as unknown. A person at a terminal needs a while. */
  readonly timeoutMs: number;
}

/** Speaks to the card provider over HTTP; see `wire.ts`. */
export function httpCardProvider({ url, secret, timeoutMs }: HttpCardSettings): CardProvider {
  const base = async () => (typeof url === 'string' ? url : url());

  const ask = async <Shape extends z.ZodType>(
    method: 'GET' | 'POST',
    path: string,
    shape: Shape,
    question?: object,
  ): Promise<z.output<Shape>> => {
    const body = question === undefined ? '' : JSON.stringify(question);
    const signature = signQuestion(secret, method, path, body);
    try {
      const response = await fetch(new URL(path, await base()), {
        method,
        headers: { 'content-type': 'application/json', [SIGNATURE]: signature },
        ...(body === '' ? {} : { body }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`status ${response.status}`);
      if (!isSame(response.headers.get(SIGNATURE), signAnswer(secret, signature, text))) throw new Error('signature');
      return shape.parse(JSON.parse(text));
    } catch (error) {
      throw new ProviderSilent(`card provider: ${path.split('/')[1]}`, { cause: error });
    }
  };

  return {
    collect: (order) => ask('POST', '/orders', collectAnswer, order),
    query: (orderId) => ask('GET', `/orders/${orderId}`, queryAnswer),
    close: (orderId) => ask('POST', `/orders/${orderId}/close`, collectAnswer, {}),
    payBack: (payback) => ask('POST', '/paybacks', paybackAnswer, payback),
  };
}
