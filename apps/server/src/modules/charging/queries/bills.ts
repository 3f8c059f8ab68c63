import type { Fen } from '@xinglin/kernel/money';
import type { InputOf, OutputOf } from '@xinglin/kernel/operation';
import type { InstantText } from '@xinglin/kernel/shapes';
import type { Tx } from '#platform/transaction';
import type { billOfVisit, openBills } from '../contract.ts';
import { totalOf } from '../core/settle.ts';
import type { ChargingNeeds } from '../needs.ts';
import { openItems, shown } from '../rows/items.ts';

interface OpenRow {
  readonly visit_id: string;
  readonly patient_id: string;
  readonly total_fen: string;
  readonly lines: number;
  readonly paying: boolean;
  readonly since: InstantText;
}

/**
 * Visits with lines that wait for payment, latest first: when there are more than are asked for, those left out are old
 * debts and not the people at the window.
 */
export const billList =
  ({ patients }: ChargingNeeds) =>
  async (tx: Tx, { limit, patientId }: InputOf<typeof openBills>): Promise<OutputOf<typeof openBills>> => {
    const rows = await tx.many<OpenRow>(
      `select visit_id, patient_id, sum(amount_fen) as total_fen, count(*)::integer as lines,
         bool_or(state = 'paying') as paying, min(charged_at) as since
       from charging.item where institution_id = $1 and state in ('pending', 'paying') and patient_id = coalesce($3, patient_id)
       group by visit_id, patient_id order by max(charged_at) desc, visit_id limit $2`,
      [tx.institutionId, limit + 1, patientId ?? null],
    );
    const shownRows = rows.slice(0, limit);
    const people = await patients.people(tx, [...new Set(shownRows.map((row) => row.patient_id))]);
    return {
      bills: shownRows.map((row) => ({
        visitId: row.visit_id,
        patientId: row.patient_id,
        patientName: people.get(row.patient_id)?.name ?? '',
        totalFen: Number(row.total_fen) as Fen,
        lines: row.lines,
        paying: row.paying,
        since: row.since,
      })),
      more: rows.length > limit,
    };
  };

export const bill =
  ({ patients, visits }: ChargingNeeds) =>
  async (tx: Tx, { visitId }: InputOf<typeof billOfVisit>): Promise<OutputOf<typeof billOfVisit>> => {
    const [{ patientId }, items] = await Promise.all([visits.visit(tx, visitId), openItems(tx, visitId)]);
    const people = await patients.people(tx, [patientId]);
    const payingOrderId = items.find(({ orderId }) => orderId !== undefined)?.orderId;
    return {
      visitId,
      patientId,
      patientName: people.get(patientId)?.name ?? '',
      lines: items.map(shown),
      totalFen: totalOf(items.filter(({ state }) => state === 'pending')),
      ...(payingOrderId === undefined ? {} : { payingOrderId }),
    };
  };
