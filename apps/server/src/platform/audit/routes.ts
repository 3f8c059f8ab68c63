import type { InputOf, OutputOf } from '@xinglin/kernel/operation';
import type { InstantText } from '@xinglin/kernel/shapes';
import { type Route, serve } from '../operations.ts';
import type { Tx } from '../transaction.ts';
import type { ChainReport } from './chain.ts';
import { searchAudit, verifyAudit } from './contract.ts';

interface Row {
  readonly id: number;
  readonly at: InstantText;
  readonly staff_id: string;
  readonly operation: string;
  readonly kind: 'command' | 'query' | 'sign-in';
  readonly persons: string[];
  readonly outcome: 'done' | 'refused' | 'failed';
  readonly reason: string | null;
  readonly request_id: string;
  readonly client_address: string;
}

/**
 * A filter that is left out is written as `$n is null`; the planner drops it, because such a statement is planned
 * for its values (`plan_cache_mode` stays auto and the custom plan is the cheaper one).
 */
const SEARCH = `
  select id, at, staff_id, operation, kind, persons, outcome, reason, request_id, client_address
  from audit.entry
  where institution_id = $1
    and ($2::timestamptz is null or at >= $2) and ($3::timestamptz is null or at < $3)
    and ($4::text is null or staff_id = $4)
    and ($5::text is null or persons @> array[$5])
    and ($6::text is null or operation like $6 || '%')
    and ($7::text is null or outcome = $7)
    and ($8::bigint is null or id < $8)
  order by id desc limit $9`;

async function search(tx: Tx, input: InputOf<typeof searchAudit>): Promise<OutputOf<typeof searchAudit>> {
  const { from, to, staffId, person, operation, outcome, before, limit } = input;
  const filters = [from, to, staffId, person, operation?.replace(/[\\%_]/g, '\\$&'), outcome, before];
  const rows = await tx.many<Row>(SEARCH, [tx.institutionId, ...filters.map((value) => value ?? null), limit]);
  const entries = rows.map((row) => ({
    id: row.id,
    at: row.at,
    staffId: row.staff_id,
    operation: row.operation,
    kind: row.kind,
    persons: row.persons,
    outcome: row.outcome,
    ...(row.reason === null ? {} : { reason: row.reason }),
    requestId: row.request_id,
    clientAddress: row.client_address,
  }));
  const last = entries.at(-1);
  return { entries, ...(entries.length === limit && last ? { nextBefore: last.id } : {}) };
}

/** `verify` sees all institutions, because the chain does; its report names entries by number only. */
export const auditRoutes = (verify: () => Promise<ChainReport>): Route[] => [
  serve(searchAudit, search),
  serve(verifyAudit, async () => {
    const { faults, ...counts } = await verify();
    return { ...counts, faults: [...faults] };
  }),
];
