import type { Sex } from '@xinglin/kernel/shapes';
import type { DocumentKind } from '../contract.ts';

/** What two entries are compared by. Numbers are normalised; `sounds` holds the full pinyin of each reading. */
export interface ComparedPerson {
  readonly name: string;
  /** The name was given by the house (无名氏…, 某某之子) until the real one is known. */
  readonly temporary: 'newborn' | 'nameless' | undefined;
  readonly sounds: ReadonlySet<string>;
  readonly sex: Sex;
  readonly bornOn: string | undefined;
  readonly bornOnIsEstimate: boolean;
  readonly phone: string | undefined;
  readonly villageId: string | undefined;
  readonly addressDetail: string | undefined;
  readonly contactName: string | undefined;
  readonly contactPhone: string | undefined;
  readonly motherId: string | undefined;
  /** Exclusive kinds only. */
  readonly documents: readonly { readonly kind: DocumentKind; readonly number: string }[];
}

export type Fact =
  | 'document'
  | 'name'
  | 'name-sound'
  | 'birth-date'
  | 'sex'
  | 'phone'
  | 'address'
  | 'contact'
  | 'mother';
export type Verdict = 'same' | 'similar' | 'different' | 'unknown';
export interface FactAgreement {
  readonly fact: Fact;
  readonly verdict: Verdict;
  readonly points: number;
}
export type Level = 'certain' | 'likely' | 'possible' | 'unlikely';

/**
 * Points by fact and verdict. The idea is Fellegi and Sunter's (a rare agreement weighs more than a common one);
 * the numbers are set by hand for a township of some ten thousand people and are proposals.
 */
const points: Readonly<Record<Fact, Readonly<Record<Exclude<Verdict, 'unknown'>, number>>>> = {
  document: { same: 200, similar: 0, different: -80 },
  name: { same: 50, similar: 20, different: -40 },
  'name-sound': { same: 30, similar: 0, different: 0 },
  'birth-date': { same: 35, similar: 15, different: -30 },
  sex: { same: 3, similar: 0, different: -30 },
  phone: { same: 30, similar: 10, different: 0 },
  address: { same: 12, similar: 5, different: -3 },
  contact: { same: 8, similar: 0, different: 0 },
  mother: { same: 20, similar: 0, different: -60 },
};

/** Compares two people fact by fact. Symmetric: the order of the two does not matter. */
export function compare(one: ComparedPerson, other: ComparedPerson): FactAgreement[] {
  const name = compareNames(one, other);
  const verdicts: [Fact, Verdict][] = [
    ['document', compareDocuments(one, other)],
    ['name', name],
    // Counted only where the characters differ: 张伟 and 章伟 sound alike.
    ['name-sound', name === 'same' || name === 'unknown' ? 'unknown' : soundAlike(one, other) ? 'same' : 'different'],
    ['birth-date', compareBirth(one, other)],
    ['sex', compareSex(one, other)],
    ['phone', comparePhones(one, other)],
    ['address', compareAddress(one, other)],
    ['contact', equality(one.contactName, other.contactName)],
    ['mother', equality(one.motherId, other.motherId)],
  ];
  const heardAlike = verdicts.some(([fact, verdict]) => fact === 'name-sound' && verdict === 'same');
  return verdicts.map(([fact, verdict]) => {
    if (verdict === 'unknown') return { fact, verdict, points: 0 };
    // A name that sounds the same is not held against the pair for being written differently.
    const muted = fact === 'name' && verdict === 'different' && heardAlike;
    return { fact, verdict, points: muted ? 0 : points[fact][verdict] };
  });
}

export const scoreOf = (agreements: readonly FactAgreement[]): number =>
  agreements.reduce((sum, agreement) => sum + agreement.points, 0);

export interface Thresholds {
  readonly likely: number;
  readonly possible: number;
}

