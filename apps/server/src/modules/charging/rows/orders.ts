import type { Fen } from '@xinglin/kernel/money';
import type { InstantText } from '@xinglin/kernel/shapes';
import type { Tx } from '#platform/transaction';
import type { Payback, PaybackState, PaymentOrder, PaymentState } from '../contract.ts';

export interface Order extends PaymentOrder {
  readonly cashFen: Fen;
  readonly tenderedFen: Fen;
  readonly sentAt: InstantText | undefined;
  readonly startedBy: string;
  readonly startedByName: string;
}

interface Row {
  readonly id: string;
  readonly visit_id: string;
  readonly patient_id: string;
  readonly amount_fen: number;
  readonly cash_fen: number;
  readonly tendered_fen: number;
  readonly state: PaymentState;
  readonly sent_at: InstantText | null;
  readonly reason: string | null;
  readonly settlement_id: string | null;
  readonly started_at: InstantText;
  readonly started_by: string;
  readonly started_by_name: string;
}

const orderOf = (row: Row): Order => ({
  id: row.id,
  visitId: row.visit_id,
  patientId: row.patient_id,
  method: 'card',
  amountFen: row.amount_fen as Fen,
  cashFen: row.cash_fen as Fen,
  tenderedFen: row.tendered_fen as Fen,
  state: row.state,
  sentAt: row.sent_at ?? undefined,
  ...(row.reason === null ? {} : { reason: row.reason }),
  ...(row.settlement_id === null ? {} : { settlementId: row.settlement_id }),
  startedAt: row.started_at,
  startedBy: row.started_by,
  startedByName: row.started_by_name,
});

/** What a screen sees of an order. */
export function shownOrder(order: Order): PaymentOrder {
  const {
    cashFen: _cash,
    tenderedFen: _tendered,
    sentAt: _sent,
    startedBy: _by,
    startedByName: _name,
    ...rest
  } = order;
  return rest;
}

export const insertOrder = (tx: Tx, order: Order) =>
  tx.run(
    `insert into charging.payment_order (institution_id, id, visit_id, patient_id, method, amount_fen, cash_fen,
       tendered_fen, state, started_at, started_by, started_by_name)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      tx.institutionId,
      order.id,
      order.visitId,
      order.patientId,
      order.method,
      order.amountFen,
      order.cashFen,
      order.tenderedFen,
      order.state,
      order.startedAt,
      order.startedBy,
      order.startedByName,
    ],
  );

const ORDER = `
  select id, visit_id, patient_id, amount_fen, cash_fen, tendered_fen, state, sent_at, reason, settlement_id,
    started_at, started_by, started_by_name
  from charging.payment_order where institution_id = $1 and id = $2`;

export async function order(tx: Tx, id: string): Promise<Order | undefined> {
  const row = await tx.maybe<Row>(ORDER, [tx.institutionId, id]);
  return row && orderOf(row);
}

export async function lockOrder(tx: Tx, id: string): Promise<Order | undefined> {
  const row = await tx.maybe<Row>(`${ORDER} for no key update`, [tx.institutionId, id]);
  return row && orderOf(row);
}

/** Notes that the provider is about to be asked for money. False when that was noted before: then only ask. */
export const markSent = async (tx: Tx, id: string, at: Temporal.Instant): Promise<boolean> =>
  (await tx.run(
    'update charging.payment_order set sent_at = $3 where institution_id = $1 and id = $2 and sent_at is null',
    [tx.institutionId, id, at.toString()],
  )) === 1;

interface Ending {
  readonly state: PaymentState;
  readonly reference?: string | undefined;
  readonly payer?: string | undefined;
  readonly reason?: string | undefined;
  readonly settlementId?: string | undefined;
  readonly at?: Temporal.Instant | undefined;
}

/** The caller holds the order by `lockOrder`. */
export const changeOrder = (tx: Tx, id: string, ending: Ending) =>
  tx.run(
    `update charging.payment_order set state = $3, reference = coalesce($4, reference), payer = coalesce($5, payer),
       reason = $6, settlement_id = $7, ended_at = $8
     where institution_id = $1 and id = $2`,
    [
      tx.institutionId,
      id,
      ending.state,
      ending.reference ?? null,
      ending.payer ?? null,
      ending.reason ?? null,
      ending.settlementId ?? null,
      ending.at?.toString() ?? null,
    ],
  );

// ── Paybacks ─────────────────────────────────────────────────────────────────────────────────────────────────────

interface PaybackRow {
  readonly id: string;
  readonly order_id: string;
  readonly visit_id: string;
  readonly patient_id: string;
  readonly amount_fen: number;
  readonly state: PaybackState;
  readonly reason: string | null;
  readonly asked_at: InstantText;
}

const paybackOf = (row: PaybackRow): Payback => ({
  id: row.id,
  orderId: row.order_id,
  visitId: row.visit_id,
  patientId: row.patient_id,
  amountFen: row.amount_fen as Fen,
  state: row.state,
  ...(row.reason === null ? {} : { reason: row.reason }),
  askedAt: row.asked_at,
});

export interface NewPayback {
  readonly id: string;
  readonly orderId: string;
  readonly settlementId: string | undefined;
  readonly amountFen: Fen;
  readonly askedAt: Temporal.Instant;
}

export const insertPayback = (tx: Tx, payback: NewPayback) =>
  tx.run(
    `insert into charging.payback (institution_id, id, order_id, settlement_id, amount_fen, state, asked_at)
     values ($1, $2, $3, $4, $5, 'asked', $6)`,
    [
      tx.institutionId,
      payback.id,
      payback.orderId,
      payback.settlementId ?? null,
      payback.amountFen,
      payback.askedAt.toString(),
    ],
  );

const PAYBACK = `
  select p.id, p.order_id, o.visit_id, o.patient_id, p.amount_fen, p.state, p.reason, p.asked_at
  from charging.payback p
  join charging.payment_order o on o.institution_id = p.institution_id and o.id = p.order_id
  where p.institution_id = $1`;

export const openPaybacks = async (tx: Tx, limit: number): Promise<Payback[]> =>
  (
    await tx.many<PaybackRow>(`${PAYBACK} and p.state <> 'done' order by p.asked_at, p.id limit $2`, [
      tx.institutionId,
      limit,
    ])
  ).map(paybackOf);

export async function lockPayback(tx: Tx, id: string): Promise<Payback | undefined> {
  const row = await tx.maybe<PaybackRow>(`${PAYBACK} and p.id = $2 for no key update of p`, [tx.institutionId, id]);
  return row && paybackOf(row);
}

export const changePayback = (
  tx: Tx,
  id: string,
  { state, reason, at }: { state: PaybackState; reason?: string | undefined; at?: Temporal.Instant | undefined },
) =>
  tx.run('update charging.payback set state = $3, reason = $4, ended_at = $5 where institution_id = $1 and id = $2', [
    tx.institutionId,
    id,
    state,
    reason ?? null,
    at?.toString() ?? null,
  ]);
