import type { EventType, PayloadOf } from '@xinglin/kernel/operation';
import type { Context } from './actor.ts';
import type { Statements } from './database/db.ts';
import type { Subscribers } from './events.ts';

/** Puts a job that leaves the house (SMS, insurance, platform) into the queue, inside the transaction. */
export type Enqueue = (
  statements: Statements,
  job: string,
  work: { readonly institutionId: number | undefined; readonly payload: object },
) => Promise<void>;

/** What a command or query works with: statements of one transaction, and the ways out of a module. */
export interface Tx extends Statements {
  readonly institutionId: number;
  /** Tells the modules above. Their reactions run now, in this transaction; a failing reaction fails the command. */
  publish<Event extends EventType>(event: Event, payload: PayloadOf<Event>): Promise<void>;
  /** Work that leaves the house: done after the commit, retried until it succeeds. */
  enqueue(job: string, payload: object): Promise<void>;
  /**
   * Tells open screens, after the commit, that what they show under `topic` has changed
   * (`visits.queue:<departmentId>`). Carries no data: screens ask again with their own rights.
   */
  changed(topic: string): void;
}

export interface TxParts {
  readonly statements: Statements;
  readonly institutionId: number;
  readonly context: Context;
  readonly subscribers: Subscribers;
  readonly enqueue: Enqueue;
}

/** Topics are collected and sent once each, just before the commit. */
export function makeTx({ statements, institutionId, context, subscribers, enqueue }: TxParts): {
  tx: Tx;
  flushTopics: () => Promise<void>;
} {
  const topics = new Set<string>();
  const tx: Tx = {
    ...statements,
    institutionId,
    publish: async (event, payload) => {
      const parsed = event.payload.parse(payload);
      for (const { react } of subscribers.get(event.name) ?? []) await react(tx, parsed, context);
    },
    enqueue: (job, payload) => enqueue(statements, job, { institutionId, payload }),
    changed: (topic) => void topics.add(topic),
  };
  const flushTopics = async () => {
    if (topics.size === 0) return;
    await statements.run("select pg_notify('xinglin_live', t) from unnest($1::text[]) as t", [
      [...topics].map((topic) => `${institutionId}:${topic}`),
    ]);
  };
  return { tx, flushTopics };
}
