import { dateAtInstitution, startOfDate } from '@xinglin/kernel/clock';
import { DomainError } from '@xinglin/kernel/domain-error';
import { type Fen, fenInCapitals } from '@xinglin/kernel/money';
import type { InputOf, OutputOf } from '@xinglin/kernel/operation';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import { chargeCategory, type findSettlements, type receipt, type Settlement } from '../contract.ts';
import { totalOf } from '../core/settle.ts';
import type { ChargingNeeds } from '../needs.ts';
import {
  type BookedPart,
  type BookedSettlement,
  complete,
  SETTLEMENT,
  type SettlementRow,
  settlementById,
  settlementsOfVisit,
} from '../rows/settlements.ts';

type ShownNeeds = Pick<ChargingNeeds, 'patients' | 'vault'>;

export const reasonPlace = (settlementId: string): string => `charging.settlement.reason:${settlementId}`;

/** Puts names to settlements, for answers. */
export async function shownSettlements(
  tx: Tx,
  { patients, vault }: ShownNeeds,
  booked: readonly BookedSettlement[],
): Promise<Settlement[]> {
  const people = await patients.people(tx, [...new Set(booked.map(({ patientId }) => patientId))]);
  return booked.map((one) => ({
    id: one.id,
    kind: one.kind,
    stands: one.stands,
    receiptNumber: one.receiptNumber,
    visitId: one.visitId,
    patientId: one.patientId,
    patientName: people.get(one.patientId)?.name ?? '',
    totalFen: one.totalFen,
    lines: one.lines.map((line) => ({ ...line, refundable: one.stands })),
    payments: one.parts.map(shownPart),
    ...(one.originalId === undefined ? {} : { originalId: one.originalId }),
    ...(one.originalReceiptNumber === undefined ? {} : { originalReceiptNumber: one.originalReceiptNumber }),
    ...(one.reason === undefined ? {} : { reason: vault.openText(one.reason, reasonPlace(one.id)) }),
    settledAt: one.settledAt,
    cashierId: one.cashierId,
    cashierName: one.cashierName,
  }));
}

const shownPart = ({ method, amountFen, tenderedFen, changeFen, reference, payer }: BookedPart) => ({
  method,
  amountFen,
  ...(tenderedFen === undefined ? {} : { tenderedFen }),
  ...(changeFen === undefined ? {} : { changeFen }),
  ...(reference === undefined ? {} : { reference }),
  ...(payer === undefined ? {} : { payer }),
});

/** @throws DomainError 'not-found' charging.settlement-not-known. */
export const requireSettlement =
  (needs: ShownNeeds) =>
  async (tx: Tx, settlementId: string): Promise<Settlement> => {
    const booked = await settlementById(tx, settlementId);
    const [shown] = booked ? await shownSettlements(tx, needs, [booked]) : [];
    if (!shown) throw new DomainError('not-found', 'charging.settlement-not-known');
    return shown;
  };

export const ofVisit =
  (needs: ChargingNeeds) =>
  async (tx: Tx, visitId: string): Promise<Settlement[]> =>
    shownSettlements(tx, needs, await settlementsOfVisit(tx, visitId));

const FIND = `${SETTLEMENT}
  and ($2::text is null or n.number = $2) and ($3::uuid is null or s.patient_id = $3)
  and ($4::timestamptz is null or s.settled_at >= $4) and ($5::timestamptz is null or s.settled_at < $5)
  and ($6::text is null or s.cashier_id = $6)
  order by s.settled_at desc, n.number desc limit $7`;

export const search =
  (needs: ChargingNeeds) =>
  async (
    tx: Tx,
    { receiptNumber, patientId, from, to, mine, limit }: InputOf<typeof findSettlements>,
    context: Context,
  ): Promise<OutputOf<typeof findSettlements>> => {
    const heads = await tx.many<SettlementRow>(FIND, [
      tx.institutionId,
      receiptNumber ?? null,
      patientId ?? null,
      from === undefined ? null : startOfDate(Temporal.PlainDate.from(from)).toString(),
      to === undefined ? null : startOfDate(Temporal.PlainDate.from(to).add({ days: 1 })).toString(),
      mine === true ? context.actor.staffId : null,
      limit + 1,
    ]);
    const booked = await complete(tx, heads.slice(0, limit));
    return { settlements: await shownSettlements(tx, needs, booked), more: heads.length > limit };
  };

export const receiptToPrint =
  (needs: ChargingNeeds) =>
  async (tx: Tx, { settlementId }: InputOf<typeof receipt>): Promise<OutputOf<typeof receipt>> => {
    const settlement = await requireSettlement(needs)(tx, settlementId);
    const [{ name: institutionName }, people, { number }] = await Promise.all([
      needs.institutions.institution(tx),
      needs.patients.people(tx, [settlement.patientId]),
      needs.visits.visit(tx, settlement.visitId),
    ]);
    return {
      institutionName,
      settlement,
      patientSex: people.get(settlement.patientId)?.sex ?? 'unknown',
      visitNumber: number,
      categories: chargeCategory.options
        .map((category) => ({ category, lines: settlement.lines.filter((line) => line.category === category) }))
        .filter(({ lines }) => lines.length > 0)
        .map(({ category, lines }) => ({ category, amountFen: totalOf(lines) })),
      totalInCapitals: fenInCapitals(settlement.totalFen as Fen),
    };
  };

export const dayOf = (day: string | undefined, context: Context): string =>
  day ?? dateAtInstitution(context.now).toString();
