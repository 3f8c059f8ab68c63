export type { PrescribingRights } from './queries.ts';
export { staffRoutes } from './routes.ts';
export { createStaff, type Staff } from './staff.ts';
