import { residentIdCheck } from '@xinglin/kernel/resident-id';
import { type Chance, chanceOf } from './chance.ts';
import type { NameCharacters } from './knowledge.ts';

/** A made-up resident; the identity number is formally valid and belongs to no area of the country. */
export interface Resident {
  readonly index: number;
  readonly family: number;
  /** GB/T 4761 to the head: 02 head, 10 spouse, 20 son, 30 daughter, 50 parent. */
  readonly relation: string;
  readonly name: string;
  readonly sex: 'male' | 'female';
  /** YYYY-MM-DD. */
  readonly bornOn: string;
  readonly residentId: string;
  readonly phone: string | undefined;
  readonly village: number;
  readonly houseNumber: number;
  readonly paymentKind: '01' | '02' | '07';
  readonly allergy: { readonly key: string; readonly display: string; readonly severe: boolean } | undefined;
  /** ICD-10 codes of long-term conditions. */
  readonly conditions: readonly { readonly code: string; readonly display: string }[];
}

/** 990101 is no area of the country, so that a made-up number never meets a real one. */
const AREA = '990101';
const ALLERGIES = [
  { key: 'PENICILLIN', display: '青霉素类', weight: 6 },
  { key: 'SULFONAMIDE_ABX', display: '磺胺类抗菌药', weight: 2 },
  { key: 'CEPHALOSPORIN', display: '头孢菌素类', weight: 2 },
];
const CONDITIONS = [
  { code: 'I10.x00x002', display: '高血压', fromYears: 40, probability: 0.3 },
  { code: 'E11.900', display: '2型糖尿病', fromYears: 40, probability: 0.11 },
  { code: 'J44.900', display: '慢性阻塞性肺病', fromYears: 50, probability: 0.06 },
] as const;

/** Families with parents, children and grandparents, until there are `count` residents. */
export function makeResidents(
  count: number,
  villages: number,
  year: number,
  names: readonly NameCharacters[],
): Resident[] {
  const chance = chanceOf(20_260_101);
  const of = (kind: NameCharacters['kind']) => [...(names.find((row) => row.kind === kind)?.characters ?? '')];
  const characters = { surname: of('surname'), male: of('male'), female: of('female'), child: of('child') };
  const made: Resident[] = [];
  for (let family = 0; made.length < count; family++) {
    const village = chance.int(0, villages - 1);
    const houseNumber = chance.int(1, 180);
    for (const member of familyOf(chance, year)) {
      if (made.length >= count) break;
      const { bornOn, sex, relation, surnameOf } = member;
      const surname = surnameOf === 'own' ? chance.pick(characters.surname) : familySurname(characters.surname, family);
      const age = year - Number(bornOn.slice(0, 4));
      const given = age < 15 ? characters.child : characters[sex];
      const name = surname + chance.pick(given) + (chance.happens(0.7) ? chance.pick(given) : '');
      const index = made.length;
      made.push({
        index,
        family,
        relation,
        name,
        sex,
        bornOn,
        residentId: numberOf(bornOn, sex, index),
        phone: age >= 14 && chance.happens(0.85) ? phoneOf(index) : undefined,
        village,
        houseNumber,
        paymentKind: chance.happens(0.12) ? '01' : chance.happens(0.93) ? '02' : '07',
        allergy: chance.happens(0.06) ? { ...chance.weighted(ALLERGIES), severe: chance.happens(0.25) } : undefined,
        conditions: CONDITIONS.filter(
          ({ fromYears, probability }) => age >= fromYears && chance.happens(probability),
        ).map(({ code, display }) => ({ code, display })),
      });
    }
  }
  return made;
}

interface Member {
  readonly relation: string;
  readonly sex: 'male' | 'female';
  readonly bornOn: string;
  readonly surnameOf: 'family' | 'own';
}

function familyOf(chance: Chance, year: number): Member[] {
  const bornIn = (born: number) =>
    `${born}-${String(chance.int(1, 12)).padStart(2, '0')}-${String(chance.int(1, 28)).padStart(2, '0')}`;
  const headBorn = year - chance.int(28, 74);
  const members: Member[] = [{ relation: '02', sex: 'male', bornOn: bornIn(headBorn), surnameOf: 'family' }];
  if (chance.happens(0.85)) {
    members.push({ relation: '10', sex: 'female', bornOn: bornIn(headBorn + chance.int(-2, 4)), surnameOf: 'own' });
    const children = chance.int(0, 2);
    for (let child = 0; child < children; child++) {
      const born = headBorn + chance.int(23, 33);
      if (born >= year) continue;
      const sex = chance.happens(0.52) ? 'male' : 'female';
      members.push({ relation: sex === 'male' ? '20' : '30', sex, bornOn: bornIn(born), surnameOf: 'family' });
    }
  }
  if (year - headBorn < 60 && chance.happens(0.35)) {
    members.push({ relation: '50', sex: 'female', bornOn: bornIn(headBorn - chance.int(21, 28)), surnameOf: 'own' });
  }
  return members;
}

/** All of one family share it. */
const familySurname = (surnames: readonly string[], family: number): string =>
  surnames[(family * 37) % surnames.length] ?? '王';

/** The sequence runs with the resident, odd for men, so that no two numbers are alike. */
function numberOf(bornOn: string, sex: 'male' | 'female', index: number): string {
  const sequence = ((index * 2) % 998) + (sex === 'male' ? 1 : 2);
  const body = `${AREA.slice(0, 4)}${String(1 + Math.floor(index / 499)).padStart(2, '0')}${bornOn.replaceAll('-', '')}${String(sequence).padStart(3, '0')}`;
  return body + residentIdCheck(body);
}

/** 199 0000 xxxx: a block that reads as made up. */
const phoneOf = (index: number): string => `1990000${String(1000 + index).padStart(4, '0')}`;
