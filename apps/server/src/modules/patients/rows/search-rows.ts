import type { Tx } from '#platform/transaction';
import type { Closeness, KeyKind } from '../core/search-keys.ts';
import type { PatientsNeeds } from '../needs.ts';

/** One entry found: the entry whose key matched, and the one that stands for it now. */
export interface FoundByName {
  readonly survivorId: string;
  readonly matchedId: string;
  readonly matchedName: string;
  readonly kind: KeyKind;
  readonly closeness: Closeness;
}

export interface FoundByNumber {
  readonly survivorId: string;
  readonly matched: 'document' | 'phone' | 'contact-phone' | 'number';
}

/** Up to this many matching keys are ranked exactly; beyond, the text says too little and recent people come first. */
export const EXACT_KEYS = 5_000;
/** Recently seen people looked through when the text says too little. */
const RECENT_PEOPLE = 500;
/** Of the keys that match everywhere, so many fill the list when too few recent people match. */
const FILLING_KEYS = 300;

/** Above every key that begins with the text; keys are compared byte by byte (collation "C"). */
const upperBound = (text: string): string => `${text}\u{10FFFF}`;

/** Tens and ones of the rank that the statements work out. */
const CLOSENESS: readonly Closeness[] = ['exact', 'prefix', 'infix'];
const KINDS: readonly KeyKind[] = ['name', 'pinyin', 'initials'];

const HIT = `key, kind, skipped, patient_id, seen_at`;
const HITS_BY_KEY = `
  with hits as materialized (
    select ${HIT} from patients.search_key where institution_id = $1 and key >= $2 and key < $3
  )`;

/** Whole names first, then recently seen people, so that the cost does not grow with the population. */
const HITS_BY_RECENCY = `
  with recent as materialized (
    select patient_id from patients.recency
    where institution_id = $1 order by seen_at desc, patient_id limit ${RECENT_PEOPLE}
  ), hits as materialized (
    select k.key, k.kind, k.skipped, k.patient_id, k.seen_at
    from recent r join patients.search_key k on k.institution_id = $1 and k.patient_id = r.patient_id
    where k.key >= $2 and k.key < $3
    union all
    (select ${HIT} from patients.search_key where institution_id = $1 and key = $2 limit ${FILLING_KEYS})
    union all
    (select ${HIT} from patients.search_key
     where institution_id = $1 and key >= $2 and key < $3 limit ${FILLING_KEYS})
  )`;

/**
 * Ranks by closeness, kind, recency; each matching entry once. Only the best are looked up, with some to spare,
 * because several merged entries may stand for one person.
 */
const RANKED = `,
  best as (
    select patient_id, max(seen_at) as seen_at,
      min(case when skipped > 0 then 20 when key = $2 then 0 else 10 end
        + case kind when 'name' then 0 when 'pinyin' then 1 else 2 end) as rank
    from hits group by patient_id
    order by rank, seen_at desc, patient_id limit $4 * 3
  ), standing as (
    select distinct on (coalesce(p.survivor_id, p.id))
      coalesce(p.survivor_id, p.id) as survivor_id, p.id as matched_id, p.name as matched_name, b.rank, b.seen_at
    from best b join patients.patient p on p.institution_id = $1 and p.id = b.patient_id
    order by coalesce(p.survivor_id, p.id), b.rank, b.seen_at desc, p.id
  )
  select survivor_id as "survivorId", matched_id as "matchedId", matched_name as "matchedName", rank
  from standing order by rank, seen_at desc, survivor_id limit $4`;

/** For EXPLAIN in the benchmark. */
export const statements = {
  byName: `${HITS_BY_KEY}${RANKED}`,
  byNameRecent: `${HITS_BY_RECENCY}${RANKED}`,
  tooMany: `select count(*) > ${EXACT_KEYS} as many from (
    select from patients.search_key where institution_id = $1 and key >= $2 and key < $3 limit ${EXACT_KEYS + 1}) as k`,
  byNumber: `
    select coalesce(p.survivor_id, p.id) as "survivorId", f.matched
    from (
      select patient_id, 'document' as matched, 1 as rank from patients.document
        where institution_id = $1 and number_index = any($2::bytea[]) and ended_at is null
      union all
      select id, 'number', 0 from patients.patient where institution_id = $1 and number = $3
      union all
      select id, 'phone', 2 from patients.patient where institution_id = $1 and phone_index = $4
      union all
      select id, 'contact-phone', 3 from patients.patient where institution_id = $1 and contact_phone_index = $4
    ) as f
    join patients.patient p on p.institution_id = $1 and p.id = f.patient_id
    join patients.recency r on r.institution_id = $1 and r.patient_id = p.id
    order by f.rank, r.seen_at desc, p.id limit $5`,
} as const;

export type SearchRows = ReturnType<typeof searchRows>;

export const searchRows = (vault: PatientsNeeds['vault']) => ({
  /** People whose name, pinyin or initials hold `text` (in search form), best first. */
  byName: async (tx: Tx, text: string, limit: number): Promise<FoundByName[]> => {
    const range = [tx.institutionId, text, upperBound(text)];
    const { many } = await tx.one<{ many: boolean }>(statements.tooMany, range);
    const rows = await tx.many<Omit<FoundByName, 'kind' | 'closeness'> & { rank: number }>(
      many ? statements.byNameRecent : statements.byName,
      [...range, limit],
    );
    return rows.map(({ rank, ...found }) => ({
      ...found,
      closeness: CLOSENESS[Math.floor(rank / 10)] ?? 'infix',
      kind: KINDS[rank % 10] ?? 'initials',
    }));
  },

  byNumber: (
    tx: Tx,
    wanted: {
      readonly numbers: readonly string[];
      readonly patientNumber: string | undefined;
      readonly phone: string | undefined;
    },
    limit: number,
  ): Promise<FoundByNumber[]> =>
    tx.many<FoundByNumber>(statements.byNumber, [
      tx.institutionId,
      wanted.numbers.map((number) => vault.blindIndex('patients.document', number)),
      wanted.patientNumber ?? null,
      wanted.phone === undefined ? null : vault.blindIndex('patients.phone', wanted.phone),
      limit,
    ]),

  recent: async (tx: Tx, limit: number): Promise<string[]> => {
    const rows = await tx.many<{ id: string }>(
      `select p.id from patients.recency r
       join patients.patient p on p.institution_id = r.institution_id and p.id = r.patient_id
       where r.institution_id = $1 and p.survivor_id is null
       order by r.seen_at desc, r.patient_id limit $2`,
      [tx.institutionId, limit],
    );
    return rows.map(({ id }) => id);
  },
});
