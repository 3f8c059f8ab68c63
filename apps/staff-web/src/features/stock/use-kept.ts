import { useCallback, useState } from 'react';

/**
 * State that survives leaving the page: a delivery of forty lines or half a stocktake is an hour's work. Kept in this
 * browser under `key`, which names the account, so that nobody finds another one's work.
 */
export function useKept<Value>(key: string, initial: Value) {
  const [value, setValue] = useState<Value>(() => {
    try {
      const kept = localStorage.getItem(key);
      return kept === null ? initial : (JSON.parse(kept) as Value);
    } catch {
      return initial;
    }
  });
  const keep = useCallback(
    (next: Value | ((before: Value) => Value)) =>
      setValue((before) => {
        const after = typeof next === 'function' ? (next as (before: Value) => Value)(before) : next;
        localStorage.setItem(key, JSON.stringify(after));
        return after;
      }),
    [key],
  );
  const drop = useCallback(() => {
    localStorage.removeItem(key);
    setValue(initial);
  }, [key, initial]);
  return [value, keep, drop] as const;
}
