import { initialsOf, pinyinOf, searchForm } from '../pinyin.ts';

/** How a hit was found. exact: a whole term · prefix: the beginning of one · infix: somewhere inside. */
export type Match = 'exact' | 'prefix' | 'infix';

/** How often something was chosen: by the person who searches, and by the whole institution. */
export interface Uses {
  readonly own: number;
  readonly all: number;
}
export type UsesByKey = ReadonlyMap<string, Uses>;

export interface Searchable<Item> {
  /** Unique among the items; the key of `UsesByKey`. */
  readonly key: string;
  readonly item: Item;
  /** In search form (`searchForm`), see `termsOf`. */
  readonly terms: readonly string[];
}

export interface Hit<Item> {
  readonly item: Item;
  readonly match: Match;
  /** The term that matched; empty when nothing was typed. */
  readonly matched: string;
  readonly uses: Uses;
}

export interface SearchOptions<Item> {
  readonly limit: number;
  readonly offset?: number;
  readonly uses?: UsesByKey;
  /** Items that may be found; all when left out. */
  readonly allow?: (item: Item) => boolean;
  /** With nothing typed, go on with unused items in their own order. */
  readonly listAll?: boolean;
}

const NOT_USED: Uses = { own: 0, all: 0 };
/** Enough to fill any page after filtering; a query that matches more is too short to tell them apart. */
const MAX_PREFIX_HITS = 5_000;
const MAX_INFIX_HITS = 500;

export interface TermIndex<Item> {
  readonly size: number;
  search(typed: string, options: SearchOptions<Item>): Hit<Item>[];
  get(key: string): Item | undefined;
}

/**
 * An index in memory for search as you type over some thousand to some ten thousand things. A sorted list of all
 * terms finds prefixes by bisection; the inside of terms is looked through only when prefixes do not fill the page
 * (or for things that were used before).
 * Order of hits: used by this person, used in the institution, never used; in each prefix before infix, then by use,
 * then the shorter term.
 */
export function termIndex<Item>(items: readonly Searchable<Item>[]): TermIndex<Item> {
  const byKey = new Map(items.map((entry, position) => [entry.key, position]));
  const sorted = items
    .flatMap(({ terms }, position) => terms.map((term) => ({ term, position })))
    .sort((a, b) => (a.term < b.term ? -1 : a.term > b.term ? 1 : a.position - b.position));
  const inside = insideText(items);

  const search = (typed: string, options: SearchOptions<Item>): Hit<Item>[] => {
    const { limit, offset = 0, uses = new Map<string, Uses>(), allow = () => true } = options;
    const [first, ...others] = typed.split(/\s+/).map(searchForm).filter(Boolean);
    const wanted = limit + offset;
    const found = new Map<number, Hit<Item> & { readonly key: string }>();
    const add = (position: number, match: Match, matched: string): void => {
      const entry = items[position] as Searchable<Item>;
      const known = found.get(position);
      if (known && rankOfMatch[known.match] <= rankOfMatch[match]) return;
      if (!allow(entry.item) || !others.every((part) => entry.terms.some((term) => term.includes(part)))) return;
      found.set(position, { key: entry.key, item: entry.item, match, matched, uses: uses.get(entry.key) ?? NOT_USED });
    };
    if (first === undefined) {
      for (const key of uses.keys()) {
        const position = byKey.get(key);
        if (position !== undefined) add(position, 'exact', '');
      }
      if (options.listAll) for (let position = 0; position < items.length; position++) add(position, 'exact', '');
    } else {
      for (let at = bisect(sorted, first), seen = 0; seen < MAX_PREFIX_HITS; at++, seen++) {
        const entry = sorted[at];
        if (!entry?.term.startsWith(first)) break;
        add(entry.position, entry.term.length === first.length ? 'exact' : 'prefix', entry.term);
      }
      for (const key of uses.keys()) {
        const position = byKey.get(key);
        const term = position === undefined ? undefined : items[position]?.terms.find((text) => text.includes(first));
        if (position !== undefined && term !== undefined) add(position, 'infix', term);
      }
      if (found.size < wanted) for (const { position, term } of inside(first)) add(position, 'infix', term);
    }
    return [...found.values()].sort(byRank(first === undefined)).slice(offset, wanted);
  };
  return {
    size: items.length,
    search,
    get: (key) => {
      const position = byKey.get(key);
      return position === undefined ? undefined : items[position]?.item;
    },
  };
}

