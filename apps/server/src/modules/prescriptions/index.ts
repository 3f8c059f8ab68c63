export type { PrescriptionsNeeds } from './needs.ts';
export { createPrescriptions, type Prescriptions } from './prescriptions.ts';
export { prescriptionsRoutes } from './routes.ts';
export * as prescriptionsSettings from './settings.ts';
export { readUsageCodes } from './usage-codes.ts';
