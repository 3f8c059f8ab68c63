import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Allergy, Fact, FactContent } from '../health/contract.ts';
import { ageOf } from './age.ts';
import { allergyListOf } from './allergy-list.ts';
import { settleDemographics } from './demographics.ts';
import { maskDocument, plainPhone, readDocument, readDocuments, tidyPhone } from './documents.ts';
import { currentFacts, pregnancyToday } from './facts.ts';
import { maskAddress } from './masking.ts';
import { newbornName, tidyName } from './names.ts';
import { patientNumber } from './patient-number.ts';
import { readSearchText } from './search-text.ts';
import { changesBetween } from './versions.ts';

const at = (text: string) => Temporal.Instant.from(text);
const NOW = at('2026-03-02T09:00:00+08:00');

test('age is told in the unit that fits', () => {
  const age = (bornOn: string | undefined, bornAt?: string, bornOnIsEstimate = false) =>
    ageOf({ bornOn, bornAt, bornOnIsEstimate }, NOW)
      .map(({ value, unit }) => `${value} ${unit}`)
      .join(' ');
  assert.equal(age('2026-03-02', '2026-03-02T05:30:00+08:00'), '3 hour');
  assert.equal(age('2026-03-02'), '0 day');
  assert.equal(age('2026-02-20'), '10 day');
  assert.equal(age('2025-10-25'), '4 month 5 day');
  assert.equal(age('2023-01-15'), '3 year 1 month');
  assert.equal(age('2020-03-02'), '6 year');
  assert.equal(age('1950-01-01', undefined, true), '76 year');
  assert.equal(age(undefined), '');
  assert.equal(age('2026-03-03'), '', 'not born yet');
});

test('the day changes at midnight of the institution', () => {
  const age = ageOf({ bornOn: '2020-03-02', bornAt: undefined, bornOnIsEstimate: false }, at('2026-03-01T16:30:00Z'));
  assert.deepEqual(age, [{ value: 6, unit: 'year' }]);
});

test('the digit of a patient number catches one wrong digit and two exchanged neighbours', () => {
  const isValid = (number: string) => patientNumber(Number(number.slice(0, -1))) === number;
  const law = fc.property(
    fc.integer({ min: 10_001, max: 99_999_999 }),
    fc.nat(7),
    fc.integer({ min: 1, max: 9 }),
    (n, where, add) => {
      const number = patientNumber(n);
      assert.ok(isValid(number));
      const place = where % number.length;
      const wrong = (Number(number[place]) + add) % 10;
      const mistyped = `${number.slice(0, place)}${wrong}${number.slice(place + 1)}`;
      if (!mistyped.startsWith('0')) assert.ok(!isValid(mistyped), `${number} → ${mistyped}`);
      const [one, other] = [number[place] ?? '', number[place + 1]];
      // Luhn cannot tell 09 from 90.
      if (other === undefined || one === other || [one, other].sort().join('') === '09') return;
      const exchanged = `${number.slice(0, place)}${other}${one}${number.slice(place + 2)}`;
      if (!exchanged.startsWith('0')) assert.ok(!isValid(exchanged), `${number} → ${exchanged}`);
    },
  );
  fc.assert(law, { numRuns: 1_000 });
});

test('documents are compared without spaces, dashes and case', () => {
  assert.equal(readDocument('passport', ' e 1234-5678 ', 'p').number, 'E12345678');
  assert.equal(readDocument('resident-id', '11010519491231002x', 'p').number, '11010519491231002X');
  assert.deepEqual(readDocument('resident-id', '11010519491231002X', 'p').says, {
    sex: 'female',
    bornOn: '1949-12-31',
  });
  const refused = (number: string, code: string) =>
    assert.throws(() => readDocument('resident-id', number, 'documents.0.number'), { code });
  refused('11010519491231002', 'patients.resident-id-length');
  refused('110105194912310021', 'patients.resident-id-check');
  refused('110105194902310029', 'patients.resident-id-birth-date');
  refused('1101051949123A0021', 'patients.resident-id-characters');
  assert.throws(() => readDocument('passport', '!!', 'p'), { code: 'patients.document-number' });
});

