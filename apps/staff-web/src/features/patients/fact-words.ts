import type { FactContent } from '@xinglin/server/contract/patients/health';
import { useText } from './text.ts';

/** How one fact of a person is said: "62 kg", "妊娠 12 周", "从不吸烟". */
export function useFactWords(): (content: FactContent) => string {
  const t = useText();
  return (content) => {
    switch (content.kind) {
      case 'weight':
      case 'height':
      case 'creatinine':
        return `${content.value.value} ${content.value.unit}`;
      case 'pregnancy': {
        const { state, weeks } = content.value;
        if (state === 'yes' && weeks !== undefined) return t('patients.fact.weeks', { weeks });
        return t(`patients.yes-no.${state}`);
      }
      case 'lactation':
        return t(`patients.yes-no.${content.value}`);
      case 'blood-abo':
        return content.value === 'unknown'
          ? t('patients.not-known')
          : t('patients.fact.blood', { type: content.value });
      case 'blood-rh':
        return t(`patients.rh.${content.value}`);
      case 'smoking':
      case 'alcohol':
        return t(`patients.use.${content.value}`);
      case 'long-term-condition': {
        const { display, code, ended } = content.value;
        return ended ? t('patients.fact.ended', { name: display }) : `${display} ${code}`;
      }
      case 'long-term-drug':
        return content.value.ended ? t('patients.fact.ended', { name: content.value.display }) : content.value.display;
    }
  };
}
