import { id } from '@xinglin/kernel/shapes';
import { z } from 'zod';
import { job } from '#platform/jobs/job';

/** Asks the provider for the money of an order, or what became of it, or to close it. */
export const collect = job({
  name: 'charging.collect',
  payload: z.object({ orderId: id, giveUp: z.boolean().optional() }),
});

/** Sends money back through the provider. */
export const payBack = job({ name: 'charging.pay-back', payload: z.object({ paybackId: id }) });
