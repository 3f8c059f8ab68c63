import { DomainError, type FieldIssue } from '@xinglin/kernel/domain-error';
import type { HeldType } from '../definitions/held-types.ts';
import { type Parameter, parametersOf, type TypeParameters } from '../parameters/parameters.ts';
import { type Criterion, criterionOf } from './criterion.ts';
import { type SortKey, sortKeys } from './sort-keys.ts';

/** As written in a query string, in order; names may repeat. */
export type SearchParams = URLSearchParams | Readonly<Record<string, string | readonly string[]>>;
export type ParamPairs = readonly (readonly [name: string, value: string])[];

/** What to do with a parameter this store does not know: refuse the search, or answer without it and say so. */
export type Handling = 'strict' | 'lenient';

export interface Include {
  readonly parameter: Parameter;
  /** Only references to this type; undefined: all. */
  readonly target: string | undefined;
}

export interface SearchQuery {
  readonly type: HeldType;
  readonly parameters: TypeParameters;
  readonly criteria: readonly Criterion[];
  /** Only resources of this patient's compartment. */
  readonly compartment: string | undefined;
  readonly sort: readonly SortKey[];
  /** Matches on a page; 0 asks for the total alone. */
  readonly count: number;
  readonly wantsTotal: boolean;
  readonly includes: readonly Include[];
  /** Names of parameters that were not understood and are not part of the answer. */
  readonly ignored: readonly string[];
  /** The parameters that were understood, for links. */
  readonly understood: ParamPairs;
}

export const DEFAULT_COUNT = 50;
export const MAX_COUNT = 1_000;
const MAX_PARAMETERS = 100;

export const pairsOf = (params: SearchParams): ParamPairs =>
  params instanceof URLSearchParams
    ? [...params]
    : Object.entries(params).flatMap(([name, value]) =>
        typeof value === 'string' ? [[name, value] as const] : value.map((item) => [name, item] as const),
      );

interface Asked {
  readonly type: HeldType;
  readonly pairs: ParamPairs;
  readonly handling: Handling;
  readonly compartment?: string | undefined;
  readonly nowMs: number;
}

/**
 * Reads a search. Every fault of a known parameter is refused, whatever the handling: an answer to another question
 * than the one asked is worse than none.
 * @throws DomainError 'invalid' that names every parameter that is wrong or unknown.
 */
export function readQuery({ type, pairs, handling, compartment, nowMs }: Asked): SearchQuery {
  const parameters = parametersOf(type);
  const faults: FieldIssue[] = [];
  const ignored: string[] = [];
  const understood: (readonly [string, string])[] = [];
  const criteria: Criterion[] = [];
  const includes: Include[] = [];
  const control = { sort: [] as SortKey[], count: DEFAULT_COUNT, wantsTotal: false };
  if (pairs.length > MAX_PARAMETERS) {
    throw new DomainError('invalid', 'record.search-too-many', { parameter: '*', max: MAX_PARAMETERS });
  }
  for (const [name, value] of pairs) {
    try {
      const isKnown =
        readControl(name, value, control, parameters) ||
        readInclude(name, value, includes, type) ||
        readCriterion(name, value, criteria, parameters, nowMs);
      if (isKnown) understood.push([name, value]);
      else if (handling === 'lenient') ignored.push(name);
      else faults.push({ path: name, code: 'record.search-unknown', facts: { parameter: name } });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      faults.push({ path: name, code: error.code, facts: error.facts });
    }
  }
  if (faults.length > 0) throw new DomainError('invalid', 'record.search-invalid', {}, faults);
  return { type, parameters, criteria, compartment, includes, ignored, understood, ...control };
}

interface Control {
  sort: SortKey[];
  count: number;
  wantsTotal: boolean;
}

/** @returns false when `name` is no parameter of the result but of the content. */
function readControl(name: string, value: string, control: Control, parameters: TypeParameters): boolean {
  const wrong = () => new DomainError('invalid', 'record.search-value', { parameter: name });
  switch (name) {
    case '_count':
      if (!/^\d{1,9}$/.test(value)) throw wrong();
      // R4 lets a server return fewer than asked for; the link to the next page carries on.
      control.count = Math.min(Number(value), MAX_COUNT);
      if (control.count === 0) control.wantsTotal = true;
      return true;
    case '_sort':
      control.sort.push(...sortKeys(value, parameters));
      return true;
    case '_total':
      if (!['none', 'estimate', 'accurate'].includes(value)) throw wrong();
      if (value === 'accurate') control.wantsTotal = true;
      return true;
    case '_summary':
      if (value === 'count') {
        control.count = 0;
        control.wantsTotal = true;
      } else if (value !== 'false') throw wrong();
      return true;
    default:
      return false;
  }
}

/** `Encounter:subject` or `Encounter:subject:Patient`. */
function readInclude(name: string, value: string, includes: Include[], type: string): boolean {
  if (name !== '_include') return false;
  const [source = '', code = '', target, ...more] = value.split(':');
  const parameter = source === type ? parametersOf(type).byCode.get(code) : undefined;
  const isWrongTarget = target !== undefined && parameter?.targets && !parameter.targets.includes(target);
  if (parameter?.type !== 'reference' || more.length > 0 || isWrongTarget) {
    throw new DomainError('invalid', 'record.include-unknown', { value });
  }
  includes.push({ parameter, target });
  return true;
}

function readCriterion(
  name: string,
  value: string,
  criteria: Criterion[],
  { byCode }: TypeParameters,
  nowMs: number,
): boolean {
  const [code = '', modifier, ...more] = name.split(':');
  if (code === '_has' || name.includes('.'))
    throw new DomainError('invalid', 'record.search-chained', { parameter: name });
  const parameter = byCode.get(code);
  if (!parameter) return false;
  if (more.length > 0 || modifier === '') {
    throw new DomainError('invalid', 'record.search-modifier', { parameter: code, modifier: modifier ?? '' });
  }
  criteria.push(criterionOf(parameter, modifier, value, nowMs));
  return true;
}
