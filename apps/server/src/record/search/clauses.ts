import type { DateQuery } from '../parameters/date.ts';
import { patientText, termText } from '../parameters/index-entry.ts';
import type { LookUp } from '../parameters/kind.ts';
import type { Component, Parameter } from '../parameters/parameters.ts';
import { NO_BEGINNING, NO_END, type Prefix } from '../parameters/ranges.ts';
import { type ReferenceQuery, relativeReference } from '../parameters/reference.ts';
import type { Term, TermHash } from '../parameters/term-hash.ts';
import type { TokenQuery } from '../parameters/token.ts';
import { int8Array, termArray, textArray } from '../storage/binary-arrays.ts';
import { isResourceId } from '../storage/rows.ts';
import type { Criterion } from './criterion.ts';
import type { SearchQuery } from './query.ts';

/** Collects the parameters of a statement whose text depends only on the shape of the question. */
export class SqlParams {
  readonly values: unknown[] = [];

  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

export interface Narrowing {
  /** Conditions joined by `and`; every match meets them. */
  readonly clauses: readonly string[];
  /** Whatever meets them is a match, up to the chance of equal hashes. */
  readonly exact: boolean;
}

interface Place {
  readonly type: string;
  readonly institutionId: number;
  readonly hash: TermHash;
  readonly sql: SqlParams;
}

/** Turns a question into index look-ups. What the index cannot say is left to the opened resource. */
export function narrow(query: SearchQuery, institutionId: number, hash: TermHash, sql: SqlParams): Narrowing {
  const place = { type: query.type, institutionId, hash, sql };
  const clauses: string[] = [];
  // Terms that every match has: one condition, so that the index intersects them in one pass.
  const required: Term[] = [];
  let exact = true;
  if (query.compartment !== undefined) clauses.push(compartmentClause(query, query.compartment, place));
  for (const criterion of query.criteria) {
    const found = narrowOne(criterion, place, query);
    exact &&= found.exact;
    required.push(...found.required);
    clauses.push(...found.clauses);
  }
  clauses.push(...dateBounds(query.criteria, sql));
  if (required.length > 0) clauses.push(`r.terms @> ${sql.add(termArray(required))}::bigint[]`);
  return { clauses, exact };
}

interface Part {
  readonly clauses: readonly string[];
  readonly required: readonly Term[];
  readonly exact: boolean;
}

const NOTHING: Part = { clauses: [], required: [], exact: false };

function narrowOne(criterion: Criterion, place: Place, query: SearchQuery): Part {
  const { parameter, missing, negated, queries } = criterion;
  if (missing !== undefined || negated) return NOTHING;
  if (parameter.components) return compositePart(criterion, parameter.components, place, query);
  switch (parameter.column) {
    case 'id':
      return idPart(queries as TokenQuery[], place);
    case 'updated':
      return orPart(queries as DateQuery[], (asked) => updatedClause(asked, place.sql));
    case 'date':
      return orPart(queries as DateQuery[], (asked) => dateClause(asked, place.sql));
    case 'patient':
      return patientPart(parameter, queries as ReferenceQuery[], place);
    case undefined:
      return termPart(
        parameter.facets.flatMap((facet) =>
          queries.map((asked) => keyed(facet.key, parameter.kind.lookUp(asked, facet))),
        ),
        place,
      );
  }
}

function idPart(queries: readonly TokenQuery[], { sql }: Place): Part {
  const ids = queries.flatMap(({ system, code }) =>
    code === undefined || system || !isResourceId(code) ? [] : [code],
  );
  return { clauses: [`r.id = any(${sql.add(textArray(ids))}::text[])`], required: [], exact: true };
}

function orPart(queries: readonly DateQuery[], clauseOf: (query: DateQuery) => string): Part {
  // Almost everything is another date than the one asked for: nothing to look up.
  if (queries.some(({ prefix }) => prefix === 'ne')) return NOTHING;
  return { clauses: [`(${queries.map(clauseOf).join(' or ')})`], required: [], exact: true };
}

const instant = (ms: number, sql: SqlParams): string => {
  // Beyond what a timestamp can say there is nothing to tell apart.
  const clamped = Math.min(Math.max(ms, -62_135_596_800_000), 253_402_300_799_999);
  return `${sql.add(new Date(clamped).toISOString())}::timestamptz`;
};

/** `_lastUpdated` is a moment of one millisecond, so each comparison comes down to one or two bounds. */
function updatedClause({ prefix, asked }: DateQuery, sql: SqlParams): string {
  const bounds: Record<Prefix, readonly [from: number | undefined, to: number | undefined]> = {
    eq: [asked.from, asked.to],
    ap: [asked.from, asked.to],
    gt: [asked.to, undefined],
    sa: [asked.to, undefined],
    ge: [asked.from, undefined],
    lt: [undefined, asked.from],
    eb: [undefined, asked.from],
    le: [undefined, asked.to],
    ne: [undefined, undefined],
  };
  const [from, to] = bounds[prefix];
  const parts = [
    ...(from === undefined ? [] : [`r.updated_at >= ${instant(from, sql)}`]),
    ...(to === undefined ? [] : [`r.updated_at < ${instant(to, sql)}`]),
  ];
  return parts.length === 0 ? 'true' : `(${parts.join(' and ')})`;
}

const DAY_MS = 86_400_000;

/** The main date, exactly as `compares` in ranges.ts decides. */
function dateClause({ prefix, asked }: DateQuery, sql: SqlParams): string {
  const whole = (ms: number): string => `${sql.add(int8(ms))}::bigint`;
  // What ends in time has begun in time: said twice, because the index knows beginnings.
  const within = (): string => {
    const end = whole(asked.to);
    return `r.date_from >= ${whole(asked.from)} and r.date_from < ${end} and r.date_to <= ${end}`;
  };
  const known = () => `r.date_from >= ${whole(NO_BEGINNING)}`;
  switch (prefix) {
    case 'eq':
      return `(${within()})`;
    case 'gt':
      return `r.date_to > ${whole(asked.to)}`;
    case 'ge':
      return `(r.date_to > ${whole(asked.to)} or ${within()})`;
    case 'lt':
      return `(r.date_from < ${whole(asked.from)} and ${known()})`;
    case 'le':
      return `(r.date_from < ${whole(asked.from)} and ${known()} or ${within()})`;
    case 'sa':
      return `r.date_from >= ${whole(asked.to)}`;
    case 'eb':
      return `(r.date_to <= ${whole(asked.from)} and r.date_from < ${whole(asked.from)} and ${known()})`;
    case 'ap':
      return `(r.date_from < ${whole(asked.to)} and r.date_to > ${whole(asked.from)} and ${known()})`;
    case 'ne':
      return 'true';
  }
}

/**
 * What all date conditions together say in the words of the indexes. A value that must end after a moment has begun
 * at most a day before it, unless it is one of the few long ones, which have an index of their ends. Worked out over
 * all conditions, because the planner can judge a range only when it sees both its bounds.
 */
function dateBounds(criteria: readonly Criterion[], sql: SqlParams): string[] {
  let from = NO_BEGINNING;
  let before = NO_END;
  let endsAfter = NO_BEGINNING;
  for (const { parameter, queries, missing, negated } of criteria) {
    const [query, ...others] = queries as DateQuery[];
    if (parameter.column !== 'date' || missing !== undefined || negated || !query || others.length > 0) continue;
    const { prefix, asked } = query;
    if (prefix === 'eq' || prefix === 'sa') from = Math.max(from, prefix === 'eq' ? asked.from : asked.to);
    if (prefix === 'lt' || prefix === 'eb') before = Math.min(before, asked.from);
    if (prefix === 'eq' || prefix === 'le' || prefix === 'ap') before = Math.min(before, asked.to);
    if (prefix === 'ge' || prefix === 'ap') endsAfter = Math.max(endsAfter, asked.from);
    if (prefix === 'gt') endsAfter = Math.max(endsAfter, asked.to);
  }
  if (endsAfter === NO_BEGINNING) return [];
  const whole = (ms: number): string => `${sql.add(int8(ms))}::bigint`;
  const range = (low: number): string =>
    `r.date_from > ${whole(low)}${before < NO_END ? ` and r.date_from < ${whole(before)}` : ''}`;
  const low = Math.max(from - 1, endsAfter - DAY_MS);
  return [`(not r.is_long and ${range(low)} or r.is_long and r.date_to > ${whole(endsAfter)})`];
}

/** A bigint parameter in binary form. */
const int8 = (value: number): Buffer => int8Array([value]).subarray(24);

function patientPart({ facets }: Parameter, queries: readonly ReferenceQuery[], place: Place): Part {
  const references = queries.flatMap(({ anyOf }) => anyOf);
  const patients = references.flatMap((reference) => {
    const found = relativeReference(reference);
    return found?.type === 'Patient' ? [place.hash(patientText(place.institutionId, found.id))] : [];
  });
  const others = references.filter((reference) => relativeReference(reference)?.type !== 'Patient');
  const facet = facets[0];
  const terms = others.map((reference) =>
    place.hash(termText(place.institutionId, place.type, facet?.key ?? '', `>${reference}`)),
  );
  const clauses = [
    ...(patients.length === 0 ? [] : [patientClause(patients, place.sql)]),
    ...(terms.length === 0 ? [] : [`r.terms && ${place.sql.add(termArray(terms))}::bigint[]`]),
  ];
  return { clauses: [`(${clauses.join(' or ')})`], required: [], exact: true };
}

const patientClause = (patients: readonly Term[], sql: SqlParams): string =>
  patients.length === 1
    ? `r.patient = ${sql.add(Buffer.from(patients[0] ?? '', 'latin1'))}::bigint`
    : `r.patient = any(${sql.add(termArray(patients))}::bigint[])`;

/** Each reference parameter of the compartment may name the patient. */
function compartmentClause({ type, parameters }: SearchQuery, patientId: string, place: Place): string {
  if (type === 'Patient') return `r.id = ${place.sql.add(patientId)}`;
  const patient = place.hash(patientText(place.institutionId, patientId));
  const terms = parameters.compartment
    .filter(({ column }) => column !== 'patient')
    .flatMap(({ facets }) => facets)
    .map(({ key }) => place.hash(termText(place.institutionId, type, key, `>Patient/${patientId}`)));
  const clauses = [
    ...(parameters.patient ? [patientClause([patient], place.sql)] : []),
    ...(terms.length === 0 ? [] : [`r.terms && ${place.sql.add(termArray(terms))}::bigint[]`]),
  ];
  return `(${clauses.join(' or ')})`;
}

interface Keyed {
  readonly facetKey: string;
  readonly lookUp: LookUp | undefined;
}

const keyed = (facetKey: string, lookUp: LookUp | undefined): Keyed => ({ facetKey, lookUp });

/** More alternatives of several terms each than this are not worth the statement; the opened resource decides. */
const MAX_ALTERNATIVES = 60;

function termPart(found: readonly Keyed[], { type, institutionId, hash, sql }: Place): Part {
  if (found.some(({ lookUp }) => lookUp === undefined)) return NOTHING;
  const sets = found.flatMap(({ facetKey, lookUp }) =>
    (lookUp?.anyOf ?? []).map((keys) => keys.map((key) => hash(termText(institutionId, type, facetKey, key)))),
  );
  const exact = found.every(({ lookUp }) => lookUp?.exact);
  const [only, ...more] = sets;
  if (!only) return { clauses: ['false'], required: [], exact };
  if (more.length === 0) return { clauses: [], required: only, exact };
  const singles = sets.filter((set) => set.length === 1).flat();
  const several = sets.filter((set) => set.length > 1);
  if (several.length > MAX_ALTERNATIVES) return NOTHING;
  const clauses = [
    ...(singles.length === 0 ? [] : [`r.terms && ${sql.add(termArray(singles))}::bigint[]`]),
    ...several.map((set) => `r.terms @> ${sql.add(termArray(set))}::bigint[]`),
  ];
  return { clauses: [`(${clauses.join(' or ')})`], required: [], exact };
}

/** Each component narrows by itself; that they meet in one element is for the opened resource to say. */
function compositePart(
  { parameter, queries }: Criterion,
  components: readonly Component[],
  place: Place,
  { parameters }: SearchQuery,
): Part {
  const indexed = new Set(parameters.indexed.map(({ facet }) => facet.key));
  const clauses: string[] = [];
  const required: Term[] = [];
  for (const [index, { kind, facets }] of components.entries()) {
    const found = parameter.facets.flatMap((base) =>
      facets.flatMap((facet) => {
        const key = base.key.startsWith(':') ? facet.key : `${base.key.split(':')[0]}.${facet.key}`;
        return queries.map((query) =>
          keyed(key, indexed.has(key) ? kind.lookUp((query as unknown[])[index], facet) : undefined),
        );
      }),
    );
    const part = termPart(found, place);
    clauses.push(...part.clauses);
    required.push(...part.required);
  }
  return { clauses, required, exact: false };
}
