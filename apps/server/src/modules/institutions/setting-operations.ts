import { DomainError } from '@xinglin/kernel/domain-error';
import type { Setting } from '@xinglin/kernel/setting';
import { z } from 'zod';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import type { SettingView } from './contract.ts';
import { type Decision, readHistory } from './setting-rows.ts';
import type { SettingValues } from './setting-values.ts';

/** Looking at all settings and deciding them. `all` knows every setting of every module. */
export function settingOperations(values: SettingValues, all: () => readonly Setting[]) {
  const require = (key: string): Setting => {
    const definition = all().find((candidate) => candidate.key === key);
    if (!definition) throw new DomainError('not-found', 'institutions.no-such-setting', { key });
    return definition;
  };
  return {
    listSettings: async (tx: Tx): Promise<SettingView[]> => {
      const decisions = await values.decisions(tx);
      return Promise.all(
        all().map(async (definition) =>
          viewOf(definition, await values.value(tx, definition), decisions.get(definition.key)),
        ),
      );
    },
    allSettingValues: async (tx: Tx): Promise<Record<string, unknown>> => {
      const pairs = all().map(async (definition) => [definition.key, await values.value(tx, definition)] as const);
      return Object.fromEntries(await Promise.all(pairs));
    },
    /** @throws DomainError when the value does not meet the shape of the setting, naming what is wrong. */
    decideSetting: async (
      tx: Tx,
      policy: Policy,
      { key, value, reason }: { readonly key: string; readonly value: unknown; readonly reason: string },
      context: Context,
    ): Promise<SettingView> => {
      const definition = require(key);
      if (policyOf(key) !== policy) throw new DomainError('forbidden', 'institutions.other-policy', { key });
      if (value !== null) {
        const read = definition.shape.safeParse(value);
        if (!read.success) {
          throw new DomainError('invalid', 'institutions.setting-value', {}, [
            { path: 'value', code: 'institutions.setting-value' },
          ]);
        }
      }
      await values.decide(tx, key, value, reason, context);
      const decision = (await values.decisions(tx)).get(key);
      return viewOf(definition, await values.value(tx, definition), decision);
    },
    settingHistory: async (tx: Tx, key: string) => {
      require(key);
      return (await readHistory(tx, key)).map(({ key: _, ...decision }) => decision);
    },
  };
}

/** Who decides: the security administrator what guards the doors, the system administrator the rest. */
type Policy = 'working' | 'security';
const policyOf = (key: string): Policy => (key.startsWith('sign-in.') ? 'security' : 'working');

function viewOf(definition: Setting, value: unknown, decision: Decision | undefined): SettingView {
  const isDefault = decision === undefined || decision.value === null;
  return {
    key: definition.key,
    title: definition.title,
    source: definition.source,
    shape: z.toJSONSchema(definition.shape, { io: 'input', unrepresentable: 'any' }),
    fallback: definition.fallback,
    value,
    isDefault,
    ...(decision === undefined
      ? {}
      : { decidedBy: decision.decidedBy, decidedAt: decision.decidedAt, reason: decision.reason }),
  };
}
