import { randomUUID } from 'node:crypto';
import type { Clock } from '@xinglin/kernel/clock';
import { type Context, platformActor } from './actor.ts';
import type { Db } from './database/db.ts';
import type { Subscribers } from './events.ts';
import { type Enqueue, makeTx, type Tx } from './transaction.ts';

/**
 * One transaction of the house itself in one institution: for jobs, which come through no operation. Events, jobs and
 * topics work as in a command.
 */
export type HouseTransaction = <Result>(
  institutionId: number,
  work: (tx: Tx, context: Context) => Promise<Result>,
) => Promise<Result>;

export interface HouseTransactionNeeds {
  readonly db: Db;
  readonly clock: Clock;
  readonly subscribers: Subscribers;
  readonly enqueue: Enqueue;
}

export const houseTransaction =
  ({ db, clock, subscribers, enqueue }: HouseTransactionNeeds): HouseTransaction =>
  (institutionId, work) =>
    db.transaction({ institutionId }, async (statements) => {
      const context: Context = {
        actor: platformActor(institutionId),
        now: clock.now(),
        requestId: randomUUID(),
        clientAddress: 'house',
        sessionId: undefined,
      };
      const { tx, flushTopics } = makeTx({ statements, institutionId, context, subscribers, enqueue });
      const result = await work(tx, context);
      await flushTopics();
      return result;
    });
