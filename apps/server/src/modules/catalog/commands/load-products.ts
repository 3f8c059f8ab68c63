import { decimal } from '@xinglin/kernel/quantity';
import type { DateText } from '@xinglin/kernel/shapes';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import * as drugRows from '../drug-rows.ts';
import type { DrugProductRow, ServiceRow } from '../knowledge.ts';
import { allServices } from '../service-rows.ts';
import type { UsageKnowledge } from '../usage-knowledge.ts';
import { setPrice } from './set-price.ts';
import { createDrug } from './write-drug.ts';
import { createService } from './write-service.ts';

export interface ProductsToLoad {
  readonly drugs: readonly DrugProductRow[];
  readonly services: readonly ServiceRow[];
  /** Day from which their prices hold, YYYY-MM-DD; may lie in the past. */
  readonly pricesFrom: string;
}

/**
 * Fills a catalogue. Products whose code is there already are left as they are, so loading twice changes nothing.
 * @returns how many were added.
 */
export const loadProducts =
  (knowledge: UsageKnowledge) =>
  async (tx: Tx, { drugs, services, pricesFrom }: ProductsToLoad, context: Context) => {
    const reason = '初始目录';
    const validFrom = Temporal.PlainDate.from(pricesFrom).toString() as DateText;
    const price = { validFrom, reason, mayBeInThePast: true };
    const [drugCodes, known] = await Promise.all([drugRows.drugCodes(tx), allServices(tx)]);
    const serviceCodes = new Set(known.map(({ service }) => service.code));
    const added = { drugs: 0, services: 0 };
    for (const { price: asked, purchasePackPrice: _, ...fields } of drugs) {
      if (drugCodes.has(fields.code)) continue;
      const { id } = await createDrug(knowledge)(tx, fields, context, reason);
      await setPrice(tx, { ...price, ...asked, kind: 'drug', itemId: id }, context);
      added.drugs++;
    }
    for (const { price: amount, ...fields } of services) {
      if (serviceCodes.has(fields.code)) continue;
      const { id } = await createService(tx, fields, context, reason);
      await setPrice(tx, { ...price, kind: 'service', itemId: id, amount: decimal(amount), basis: 'unit' }, context);
      added.services++;
    }
    return added;
  };
