import { polyphonic } from 'pinyin-pro';
import { searchForm, syllablesOf } from '#platform/pinyin';
import type { NameReading } from './core/search-keys.ts';

/** Beyond this many readings of one name the rarest are left out. */
const MAX_VARIANTS = 6;

/**
 * The ways a person's name may be read. A surname with several readings (单 shan/dan, 曾 zeng/ceng) is found by each
 * of them, because a stranger types the common one and a relative the right one.
 */
export function readName(name: string): NameReading {
  const units = unitsOf(name);
  const isHan = (unit: string) => /^\p{Script=Han}$/u.test(unit);
  const read = (personalName: boolean) => {
    const syllables = syllablesOf(units.filter(isHan).join(''), { personalName });
    let next = 0;
    return units.map((unit) => (isHan(unit) ? (syllables[next++] ?? unit) : unit));
  };
  if (units.length === 0) return { units: [], variants: [] };
  const likely = read(true);
  const general = read(false);
  const [first] = units;
  const otherFirst =
    first !== undefined && isHan(first)
      ? (polyphonic(first, { type: 'array', toneType: 'none', v: true })[0] ?? []).map((syllable) => [
          tidy(syllable),
          ...likely.slice(1),
        ])
      : [];
  const unique = new Map([likely, general, ...otherFirst].map((variant) => [variant.join(' '), variant]));
  return { units, variants: [...unique.values()].slice(0, MAX_VARIANTS) };
}

/** Chinese characters one by one, Latin words and digits as they stand together. */
const unitsOf = (name: string): string[] =>
  (name.match(/\p{Script=Han}|[^\p{Script=Han}\s·]+/gu) ?? []).map(searchForm).filter((unit) => unit !== '');

/** As `platform/pinyin` stores it: ü is v, except in nue and lue. */
const tidy = (syllable: string): string => syllable.toLowerCase().replace(/^([nl])ve$/, '$1ue');
