import type { Resource } from '@medplum/fhirtypes';
import { DomainError } from '@xinglin/kernel/domain-error';
import { typeCode } from '../definitions/definitions.ts';
import { dateOf } from '../parameters/index-entry.ts';
import type { TermHash } from '../parameters/term-hash.ts';
import { parseResource, type ShownVersion, showVersion } from '../read.ts';
import type { ContentCodec } from '../storage/content.ts';
import { NO_DATE, type RecordTx, ROW_COLUMNS, type StoredRow } from '../storage/rows.ts';
import { narrow, SqlParams } from './clauses.ts';
import { inCompartment } from './compartment.ts';
import { matchesCriterion } from './criterion.ts';
import type { Cursor } from './page-token.ts';
import type { SearchQuery } from './query.ts';
import { compareRanked, sortValues, type WalkOrder, walkOf } from './sort-keys.ts';

export interface SearchNeeds {
  readonly codec: ContentCodec;
  readonly hash: TermHash;
}

/** One match, with the text it is stored as. */
export interface Match extends ShownVersion {
  readonly json: string;
  readonly resource: Resource;
}

export interface Matches {
  readonly matches: readonly Match[];
  readonly total: number | undefined;
  readonly next: Cursor | undefined;
}

/** A page opens at most this many resources; with less found, it ends early and the next page carries on. */
export const MAX_SCANNED = 2_000;
/** An order that no index has is made in memory, up to here. */
export const MAX_SORTED = 1_000;
/** A total that the index alone cannot tell is counted resource by resource, up to here. */
export const MAX_COUNTED = 10_000;

const COLUMN_OF: Record<WalkOrder, string | undefined> = {
  id: undefined,
  updated: 'r.updated_at',
  date: 'r.date_from',
};

/**
 * Runs a search: the index narrows, each candidate is opened and decides for itself.
 * Pages continue behind the last resource of the page before in the order asked for, so what others write meanwhile
 * neither repeats nor drops a resource that did not change.
 */
export async function runSearch(
  needs: SearchNeeds,
  tx: RecordTx,
  query: SearchQuery,
  cursor: Cursor | undefined,
): Promise<Matches> {
  const walk = walkOf(query.sort);
  if (query.count === 0) return { matches: [], total: await countAll(needs, tx, query), next: undefined };
  if (!walk) return sortInMemory(needs, tx, query, cursor);
  const scan = scanner(needs, tx, query);
  const [page, total] = await Promise.all([
    scan({ walk, cursor, wanted: query.count + 1, maxScanned: Math.max(MAX_SCANNED, query.count + 1) }),
    query.wantsTotal ? countAll(needs, tx, query) : undefined,
  ]);
  const matches = page.matches.slice(0, query.count);
  const last = page.matches.length > query.count ? matches.at(-1) : undefined;
  return { matches, total, next: last ? cursorAt(last, walk.order, query) : page.stoppedAt };
}

interface ScanOptions {
  readonly walk: { readonly order: WalkOrder; readonly descending: boolean };
  readonly cursor: Cursor | undefined;
  readonly wanted: number;
  readonly maxScanned: number;
}

interface Scanned {
  readonly matches: Match[];
  /** Set when the limit was reached before the end. */
  readonly stoppedAt: Cursor | undefined;
}

function scanner({ codec, hash }: SearchNeeds, tx: RecordTx, query: SearchQuery) {
  return async ({ walk, cursor, wanted, maxScanned }: ScanOptions): Promise<Scanned> => {
    const matches: Match[] = [];
    let at = cursor;
    for (let scanned = 0; ; ) {
      const sql = new SqlParams();
      const { clauses, exact, narrow: isNarrow } = candidates(query, tx, hash, sql);
      // Where the index says it all, no row is fetched in vain; else the first look is already a larger one.
      const missing = wanted - matches.length;
      const limit = Math.min(exact ? missing : Math.max(missing, 100), maxScanned - scanned);
      const rows = await ask<StoredRow>(tx, statement(clauses, walk, at, limit, sql), sql, isNarrow);
      scanned += rows.length;
      for (const row of rows) {
        const shown = showVersion(codec, tx, row);
        if (shown.json === undefined) continue;
        const resource = parseResource(shown.json);
        const match: Match = { ...shown, json: shown.json, resource };
        at = cursorAt(match, walk.order, query);
        if (isMatch(resource, query)) matches.push(match);
        if (matches.length === wanted) return { matches, stoppedAt: undefined };
      }
      if (rows.length < limit) return { matches, stoppedAt: undefined };
      if (scanned >= maxScanned) return { matches, stoppedAt: at };
    }
  };
}

function candidates(query: SearchQuery, tx: RecordTx, hash: TermHash, sql: SqlParams) {
  const own = [`r.institution_id = ${sql.add(tx.institutionId)}`, `r.type = ${sql.add(typeCode(query.type))}`];
  const { clauses, exact } = narrow(query, tx.institutionId, hash, sql);
  return { clauses: [...own, 'r.content is not null', ...clauses], exact, narrow: isOneRecord(query) };
}

