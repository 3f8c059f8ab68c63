export { createDispensing, type Dispensing } from './dispensing.ts';
export { dispensingRoutes } from './routes.ts';
export * as dispensingSettings from './settings.ts';
