export { createInstitutions, DEPARTMENTS_CHANNEL, type Institutions } from './institutions.ts';
export { institutionsRoutes } from './routes.ts';
export { SETTINGS_CHANNEL } from './setting-values.ts';
