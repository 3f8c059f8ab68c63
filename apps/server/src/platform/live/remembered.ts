import type { Tx } from '../transaction.ts';
import type { Listener } from './listener.ts';

/** All that reading needs of a transaction. */
export type Reader = Pick<Tx, 'many' | 'institutionId'>;

/** What nearly every command reads and somebody changes a few times a year, per institution. */
export interface Remembered<Value> {
  of(tx: Reader): Promise<Value>;
  /** To be called in the transaction that changes it: every process reads anew once that is committed. */
  forget(tx: Tx): Promise<void>;
}

/**
 * With a listener each process remembers what `read` found until some process says on `channel` that it changed; while
 * the listener hears nothing, nothing is remembered. A transaction that changes it reads its own change and leaves it
 * with nobody. Others may see the old value for the moment that the news takes: no rule may rest on it that a person
 * could be harmed by.
 * @param channel heard by the listener: see `listenedChannels`.
 */
export function remembered<Value>(
  listener: Listener | undefined,
  channel: string,
  read: (tx: Reader) => Promise<Value>,
): Remembered<Value> {
  const known = new Map<number, Value>();
  /** Counts what was forgotten, so that an answer that was under way meanwhile is not kept. */
  let forgotten = 0;
  listener?.on(channel, (payload) => {
    forgotten++;
    known.delete(Number(payload));
  });
  listener?.onGap(() => {
    forgotten++;
    known.clear();
  });
  const changing = new WeakSet<Reader>();
  return {
    of: async (tx) => {
      const mayRemember = listener?.isHearing() === true && !changing.has(tx);
      const value = mayRemember ? known.get(tx.institutionId) : undefined;
      if (value !== undefined) return value;
      const before = forgotten;
      const found = await read(tx);
      if (mayRemember && before === forgotten) known.set(tx.institutionId, found);
      return found;
    },
    forget: async (tx) => {
      changing.add(tx);
      await tx.run('select pg_notify($1, $2)', [channel, String(tx.institutionId)]);
    },
  };
}
