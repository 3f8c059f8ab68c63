import {
  type Ask,
  type Facet,
  type Kind,
  type LookUp,
  splitEscaped,
  unescaped,
  wrongModifier,
  wrongValue,
} from './kind.ts';
import { endsOfMatch, NO_BEGINNING, NO_END, type Prefix, type Span, splitPrefix } from './ranges.ts';

/** A stored number or interval. `from` and `to` both belong to it; infinite when open. */
export interface Amount {
  readonly from: number;
  readonly to: number;
  readonly system: string | undefined;
  readonly code: string | undefined;
  readonly unit: string | undefined;
}

export interface AmountQuery {
  readonly prefix: Prefix;
  /** The number as written. */
  readonly value: number;
  /** Numbers that round to what was written: 100 → [99.5, 100.5). For `ap` 10 % to either side. */
  readonly implied: Span;
  /** undefined: any unit; a code without a system matches the code or the printed unit. */
  readonly system: string | undefined;
  readonly code: string | undefined;
}

const NUMBER = /^[+-]?\d{1,20}(?:\.(\d{1,20}))?(?:[eE]([+-]?\d{1,3}))?$/;

function parseNumber(text: string, ask: Ask): { prefix: Prefix; value: number; implied: Span } {
  const { prefix, rest } = splitPrefix(text);
  const match = NUMBER.exec(rest);
  const value = Number(rest);
  if (!match || !Number.isFinite(value)) throw wrongValue(ask.code);
  const half = 0.5 * 10 ** (Number(match[2] ?? 0) - (match[1]?.length ?? 0));
  const slack = prefix === 'ap' ? Math.max(Math.abs(value) / 10, half) : half;
  return { prefix, value, implied: { from: value - slack, to: value + slack } };
}

/** http://hl7.org/fhir/R4/search.html#number: comparisons use the number as written, equality what it rounds from. */
function compares({ from, to }: Amount, { prefix, value, implied }: AmountQuery): boolean {
  switch (prefix) {
    case 'eq':
      return from >= implied.from && to < implied.to;
    case 'ne':
      return !(from >= implied.from && to < implied.to);
    case 'gt':
      return to > value;
    case 'ge':
      return to >= value;
    case 'lt':
      return from < value;
    case 'le':
      return from <= value;
    case 'sa':
      return from > value;
    case 'eb':
      return to < value;
    case 'ap':
      return from < implied.to && to >= implied.from;
  }
}

/**
 * Numbers are stored by place on a scale of two significant digits, by the first digit, and by the exponent alone:
 * 143 is at 1.4e2, 1e2 and e2. A range is then a few dozen places. Beyond the ends of the scale everything shares the last place.
 */
const LOWEST_EXPONENT = -6;
const HIGHEST_EXPONENT = 9;
const PER_EXPONENT = 90;
const HIGHEST = (HIGHEST_EXPONENT - LOWEST_EXPONENT + 1) * PER_EXPONENT + 1;

/** −HIGHEST … HIGHEST, never decreasing in `value`; 0 for zero and what is nearer to it than the scale shows. */
export function placeOf(value: number): number {
  if (value < 0) return -placeOf(-value);
  if (value <= NO_BEGINNING || value >= NO_END) return HIGHEST;
  const [digits = '0', exponentText = '0'] = value.toExponential(12).split('e');
  const exponent = Number(exponentText);
  if (value === 0 || exponent < LOWEST_EXPONENT) return 0;
  if (exponent > HIGHEST_EXPONENT) return HIGHEST;
  const twoDigits = Number(digits.slice(0, 3).replace('.', ''));
  return (exponent - LOWEST_EXPONENT) * PER_EXPONENT + (twoDigits - 10) + 1;
}

/** Spans of places with a bucket of their own: all of an exponent, and all of a first digit. */
const LEVELS = [
  { mark: 'x', size: PER_EXPONENT },
  { mark: 'g', size: 10 },
] as const;

/** Number of the span that holds a place, mirrored for negative numbers; zero and the ends of the scale have none. */
const spanOf = (place: number, size: number): number | undefined =>
  place === 0 || Math.abs(place) === HIGHEST
    ? undefined
    : Math.sign(place) * (Math.floor((Math.abs(place) - 1) / size) + 1);

const bucketsOf = (value: number): string[] => {
  const place = placeOf(value);
  const spans = LEVELS.flatMap(({ mark, size }) => {
    const span = spanOf(place, size);
    return span === undefined ? [] : [`${mark}${span}`];
  });
  return [`${place}`, ...spans];
};