export function levelOf(agreements: readonly FactAgreement[], thresholds: Thresholds): Level {
  if (agreements.some(({ fact, verdict }) => fact === 'document' && verdict === 'same')) return 'certain';
  const score = scoreOf(agreements);
  if (score >= thresholds.likely) return 'likely';
  return score >= thresholds.possible ? 'possible' : 'unlikely';
}

const equality = (one: string | undefined, other: string | undefined): Verdict => {
  if (one === undefined || other === undefined) return 'unknown';
  return one === other ? 'same' : 'different';
};

function compareDocuments(one: ComparedPerson, other: ComparedPerson): Verdict {
  const shared = one.documents.flatMap((mine) => {
    const theirs = other.documents.find(({ kind }) => kind === mine.kind);
    return theirs === undefined ? [] : [{ kind: mine.kind, same: theirs.number === mine.number }];
  });
  if (shared.some(({ same }) => same)) return 'same';
  // A second passport or card is usual; a second identity number is not.
  return shared.some(({ kind }) => kind === 'resident-id') ? 'different' : 'unknown';
}

function compareNames(one: ComparedPerson, other: ComparedPerson): Verdict {
  if (one.name === other.name) return 'same';
  // A name given by the house says nothing about a real one; of two newborns it tells twins apart.
  if (one.temporary === 'newborn' && other.temporary === 'newborn') return 'different';
  if ((one.temporary ?? other.temporary) !== undefined) return 'unknown';
  const [a, b] = [[...one.name], [...other.name]];
  if (Math.min(a.length, b.length) < 2) return 'different';
  // One character mistyped, added or left out; of two characters one differing is another name.
  return Math.max(a.length, b.length) > 2 && editDistanceAtMostOne(a, b) ? 'similar' : 'different';
}

function editDistanceAtMostOne(a: readonly string[], b: readonly string[]): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return Math.max(a.length, b.length) - start - end <= 1;
}

const soundAlike = (one: ComparedPerson, other: ComparedPerson): boolean =>
  [...one.sounds].some((sound) => other.sounds.has(sound));

const ESTIMATE_YEARS = 3;

function compareBirth(one: ComparedPerson, other: ComparedPerson): Verdict {
  if (one.bornOn === undefined || other.bornOn === undefined) return 'unknown';
  const [a, b] = [one.bornOn, other.bornOn];
  if (one.bornOnIsEstimate || other.bornOnIsEstimate) {
    return Math.abs(Number(a.slice(0, 4)) - Number(b.slice(0, 4))) <= ESTIMATE_YEARS ? 'similar' : 'different';
  }
  if (a === b) return 'same';
  const differing = [...a].filter((character, index) => character !== b[index]).length;
  const swapped = a.slice(0, 4) === b.slice(0, 4) && a.slice(5, 7) === b.slice(8) && a.slice(8) === b.slice(5, 7);
  return differing === 1 || swapped ? 'similar' : 'different';
}

function compareSex(one: ComparedPerson, other: ComparedPerson): Verdict {
  if (one.sex === 'unknown' || other.sex === 'unknown') return 'unknown';
  return one.sex === other.sex ? 'same' : 'different';
}

function comparePhones(one: ComparedPerson, other: ComparedPerson): Verdict {
  if (one.phone !== undefined && one.phone === other.phone) return 'same';
  const mine = [one.phone, one.contactPhone].filter((phone) => phone !== undefined);
  const theirs = [other.phone, other.contactPhone].filter((phone) => phone !== undefined);
  if (mine.some((phone) => theirs.includes(phone))) return 'similar';
  return one.phone === undefined || other.phone === undefined ? 'unknown' : 'different';
}

function compareAddress(one: ComparedPerson, other: ComparedPerson): Verdict {
  const village = equality(one.villageId, other.villageId);
  const detail = equality(one.addressDetail, other.addressDetail);
  if (village === 'different') return 'different';
  if (detail === 'same') return 'same';
  return village === 'same' ? 'similar' : detail;
}
