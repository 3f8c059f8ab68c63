export { type Catalog, createCatalog } from './catalog.ts';
export type { Drug, DrugFields, FoundDrug, FoundService, ItemKind, Price, Service } from './contract.ts';
export { lineAmount } from './core/line-amount.ts';
export {
  type CountedDrug,
  type Course,
  type DoseFrequency,
  daysCovered,
  dispensingUnitsFor,
  dosesIn,
  handOutUnits,
  type Packs,
  quantityText,
} from './core/quantities.ts';
export { type DrugProductRow, readDemoDrugs, readDemoServices, type ServiceRow } from './knowledge.ts';
export { catalogRoutes } from './routes.ts';
