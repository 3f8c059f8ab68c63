export type { Visit } from './core/visit.ts';
export { visitsJobs } from './jobs.ts';
export type { VisitGuard, VisitGuards } from './needs.ts';
export { visitsRoutes } from './routes.ts';
export * as visitsSettings from './settings.ts';
export { createVisits, type Visits } from './visits.ts';
