import type { RequestOf } from '@xinglin/kernel/operation';
import type { createService, Service } from '@xinglin/server/contract/catalog';

export const serviceCategories = [
  'registration',
  'consultation',
  'general-practice',
  'injection',
  'treatment',
  'surgery',
  'nursing',
  'laboratory',
  'imaging',
  'function-test',
  'chinese-medicine',
  'material',
  'bed',
  'other',
] as const satisfies readonly Service['category'][];

export const chargeCategories = [
  'registration',
  'consultation',
  'examination',
  'laboratory',
  'treatment',
  'surgery',
  'bed',
  'nursing',
  'material',
  'western-medicine',
  'patent-medicine',
  'herbal-medicine',
  'general-practice',
  'other',
] as const satisfies readonly Service['chargeCategory'][];

export interface ServiceForm {
  readonly code: string;
  readonly name: string;
  readonly english: string;
  readonly category: Service['category'];
  readonly chargeCategory: Service['chargeCategory'];
  readonly unit: string;
  readonly covers: readonly string[];
  readonly note: string;
}

export const formOf = (service: Service | undefined): ServiceForm => ({
  code: service?.code ?? '',
  name: service?.name ?? '',
  english: service?.english ?? '',
  category: service?.category ?? 'treatment',
  chargeCategory: service?.chargeCategory ?? 'treatment',
  unit: service?.unit ?? '',
  covers: service?.covers ?? [],
  note: service?.note ?? '',
});

/** The receipt category that a kind of service usually belongs to; a person may choose another. */
export function usualCharge(category: Service['category']): Service['chargeCategory'] {
  switch (category) {
    case 'injection':
    case 'chinese-medicine':
      return 'treatment';
    case 'imaging':
    case 'function-test':
      return 'examination';
    default:
      return category;
  }
}

export function requestOf(form: ServiceForm): RequestOf<typeof createService> {
  const { english, note, covers, ...rest } = form;
  return {
    ...rest,
    code: rest.code.trim(),
    name: rest.name.trim(),
    unit: rest.unit.trim(),
    covers: [...covers],
    ...(english.trim() ? { english: english.trim() } : {}),
    ...(note.trim() ? { note: note.trim() } : {}),
  };
}
