import type { Resource } from '@medplum/fhirtypes';
import type { DateSpan } from './date.ts';
import { dateKind } from './date.ts';
import { parametersOf, type TypeParameters } from './parameters.ts';
import { referenceKind, relativeReference } from './reference.ts';
import type { Term, TermHash } from './term-hash.ts';

/** What the database keeps of a resource to find it by; nothing of it can be read without the installation's key. */
export interface IndexEntry {
  readonly terms: ReadonlySet<Term>;
  /** Whose record it belongs to. */
  readonly patient: Term | undefined;
  readonly date: DateSpan | undefined;
}

/** The texts behind the terms; `institutionId` keeps the houses apart even inside one index. */
export const termText = (institutionId: number, type: string, facetKey: string, key: string): string =>
  `${institutionId}\u0000${type}.${facetKey}\u0000${key}`;

export const patientText = (institutionId: number, patientId: string): string =>
  `${institutionId}\u0000patient\u0000${patientId}`;

/** A hostile or degenerate resource (a list of 10,000 codes) must not fill the index. */
export const MAX_TERMS = 2_000;

export function indexEntry(resource: Resource, institutionId: number, hash: TermHash): IndexEntry {
  const parameters = parametersOf(resource.resourceType);
  const terms = new Set<Term>();
  for (const { facet, kind } of parameters.indexed) {
    const isPatient = facet.key === parameters.patient?.key;
    const head = termText(institutionId, parameters.type, facet.key, '');
    for (const raw of facet.walk(resource)) {
      for (const value of kind.read(raw, facet)) {
        // The one patient stands in a column of its own.
        if (isPatient && relativeReference(value as string)?.type === 'Patient') continue;
        for (const key of kind.keys(value, facet)) terms.add(hash(head + key));
      }
    }
    if (terms.size > MAX_TERMS) break;
  }
  const patientId = patientIdOf(resource, parameters);
  return {
    terms,
    patient: patientId === undefined ? undefined : hash(patientText(institutionId, patientId)),
    date: dateOf(resource, parameters),
  };
}

/** The patient whose record the resource belongs to; undefined when there is none or when several could be meant. */
export function patientIdOf(resource: Resource, parameters = parametersOf(resource.resourceType)): string | undefined {
  if (resource.resourceType === 'Patient') return resource.id;
  const { patient } = parameters;
  if (!patient) return undefined;
  for (const raw of patient.walk(resource)) {
    for (const reference of referenceKind.read(raw, patient)) {
      const found = relativeReference(reference);
      if (found?.type === 'Patient') return found.id;
    }
  }
  return undefined;
}

export function dateOf(resource: Resource, parameters: TypeParameters): DateSpan | undefined {
  for (const facet of parameters.date?.facets ?? []) {
    for (const raw of facet.walk(resource)) {
      const [span] = dateKind.read(raw, facet);
      if (span) return span;
    }
  }
  return undefined;
}
