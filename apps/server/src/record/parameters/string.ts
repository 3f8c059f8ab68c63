import { pinyinOf, searchForm, syllablesOf } from '#platform/pinyin';
import { type Ask, type Facet, type Kind, type LookUp, unescaped, wrongModifier, wrongValue } from './kind.ts';

/** One text of an element, with its spoken forms where it is a name. */
export interface Text {
  readonly written: string;
  readonly normal: string;
  /** Places in `normal` where a search may begin. */
  readonly starts: readonly number[];
  /** Pinyin and initials from each syllable on; empty when the text is no name or has no Chinese characters. */
  readonly spoken: readonly string[];
}

export interface TextQuery {
  readonly asked: string;
  readonly normal: string;
  /** As typed on a keyboard, for pinyin; undefined when it has Chinese characters or the modifier forbids it. */
  readonly typed: string | undefined;
  readonly modifier: 'exact' | 'contains' | 'phonetic' | undefined;
}

const HAN = /\p{Script=Han}/u;

/**
 * Lower case, without accents, full-width letters narrowed, signs as one space, none beside a Chinese character:
 * "阿不都热依木·买买提" and "阿不都热依木 买买提" are the same, and so are "Müller" and "muller".
 */
export const normalText = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/(?<=\p{Script=Han}) | (?=\p{Script=Han})/gu, '')
    .trim();

/** A search may begin at any Chinese character and at the beginning of any word. */
function startsOf(normal: string): number[] {
  const starts: number[] = [];
  let before = ' ';
  let index = 0;
  for (const letter of normal) {
    const beginsWord = letter !== ' ' && (before === ' ' || HAN.test(before));
    if (beginsWord || HAN.test(letter)) starts.push(index);
    before = letter;
    index += letter.length;
  }
  return starts;
}

function textOf(written: string, facet: Facet): Text {
  const normal = normalText(written);
  const spoken = facet.pinyin && HAN.test(normal) ? spokenForms(normal, facet.pinyin === 'person') : [];
  return { written, normal, starts: startsOf(normal), spoken };
}

function spokenForms(normal: string, personalName: boolean): string[] {
  const syllables = syllablesOf(normal, { personalName });
  const initials = syllables.map((syllable) => syllable.slice(0, 1));
  return syllables.flatMap((_, index) => [syllables.slice(index).join(''), initials.slice(index).join('')]);
}

type Json = Readonly<Record<string, unknown>>;

const NAME_PARTS = ['text', 'family', 'given', 'prefix', 'suffix'];
const ADDRESS_PARTS = ['text', 'line', 'city', 'district', 'state', 'postalCode', 'country'];

function read(raw: unknown, facet: Facet): readonly Text[] {
  if (typeof raw === 'string') return [textOf(raw, facet)];
  if (typeof raw !== 'object' || raw === null) return [];
  const parts = facet.leaf === 'HumanName' ? NAME_PARTS : facet.leaf === 'Address' ? ADDRESS_PARTS : [];
  const texts = parts.flatMap((part) => (raw as Json)[part] ?? []).filter((text) => typeof text === 'string');
  return [...new Set(texts)].map((text) => textOf(text, facet));
}

/** Longer beginnings of words are not told apart by the index. */
const MAX_PREFIX = 8;

function beginnings(word: string): string[] {
  const letters = [...word].slice(0, MAX_PREFIX);
  return letters.map((_, index) => letters.slice(0, index + 1).join(''));
}

/** Stretches of Chinese characters, and words of other scripts. */
const stretches = (normal: string): string[] => normal.match(/\p{Script=Han}+|[^\s\p{Script=Han}]+/gu) ?? [];

