import { createHash } from 'node:crypto';
import type { Db, Statements } from '#platform/database/db';
import type { Knowledge } from '#platform/knowledge/read-knowledge';
import { termsOf } from '#platform/search/term-index';
import { DIAGNOSES, LABORATORY_TESTS } from './contract.ts';
import {
  type CodeTableRow,
  type DiagnosisRow,
  type LaboratoryTestRow,
  readCodeTables,
  readDiagnoses,
  readLaboratoryTests,
} from './knowledge.ts';
import * as rows from './rows.ts';

/** A code system as the knowledge files give it; concepts are worked out only when it has to be loaded. */
interface Content {
  readonly system: rows.SystemToLoad;
  readonly concepts: () => rows.ConceptToLoad[];
}

/**
 * Brings the code systems of `knowledge/terminology/` into the database. Content that is there already is left alone;
 * what is new or changed is added or updated; nothing is ever deleted.
 * @returns the keys of the systems that were loaded.
 * @throws KnowledgeError when a file does not fit its schema.
 */
export async function loadTerminology(db: Db): Promise<string[]> {
  const contents = [
    diagnoses(readDiagnoses()),
    laboratoryTests(readLaboratoryTests()),
    ...codeTables(readCodeTables()),
  ];
  const stale = (known: ReadonlyMap<string, string>) =>
    contents.filter(({ system }) => known.get(system.key) !== system.contentHash);
  const atFirstSight = await db.transaction('platform', rows.contentHashes, { readOnly: true });
  if (stale(atFirstSight).length === 0) return [];
  return db.transaction('platform', async (tx) => {
    await rows.lockLoading(tx);
    const changed = stale(await rows.contentHashes(tx));
    await Promise.all(changed.map((content) => load(tx, content)));
    return changed.map(({ system }) => system.key);
  });
}

async function load(tx: Statements, { system, concepts }: Content): Promise<void> {
  // Sent together, run in this order on the one connection.
  await Promise.all([rows.upsertSystem(tx, system), rows.upsertConcepts(tx, system.key, system.version, concepts())]);
}

const systemOf = (file: Knowledge<unknown>, key: string, uri: string): rows.SystemToLoad => ({
  key,
  uri,
  titleZh: file.title.zh,
  titleEn: file.title.en,
  version: file.version,
  source: file.source,
  license: file.license,
  contentHash: file.contentHash,
});

/** Only what is known: a property that is absent says nothing. */
const known = (properties: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null && value !== false));

const diagnoses = (file: Knowledge<DiagnosisRow>): Content => ({
  system: systemOf(file, DIAGNOSES, 'urn:x-xinglin:code-system:icd10-nhsa'),
  concepts: () =>
    file.rows.map(({ code, zh, en, aliases, ...properties }) => ({
      code,
      display: zh,
      english: en,
      aliases,
      terms: termsOf({ chinese: [zh, ...aliases], english: [en], codes: [code] }),
      properties: known(properties),
    })),
});

const laboratoryTests = (file: Knowledge<LaboratoryTestRow>): Content => ({
  system: systemOf(file, LABORATORY_TESTS, 'urn:x-xinglin:code-system:laboratory-tests'),
  concepts: () =>
    file.rows.map(({ code, zh, en, abbreviation, ...properties }) => {
      const aliases = abbreviation === null ? [] : [abbreviation];
      const codes = [code, properties.loinc, ...aliases];
      return {
        code,
        display: zh,
        english: en,
        aliases,
        terms: termsOf({ chinese: [zh], english: [en], codes }),
        properties: known(properties),
      };
    }),
});

const codeTables = (file: Knowledge<CodeTableRow>): Content[] =>
  file.rows.map((table) => ({
    system: {
      ...systemOf(file, table.key, table.uri),
      titleZh: table.zh,
      titleEn: `${table.official} ${table.zh}`,
      source: table.basis,
      contentHash: createHash('sha256')
        .update(JSON.stringify([file.version, table]))
        .digest('hex'),
    },
    concepts: () =>
      table.concepts.map(({ code, zh, note }) => ({
        code,
        display: zh,
        english: undefined,
        aliases: [],
        terms: termsOf({ chinese: [zh], codes: [code] }),
        properties: known({ note }),
      })),
  }));
