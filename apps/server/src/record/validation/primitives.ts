import type { ErrorCode } from '@xinglin/kernel/domain-error';
import { structures } from '../definitions/definitions.ts';

/** undefined when the value is a right value of the primitive type. */
export type PrimitiveCheck = (value: unknown) => ErrorCode | undefined;

const WRONG_TYPE = 'record.wrong-type' as const;
const BAD_FORMAT = 'record.bad-format' as const;

/** R4: "Note that strings SHALL NOT exceed 1MB (1024*1024 characters) in size". */
const MAX_STRING = 1_048_576;

const matching =
  (pattern: RegExp): PrimitiveCheck =>
  (value) => {
    if (typeof value !== 'string') return WRONG_TYPE;
    return pattern.test(value) ? undefined : BAD_FORMAT;
  };

const whole =
  (low: number): PrimitiveCheck =>
  (value) => {
    if (typeof value !== 'number') return WRONG_TYPE;
    return Number.isInteger(value) && value >= low && value <= 2_147_483_647 ? undefined : BAD_FORMAT;
  };

/** Control characters other than tab, line feed and carriage return are not allowed in R4 strings. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/;

const string: PrimitiveCheck = (value) => {
  if (typeof value !== 'string') return WRONG_TYPE;
  if (value.length === 0 || value.length > MAX_STRING) return BAD_FORMAT;
  return CONTROL.test(value) || !/\S/.test(value) ? BAD_FORMAT : undefined;
};

/** The official expression backtracks without bound on long input, so the same rule is checked in two plain steps. */
const base64: PrimitiveCheck = (value) => {
  if (typeof value !== 'string') return WRONG_TYPE;
  const compact = value.replace(/\s+/g, '');
  return compact.length > 0 && compact.length % 4 === 0 && /^[0-9a-zA-Z+/]+={0,2}$/.test(compact)
    ? undefined
    : BAD_FORMAT;
};

/** The official expressions allow 31 February. */
const calendar = (name: 'date' | 'dateTime' | 'instant'): PrimitiveCheck => {
  const format = matching(new RegExp(`^(?:${structures.primitives[name]})$`));
  return (value) => {
    const fault = format(value);
    if (fault !== undefined) return fault;
    const text = value as string;
    if (text.length < 10) return undefined;
    const day = Number(text.slice(8, 10));
    return day <= 28 || day <= daysIn(Number(text.slice(0, 4)), Number(text.slice(5, 7))) ? undefined : BAD_FORMAT;
  };
};

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

const xhtml: PrimitiveCheck = (value) => {
  if (typeof value !== 'string') return WRONG_TYPE;
  return /^\s*<div[\s>/]/.test(value) && value.length <= MAX_STRING ? undefined : BAD_FORMAT;
};

const special: Readonly<Record<string, PrimitiveCheck>> = {
  boolean: (value) => (typeof value === 'boolean' ? undefined : WRONG_TYPE),
  integer: whole(-2_147_483_648),
  unsignedInt: whole(0),
  positiveInt: whole(1),
  decimal: (value) => {
    if (typeof value !== 'number') return WRONG_TYPE;
    return Number.isFinite(value) ? undefined : BAD_FORMAT;
  },
  string,
  markdown: string,
  base64Binary: base64,
  date: calendar('date'),
  dateTime: calendar('dateTime'),
  instant: calendar('instant'),
  xhtml,
  // The official "\S*" would let the empty text pass, which JSON may not hold.
  uri: matching(/^\S+$/),
  url: matching(/^\S+$/),
  canonical: matching(/^\S+$/),
};

/** Checks of all R4 primitives by type name. */
export const primitiveChecks: ReadonlyMap<string, PrimitiveCheck> = new Map(
  Object.entries(structures.primitives).map(([name, pattern]) => [
    name,
    special[name] ?? matching(new RegExp(`^(?:${pattern})$`)),
  ]),
);
