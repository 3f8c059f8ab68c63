import { randomUUID } from 'node:crypto';
import type { Operation, OutputOf, RequestOf } from '@xinglin/kernel/operation';
import { type App, type AppParts, createApp } from '../app.ts';
import type { Actor } from '../platform/actor.ts';
import { subscribers } from '../platform/events.ts';
import { houseTransaction } from '../platform/house-transaction.ts';

/** The demo institution is the first of an empty installation. */
export const DEMO_INSTITUTION = 1;

/**
 * A second application on the same database, with a clock that can stand in the past: what it does goes through the
 * same operations, permissions, journal and rules as the work of people.
 */
export function stageOf(parts: AppParts, start: Temporal.Instant) {
  let current = start;
  const clock = { now: () => current };
  const app: App = createApp({ ...parts, clock });
  const actors = new Map<string, Actor>();
  const inHouse = houseTransaction({ ...parts, clock, subscribers: subscribers(app.subscriptions) });

  const actorNamed = async (userName: string): Promise<Actor> => {
    const known = actors.get(userName);
    if (known) return known;
    const found = await parts.db.transaction({ institutionId: DEMO_INSTITUTION }, async (tx) => {
      const { account_id } = await tx.one<{ account_id: string }>(
        'select account_id from sign_in.credential where institution_id = $1 and user_name = $2',
        [DEMO_INSTITUTION, userName],
      );
      return app.modules.staff.actorFor({ ...tx, institutionId: DEMO_INSTITUTION }, account_id);
    });
    if (!found) throw new Error(`no actor for ${userName}`);
    const actor: Actor = { ...found, sessionId: undefined };
    actors.set(userName, actor);
    return actor;
  };

  return {
    app,
    inHouse: <Result>(work: Parameters<typeof inHouse<Result>>[1]) => inHouse(DEMO_INSTITUTION, work),
    setTime: (moment: Temporal.Instant) => {
      current = moment;
    },
    now: () => current,
    /** Does one operation as the person behind this demo account. */
    as: async <Op extends Operation>(userName: string, operation: Op, input: RequestOf<Op>): Promise<OutputOf<Op>> => {
      const route = app.routes.find((candidate) => candidate.operation.name === operation.name);
      if (!route) throw new Error(`${operation.name} is not served`);
      return app.runner.run(route as typeof route & { operation: Op }, {
        actor: await actorNamed(userName),
        body: input,
        idempotencyKey: operation.kind === 'command' ? randomUUID() : undefined,
        requestId: randomUUID(),
        clientAddress: 'demo',
      });
    },
  };
}

export type Stage = ReturnType<typeof stageOf>;
