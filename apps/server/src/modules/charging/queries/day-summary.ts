import { type Fen, fen } from '@xinglin/kernel/money';
import type { InputOf, OutputOf } from '@xinglin/kernel/operation';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import {
  type ChargeCategory,
  chargeCategory,
  type daySummary,
  type PaymentMethod,
  paymentMethod,
} from '../contract.ts';
import { dayOf } from './settlements.ts';

interface HeadRow {
  readonly charges: number;
  readonly refunds: number;
  readonly taken: string;
  readonly given: string;
  readonly receipts: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly cashier_name: string | null;
}

interface SumRow<Key> {
  readonly key: Key;
  readonly taken: string;
  readonly given: string;
}

/**
 * Taken is what charges brought in; given is what refunds took out: each reversal less what stayed charged after it.
 * So a partial refund counts as the part that went back and not as the whole bill twice.
 */
const HEAD = `
  select count(*) filter (where s.kind = 'charge')::integer as charges,
    count(*) filter (where s.kind = 'reversal')::integer as refunds,
    coalesce(sum(s.total_fen) filter (where s.kind = 'charge'), 0) as taken,
    coalesce(-sum(s.total_fen) filter (where s.kind <> 'charge'), 0) as given,
    count(*)::integer as receipts, min(n.number) as first, max(n.number) as last, max(s.cashier_name) as cashier_name
  from charging.settlement s
  join charging.receipt n on n.institution_id = s.institution_id and n.settlement_id = s.id
  where s.institution_id = $1 and s.settled_on = $2 and s.cashier_id = $3`;

const BY_METHOD = `
  select p.method as key, coalesce(sum(p.amount_fen) filter (where s.kind = 'charge'), 0) as taken,
    coalesce(-sum(p.amount_fen) filter (where s.kind <> 'charge'), 0) as given
  from charging.settlement s
  join charging.payment p on p.institution_id = s.institution_id and p.settlement_id = s.id
  where s.institution_id = $1 and s.settled_on = $2 and s.cashier_id = $3 group by p.method`;

const BY_CATEGORY = `
  select i.category as key, coalesce(sum(l.amount_fen) filter (where s.kind = 'charge'), 0) as taken,
    coalesce(-sum(l.amount_fen) filter (where s.kind <> 'charge'), 0) as given
  from charging.settlement s
  join charging.settlement_line l on l.institution_id = s.institution_id and l.settlement_id = s.id
  join charging.item i on i.institution_id = l.institution_id and i.id = l.item_id
  where s.institution_id = $1 and s.settled_on = $2 and s.cashier_id = $3 group by i.category`;

/** What one cashier took and gave back on one day, by way of payment and by receipt category. */
export async function summary(
  tx: Tx,
  { day: asked, cashierId: named }: InputOf<typeof daySummary>,
  context: Context,
): Promise<OutputOf<typeof daySummary>> {
  const day = dayOf(asked, context);
  const cashierId = named ?? context.actor.staffId;
  const params = [tx.institutionId, day, cashierId];
  const [head, byMethod, byCategory] = await Promise.all([
    tx.one<HeadRow>(HEAD, params),
    tx.many<SumRow<PaymentMethod>>(BY_METHOD, params),
    tx.many<SumRow<ChargeCategory>>(BY_CATEGORY, params),
  ]);
  const methods = inOrder(byMethod, paymentMethod.options).map(({ key, ...sums }) => ({ method: key, ...sums }));
  const own = cashierId === context.actor.staffId ? context.actor.displayName : '';
  return {
    day: day as OutputOf<typeof daySummary>['day'],
    cashierId,
    cashierName: head.cashier_name ?? own,
    charges: head.charges,
    refunds: head.refunds,
    ...sumsOf(head),
    methods,
    categories: inOrder(byCategory, chargeCategory.options).map(({ key, ...sums }) => ({ category: key, ...sums })),
    ...(head.first === null ? {} : { firstReceipt: head.first }),
    ...(head.last === null ? {} : { lastReceipt: head.last }),
    receipts: head.receipts,
    cashToHandInFen: methods.find(({ method }) => method === 'cash')?.netFen ?? fen(0),
  };
}

function sumsOf({ taken, given }: { readonly taken: string; readonly given: string }) {
  const takenFen = fen(Number(taken));
  const refundedFen = fen(Number(given));
  return { takenFen, refundedFen, netFen: fen(takenFen - refundedFen) } satisfies Record<string, Fen>;
}

const inOrder = <Key extends string>(rows: readonly SumRow<Key>[], order: readonly Key[]) =>
  rows
    .toSorted((a, b) => order.indexOf(a.key) - order.indexOf(b.key))
    .map(({ key, ...row }) => ({ key, ...sumsOf(row) }));
