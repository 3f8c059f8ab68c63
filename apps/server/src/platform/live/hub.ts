import type { Listener } from './listener.ts';

export const LIVE_CHANNEL = 'xinglin_live';

/** One open page. `changed` and `missed` are called after the commit that made the news. */
export interface Subscriber {
  /** What is shown under `topic` has changed. */
  changed(topic: string): void;
  /** The connection to the database was lost for a while: everything shown may have changed. */
  missed(): void;
}

/** Brings `tx.changed(topic)` of any process to the open pages of the same institution. */
export interface LiveHub {
  /** @returns a function that ends the subscription. */
  subscribe(institutionId: number, topics: readonly string[], subscriber: Subscriber): () => void;
  count(): number;
}

export function createLiveHub(listener: Listener): LiveHub {
  /** `institutionId:topic` → who wants to know: the payload of the notification is the key itself. */
  const byKey = new Map<string, Set<Subscriber>>();
  const everybody = new Set<Subscriber>();
  listener.on(LIVE_CHANNEL, (payload) => {
    const topic = payload.slice(payload.indexOf(':') + 1);
    for (const subscriber of byKey.get(payload) ?? []) subscriber.changed(topic);
  });
  listener.onGap(() => {
    for (const subscriber of everybody) subscriber.missed();
  });
  return {
    subscribe: (institutionId, topics, subscriber) => {
      const keys = [...new Set(topics)].map((topic) => `${institutionId}:${topic}`);
      for (const key of keys) {
        const known = byKey.get(key);
        if (known) known.add(subscriber);
        else byKey.set(key, new Set([subscriber]));
      }
      everybody.add(subscriber);
      return () => {
        everybody.delete(subscriber);
        for (const key of keys) {
          const known = byKey.get(key);
          known?.delete(subscriber);
          if (known?.size === 0) byKey.delete(key);
        }
      };
    },
    count: () => everybody.size,
  };
}
