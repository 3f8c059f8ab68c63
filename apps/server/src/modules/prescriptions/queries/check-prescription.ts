import type { InputOf, OutputOf } from '@xinglin/kernel/operation';
import { compareDecimal } from '@xinglin/kernel/quantity';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import type { checkPrescription as operation } from '../contract.ts';
import { limitsExceeded } from '../core/limits.ts';
import { checkSheet } from '../facts.ts';
import { limitsOf } from '../limit-settings.ts';
import { requireOwnVisit } from '../own-sheet.ts';
import type { PrescriptionsParts } from '../parts.ts';
import { itemView } from '../view.ts';
import { totalOf, workOut } from '../work-out.ts';

/** What signing would say now, without signing: rules, limits, stock and price of every line. */
export const checkPrescription =
  (parts: PrescriptionsParts) =>
  async (tx: Tx, input: InputOf<typeof operation>, context: Context): Promise<OutputOf<typeof operation>> => {
    const visit = await parts.visits.visit(tx, input.visitId);
    requireOwnVisit(visit, context.actor, 'prescriptions.write');
    const worked = await workOut(parts, tx, input.items, context);
    const lines = worked.map(({ line }) => line);
    const drugIds = [...new Set(lines.map(({ asked }) => asked.drugId))];
    const [{ result }, limits, stock] = await Promise.all([
      checkSheet(parts, tx, { id: input.prescriptionId, visit, lines: worked }, context),
      limitsOf(parts, tx),
      parts.stock.availableOf(tx, undefined, drugIds, context),
    ]);
    const kept = new Map(stock.map((each) => [each.drugId, each]));
    const limited = lines.map((line) => ({
      id: line.asked.id,
      drugId: line.asked.drugId,
      coveredDays: line.coveredDays,
    }));
    return {
      patientId: visit.patientId,
      result,
      limits: limitsExceeded(input.kind, limited, limits),
      items: lines.map((line) => {
        const available = kept.get(line.asked.drugId)?.available;
        return {
          ...itemView(line, parts.usage),
          available,
          enough: available !== undefined && compareDecimal(available, line.quantity) >= 0,
        };
      }),
      totalFen: totalOf(lines),
    };
  };
