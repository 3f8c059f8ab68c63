import type { Age } from '@xinglin/server/contract/patients';
import { useText } from './text.ts';

export interface PersonWords {
  readonly sex: (sex: 'male' | 'female' | 'other' | 'unknown') => string;
  /** "3岁2月"; an estimated age says so; an unknown one is called unknown. */
  readonly age: (person: { readonly age: Age; readonly bornOnIsEstimate?: boolean }) => string;
}

/** How sex and age are said in the reader's language. */
export function usePersonWords(): PersonWords {
  const t = useText();
  return {
    sex: (sex) => t(`patients.sex.${sex}`),
    age: ({ age, bornOnIsEstimate }) => {
      if (age.length === 0) return t('patients.age.unknown');
      const said = age.map(({ value, unit }) => t(`patients.age.${unit}`, { count: value })).join('');
      return bornOnIsEstimate ? t('patients.age.estimated', { age: said }) : said;
    },
  };
}
