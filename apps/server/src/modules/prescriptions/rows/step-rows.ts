import type { Vault } from '#platform/crypto/vault';
import type { Tx } from '#platform/transaction';
import type { LimitReasonCode, ReviewState, SheetState } from '../contract.ts';
import type { StoredSheet } from '../core/line.ts';

type Seal = Pick<Vault, 'seal'>;
const place = (column: string, id: string): string => `prescriptions.${column}:${id}`;

/** What a step writes besides states. */
export interface StepChanges {
  readonly reviewNote?: string;
  readonly withdrawReason?: string;
}

export interface Step {
  readonly event: string;
  readonly from: Pick<StoredSheet, 'id' | 'state' | 'reviewState'>;
  readonly to: { readonly state: SheetState; readonly reviewState: ReviewState };
  readonly at: string;
  readonly staffId: string;
  readonly reason?: string | undefined;
}

const ENDS: ReadonlySet<SheetState> = new Set<SheetState>(['returned', 'withdrawn', 'discarded']);

/**
 * Moves the sheet, guarded by both states it was read in.
 * @returns 0 when somebody else moved it first.
 */
export const move = (vault: Seal, tx: Tx, { from, to, at }: Step, changes: StepChanges): Promise<number> =>
  tx.run(
    `update prescriptions.prescription set state = $5, review_state = $6,
       paid_at = case when $5 = 'paid' and state <> 'paid' then $7::timestamptz else paid_at end,
       ended_at = case when $8 then $7::timestamptz else ended_at end,
       review_note = coalesce($9, review_note), withdraw_reason = coalesce($10, withdraw_reason)
     where institution_id = $1 and id = $2 and state = $3 and review_state = $4`,
    [
      tx.institutionId,
      from.id,
      from.state,
      from.reviewState,
      to.state,
      to.reviewState,
      at,
      ENDS.has(to.state),
      changes.reviewNote === undefined ? null : vault.seal(changes.reviewNote, place('review-note', from.id)),
      changes.withdrawReason === undefined
        ? null
        : vault.seal(changes.withdrawReason, place('withdraw-reason', from.id)),
    ],
  );

/** Steps are numbered by the database, under the row lock or the guarded update of the sheet. */
export const insertStep = (vault: Seal, tx: Tx, { event, from, to, at, staffId, reason }: Step): Promise<number> =>
  tx.run(
    `insert into prescriptions.step (institution_id, prescription_id, position, event, from_state, to_state,
       review_state, at, staff_id, reason)
     select $1, $2, coalesce(max(position), 0) + 1, $3, $4, $5, $6, $7, $8, $9
     from prescriptions.step where institution_id = $1 and prescription_id = $2`,
    [
      tx.institutionId,
      from.id,
      event,
      from.state,
      to.state,
      to.reviewState,
      at,
      staffId,
      reason === undefined ? null : vault.seal(reason, place('step.reason', from.id)),
    ],
  );

export interface Signature {
  readonly id: string;
  /** Of the draft that is signed. */
  readonly version: number;
  readonly number: string;
  readonly signedAt: string;
  readonly totalFen: number;
  readonly reviewState: ReviewState;
  readonly checkStatus: 'checked' | 'partial' | 'failed';
  readonly knowledgeVersion: string;
  readonly limitReason: { readonly code: LimitReasonCode; readonly text?: string | undefined } | undefined;
}

/** Guarded by state and version. @returns 0 when the sheet was saved, signed or discarded meanwhile. */
export const markSigned = (vault: Seal, tx: Tx, signature: Signature): Promise<number> =>
  tx.run(
    `update prescriptions.prescription set state = 'signed', version = version + 1, number = $4, signed_at = $5, total_fen = $6,
       review_state = $7, check_status = $8, knowledge_version = $9, limit_reason_code = $10, limit_reason = $11
     where institution_id = $1 and id = $2 and version = $3 and state = 'draft'`,
    [
      tx.institutionId,
      signature.id,
      signature.version,
      signature.number,
      signature.signedAt,
      signature.totalFen,
      signature.reviewState,
      signature.checkStatus,
      signature.knowledgeVersion,
      signature.limitReason?.code ?? null,
      signature.limitReason?.text === undefined
        ? null
        : vault.seal(signature.limitReason.text, place('limit-reason', signature.id)),
    ],
  );

/** Never given twice, also when the signature rolls back. */
export const nextNumber = async (tx: Tx): Promise<number> =>
  (await tx.one<{ number: number }>("select nextval('prescriptions.prescription_number') as number")).number;

/** Keeps the whole content of a version, sealed. */
export const insertVersion = (
  vault: Seal,
  tx: Tx,
  version: { readonly sheet: StoredSheet; readonly event: string; readonly savedAt: string; readonly savedBy: string },
): Promise<number> =>
  tx.run(
    `insert into prescriptions.version (institution_id, prescription_id, version, event, saved_at, saved_by, content)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [
      tx.institutionId,
      version.sheet.id,
      version.sheet.version,
      version.event,
      version.savedAt,
      version.savedBy,
      vault.seal(
        JSON.stringify({ kind: version.sheet.kind, lines: version.sheet.lines }),
        place('version', `${version.sheet.id}:${version.sheet.version}`),
      ),
    ],
  );
