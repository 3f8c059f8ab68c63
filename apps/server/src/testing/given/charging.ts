import { newId } from '@xinglin/kernel/ids';
import { type Fen, fen } from '@xinglin/kernel/money';
import type { OutputOf } from '@xinglin/kernel/operation';
import { type Decimal, decimal, fromMillionths } from '@xinglin/kernel/quantity';
import { billOfVisit, type ChargeCategory, type Settlement, type Source, settle } from '#contract/charging';
import type { Clinic } from '../clinic.ts';
import type { PersonName } from '../people.ts';

export interface GivenLine {
  readonly amountFen: number;
  readonly category?: ChargeCategory;
  readonly quantity?: string;
}

/** Bills, and payments at the cashier's. */
export const givenCharging = (clinic: Clinic) => ({
  /** Lines of a service on the bill of a visit, as a flow would put them there. */
  charges: async (
    visit: { readonly visitId: string; readonly patientId: string },
    lines: readonly GivenLine[],
  ): Promise<Source> => {
    const source: Source = { kind: 'service', id: newId() };
    await clinic.tx((tx, context) =>
      clinic.modules.charging.addCharges(
        tx,
        {
          visitId: visit.visitId,
          patientId: visit.patientId,
          source,
          lines: lines.map(({ amountFen, category = 'treatment', quantity = '1' }) => ({
            lineId: newId(),
            category,
            name: '试验项目',
            unit: '次',
            unitPrice: priceOf(amountFen, quantity),
            quantity: decimal(quantity),
            amountFen: fen(amountFen),
          })),
        },
        context,
      ),
    );
    return source;
  },
  /** Pays all of a visit's open bill in cash. */
  paid: async (visitId: string, cashier: PersonName = 'cashier'): Promise<Settlement> => {
    const caller = clinic.as(cashier);
    const { totalFen } = await caller.call(billOfVisit, { visitId });
    const outcome = await caller.call(settle, {
      visitId,
      expectedTotalFen: totalFen,
      payments: cash(totalFen),
    });
    if (outcome.outcome !== 'settled') throw new Error('paid in cash, and not settled');
    return (outcome as Extract<OutputOf<typeof settle>, { outcome: 'settled' }>).settlement;
  },
});

/** The whole amount in cash, exactly. */
export const cash = (totalFen: Fen) =>
  totalFen === 0 ? [] : [{ method: 'cash' as const, amountFen: totalFen, tenderedFen: totalFen }];

const priceOf = (amountFen: number, quantity: string): Decimal =>
  fromMillionths(BigInt(Math.round((amountFen * 10_000) / Number(quantity))));
