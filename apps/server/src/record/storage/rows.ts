import type { Statements } from '#platform/database/db';
import { typeCode, typeName } from '../definitions/definitions.ts';
import type { IndexEntry } from '../parameters/index-entry.ts';
import { int2Array, int4Array, int8Array, termArray, textArray } from './binary-arrays.ts';
import type { VersionKey } from './content.ts';

/** The transaction of a command or query, as far as the record needs it. */
export interface RecordTx extends Statements {
  readonly institutionId: number;
}

export interface ResourceKey {
  readonly type: string;
  readonly id: string;
}

export const keyText = ({ type, id }: ResourceKey): string => `${type}/${id}`;

/** `date_from` of a resource without a main date; sorts before all. */
export const NO_DATE = Number.MIN_SAFE_INTEGER;

export interface CurrentVersion extends ResourceKey {
  readonly version: number;
  readonly deleted: boolean;
}

interface CurrentRow {
  readonly type: number;
  readonly id: string;
  readonly version: number;
  readonly deleted: boolean;
}

const keyArrays = (keys: readonly ResourceKey[]): [Buffer, Buffer] => [
  int2Array(keys.map(({ type }) => typeCode(type))),
  textArray(keys.map(({ id }) => id)),
];

export interface Found {
  /** Rows of the resources to be written, locked until the end of the transaction. */
  readonly current: readonly CurrentVersion[];
  /** Which of the resources referred to are there and not deleted, as "Type/id". */
  readonly existing: ReadonlySet<string>;
}

/**
 * Looks up in one statement what a put stands on. Rows are locked in one order for all, so that two batches cannot
 * block each other; those referred to are not locked, because every writer of a visit refers to the same patient.
 *
 * Why `lateral … limit 1`, here and below: each key is one look-up in the primary key. A plain join is planned by the
 * size the table had when it was last analysed, and reads a whole institution while that is believed to be small.
 * Why `(select $2)`: a plan that sees the length of the list looks so much cheaper than the one for any list that
 * PostgreSQL would make it anew every time, which costs more than the look-up.
 */
export async function lookUp(
  tx: RecordTx,
  written: readonly ResourceKey[],
  referred: readonly ResourceKey[],
): Promise<Found> {
  if (written.length + referred.length === 0) return { current: [], existing: new Set() };
  const rows = await tx.many<CurrentRow & { readonly written: boolean }>(
    `with wanted as (
       select w.type, w.id from unnest((select $2::smallint[]), (select $3::text[])) as w (type, id)
       order by w.type, w.id
     ), own as (
       select found.* from wanted w, lateral (
         select r.type, r.id, r.version, r.content is null as deleted from record.resource r
         where r.institution_id = $1 and r.type = w.type and r.id = w.id limit 1 for no key update
       ) as found
     )
     select true as written, own.* from own
     union all
     select false, found.*
     from unnest((select $4::smallint[]), (select $5::text[])) as w (type, id), lateral (
       select r.type, r.id, r.version, r.content is null as deleted from record.resource r
       where r.institution_id = $1 and r.type = w.type and r.id = w.id limit 1
     ) as found`,
    [tx.institutionId, ...keyArrays(written), ...keyArrays(referred)],
  );
  const named = rows.map((row) => ({ ...row, type: typeName(row.type) }));
  return {
    current: named.filter((row) => row.written),
    existing: new Set(named.filter((row) => !row.written && !row.deleted).map(keyText)),
  };
}

/** One version ready to be written. `sealed` undefined is a deletion. */
export interface NewVersion extends VersionKey {
  readonly index: IndexEntry;
  readonly sealed: Buffer | undefined;
}

/**
 * Why "on conflict" also for versions that are known to be next ones: it finds the row through the primary key
 * whatever the planner believes about the size of the table, which an update of joined rows does not.
 */
const WRITE = `
  insert into record.resource
    (institution_id, type, id, version, updated_at, patient, date_from, date_to, is_long, terms, content)
  select $1, n.type, n.id, n.version, $2, n.patient, n.date_from, n.date_to, n.date_to - n.date_from > 86400000,
         ($9::bigint[])[n.terms_from : n.terms_to],
         case when n.content_size >= 0 then substr($12::bytea, n.content_from, n.content_size) end
  from unnest($3::smallint[], $4::text[], $5::integer[], $6::bigint[], $7::bigint[], $8::bigint[],
              $10::integer[], $11::integer[], $13::integer[], $14::integer[])
    as n (type, id, version, patient, date_from, date_to, terms_from, terms_to, content_from, content_size)
  on conflict (institution_id, type, id) do update
  set version = excluded.version, updated_at = excluded.updated_at, patient = excluded.patient,
      date_from = excluded.date_from, date_to = excluded.date_to, is_long = excluded.is_long,
      terms = excluded.terms, content = excluded.content
  where resource.version = excluded.version - 1`;

/**
 * Writes first and next versions; the database keeps what is replaced as history.
 * @returns how many were written: fewer than given when another transaction has come first.
 */