function keys({ from, to }: Amount): readonly string[] {
  const begin = bucketsOf(from).map((bucket) => `b${bucket}`);
  return placeOf(from) === placeOf(to) ? begin : [...begin, ...bucketsOf(to).map((bucket) => `e${bucket}`)];
}

/** The fewest buckets that cover all places from that of `low` to that of `high`. */
export function coverNumbers(low: number, high: number): string[] {
  const last = placeOf(high);
  const found: string[] = [];
  for (let place = placeOf(low); place <= last; ) {
    const level = LEVELS.find(({ size }) => {
      const span = spanOf(place, size);
      const end = place + size - 1;
      return span !== undefined && spanOf(place - 1, size) !== span && end <= last && spanOf(end, size) === span;
    });
    found.push(level ? `${level.mark}${spanOf(place, level.size)}` : `${place}`);
    place += level?.size ?? 1;
  }
  return found;
}

function lookUp(query: AmountQuery): LookUp | undefined {
  const { prefix, value, implied } = query;
  const { lower, upper } = endsOfMatch(prefix, prefix === 'eq' ? implied : { from: value, to: value });
  if (lower) return { anyOf: coverNumbers(lower.from, lower.to).map((bucket) => [`b${bucket}`]), exact: false };
  if (upper) {
    const buckets = coverNumbers(upper.from, upper.to);
    return { anyOf: buckets.flatMap((bucket) => [[`e${bucket}`], [`b${bucket}`]]), exact: false };
  }
  return undefined;
}

const amount = (from: number, to = from): Amount => ({ from, to, system: undefined, code: undefined, unit: undefined });

/** R4 search type "number". */
export const numberKind: Kind<Amount, AmountQuery> = {
  read: (raw) => (typeof raw === 'number' ? [amount(raw)] : []),
  keys,
  parse: (text, ask) => {
    if (ask.modifier !== undefined) throw wrongModifier(ask);
    return { ...parseNumber(text, ask), system: undefined, code: undefined };
  },
  lookUp,
  matches: compares,
};

type Json = Readonly<Record<string, unknown>>;
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function readQuantity(raw: unknown, { leaf }: Facet): readonly Amount[] {
  if (typeof raw !== 'object' || raw === null) return [];
  if (leaf === 'SampledData') return [];
  if (leaf === 'Range') return rangeOf(raw as Json);
  const { value, comparator, system, code, unit } = raw as Json;
  if (typeof value !== 'number') return [];
  const from = comparator === '<' || comparator === '<=' ? Number.NEGATIVE_INFINITY : value;
  const to = comparator === '>' || comparator === '>=' ? Number.POSITIVE_INFINITY : value;
  return [{ from, to, system: text(system), code: text(code), unit: text(unit) }];
}

function rangeOf({ low, high }: Json): Amount[] {
  const lowEnd = low as Json | undefined;
  const highEnd = high as Json | undefined;
  const shown = lowEnd ?? highEnd;
  if (!shown) return [];
  return [
    {
      from: typeof lowEnd?.value === 'number' ? lowEnd.value : Number.NEGATIVE_INFINITY,
      to: typeof highEnd?.value === 'number' ? highEnd.value : Number.POSITIVE_INFINITY,
      system: text(shown.system),
      code: text(shown.code),
      unit: text(shown.unit),
    },
  ];
}

function parseQuantity(value: string, ask: Ask): AmountQuery {
  if (ask.modifier !== undefined) throw wrongModifier(ask);
  const parts = splitEscaped(value, '|').map(unescaped);
  const [number = '', system, code] = parts;
  if (parts.length === 2 || parts.length > 3) throw wrongValue(ask.code);
  return {
    ...parseNumber(number, ask),
    system: system === '' ? undefined : system,
    code: code === '' ? undefined : code,
  };
}

function inUnit({ system, code, unit }: Amount, query: AmountQuery): boolean {
  if (query.system !== undefined && query.system !== system) return false;
  if (query.code === undefined) return true;
  return query.code === code || (query.system === undefined && query.code === unit);
}

/** R4 search type "quantity": `5.4|http://unitsofmeasure.org|mg`. Units are compared as written, not converted. */
export const quantityKind: Kind<Amount, AmountQuery> = {
  read: readQuantity,
  keys,
  parse: parseQuantity,
  lookUp,
  matches: (value, query) => inUnit(value, query) && compares(value, query),
};
