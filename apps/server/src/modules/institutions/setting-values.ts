import { newId } from '@xinglin/kernel/ids';
import type { Setting, SettingValue } from '@xinglin/kernel/setting';
import type { Context } from '#platform/actor';
import type { Listener } from '#platform/live/listener';
import type { Tx } from '#platform/transaction';
import { type Decision, insertDecision, readDecisions } from './setting-rows.ts';

export const SETTINGS_CHANNEL = 'xinglin_settings';

/** All that reading a setting needs of a transaction. */
export type Reader = Pick<Tx, 'many' | 'institutionId'>;

export interface SettingValues {
  /** What counts at this institution: its own decision, or the default. */
  value<Definition extends Setting>(tx: Reader, definition: Definition): Promise<SettingValue<Definition>>;
  decisions(tx: Reader): Promise<ReadonlyMap<string, Decision>>;
  decide(tx: Tx, key: string, value: unknown, reason: string, context: Context): Promise<void>;
}

/**
 * Settings are read in nearly every command and change a few times a year. With a listener each process remembers the
 * decisions of an institution until some process says that it decided again; while the listener hears nothing, nothing
 * is remembered.
 */
export function settingValues(listener: Listener | undefined): SettingValues {
  const remembered = new Map<number, ReadonlyMap<string, Decision>>();
  /** Counts what was forgotten, so that an answer that was under way meanwhile is not kept. */
  let forgotten = 0;
  listener?.on(SETTINGS_CHANNEL, (payload) => {
    forgotten++;
    remembered.delete(Number(payload));
  });
  listener?.onGap(() => {
    forgotten++;
    remembered.clear();
  });

  /** Transactions that decided something see their own decision, and must not leave it with others. */
  const deciding = new WeakSet<Reader>();
  const decisions = async (tx: Reader) => {
    const mayRemember = listener?.isHearing() === true && !deciding.has(tx);
    const known = mayRemember ? remembered.get(tx.institutionId) : undefined;
    if (known) return known;
    const before = forgotten;
    const found = new Map((await readDecisions(tx)).map((decision) => [decision.key, decision]));
    if (mayRemember && before === forgotten) remembered.set(tx.institutionId, found);
    return found;
  };
  return {
    decisions,
    value: async (tx, definition) => {
      const decision = (await decisions(tx)).get(definition.key);
      if (decision === undefined || decision.value === null) return definition.fallback as never;
      // A value that an older version accepted may no longer fit; the default is the safe answer then.
      const read = definition.shape.safeParse(decision.value);
      return (read.success ? read.data : definition.fallback) as never;
    },
    decide: async (tx, key, value, reason, context) => {
      deciding.add(tx);
      const decidedAt = context.now.toString() as Decision['decidedAt'];
      const decision = { key, value, reason, decidedBy: context.actor.displayName, decidedAt };
      await Promise.all([
        insertDecision(tx, newId(context.now.epochMilliseconds), decision),
        tx.run(`select pg_notify('${SETTINGS_CHANNEL}', $1)`, [String(tx.institutionId)]),
      ]);
    },
  };
}
