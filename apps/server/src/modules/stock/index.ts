export type { TakeBackLine } from './commands/issue.ts';
export type { ReserveInput, ReserveLine } from './commands/reserve.ts';
export type { Reservation } from './reservation-rows.ts';
export { stockRoutes } from './routes.ts';
export * as stockSettings from './settings.ts';
export { createStock, type Stock } from './stock.ts';
