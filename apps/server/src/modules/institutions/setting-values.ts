import { newId } from '@xinglin/kernel/ids';
import type { Setting, SettingValue } from '@xinglin/kernel/setting';
import type { Context } from '#platform/actor';
import type { Listener } from '#platform/live/listener';
import { type Reader, remembered } from '#platform/live/remembered';
import type { Tx } from '#platform/transaction';
import { type Decision, insertDecision, readDecisions } from './setting-rows.ts';

export const SETTINGS_CHANNEL = 'xinglin_settings';

export interface SettingValues {
  /** What counts at this institution: its own decision, or the default. */
  value<Definition extends Setting>(tx: Reader, definition: Definition): Promise<SettingValue<Definition>>;
  decisions(tx: Reader): Promise<ReadonlyMap<string, Decision>>;
  decide(tx: Tx, key: string, value: unknown, reason: string, context: Context): Promise<void>;
}

/** Settings are read in nearly every command and change a few times a year. */
export function settingValues(listener: Listener | undefined): SettingValues {
  const known = remembered(
    listener,
    SETTINGS_CHANNEL,
    async (tx) => new Map((await readDecisions(tx)).map((decision) => [decision.key, decision])),
  );
  const decisions = (tx: Reader): Promise<ReadonlyMap<string, Decision>> => known.of(tx);
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
      const decidedAt = context.now.toString() as Decision['decidedAt'];
      const decision = { key, value, reason, decidedBy: context.actor.displayName, decidedAt };
      await Promise.all([insertDecision(tx, newId(context.now.epochMilliseconds), decision), known.forget(tx)]);
    },
  };
}
