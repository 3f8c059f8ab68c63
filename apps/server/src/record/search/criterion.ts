import type { Resource } from '@medplum/fhirtypes';
import { DomainError } from '@xinglin/kernel/domain-error';
import { type Ask, splitEscaped, wrongModifier, wrongValue } from '../parameters/kind.ts';
import type { Component, Parameter } from '../parameters/parameters.ts';

/** One condition of a search: `code:not=a,b` matches when none of the values does. */
export interface Criterion {
  readonly parameter: Parameter;
  /** `:missing`; the values are then not looked at. */
  readonly missing: boolean | undefined;
  readonly negated: boolean;
  /** Alternatives; for a composite each is the list of its components' questions. */
  readonly queries: readonly unknown[];
}

/** More alternatives are a list of another kind and would make the statement unreasonably long. */
const MAX_VALUES = 200;

/** @throws DomainError 'invalid' for a value or modifier that cannot be read. */
export function criterionOf(
  parameter: Parameter,
  modifier: string | undefined,
  text: string,
  nowMs: number,
): Criterion {
  const { code, kind, targets } = parameter;
  if (modifier === 'missing') {
    if (text !== 'true' && text !== 'false') throw wrongValue(code);
    return { parameter, missing: text === 'true', negated: false, queries: [] };
  }
  const values = splitEscaped(text, ',');
  if (values.length > MAX_VALUES) {
    throw new DomainError('invalid', 'record.search-too-many', { parameter: code, max: MAX_VALUES });
  }
  const ask: Ask = { code, modifier, targets, nowMs };
  const queries = values.map((value) =>
    parameter.components ? composite(parameter, value, ask) : kind.parse(value, ask),
  );
  return { parameter, missing: undefined, negated: modifier === 'not', queries };
}

/** `8480-6$gt140`: one value for each component. */
function composite({ code, components = [] }: Parameter, text: string, ask: Ask): unknown[] {
  if (ask.modifier !== undefined) throw wrongModifier(ask);
  const parts = splitEscaped(text, '$');
  if (parts.length !== components.length) throw wrongValue(code);
  return components.map((component, index) =>
    component.kind.parse(parts[index] ?? '', { ...ask, code, targets: undefined }),
  );
}

/** Decides on the opened resource; the index has only narrowed. */
export function matchesCriterion(resource: Resource, criterion: Criterion): boolean {
  const { parameter, missing, negated, queries } = criterion;
  if (parameter.components) {
    const bases = parameter.bases.flatMap((walk) => walk(resource));
    return queries.some((query) => bases.some((base) => meets(base, parameter.components ?? [], query as unknown[])));
  }
  let found = false;
  for (const facet of parameter.facets) {
    for (const raw of facet.walk(resource)) {
      for (const value of parameter.kind.read(raw, facet)) {
        found = true;
        if (missing !== undefined) return !missing;
        if (queries.some((query) => parameter.kind.matches(value, query, facet))) return !negated;
      }
    }
  }
  return missing === undefined ? negated : missing && !found;
}

/** All components match within the same element. */
const meets = (base: unknown, components: readonly Component[], queries: readonly unknown[]): boolean =>
  components.every(({ kind, facets }, index) =>
    facets.some((facet) =>
      facet.walk(base).some((raw) => kind.read(raw, facet).some((value) => kind.matches(value, queries[index], facet))),
    ),
  );
