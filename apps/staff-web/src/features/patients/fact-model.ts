import type { RequestOf } from '@xinglin/kernel/operation';
import type { FactKind, recordFacts } from '@xinglin/server/contract/patients/health';

/** What stands in the dialog that records a fact. Which of the fields count depends on the kind. */
export interface FactForm {
  readonly kind: FactKind;
  /** A number as typed, or the chosen word. */
  readonly value: string;
  readonly weeks: string;
  readonly condition?: { readonly code: string; readonly display: string };
  readonly since: string;
  readonly drug?: { readonly genericId?: string; readonly display: string };
  readonly source: 'told' | 'measured' | 'document';
}

type FactInput = RequestOf<typeof recordFacts>['facts'][number];
type Content = FactInput['content'];

const units = { weight: 'kg', height: 'cm', creatinine: 'umol/L' } as const;
export const unitOf = (kind: FactKind): string | undefined => units[kind as keyof typeof units];

/** What is sent for the form; undefined while it is not filled in. Ranges are checked by the server. */
export function factOf({ kind, value, weeks, condition, since, drug, source }: FactForm): FactInput | undefined {
  const content = contentOf();
  return content && { content, source };

  function contentOf(): Content | undefined {
    const typed = value.trim();
    switch (kind) {
      case 'weight':
        return isNumber(typed) ? { kind, value: { value: typed, unit: 'kg' } } : undefined;
      case 'height':
        return isNumber(typed) ? { kind, value: { value: typed, unit: 'cm' } } : undefined;
      case 'creatinine':
        return isNumber(typed) ? { kind, value: { value: typed, unit: 'umol/L' } } : undefined;
      case 'pregnancy': {
        if (typed !== 'yes' && typed !== 'no' && typed !== 'unknown') return undefined;
        if (weeks.trim() !== '' && !/^\d{1,2}$/.test(weeks.trim())) return undefined;
        const told = typed === 'yes' && weeks.trim() !== '' ? { weeks: Number(weeks) } : {};
        return { kind, value: { state: typed, ...told } };
      }
      case 'long-term-condition':
        return condition && { kind, value: { ...condition, ...(since ? { since } : {}) } };
      case 'long-term-drug':
        return drug && { kind, value: drug };
      default:
        // The words to choose from are those of the contract; the server refuses any other.
        return typed === '' ? undefined : ({ kind, value: typed } as Content);
    }
  }
}

const isNumber = (text: string): boolean => /^\d{1,5}(\.\d{1,2})?$/.test(text) && Number(text) > 0;
