import type { DocumentKind } from '@xinglin/server/contract/patients';
import { useLanguage } from '@xinglin/ui/texts';
import { isOneOf, maritalCodes, paymentCodes, relationCodes } from './codes.ts';
import { ethnicityWords } from './ethnicity.messages.ts';
import { useText } from './text.ts';

/** How coded facts of a person are said in the reader's language. A code without words is shown as it is. */
export function useCodeWords() {
  const t = useText();
  const language = useLanguage();
  return {
    document: (kind: DocumentKind): string => t(`patients.document.${kind}`),
    ethnicity: (code: string): string => ethnicityWords[code]?.[language === 'en' ? 'en' : 'zh'] ?? code,
    marital: (code: string): string => (isOneOf(maritalCodes, code) ? t(`patients.marital.${code}`) : code),
    payment: (code: string): string => (isOneOf(paymentCodes, code) ? t(`patients.payment.${code}`) : code),
    relation: (code: string): string => (isOneOf(relationCodes, code) ? t(`patients.relation.${code}`) : code),
  };
}