test('a foreign residence permit of the old form is taken as it is, of the new form it is checked', () => {
  assert.equal(readDocument('foreign-residence-permit', 'USA110078010101', 'p').says, undefined);
  assert.throws(() => readDocument('foreign-residence-permit', '110105194912310021', 'p'), {
    code: 'patients.resident-id-check',
  });
});

test('a list holds one document of a kind, and the numbers speak of one person', () => {
  const id = { kind: 'resident-id' as const, number: '11010519491231002X' };
  assert.throws(() => readDocuments([id, id], 'documents'), { code: 'patients.document-twice' });
  const permit = { kind: 'hmt-residence-permit' as const, number: '440524188001010014' };
  assert.throws(() => readDocuments([id, permit], 'documents'), { code: 'patients.documents-disagree' });
});

test('masks hide what they must, for every length', () => {
  const law = fc.property(fc.stringMatching(/^[A-Z0-9]{3,40}$/), (number) => {
    const masked = maskDocument(number);
    assert.equal(masked.length, number.length);
    const shown = [...masked].filter((character) => character !== '*').length;
    assert.ok(shown <= (number.length >= 12 ? 7 : 2));
  });
  fc.assert(law);
  assert.equal(maskAddress({ region: '示范镇', detail: '三组5号' }, '东村'), '示范镇东村***');
  assert.equal(maskAddress(undefined, '东村'), '东村');
  assert.equal(maskAddress(undefined, undefined), undefined);
});

test('phones are found however they are typed', () => {
  for (const typed of ['138 1234 5678', '+86 138-1234-5678', '008613812345678', '１３８１２３４５６７８']) {
    assert.equal(plainPhone(typed), '13812345678', typed);
    assert.equal(plainPhone(tidyPhone(typed)), '13812345678', typed);
  }
});

test('names are tidied and never lose a character', () => {
  assert.equal(tidyName(' 王  小 明 '), '王小明');
  assert.equal(tidyName('阿不都•买买提'), '阿不都·买买提');
  assert.equal(tidyName('John  A. Smith'), 'John A. Smith');
  assert.equal(newbornName('王芳', 'female', 2), '王芳之女2');
});

test('what is typed must agree with the identity number, and fills what is missing', () => {
  const documents = [readDocument('resident-id', '11010519491231002X', 'p')];
  const typed = { name: '王芳', bornOnIsEstimate: false };
  const settled = settleDemographics(typed, documents, NOW);
  assert.deepEqual({ sex: settled.sex, bornOn: settled.bornOn }, { sex: 'female', bornOn: '1949-12-31' });
  const refused = (more: object, code: string) =>
    assert.throws(() => settleDemographics({ ...typed, ...more }, documents, NOW), { code });
  refused({ sex: 'male' }, 'patients.sex-differs-from-identity');
  refused({ bornOn: '1949-12-30' }, 'patients.birth-differs-from-identity');
  refused({ deceasedOn: '1949-12-30' }, 'patients.death-before-birth');
  refused({ deceasedOn: '2026-03-03' }, 'patients.death-in-future');
});

test('a birth date that cannot be is refused', () => {
  const refused = (more: object, code: string) =>
    assert.throws(() => settleDemographics({ name: '王', sex: 'male', bornOnIsEstimate: false, ...more }, [], NOW), {
      code,
    });
  refused({ bornOn: '2026-03-03' }, 'patients.birth-in-future');
  refused({ bornOn: '1880-01-01' }, 'patients.birth-too-early');
  refused({ bornAt: '2026-03-02T10:00:00+08:00' }, 'patients.birth-in-future');
  refused({ bornOn: '2026-03-01', bornAt: '2026-03-02T01:00:00+08:00' }, 'patients.birth-moment-differs');
});

