import type { Tx } from '#platform/transaction';
import type { AmendmentRequest } from './contract.ts';
import type { EmrNeeds } from './needs.ts';

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

type Stored = Omit<RequestRow, 'reason' | 'decisionReason'> & {
  readonly reason: Buffer;
  readonly decisionReason: Buffer | null;
};

const SELECT = `
  select r.id, r.note_id as "noteId", n.visit_id as "visitId", n.patient_id as "patientId", r.reason,
    r.requested_by as "requestedBy", r.requested_at as "requestedAt", r.state, r.decided_by as "decidedBy",
    r.decided_at as "decidedAt", r.decision_reason as "decisionReason", r.valid_until as "validUntil"
  from emr.amendment_request r
  join emr.note n on n.institution_id = r.institution_id and n.id = r.note_id
  where r.institution_id = $1`;

const reasonContext = (id: string): string => `emr.amendment_request.reason:${id}`;
const decisionContext = (id: string): string => `emr.amendment_request.decision_reason:${id}`;

/** SQL of requests to amend a locked note. What people wrote in them is sealed. */
export const requestRows = (vault: EmrNeeds['vault']) => {
  const opened = (row: Stored): RequestRow => ({
    ...row,
    reason: vault.openText(row.reason, reasonContext(row.id)),
    decisionReason: row.decisionReason && vault.openText(row.decisionReason, decisionContext(row.id)),
  });
  const one = async (tx: Tx, where: string, id: string): Promise<RequestRow | undefined> => {
    const row = await tx.maybe<Stored>(`${SELECT} ${where}`, [tx.institutionId, id]);
    return row && opened(row);
  };

  return {
    latest: (tx: Tx, noteId: string) => one(tx, 'and r.note_id = $2 order by r.seq desc limit 1', noteId),

    byId: (tx: Tx, id: string) => one(tx, 'and r.id = $2', id),

    waiting: async (tx: Tx): Promise<RequestRow[]> => {
      const rows = await tx.many<Stored>(`${SELECT} and r.state = 'waiting' order by r.requested_at, r.seq limit 200`, [
        tx.institutionId,
      ]);
      return rows.map(opened);
    },

    /** False when a request for this note is open already. */
    insert: async (tx: Tx, row: { id: string; noteId: string; reason: string; by: string; at: string }) => {
      const inserted = await tx.run(
        `insert into emr.amendment_request (institution_id, id, note_id, reason, requested_by, requested_at, state)
         values ($1, $2, $3, $4, $5, $6, 'waiting')
         on conflict (institution_id, note_id) where state in ('waiting', 'approved') do nothing`,
        [tx.institutionId, row.id, row.noteId, vault.seal(row.reason, reasonContext(row.id)), row.by, row.at],
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
    ): Promise<number> => {
      const reason = row.reason === undefined ? null : vault.seal(row.reason, decisionContext(row.id));
      return tx.run(
        `update emr.amendment_request
         set state = $3, decided_by = $4, decided_at = $5, decision_reason = $6, valid_until = $7
         where institution_id = $1 and id = $2 and state = 'waiting'`,
        [tx.institutionId, row.id, row.state, row.by, row.at, reason, row.validUntil ?? null],
      );
    },

    /** 0 when the approval was used or ran out meanwhile. */
    close: (tx: Tx, id: string, state: 'used' | 'expired'): Promise<number> =>
      tx.run(
        `update emr.amendment_request set state = $3 where institution_id = $1 and id = $2 and state = 'approved'`,
        [tx.institutionId, id, state],
      ),
  };
};

export type RequestRows = ReturnType<typeof requestRows>;
