import { DomainError } from '@xinglin/kernel/domain-error';

/**
 * One place of a resource type that search looks at: `Observation.component.code` read as tokens. Several parameters
 * may share a facet (`code` and `combo-code`), and then share what is stored for it.
 */
export interface Facet {
  /** Names the facet in index keys for ever: path and reading. */
  readonly key: string;
  readonly leaf: string;
  /** Code system that a bare `code` has by its required binding. */
  readonly system: string | undefined;
  /** Personal and place names are also found by pinyin. */
  readonly pinyin: 'person' | 'text' | undefined;
  readonly walk: (resource: unknown) => unknown[];
}

/** What is asked of a parameter besides its value. */
export interface Ask {
  readonly code: string;
  readonly modifier: string | undefined;
  /** Types a reference may point to; undefined when any. */
  readonly targets: readonly string[] | undefined;
  /** Now, for the prefix `ap`. */
  readonly nowMs: number;
}

/**
 * How the index narrows a question: a resource that matches has, for at least one of `anyOf`, all the keys.
 * `exact`: every resource with those keys matches, so that they can be counted without being opened.
 */
export interface LookUp {
  readonly anyOf: readonly (readonly string[])[];
  readonly exact: boolean;
}

/**
 * One kind of search parameter. `keys` and `lookUp` only narrow; `matches` on the opened resource decides. So a
 * wrong guess of the index can cost time and never gives a wrong answer, as long as `lookUp` never excludes a match.
 */
export interface Kind<Value, Query> {
  /** Normal form of one value found by the facet's walk; a value may hold several (a CodeableConcept its codings). */
  read(raw: unknown, facet: Facet): readonly Value[];
  keys(value: Value, facet: Facet): readonly string[];
  /** @throws DomainError 'invalid' for a value or modifier that cannot be read. */
  parse(text: string, ask: Ask): Query;
  /** undefined: the index cannot narrow this question. */
  lookUp(query: Query, facet: Facet): LookUp | undefined;
  matches(value: Value, query: Query, facet: Facet): boolean;
}

export const wrongValue = (code: string): DomainError =>
  new DomainError('invalid', 'record.search-value', { parameter: code });

export const wrongModifier = ({ code, modifier }: Ask): DomainError =>
  new DomainError('invalid', 'record.search-modifier', { parameter: code, modifier: modifier ?? '' });

/** Splits at `separator` where it is not escaped; the parts stay escaped. R4 search: `\,` `\|` `\$`. */
export function splitEscaped(text: string, separator: ',' | '|' | '$'): string[] {
  const parts: string[] = [];
  let current = '';
  for (let index = 0; index < text.length; index++) {
    const letter = text[index] ?? '';
    if (letter === '\\') {
      current += letter + (text[index + 1] ?? '');
      index++;
    } else if (letter === separator) {
      parts.push(current);
      current = '';
    } else current += letter;
  }
  return [...parts, current];
}

export const unescaped = (text: string): string => text.replace(/\\([,|$\\])/g, '$1');
