import { decimalText, positiveDecimal } from '@xinglin/kernel/shapes';
import { z } from 'zod';
import { readKnowledge } from '#platform/knowledge/read-knowledge';
import { drugFields, priceBasis, serviceFields } from './contract.ts';

/** Shapes of `knowledge/demo/`: made-up products and prices of the demonstration institution. */

const price = z.strictObject({ amount: decimalText, basis: priceBasis });

const drugProductRow = drugFields.extend({
  price,
  /** What the institution pays, in yuan for one pack: for the demonstration stock. */
  purchasePackPrice: positiveDecimal,
});
export type DrugProductRow = z.output<typeof drugProductRow>;

const serviceRow = serviceFields.extend({ price: decimalText });
export type ServiceRow = z.output<typeof serviceRow>;

export const readDemoDrugs = () => readKnowledge('demo/drug-products.json', drugProductRow);
export const readDemoServices = () => readKnowledge('demo/services.json', serviceRow);
