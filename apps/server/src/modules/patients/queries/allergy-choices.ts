import { readAllergyClasses, readGenericDrugs } from '#platform/knowledge/clinical';
import type { Handler } from '#platform/operations';
import { initialsOf, pinyinOf } from '#platform/pinyin';
import type { listAllergyChoices } from '../health/contract.ts';

/** Read once: the knowledge base does not change while the process runs. */
export function listAllergyChoicesHandler(): Handler<typeof listAllergyChoices> {
  const findable = (zh: string, en: string) => `${pinyinOf(zh)} ${initialsOf(zh)} ${en.toLowerCase()}`;
  const classes = readAllergyClasses().rows.map(({ key, zh, en }) => ({
    kind: 'class' as const,
    key,
    zh,
    en,
    find: findable(zh, en),
  }));
  const drugs = readGenericDrugs().rows.map(({ id, zh, en }) => ({
    kind: 'drug' as const,
    key: id,
    zh,
    en,
    find: findable(zh, en),
  }));
  const choices = [...classes, ...drugs];
  return async () => ({ choices });
}
