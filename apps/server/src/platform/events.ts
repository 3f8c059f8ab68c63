import type { EventType, PayloadOf } from '@xinglin/kernel/operation';
import type { Context } from './actor.ts';
import type { Tx } from './transaction.ts';

export type Subscription = {
  readonly event: EventType;
  // biome-ignore lint/suspicious/noExplicitAny: subscribers of different payloads share one list; `on` types each one.
  readonly react: (tx: Tx, payload: any, context: Context) => Promise<void>;
};

/** A reaction to news of another module. It runs in the transaction that made the news: all or nothing. */
export const on = <Event extends EventType>(
  event: Event,
  react: (tx: Tx, payload: PayloadOf<Event>, context: Context) => Promise<void>,
): Subscription => ({ event, react });

export type Subscribers = ReadonlyMap<string, readonly Subscription[]>;

export function subscribers(list: readonly Subscription[]): Subscribers {
  const byName = new Map<string, Subscription[]>();
  for (const subscription of list) {
    const known = byName.get(subscription.event.name);
    if (known) known.push(subscription);
    else byName.set(subscription.event.name, [subscription]);
  }
  return byName;
}
