import type { Statements } from '#platform/database/db';
import type { Tx } from '#platform/transaction';
import type { CodeSystem, Concept } from './contract.ts';

/** All SQL of the module. */

export interface StoredConcept extends Concept {
  readonly terms: readonly string[];
  readonly version: string;
}

interface SystemRow {
  readonly key: string;
  readonly uri: string;
  readonly title_zh: string;
  readonly title_en: string;
  readonly version: string;
  readonly source: string;
  readonly license: string | null;
  readonly concepts: number;
}

interface ConceptRow {
  readonly system: string;
  readonly code: string;
  readonly display: string;
  readonly english: string | null;
  readonly aliases: string[];
  readonly terms: string[];
  readonly properties: Record<string, unknown>;
  readonly retired: boolean;
  readonly version: string;
}

const SYSTEM_COLUMNS = `s.key, s.uri, s.title_zh, s.title_en, s.version, s.source, s.license,
  (select count(*) from terminology.concept c where c.system = s.key and not c.retired) as concepts`;
const CONCEPT_COLUMNS = 'system, code, display, english, aliases, terms, properties, retired, last_version as version';

const systemOf = (row: SystemRow): CodeSystem => ({
  key: row.key,
  uri: row.uri,
  title: { zh: row.title_zh, en: row.title_en },
  version: row.version,
  source: row.source,
  ...(row.license === null ? {} : { license: row.license }),
  concepts: row.concepts,
});

const conceptOf = ({ english, ...row }: ConceptRow): StoredConcept => ({
  ...row,
  ...(english === null ? {} : { english }),
});

export const systems = async (tx: Statements): Promise<CodeSystem[]> =>
  (await tx.many<SystemRow>(`select ${SYSTEM_COLUMNS} from terminology.code_system s order by s.key`)).map(systemOf);

export async function system(tx: Statements, key: string): Promise<CodeSystem | undefined> {
  const row = await tx.maybe<SystemRow>(`select ${SYSTEM_COLUMNS} from terminology.code_system s where s.key = $1`, [
    key,
  ]);
  return row && systemOf(row);
}

/** Undefined when the system is not loaded. */
export async function revision(tx: Statements, key: string): Promise<number | undefined> {
  const sql = 'select revision from terminology.code_system where key = $1';
  return (await tx.maybe<{ revision: number }>(sql, [key]))?.revision;
}

export const conceptsOfSystem = async (tx: Statements, key: string): Promise<StoredConcept[]> => {
  const sql = `select ${CONCEPT_COLUMNS} from terminology.concept where system = $1 order by code`;
  return (await tx.many<ConceptRow>(sql, [key])).map(conceptOf);
};

export const conceptsByCode = async (
  tx: Statements,
  key: string,
  codes: readonly string[],
): Promise<StoredConcept[]> => {
  const sql = `select ${CONCEPT_COLUMNS} from terminology.concept where system = $1 and code = any($2::text[])`;
  return (await tx.many<ConceptRow>(sql, [key, codes])).map(conceptOf);
};

export const countUse = (tx: Tx, key: string, codes: readonly string[], staffId: string, now: Temporal.Instant) =>
  tx.run(
    `insert into terminology.use_count (institution_id, staff_id, system, code, uses, last_used_at)
     select $1, $2, $3, code, 1, $5 from unnest($4::text[]) as code
     on conflict (institution_id, system, staff_id, code)
     do update set uses = use_count.uses + 1, last_used_at = excluded.last_used_at`,
    [tx.institutionId, staffId, key, codes, now.toString()],
  );

/** More different concepts than this nobody uses so often that their order matters. */
const MAX_USED = 2_000;

export const usesOf = (tx: Tx, key: string, staffId: string) =>
  tx.many<{ key: string; own: number; all: number }>(
    `select code as key, sum(uses) as all, coalesce(sum(uses) filter (where staff_id = $3), 0) as own
     from terminology.use_count where institution_id = $1 and system = $2
     group by code order by own desc, "all" desc limit ${MAX_USED}`,
    [tx.institutionId, key, staffId],
  );

// ── Loading ──────────────────────────────────────────────────────────────────────────────────────────────────────

export interface SystemToLoad {
  readonly key: string;
  readonly uri: string;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly version: string;
  readonly source: string;
  readonly license: string | undefined;
  readonly contentHash: string;
}

export interface ConceptToLoad {
  readonly code: string;
  readonly display: string;
  readonly english: string | undefined;
  readonly aliases: readonly string[];
  readonly terms: readonly string[];
  readonly properties: Readonly<Record<string, unknown>>;
}

export const contentHashes = async (tx: Statements): Promise<Map<string, string>> => {
  const sql = 'select key, content_hash from terminology.code_system';
  const rows = await tx.many<{ key: string; content_hash: string }>(sql);
  return new Map(rows.map((row) => [row.key, row.content_hash]));
};

/** Processes starting together load one after the other. Any fixed number of our own. */
export const lockLoading = (tx: Statements) => tx.run('select pg_advisory_xact_lock(7309210101)');

export const upsertSystem = (tx: Statements, system: SystemToLoad) =>
  tx.run(
    `insert into terminology.code_system (key, uri, title_zh, title_en, version, source, license, content_hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (key) do update set
       uri = excluded.uri, title_zh = excluded.title_zh, title_en = excluded.title_en, version = excluded.version,
       source = excluded.source, license = excluded.license, content_hash = excluded.content_hash,
       revision = code_system.revision + 1, loaded_at = now()`,
    [
      system.key,
      system.uri,
      system.titleZh,
      system.titleEn,
      system.version,
      system.source,
      system.license ?? null,
      system.contentHash,
    ],
  );

/** Rows travel as one JSON text: one statement whatever their number. */
export const upsertConcepts = (tx: Statements, key: string, version: string, concepts: readonly ConceptToLoad[]) =>
  tx.run(
    `insert into terminology.concept
       (system, code, display, english, aliases, terms, properties, origin, first_version, last_version)
     select $1, c.code, c.display, c.english, c.aliases, c.terms, coalesce(c.properties, '{}'), 'shipped', $2, $2
     from jsonb_to_recordset($3::jsonb)
       as c (code text, display text, english text, aliases text[], terms text[], properties jsonb)
     on conflict (system, code) do update set
       display = case when concept.origin = 'official' then concept.display else excluded.display end,
       english = excluded.english, aliases = excluded.aliases, terms = excluded.terms,
       properties = concept.properties || excluded.properties, last_version = excluded.last_version`,
    [key, version, JSON.stringify(concepts)],
  );
