import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDrugDisease } from '#platform/knowledge/clinical';
import { readCodeTables, readDiagnoses, readLaboratoryTests } from './knowledge.ts';

const diagnoses = readDiagnoses().rows;

/** First and last three characters of the chapters of ICD-10. */
const CHAPTERS: Readonly<Record<number, readonly [string, string]>> = {
  1: ['A00', 'B99'],
  2: ['C00', 'D48'],
  3: ['D50', 'D89'],
  4: ['E00', 'E90'],
  5: ['F00', 'F99'],
  6: ['G00', 'G99'],
  7: ['H00', 'H59'],
  8: ['H60', 'H95'],
  9: ['I00', 'I99'],
  10: ['J00', 'J99'],
  11: ['K00', 'K93'],
  12: ['L00', 'L99'],
  13: ['M00', 'M99'],
  14: ['N00', 'N99'],
  15: ['O00', 'O99'],
  16: ['P00', 'P96'],
  17: ['Q00', 'Q99'],
  18: ['R00', 'R99'],
  19: ['S00', 'T98'],
  20: ['V01', 'Y98'],
  21: ['Z00', 'Z99'],
  22: ['U00', 'U99'],
};

test('every diagnosis stands once, in its chapter', () => {
  assert.ok(diagnoses.length >= 703);
  assert.equal(new Set(diagnoses.map(({ code }) => code)).size, diagnoses.length);
  for (const { code, chapter } of diagnoses) {
    const [first, last] = CHAPTERS[chapter] ?? ['', ''];
    const category = code.slice(0, 3);
    assert.ok(first <= category && category <= last, `${code} in chapter ${chapter}`);
  }
});

test('marks for reports and programmes are all there', () => {
  const count = (has: (row: (typeof diagnoses)[number]) => boolean) => diagnoses.filter(has).length;
  assert.equal(
    count(({ notifiable }) => notifiable !== null),
    71,
  );
  assert.equal(
    count(({ notifiable }) => notifiable === 'a'),
    2,
  );
  assert.ok(count(({ programme }) => programme === 'hypertension') >= 9);
  assert.ok(count(({ programme }) => programme === 'type-2-diabetes') >= 10);
});

test('most contraindications can be met by a diagnosis of the table', () => {
  const met = readDrugDisease().rows.filter(({ icd10Prefixes }) =>
    diagnoses.some(({ code }) => icd10Prefixes.some((prefix) => code.startsWith(prefix))),
  );
  assert.ok(met.length >= 50, `only ${met.length}`);
});

test('code tables hold each code once', () => {
  const tables = readCodeTables().rows;
  assert.equal(tables.length, 59);
  assert.equal(new Set(tables.map(({ key }) => key)).size, tables.length);
  for (const { key, concepts } of tables) {
    assert.equal(new Set(concepts.map(({ code }) => code)).size, concepts.length, key);
  }
});

test('laboratory tests have their notice, and ranges in order', () => {
  const file = readLaboratoryTests();
  assert.match(file.license ?? '', /LOINC is copyright/);
  assert.equal(file.rows.length, 126);
  for (const { code, rangeMale, rangeFemale, critical, valueType } of file.rows) {
    for (const { low, high } of [rangeMale, rangeFemale, critical]) {
      assert.ok(low === null || high === null || Number(low) < Number(high), code);
    }
    const within = [critical.low, rangeMale.low, rangeMale.high, critical.high].filter((value) => value !== null);
    const numbers = within.map(Number);
    assert.deepEqual(
      numbers,
      numbers.toSorted((a, b) => a - b),
      `${code}: a critical value inside the range`,
    );
    if (valueType !== 'number') assert.equal(rangeMale.low, null, code);
  }
});