/** One person's record or a few ids: the same plan is right whatever the values are. */
const isOneRecord = ({ compartment, criteria }: SearchQuery): boolean =>
  compartment !== undefined ||
  criteria.some(
    ({ parameter, negated, missing }) =>
      (parameter.column === 'patient' || parameter.column === 'id') && !negated && missing === undefined,
  );

/**
 * Everything else is planned for the values asked for: half the rows may have one state and a single one an identity
 * number, and the plan that is right for the first reads everything for the second.
 */
async function ask<Row>(tx: RecordTx, text: string, sql: SqlParams, isNarrow: boolean): Promise<Row[]> {
  if (isNarrow) return tx.many<Row>(text, sql.values);
  const planBy = (mode: string) => tx.many("select set_config('plan_cache_mode', $1, true)", [mode]);
  // Sent together; the mode is put back before anything else of this transaction is planned.
  const [, rows] = await Promise.all([planBy('force_custom_plan'), tx.many<Row>(text, sql.values), planBy('auto')]);
  return rows;
}

function statement(
  clauses: readonly string[],
  { order, descending }: ScanOptions['walk'],
  cursor: Cursor | undefined,
  limit: number,
  sql: SqlParams,
): string {
  const column = COLUMN_OF[order];
  const direction = descending ? 'desc' : 'asc';
  const all = [...clauses];
  if (cursor) all.push(behind(cursor, order, descending ? '<' : '>', sql));
  const ordering = column ? `${column} ${direction}, r.id ${direction}` : `r.id ${direction}`;
  return `select ${ROW_COLUMNS} from record.resource r where ${all.join(' and ')} order by ${ordering} limit ${sql.add(limit)}`;
}

function behind({ id, values }: Cursor, order: WalkOrder, sign: '<' | '>', sql: SqlParams): string {
  const lastId = sql.add(id);
  if (order === 'id') return `r.id ${sign} ${lastId}`;
  const value = order === 'updated' ? `${sql.add(values[0])}::timestamptz` : `${sql.add(String(values[0]))}::bigint`;
  return `(${COLUMN_OF[order]}, r.id) ${sign} (${value}, ${lastId})`;
}

function cursorAt({ id, updatedAt, resource }: Match, order: WalkOrder, { parameters }: SearchQuery): Cursor {
  if (order === 'id') return { id, values: [] };
  return { id, values: [order === 'updated' ? updatedAt : (dateOf(resource, parameters)?.from ?? NO_DATE)] };
}

const isMatch = (resource: Resource, query: SearchQuery): boolean =>
  query.criteria.every((criterion) => matchesCriterion(resource, criterion)) &&
  (query.compartment === undefined || inCompartment(resource, query.compartment, query.parameters));

const BY_ID = { order: 'id', descending: false } as const;

/** @throws DomainError 'rule' when there are too many to count one by one. */
async function countAll(needs: SearchNeeds, tx: RecordTx, query: SearchQuery): Promise<number> {
  const sql = new SqlParams();
  const { clauses, exact } = candidates(query, tx, needs.hash, sql);
  if (exact) {
    const text = `select count(*) as count from record.resource r where ${clauses.join(' and ')}`;
    const [row] = await ask<{ count: number }>(tx, text, sql, isOneRecord(query));
    return row?.count ?? 0;
  }
  const scan = scanner(needs, tx, query);
  let total = 0;
  let cursor: Cursor | undefined;
  for (let scanned = 0; scanned < MAX_COUNTED; scanned += MAX_SCANNED) {
    const page = await scan({ walk: BY_ID, cursor, wanted: Number.POSITIVE_INFINITY, maxScanned: MAX_SCANNED });
    total += page.matches.length;
    cursor = page.stoppedAt;
    if (!cursor) return total;
  }
  throw new DomainError('rule', 'record.total-too-large');
}

async function sortInMemory(
  needs: SearchNeeds,
  tx: RecordTx,
  query: SearchQuery,
  cursor: Cursor | undefined,
): Promise<Matches> {
  const scan = scanner(needs, tx, query);
  const found = await scan({ walk: BY_ID, cursor: undefined, wanted: MAX_SORTED + 1, maxScanned: MAX_COUNTED });
  if (found.matches.length > MAX_SORTED || found.stoppedAt) {
    const parameter = query.sort.map(({ parameter: { code } }) => code).join(',');
    throw new DomainError('rule', 'record.sort-too-large', { max: MAX_SORTED, parameter });
  }
  const ranked = found.matches
    .map((match) => ({ match, id: match.id, values: sortValues(match.resource, query.sort) }))
    .sort((a, b) => compareRanked(a, b, query.sort));
  const rest = cursor ? ranked.filter((item) => compareRanked(item, cursor, query.sort) > 0) : ranked;
  const page = rest.slice(0, query.count);
  const last = rest.length > query.count ? page.at(-1) : undefined;
  return {
    matches: page.map(({ match }) => match),
    total: query.wantsTotal ? ranked.length : undefined,
    next: last && { id: last.id, values: last.values },
  };
}
