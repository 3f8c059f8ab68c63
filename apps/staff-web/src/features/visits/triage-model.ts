import type { Measurement, RequestedVitalSigns, VitalSign } from './triage-types.ts';

/** Order on the screen and on the keyboard: as a nurse measures. Units are fixed by the contract. */
export const measuredSigns: readonly { readonly sign: VitalSign; readonly unit: string }[] = [
  { sign: 'temperature', unit: '℃' },
  { sign: 'pulse', unit: '/min' },
  { sign: 'respiration', unit: '/min' },
  { sign: 'systolic', unit: 'mmHg' },
  { sign: 'diastolic', unit: 'mmHg' },
  { sign: 'oxygenSaturation', unit: '%' },
  { sign: 'weight', unit: 'kg' },
  { sign: 'height', unit: 'cm' },
  { sign: 'glucose', unit: 'mmol/L' },
  { sign: 'pain', unit: '0–10' },
];

export type TypedSigns = Partial<Record<VitalSign, string>>;
export type UnableSigns = Partial<
  Record<VitalSign, 'refused' | 'uncooperative' | 'too-unwell' | 'no-device' | 'other'>
>;

/**
 * What the nurse typed as the contract wants it. An empty box was not measured and is left out; "unable" is said.
 * Full-width digits and points, which Chinese input methods leave behind, are read as ordinary ones.
 */
export function vitalSignsOf(typed: TypedSigns, unable: UnableSigns): RequestedVitalSigns {
  const signs: Partial<Record<VitalSign, Measurement>> = {};
  for (const { sign } of measuredSigns) {
    const reason = unable[sign];
    const value = plainNumber(typed[sign] ?? '');
    if (reason) signs[sign] = { unable: reason };
    else if (value !== '') signs[sign] = { value };
  }
  return signs as RequestedVitalSigns;
}

const plainNumber = (typed: string): string =>
  typed
    .trim()
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(/[．。]/g, '.');

/** 39.2℃ and the like, complete enough to ask the server for a suggestion. */
export const isPlainNumber = (typed: string): boolean => /^\d{1,4}(\.\d{1,2})?$/.test(plainNumber(typed));
