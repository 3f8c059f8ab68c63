import type { Tx } from '#platform/transaction';
import type { AmendmentRequest } from './contract.ts';

export interface RequestRow {
  readonly id: string;
  readonly noteId: string;
  readonly visitId: string;
  readonly patientId: string;
  readonly reason: string;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly state: AmendmentRequest['state'];
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  readonly decisionReason: string | null;
  readonly validUntil: string | null;
}

const SELECT = `
  select r.id, r.note_id as "noteId", n.visit_id as "visitId", n.patient_id as "patientId", r.reason,
    r.requested_by as "requestedBy", r.requested_at as "requestedAt", r.state, r.decided_by as "decidedBy",
    r.decided_at as "decidedAt", r.decision_reason as "decisionReason", r.valid_until as "validUntil"
  from emr.amendment_request r
  join emr.note n on n.institution_id = r.institution_id and n.id = r.note_id
  where r.institution_id = $1`;

/** SQL of requests to amend a locked note. */
export const requestRows = {
  latest: (tx: Tx, noteId: string): Promise<RequestRow | undefined> =>
    tx.maybe<RequestRow>(`${SELECT} and r.note_id = $2 order by r.seq desc limit 1`, [tx.institutionId, noteId]),

  byId: (tx: Tx, id: string): Promise<RequestRow | undefined> =>
    tx.maybe<RequestRow>(`${SELECT} and r.id = $2`, [tx.institutionId, id]),

  waiting: (tx: Tx): Promise<RequestRow[]> =>
    tx.many<RequestRow>(`${SELECT} and r.state = 'waiting' order by r.requested_at, r.seq limit 200`, [
      tx.institutionId,
    ]),

  /** False when a request for this note is open already. */
  insert: async (tx: Tx, row: { id: string; noteId: string; reason: string; by: string; at: string }) => {
    const inserted = await tx.run(
      `insert into emr.amendment_request (institution_id, id, note_id, reason, requested_by, requested_at, state)
       values ($1, $2, $3, $4, $5, $6, 'waiting')
       on conflict (institution_id, note_id) where state in ('waiting', 'approved') do nothing`,
      [tx.institutionId, row.id, row.noteId, row.reason, row.by, row.at],
    );
    return inserted === 1;
  },

  /** 0 when the request was decided meanwhile. */
  decide: (
    tx: Tx,
    row: {
      id: string;
      state: 'approved' | 'refused';
      by: string;
      at: string;
      reason: string | undefined;
      validUntil: string | undefined;
    },
  ): Promise<number> =>
    tx.run(
      `update emr.amendment_request
       set state = $3, decided_by = $4, decided_at = $5, decision_reason = $6, valid_until = $7
       where institution_id = $1 and id = $2 and state = 'waiting'`,
      [tx.institutionId, row.id, row.state, row.by, row.at, row.reason ?? null, row.validUntil ?? null],
    ),

  /** 0 when the approval was used or ran out meanwhile. */
  close: (tx: Tx, id: string, state: 'used' | 'expired'): Promise<number> =>
    tx.run(`update emr.amendment_request set state = $3 where institution_id = $1 and id = $2 and state = 'approved'`, [
      tx.institutionId,
      id,
      state,
    ]),
};