export const writeVersions = (tx: RecordTx, versions: readonly NewVersion[]): Promise<number> =>
  versions.length === 0 ? Promise.resolve(0) : tx.run(WRITE, columns(tx, versions));

/**
 * Columns of all rows as binary arrays. Terms and contents of the rows lie one behind the other in one parameter
 * each, with their places beside, because PostgreSQL has no arrays of arrays of different lengths.
 */
function columns(tx: RecordTx, versions: readonly NewVersion[]): unknown[] {
  const terms: string[] = [];
  const termsFrom: number[] = [];
  const termsTo: number[] = [];
  const contents: Buffer[] = [];
  const contentFrom: number[] = [];
  const contentSize: number[] = [];
  let place = 1;
  for (const { index, sealed } of versions) {
    termsFrom.push(terms.length + 1);
    if (sealed) for (const term of index.terms) terms.push(term);
    termsTo.push(terms.length);
    contentFrom.push(place);
    contentSize.push(sealed ? sealed.length : -1);
    if (!sealed) continue;
    contents.push(sealed);
    place += sealed.length;
  }
  const [types, ids] = keyArrays(versions);
  return [
    tx.institutionId,
    versions[0]?.updatedAt,
    types,
    ids,
    int4Array(versions.map(({ version }) => version)),
    termArray(versions.map(({ index }) => index.patient)),
    int8Array(versions.map(({ index }) => index.date?.from ?? NO_DATE)),
    int8Array(versions.map(({ index }) => index.date?.to ?? NO_DATE)),
    termArray(terms),
    int4Array(termsFrom),
    int4Array(termsTo),
    Buffer.concat(contents),
    int4Array(contentFrom),
    int4Array(contentSize),
  ];
}

/** A stored version, still sealed. `content` null is a deletion. */
export interface StoredRow {
  readonly type: number;
  readonly id: string;
  readonly version: number;
  readonly updated_at: string;
  readonly content: Buffer | null;
}

export const ROW_COLUMNS = 'r.type, r.id, r.version, r.updated_at, r.content';

/** What the content of a row is sealed to. */
export const versionKey = (tx: RecordTx, row: StoredRow): VersionKey => ({
  institutionId: tx.institutionId,
  type: typeName(row.type),
  id: row.id,
  version: row.version,
  updatedAt: instantText(row.updated_at),
});

/** Always three digits after the second, as the content was sealed to it; PostgreSQL leaves zeros out. */
function instantText(text: string): string {
  const dot = text.indexOf('.');
  if (dot < 0) return `${text.slice(0, -1)}.000Z`;
  return `${text.slice(0, -1).padEnd(dot + 4, '0')}Z`;
}

/** What no resource can be called is not asked of the database, which takes no text with a null character. */
export const isResourceId = (id: string): boolean => /^[A-Za-z0-9.-]{1,64}$/.test(id);

export const currentRow = async (tx: RecordTx, { type, id }: ResourceKey): Promise<StoredRow | undefined> =>
  isResourceId(id)
    ? tx.maybe<StoredRow>(
        `select ${ROW_COLUMNS} from record.resource r where r.institution_id = $1 and r.type = $2 and r.id = $3`,
        [tx.institutionId, typeCode(type), id],
      )
    : undefined;

export const currentRows = (tx: RecordTx, keys: readonly ResourceKey[]): Promise<StoredRow[]> =>
  tx.many<StoredRow>(
    `select r.*
     from unnest((select $2::smallint[]), (select $3::text[])) as w (type, id), lateral (
       select ${ROW_COLUMNS} from record.resource r
       where r.institution_id = $1 and r.type = w.type and r.id = w.id limit 1
     ) as r
     order by r.type, r.id`,
    [tx.institutionId, ...keyArrays(keys)],
  );

export const versionRow = async (
  tx: RecordTx,
  { type, id }: ResourceKey,
  version: number,
): Promise<StoredRow | undefined> =>
  isResourceId(id)
    ? tx.maybe<StoredRow>(
        `select ${ROW_COLUMNS} from record.resource r
         where r.institution_id = $1 and r.type = $2 and r.id = $3 and r.version = $4
         union all
         select ${ROW_COLUMNS} from record.version r
         where r.institution_id = $1 and r.type = $2 and r.id = $3 and r.version = $4`,
        [tx.institutionId, typeCode(type), id, version],
      )
    : undefined;

/** Newest first, from the version below `before`. */
export const historyRows = async (
  tx: RecordTx,
  { type, id }: ResourceKey,
  page: { readonly before: number; readonly limit: number },
): Promise<StoredRow[]> =>
  !isResourceId(id)
    ? []
    : tx.many<StoredRow>(
        `select * from (
       select ${ROW_COLUMNS} from record.resource r
       where r.institution_id = $1 and r.type = $2 and r.id = $3 and r.version < $4
       union all
       select ${ROW_COLUMNS} from record.version r
       where r.institution_id = $1 and r.type = $2 and r.id = $3 and r.version < $4
     ) as r
     order by r.version desc
     limit $5`,
        [tx.institutionId, typeCode(type), id, page.before, page.limit],
      );