test('one text in the box can mean several things', () => {
  const read = (text: string) =>
    readSearchText(
      text,
      (typed) => typed.toLowerCase().replace(/[^\p{Script=Han}a-z0-9]/gu, ''),
      () => 'WIDE',
    );
  assert.equal(read('王小').nameForm, '王小');
  assert.equal(read('王小').numbers.length, 0);
  assert.deepEqual(read('138 1234 5678').phone, '13812345678');
  assert.equal(read('138 1234 5678').nameForm, undefined);
  assert.deepEqual(read('110105491231002').numbers, ['110105491231002', 'WIDE']);
  assert.equal(read('100016').patientNumber, '100016');
  assert.deepEqual(read('e12345678').numbers, ['E12345678']);
  assert.equal(read('12').numbers.length, 0, 'too short to be a number');
});

const fact = (content: FactContent, day: string): Fact => ({
  id: day,
  content,
  at: `${day}T00:00:00Z`,
  source: 'told',
  recordedBy: 'x',
  recordedAt: `${day}T00:00:00Z`,
});

test('pregnancy runs on by weeks, and is unknown when it must be over', () => {
  const told = [fact({ kind: 'pregnancy', value: { state: 'yes', weeks: 12 } }, '2026-01-01')];
  assert.deepEqual(pregnancyToday(told, at('2026-01-15T00:00:00Z')), { state: 'pregnant', weeks: 14 });
  assert.equal(pregnancyToday(told, at('2026-10-01T00:00:00Z')), undefined);
  assert.equal(pregnancyToday([], NOW), undefined);
  const unknown = [fact({ kind: 'pregnancy', value: { state: 'unknown' } }, '2026-01-01')];
  assert.equal(pregnancyToday(unknown, NOW), undefined);
});

test('of each kind the newest counts; conditions stand beside each other until they end', () => {
  const condition = (code: string, ended: boolean, day: string) =>
    fact({ kind: 'long-term-condition', value: { code, display: code, ended } }, day);
  const weight = (value: string, day: string) =>
    fact({ kind: 'weight', value: { value: value as never, unit: 'kg' } }, day);
  const now = currentFacts([
    condition('I10', true, '2026-03-01'),
    weight('60', '2026-02-02'),
    condition('E11', false, '2026-02-01'),
    weight('70', '2026-01-02'),
    condition('I10', false, '2026-01-01'),
  ]);
  assert.deepEqual(
    now.map(({ at: moment }) => moment.slice(0, 10)),
    ['2026-02-02', '2026-02-01'],
  );
});

const allergy = (status: Allergy['status'], recordedAt: string): Allergy => ({
  id: 'a',
  patientId: 'p',
  substance: { kind: 'class', key: 'PENICILLIN', display: '青霉素类' },
  category: 'medication',
  type: 'allergy',
  severity: 'unknown',
  certainty: 'confirmed',
  status,
  recordedBy: 'x',
  recordedAt,
});

test('not asked is not none known', () => {
  assert.equal(allergyListOf([], undefined).state, 'not-asked');
  assert.equal(allergyListOf([], '2026-03-01T00:00:00Z').state, 'none-known');
  assert.equal(allergyListOf([allergy('active', '2026-03-01T00:00:00Z')], undefined).state, 'known');
});

test('an allergy found after "none" and refuted later leaves the question open', () => {
  const refuted = [allergy('refuted', '2026-03-01T00:00:00.5Z')];
  assert.equal(allergyListOf(refuted, '2026-03-01T00:00:00Z').state, 'not-asked');
  assert.equal(allergyListOf(refuted, '2026-03-02T00:00:00Z').state, 'none-known');
});

test('the history shows what changed, masked', () => {
  const before = { name: '王芳', sex: 'female' as const, bornOnIsEstimate: false, phone: '13812345678' };
  const changes = changesBetween(before, { ...before, name: '王方', phone: '13912345678' });
  assert.deepEqual(changes, [
    { field: 'name', from: '王芳', to: '王方' },
    { field: 'phone', from: '138****5678', to: '139****5678' },
  ]);
  // Two numbers with one mask: the change is still told.
  assert.equal(changesBetween(before, { ...before, phone: '13899995678' }).length, 1);
});
