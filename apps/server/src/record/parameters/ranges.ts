/** Comparison prefixes of R4 searches on ordered values. */
export const prefixes = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap'] as const;
export type Prefix = (typeof prefixes)[number];

/** Half-open: `from` belongs to it, `to` does not. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Stands for "no beginning" and "no end"; whole numbers that PostgreSQL and JavaScript both hold exactly. */
export const NO_BEGINNING = -9_007_199_254_740_990;
export const NO_END = 9_007_199_254_740_990;

const within = (inner: Span, outer: Span): boolean => inner.from >= outer.from && inner.to <= outer.to;
const overlap = (a: Span, b: Span): boolean => a.from < b.to && b.from < a.to;

/**
 * Compares the span of a stored value with the span that was asked for, as R4 defines for dates:
 * http://hl7.org/fhir/R4/search.html#prefix. For `ap`, `asked` has already been widened.
 */
export function compares(value: Span, prefix: Prefix, asked: Span): boolean {
  switch (prefix) {
    case 'eq':
      return within(value, asked);
    case 'ne':
      return !within(value, asked);
    case 'gt':
      return value.to > asked.to;
    case 'lt':
      return value.from < asked.from;
    case 'ge':
      return value.to > asked.to || within(value, asked);
    case 'le':
      return value.from < asked.from || within(value, asked);
    case 'sa':
      return value.from >= asked.to;
    case 'eb':
      return value.to <= asked.from;
    case 'ap':
      return overlap(value, asked);
  }
}

/** Splits "ge2026" into its prefix and the rest. */
export function splitPrefix(text: string): { readonly prefix: Prefix; readonly rest: string } {
  const start = text.slice(0, 2);
  const prefix = prefixes.find((known) => known === start);
  return prefix ? { prefix, rest: text.slice(2) } : { prefix: 'eq', rest: text };
}

/**
 * Where the two ends of a matching value must lie, in the same unit as `asked`: a condition that every match meets.
 * `lower` bounds the beginning of the value, `upper` its end (the last point, so `to` itself excluded).
 */
export function endsOfMatch(prefix: Prefix, asked: Span): { readonly lower?: Span; readonly upper?: Span } {
  switch (prefix) {
    case 'eq':
      return { lower: asked };
    case 'gt':
    case 'ge':
    case 'sa':
      return { upper: { from: asked.from, to: NO_END } };
    case 'lt':
    case 'le':
    case 'eb':
      return { lower: { from: NO_BEGINNING, to: asked.to } };
    case 'ne':
    case 'ap':
      return {};
  }
}