/** Chinese: each character of a name and each pair of neighbours. Other scripts: the beginnings of each word. */
function keys({ normal, spoken }: Text, facet: Facet): readonly string[] {
  const found = new Set<string>();
  for (const stretch of stretches(normal)) {
    if (!HAN.test(stretch)) for (const start of beginnings(stretch)) found.add(start);
    else for (const gram of grams(stretch, isShort(facet))) found.add(gram);
  }
  for (const form of spoken) for (const start of beginnings(form)) found.add(start);
  return [...found].map((key) => `~${key}`);
}

/** Single characters are worth a key in names, where 王 is asked for; not in addresses and notes. */
const isShort = ({ leaf, pinyin }: Facet): boolean => leaf === 'HumanName' || pinyin !== undefined;

function grams(stretch: string, singles: boolean): string[] {
  const letters = [...stretch];
  const pairs = letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
  return singles ? [...letters, ...pairs] : pairs;
}

function lookUp({ normal, typed, modifier }: TextQuery, facet: Facet): LookUp | undefined {
  const parts = stretches(modifier === 'phonetic' ? (typed ?? normal) : normal);
  const all = parts.flatMap((part) => {
    if (HAN.test(part)) {
      const letters = [...part];
      return letters.length === 1 ? (isShort(facet) ? letters : []) : grams(part, false);
    }
    // Inside a word there is nothing to look up by.
    return modifier === 'contains' ? [] : [[...part].slice(0, MAX_PREFIX).join('')];
  });
  if (all.length === 0) return undefined;
  const [only = ''] = all;
  const isWhole = all.length === 1 && parts.length === 1 && [...(parts[0] ?? '')].length === [...only].length;
  // The keys of names hold their pinyin too, which a text typed with accents does not ask for.
  const isPlain = modifier === undefined && (!facet.pinyin || HAN.test(normal) || typed === normal);
  const written = { anyOf: [all.map((key) => `~${key}`)], exact: isWhole && isPlain };
  // Signs inside what was typed ("zhang-san") make two words of it, but one run of pinyin.
  if (typed === undefined || !facet.pinyin || typed === normal || modifier === 'phonetic') return written;
  const spoken = [`~${[...typed].slice(0, MAX_PREFIX).join('')}`];
  return { anyOf: [...written.anyOf, spoken], exact: false };
}

function parse(text: string, ask: Ask): TextQuery {
  const { modifier } = ask;
  if (modifier !== undefined && modifier !== 'exact' && modifier !== 'contains') throw wrongModifier(ask);
  const asked = unescaped(text);
  const normal = normalText(asked);
  if (normal === '') throw wrongValue(ask.code);
  if (ask.code === 'phonetic' && modifier === undefined) {
    // 章三 is asked for by its sound and finds 张三.
    const sound = HAN.test(normal) ? pinyinOf(normal, { personalName: true }) : searchForm(asked);
    return { asked, normal, typed: sound || undefined, modifier: 'phonetic' };
  }
  const typed = HAN.test(normal) || modifier !== undefined ? undefined : searchForm(asked) || undefined;
  return { asked, normal, typed, modifier };
}

function matches({ written, normal, starts, spoken }: Text, query: TextQuery): boolean {
  switch (query.modifier) {
    case 'exact':
      return written === query.asked;
    case 'contains':
      return normal.includes(query.normal);
    case 'phonetic':
      return isSpoken(spoken, query.typed) || begins(normal, starts, query.normal);
    case undefined:
      return begins(normal, starts, query.normal) || isSpoken(spoken, query.typed);
  }
}

const begins = (normal: string, starts: readonly number[], asked: string): boolean =>
  starts.some((start) => normal.startsWith(asked, start));

const isSpoken = (spoken: readonly string[], typed: string | undefined): boolean =>
  typed !== undefined && spoken.some((form) => form.startsWith(typed));

/**
 * R4 search type "string": the beginning of the text or of a word in it, without case and accents; Chinese by any
 * part; names also by pinyin and by initials from any syllable on.
 */
export const stringKind: Kind<Text, TextQuery> = { read, keys, parse, lookUp, matches };
