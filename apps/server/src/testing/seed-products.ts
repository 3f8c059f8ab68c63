import { readDemoDrugs, readDemoServices } from '#modules/catalog';
import type { Clinic } from './clinic.ts';

export const PRODUCT_FILES = ['drug-products', 'services'].map((name) => `../../../../knowledge/demo/${name}.json`);

/** The demonstration catalogue for institution 1, with prices since 2020; institution 2 has an empty one. */
export async function seedProducts(clinic: Clinic): Promise<void> {
  const products = { drugs: readDemoDrugs().rows, services: readDemoServices().rows, pricesFrom: '2020-01-01' };
  await clinic.tx((tx, context) => clinic.modules.catalog.loadProducts(tx, products, context));
}
