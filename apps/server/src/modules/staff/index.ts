export type { PrescribingRights } from './queries.ts';
export { staffRoutes } from './routes.ts';
export { createStaff, STAFF_CHANNEL, type Staff } from './staff.ts';
