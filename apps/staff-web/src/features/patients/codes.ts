/** Codes that people choose from on the screens of a person; the words stand in the message files. */

/** GB/T 3304, in its own order. */
export const ethnicityCodes = [
  ...Array.from({ length: 56 }, (_, index) => String(index + 1).padStart(2, '0')),
  '97',
  '98',
] as readonly string[];

/** GB/T 2261.2. */
export const maritalCodes = ['10', '20', '21', '22', '23', '30', '40', '90'] as const;

/** CV07.10.005. */
export const paymentCodes = ['01', '02', '03', '04', '05', '06', '07', '08', '99'] as const;

/** GB/T 4761, the values that a household and a contact person need. */
export const relationCodes = [
  '01',
  '02',
  '10',
  '11',
  '12',
  '20',
  '30',
  '40',
  '50',
  '51',
  '52',
  '60',
  '70',
  '80',
  '97',
] as const;

/** Substances stand in the allergy list; these are the facts a person may have outside a visit. */
export const factKinds = [
  'weight',
  'height',
  'pregnancy',
  'lactation',
  'blood-abo',
  'blood-rh',
  'smoking',
  'alcohol',
  'creatinine',
  'long-term-condition',
  'long-term-drug',
] as const;

/** Whether the code is one of those that have words; others are shown as they are. */
export const isOneOf = <Code extends string>(codes: readonly Code[], code: string | undefined): code is Code =>
  code !== undefined && (codes as readonly string[]).includes(code);
