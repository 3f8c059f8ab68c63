import { choiceNames } from './choice-names.ts';
import { useText } from './text.ts';

/** Says the value of a setting: yes and no, known choices by their names, lists and groups in one line. */
export function useValueWords(): (value: unknown) => string {
  const t = useText();
  const say = (value: unknown): string => {
    if (value === null || value === undefined) return t('institutions.settings.none');
    if (value === true) return t('institutions.settings.yes');
    if (value === false) return t('institutions.settings.no');
    if (typeof value === 'string') {
      const known = choiceNames.find((name) => name === value);
      return known ? t(`institutions.choice.${known}`) : value;
    }
    if (Array.isArray(value)) return value.map(say).join('、') || t('institutions.settings.none');
    if (typeof value === 'object')
      return Object.entries(value)
        .map(([key, part]) => `${say(key)} ${say(part)}`)
        .join('；');
    return String(value);
  };
  return say;
}
