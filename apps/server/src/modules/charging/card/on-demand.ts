import { type RunningSimulator, startCardSimulator } from '../card-simulator/start.ts';
import { httpCardProvider } from './http-provider.ts';
import type { CardProvider } from './provider.ts';

/** How long a person at a terminal may take before the outcome counts as unknown. */
const TIMEOUT_MS = 30_000;

export interface CardSettings {
  /** Address and shared secret of a card provider; without them the simulator is started at the first payment. */
  readonly url?: string | undefined;
  readonly secret?: string | undefined;
  /** Where the simulator keeps its books over a restart. */
  readonly journal?: string | undefined;
}

/**
 * The provider of this installation. The simulator is a process of its own, started when first needed; it ends with
 * this process, because the pipe between them closes.
 */
export function cardProviderFor({ url, secret, journal }: CardSettings): CardProvider {
  if (url !== undefined && secret !== undefined) return httpCardProvider({ url, secret, timeoutMs: TIMEOUT_MS });
  let running: Promise<RunningSimulator> | undefined;
  const provider = async (): Promise<CardProvider> => {
    running ??= startCardSimulator(journal === undefined ? {} : { journal });
    const simulator = await running.catch((error: unknown) => {
      running = undefined;
      throw error;
    });
    return httpCardProvider({ url: simulator.url, secret: simulator.secret, timeoutMs: TIMEOUT_MS });
  };
  return {
    collect: async (order) => (await provider()).collect(order),
    query: async (orderId) => (await provider()).query(orderId),
    close: async (orderId) => (await provider()).close(orderId),
    payBack: async (payback) => (await provider()).payBack(payback),
  };
}
