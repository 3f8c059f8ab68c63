import type { Resource } from '@medplum/fhirtypes';
import { DomainError } from '@xinglin/kernel/domain-error';
import type { Parameter, TypeParameters } from '../parameters/parameters.ts';

export interface SortKey {
  readonly parameter: Parameter;
  readonly descending: boolean;
}

/** An order in which the database can walk; everything else is sorted here, for a bounded number of matches. */
export type WalkOrder = 'id' | 'updated' | 'date';

/** `-date,status`. @throws DomainError 'invalid' for a parameter that has no order. */
export function sortKeys(text: string, { byCode }: TypeParameters): SortKey[] {
  return text.split(',').map((part) => {
    const descending = part.startsWith('-');
    const code = descending ? part.slice(1) : part;
    const parameter = byCode.get(code);
    if (!parameter || parameter.components)
      throw new DomainError('invalid', 'record.sort-unknown', { parameter: code });
    return { parameter, descending };
  });
}

/** undefined: not a walk of an index. */
export function walkOf(keys: readonly SortKey[]): { order: WalkOrder; descending: boolean } | undefined {
  const [key, ...more] = keys;
  if (!key) return { order: 'id', descending: false };
  const { column } = key.parameter;
  if (more.length > 0 || column === undefined || column === 'patient') return undefined;
  return { order: column, descending: key.descending };
}

/** What a resource is sorted by; null when it has no value, which goes last in either direction. */
export type SortValue = number | string | null;

export function sortValues(resource: Resource, keys: readonly SortKey[]): SortValue[] {
  return keys.map(({ parameter, descending }) => {
    const found: SortValue[] = [];
    for (const facet of parameter.facets) {
      for (const raw of facet.walk(resource)) {
        for (const value of parameter.kind.read(raw, facet)) found.push(orderOf(value));
      }
    }
    const known = found.filter((value) => value !== null).sort(compareValues);
    return (descending ? known.at(-1) : known[0]) ?? null;
  });
}

/** Numbers and dates by their beginning, names by their normal form, codes and references by their text. */
function orderOf(value: unknown): SortValue {
  if (typeof value === 'string') return value;
  const { from, normal, code } = value as { from?: number; normal?: string; code?: string };
  return from ?? normal ?? code ?? null;
}

function compareValues(a: SortValue, b: SortValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}

export interface Ranked {
  readonly values: readonly SortValue[];
  readonly id: string;
}

/** Order of two resources; the id decides between equals, so that every page continues where the last one ended. */
export function compareRanked(a: Ranked, b: Ranked, keys: readonly SortKey[]): number {
  for (const [index, { descending }] of keys.entries()) {
    const left = a.values[index] ?? null;
    const right = b.values[index] ?? null;
    if (left === null && right === null) continue;
    if (left === null || right === null) return left === null ? 1 : -1;
    const order = compareValues(left, right);
    if (order !== 0) return descending ? -order : order;
  }
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
