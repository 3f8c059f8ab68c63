export { httpCardProvider } from './card/http-provider.ts';
export type { CardProvider } from './card/provider.ts';
export { startCardSimulator } from './card-simulator/start.ts';
export { type Charging, createCharging } from './charging.ts';
export { chargingJobs } from './commands/ask-provider.ts';
export type { NewCharges } from './commands/charges.ts';
export type { RefundGuard, RefundRequest } from './needs.ts';
export { chargingRoutes } from './routes.ts';
export { lateRefundLimit, paymentWaitMinutes } from './settings.ts';
