import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { KnowledgeError, knowledgeHead, parseKnowledge, readKnowledge } from './read-knowledge.ts';

const row = z.strictObject({ id: z.string(), dose: z.string().regex(/^\d+$/, 'a number is expected').nullable() });
const file = (rows: unknown, head: object = {}) =>
  JSON.stringify({
    title: { zh: '试', en: 'Trial' },
    source: 'made up',
    version: '2026.11',
    certainty: 'demo',
    ...head,
    rows,
  });
const faultsOf = (text: string): readonly string[] => {
  try {
    parseKnowledge('trial.json', text, row);
  } catch (error) {
    assert.ok(error instanceof KnowledgeError);
    return error.faults;
  }
  return [];
};

test('a good file is read, with a hash of its content', () => {
  const good = parseKnowledge('trial.json', file([{ id: 'a', dose: null }]), row);
  assert.deepEqual(good.rows, [{ id: 'a', dose: null }]);
  assert.match(good.contentHash, /^[0-9a-f]{64}$/);
  const other = parseKnowledge('trial.json', file([{ id: 'a', dose: '1' }]), row);
  assert.notEqual(other.contentHash, good.contentHash);
});

test('a fault names the row and the field', () => {
  const rows = [
    { id: 'a', dose: '1' },
    { id: 'b', dose: 'much' },
    { id: 'c', doze: '1' },
  ];
  const [dose, missing, unknown] = faultsOf(file(rows));
  assert.equal(dose, 'row 2 (b), dose: a number is expected');
  assert.match(missing ?? '', /^row 3 \(c\), dose: /);
  assert.match(unknown ?? '', /^row 3 \(c\), row: .*doze/);
});

test('what is no knowledge file is refused', () => {
  assert.match(faultsOf('not json')[0] ?? '', /is not JSON/);
  assert.match(faultsOf(file([]))[0] ?? '', /^rows: /);
  assert.match(faultsOf(file([{ id: 'a', dose: null }], { certainty: 'surely' }))[0] ?? '', /^certainty: /);
  assert.throws(() => readKnowledge('clinical/no-such-file.json', row), /knowledge\/clinical\/no-such-file\.json/);
});

/** Permissions have a shape of their own, `cases` hold examples for tests. */
const elsewhere = /^access\/|\/cases\//;

test('every file says what it is, where it comes from and how certain it is', () => {
  const folder = fileURLToPath(new URL('../../../../../knowledge/', import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.json') && !elsewhere.test(name));
  assert.ok(files.length >= 20);
  for (const name of files) {
    const { rows, ...head } = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'));
    const parsed = knowledgeHead.safeParse(head);
    assert.ok(parsed.success, `${name}: ${parsed.error?.message}`);
    assert.ok(Array.isArray(rows) && rows.length > 0, `${name} has no rows`);
  }
});
