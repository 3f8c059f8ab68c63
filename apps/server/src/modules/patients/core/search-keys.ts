/** A character or a Latin word of a name, with the ways it may be read, aligned over all units by variant. */
export interface NameReading {
  /** In search form: 欧, 阳, 娜, john. */
  readonly units: readonly string[];
  /** Each variant has one syllable per unit. The first is the most likely. */
  readonly variants: readonly (readonly string[])[];
}

export type KeyKind = 'name' | 'pinyin' | 'initials';
export interface SearchKey {
  readonly key: string;
  readonly kind: KeyKind;
  /** Units before the key. */
  readonly skipped: number;
}

/**
 * Every tail of the name, of its pinyin and of its initials, without repeats: 欧阳娜 → 欧阳娜, 阳娜, 娜, ouyangna,
 * yangna, na, oyn, yn, n. What a person types is the beginning of one of them.
 */
export function searchKeys({ units, variants }: NameReading): SearchKey[] {
  const found = new Map<string, SearchKey>();
  const add = (kind: KeyKind, parts: readonly string[]) => {
    for (let skipped = 0; skipped < parts.length; skipped++) {
      const key = parts.slice(skipped).join('');
      const mark = `${kind} ${skipped} ${key}`;
      if (key !== '' && !found.has(mark)) found.set(mark, { key, kind, skipped });
    }
  };
  add('name', units);
  for (const syllables of variants) {
    add('pinyin', syllables);
    add(
      'initials',
      syllables.map((syllable) => syllable.slice(0, 1)),
    );
  }
  return [...found.values()];
}

export type Closeness = 'exact' | 'prefix' | 'infix';
export interface Match {
  readonly kind: KeyKind;
  readonly closeness: Closeness;
}

const closenessRank: Readonly<Record<Closeness, number>> = { exact: 0, prefix: 1, infix: 2 };
const kindRank: Readonly<Record<KeyKind, number>> = { name: 0, pinyin: 1, initials: 2 };

/** How one key answers `typed` (in search form); undefined when it does not. */
export function matchOf({ key, kind, skipped }: SearchKey, typed: string): Match | undefined {
  if (typed === '' || !key.startsWith(typed)) return undefined;
  if (skipped > 0) return { kind, closeness: 'infix' };
  return { kind, closeness: key === typed ? 'exact' : 'prefix' };
}

/** Sorts matches best first: exact before prefix before part; name before pinyin before initials. */
export const byMatch = (a: Match, b: Match): number =>
  closenessRank[a.closeness] - closenessRank[b.closeness] || kindRank[a.kind] - kindRank[b.kind];

/** The slow and obvious answer that the database must agree with. */
export const bestMatch = (keys: readonly SearchKey[], typed: string): Match | undefined =>
  keys
    .map((key) => matchOf(key, typed))
    .filter((match) => match !== undefined)
    .sort(byMatch)[0];
