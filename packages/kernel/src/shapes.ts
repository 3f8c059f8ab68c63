import { z } from 'zod';
import type { Fen } from './money.ts';
import type { Decimal } from './quantity.ts';

/**
 * Shapes shared by all contracts. Every refusal carries a message key (`input.*`) and not a sentence;
 * the reader's language is chosen where it is shown.
 */

/** A moment as ISO 8601 text in UTC: "2026-03-01T01:00:00.000Z". */
export type InstantText = string & { readonly __format: 'instant' };
/** A calendar date at the institution: "2026-03-01". */
export type DateText = string & { readonly __format: 'date' };

export const id = z.uuid({ error: 'input.id' });
/**
 * Years of living people, goods and plans. Outside them stands a slip of the keyboard, or a date that PostgreSQL does
 * not know (year 0, an offset of a day).
 */
const isUsualYear = (text: string): boolean => /^(1[5-9]|2\d)/.test(text);
export const instant = z.iso
  .datetime({ offset: true, error: 'input.instant' })
  .refine((text) => isUsualYear(text) && !/[+-](1[5-9]|2\d):\d\d$/.test(text), { error: 'input.instant' })
  .transform((text) => text as InstantText);
export const date = z.iso
  .date({ error: 'input.date' })
  .refine(isUsualYear, { error: 'input.date' })
  .transform((text) => text as DateText);
export const fenAmount = z.int({ error: 'input.fen' }).transform((value) => value as Fen);
export const decimalText = z
  .string()
  .regex(/^-?\d{1,12}(\.\d{1,6})?$/, { error: 'input.decimal' })
  .transform((text) => text as Decimal);
export const positiveDecimal = decimalText.refine((text) => !/^-|^0*(\.0*)?$/.test(text), { error: 'input.positive' });

/** Text a person types: trimmed, never empty, at most `max` characters. */
export const text = (max: number) =>
  z.string().trim().min(1, { error: 'input.required' }).max(max, { error: 'input.too-long' });
/** Text that may be left out: trimmed; empty counts as left out. */
export const optionalText = (max: number) =>
  z
    .string()
    .trim()
    .max(max, { error: 'input.too-long' })
    .transform((value) => (value === '' ? undefined : value))
    .optional();

/** One of several codes; what is missing is refused in the same words as what is wrong. */
export const choice = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, { error: 'input.choice' });

/** Administrative gender, FHIR R4. GB/T 2261.1: 1 male, 2 female, 0 unknown, 9 other. */
export const sex = choice(['male', 'female', 'other', 'unknown']);
export type Sex = z.infer<typeof sex>;

/** For query strings, where everything arrives as text. */
export const queryInt = (low: number, high: number, fallback: number) =>
  z.coerce.number({ error: 'input.number' }).int({ error: 'input.number' }).min(low).max(high).default(fallback);
export const queryFlag = z
  .union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')])
  .optional();

/** A code with the system it comes from, as FHIR Coding. */
export const coding = z.object({ system: z.string(), code: z.string(), display: z.string() });
export type Coding = z.infer<typeof coding>;
