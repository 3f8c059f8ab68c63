import type { Tx } from '../transaction.ts';
import type { UsesByKey } from './term-index.ts';

export type ReadUses = (
  tx: Tx,
  staffId: string,
) => Promise<readonly { readonly key: string; readonly own: number; readonly all: number }[]>;

export interface UseCounts {
  /** Counts as they were at most `maxAgeMs` ago. */
  of(tx: Tx, staffId: string): Promise<UsesByKey>;
  /** Call after counting: the person sees the effect at once, others after a while. */
  forget(tx: Tx, staffId: string): void;
}

/** People who search at the same time; beyond it the oldest entry goes. */
const MAX_ENTRIES = 500;

/**
 * Keeps use counts in memory for a while: they only order hits, and a search happens at every keystroke. Other
 * processes notice after `maxAgeMs`.
 */
export function useCounts(read: ReadUses, maxAgeMs = 30_000): UseCounts {
  const entries = new Map<string, { readonly readAt: number; readonly uses: Promise<UsesByKey> }>();
  const keyOf = (tx: Tx, staffId: string): string => `${tx.institutionId}:${staffId}`;
  return {
    of: (tx, staffId) => {
      const key = keyOf(tx, staffId);
      const entry = entries.get(key);
      if (entry && performance.now() - entry.readAt < maxAgeMs) return entry.uses;
      entries.delete(key);
      const uses = read(tx, staffId).then((rows) => new Map(rows.map(({ key, own, all }) => [key, { own, all }])));
      // A failed reading must not be remembered; the transaction it failed in reports it.
      uses.catch(() => entries.delete(key));
      entries.set(key, { readAt: performance.now(), uses });
      if (entries.size > MAX_ENTRIES) entries.delete(entries.keys().next().value as string);
      return uses;
    },
    forget: (tx, staffId) => void entries.delete(keyOf(tx, staffId)),
  };
}