const rankOfMatch: Record<Match, number> = { exact: 0, prefix: 1, infix: 2 };

/** Position of the first term that is not before `wanted`. */
function bisect(sorted: readonly { readonly term: string }[], wanted: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle]?.term ?? '') < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

const tier = ({ uses }: Hit<unknown>): number => (uses.own > 0 ? 0 : uses.all > 0 ? 1 : 2);

/** With nothing typed the things' own order stands where use says nothing: the sort is stable. */
const byRank =
  (keepOrder: boolean) =>
  (a: Hit<unknown> & { readonly key: string }, b: Hit<unknown> & { readonly key: string }): number =>
    tier(a) - tier(b) ||
    Number(a.match === 'infix') - Number(b.match === 'infix') ||
    b.uses.own - a.uses.own ||
    b.uses.all - a.uses.all ||
    (keepOrder
      ? 0
      : rankOfMatch[a.match] - rankOfMatch[b.match] ||
        a.matched.length - b.matched.length ||
        (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));

/**
 * All terms in two long texts, Chinese and Latin apart: looking through one long text is several times faster than
 * through many short ones, and a query needs only one of the two.
 */
function insideText(items: readonly Searchable<unknown>[]) {
  const textOf = (isWanted: (term: string) => boolean) => {
    const starts: number[] = [];
    const positions: number[] = [];
    const parts: string[] = [];
    let length = 0;
    for (const [position, { terms }] of items.entries()) {
      for (const term of terms.filter(isWanted)) {
        starts.push(length);
        positions.push(position);
        parts.push(term);
        length += term.length + 1;
      }
    }
    return { text: parts.join('\n'), starts, positions };
  };
  const hasHan = (term: string) => /\p{Script=Han}/u.test(term);
  const chinese = textOf(hasHan);
  const latin = textOf((term) => !hasHan(term));
  return (wanted: string): { position: number; term: string }[] => {
    const { text, starts, positions } = hasHan(wanted) ? chinese : latin;
    const hits: { position: number; term: string }[] = [];
    for (let at = text.indexOf(wanted); at !== -1 && hits.length < MAX_INFIX_HITS; ) {
      const line = lineAt(starts, at);
      const end = starts[line + 1] ?? text.length + 1;
      hits.push({ position: positions[line] as number, term: text.slice(starts[line], end - 1) });
      at = text.indexOf(wanted, end);
    }
    return hits;
  };
}

/** Index of the line that holds the character `at`. */
function lineAt(starts: readonly number[], at: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] as number) <= at) low = middle;
    else high = middle;
  }
  return low;
}

export interface NamesToFind {
  /** Chinese names and aliases: found by characters, full pinyin and initials. */
  readonly chinese: readonly string[];
  /** English names: found from the beginning of every word. */
  readonly english?: readonly string[];
  /** Codes, found with or without their dots. */
  readonly codes?: readonly string[];
}

/** All terms by which a thing can be found, in search form, without repetition. */
export function termsOf({ chinese, english = [], codes = [] }: NamesToFind): string[] {
  const terms = [
    ...chinese.flatMap((name) => [searchForm(name), pinyinOf(name), initialsOf(name)]),
    ...english.flatMap(wordBeginnings),
    ...codes.map(searchForm),
  ];
  return [...new Set(terms)].filter(Boolean);
}

/** "Acute tonsillitis" → acutetonsillitis, tonsillitis. */
function wordBeginnings(name: string): string[] {
  const words = name.split(/[^\p{Letter}\p{Number}]+/u).filter(Boolean);
  return words.map((_, index) => searchForm(words.slice(index).join('')));
}
