import { searchDefinitions, structures } from '../definitions/definitions.ts';
import { type HeldType, heldTypes, mainDates } from '../definitions/held-types.ts';
import type { ParameterShape, ParameterType, PathShape } from '../definitions/shapes.ts';
import { dateKind } from './date.ts';
import type { Facet, Kind } from './kind.ts';
import { numberKind, quantityKind } from './number.ts';
import { referenceKind } from './reference.ts';
import { stringKind } from './string.ts';
import { tokenKind } from './token.ts';
import { uriKind } from './uri.ts';
import { compileWalk } from './walk.ts';

// biome-ignore lint/suspicious/noExplicitAny: each kind pairs its own Value with its own Query; the table forgets which.
export type AnyKind = Kind<any, any>;

const kinds: Readonly<Partial<Record<ParameterType, AnyKind>>> = {
  token: tokenKind,
  reference: referenceKind,
  date: dateKind,
  string: stringKind,
  number: numberKind,
  quantity: quantityKind,
  uri: uriKind,
};

/** Where the answer to a parameter is kept besides the term index. */
export type Column = 'id' | 'updated' | 'patient' | 'date';

export interface Parameter {
  readonly code: string;
  readonly type: ParameterType;
  readonly url: string;
  readonly kind: AnyKind;
  readonly facets: readonly Facet[];
  /** Types of resource the parameter may point to; undefined when any or when it is no reference. */
  readonly targets: readonly string[] | undefined;
  /** Set when every value of the parameter stands in that column. */
  readonly column: Column | undefined;
  /** Only for composites. */
  readonly components: readonly Component[] | undefined;
  /** Finds the elements in which the components of a composite must meet. */
  readonly bases: readonly ((resource: unknown) => unknown[])[];
}

export interface Component {
  readonly code: string;
  readonly kind: AnyKind;
  readonly facets: readonly Facet[];
}

/** All that search knows about one resource type, compiled at start. */
export interface TypeParameters {
  readonly type: HeldType;
  readonly byCode: ReadonlyMap<string, Parameter>;
  /** What is written to the term index: each facet once, however many parameters use it. */
  readonly indexed: readonly { readonly facet: Facet; readonly kind: AnyKind }[];
  /** The single-valued reference that puts the resource into one patient's record. */
  readonly patient: Facet | undefined;
  readonly date: Parameter | undefined;
  /** Reference parameters of the patient compartment. */
  readonly compartment: readonly Parameter[];
}

const facetsOf = (shape: Pick<ParameterShape, 'code' | 'type' | 'paths'>, type: string): Facet[] =>
  shape.paths.map((path) => facetOf(shape, path, type));

function facetOf(shape: Pick<ParameterShape, 'code' | 'type'>, path: PathShape, type: string): Facet {
  const isName = shape.code === 'name' || shape.code === 'phonetic';
  const filter = path.where ? `[${path.where.join('=')}]` : '';
  return {
    key: `${path.steps.join('.')}${filter}:${shape.type}`,
    leaf: path.leaf,
    system: path.leaf === 'code' ? systemOf(type, path.steps) : undefined,
    pinyin: shape.type !== 'string' || !isName ? undefined : path.leaf === 'HumanName' ? 'person' : 'text',
    walk: compileWalk(path),
  };
}

/** The one system of a `code` with a required binding: gender=http://hl7.org/fhir/administrative-gender|female. */
function systemOf(type: string, steps: readonly string[]): string | undefined {
  let owner = type;
  let binding: string | undefined;
  for (const step of steps) {
    const element = structures.types[owner]?.elements[step];
    binding = element?.binding;
    owner = element?.type ?? '';
  }
  const systems = Object.keys(structures.bindings[binding ?? ''] ?? {});
  return systems.length === 1 ? systems[0] : undefined;
}

const isSingle = (type: string, steps: readonly string[]): boolean => {
  let owner = type;
  return steps.every((step) => {
    const element = structures.types[owner]?.elements[step];
    owner = element?.type ?? '';
    return element !== undefined && !element.many;
  });
};

function compile(type: HeldType): TypeParameters {
  const shapes = searchDefinitions.parameters[type] ?? [];
  const patient = patientFacet(type, shapes);
  const dateCode = mainDates[type];
  const byCode = new Map(shapes.map((shape) => [shape.code, parameterOf(shape, type, patient, dateCode)]));
  const indexed = new Map<string, { facet: Facet; kind: AnyKind }>();
  for (const { facets, kind, column, components } of byCode.values()) {
    if (column === 'id' || column === 'updated' || column === 'date' || components) continue;
    for (const facet of facets) if (!indexed.has(facet.key)) indexed.set(facet.key, { facet, kind });
  }
  const members = searchDefinitions.patientCompartment[type] ?? [];
  return {
    type,
    byCode,
    indexed: [...indexed.values()],
    patient,
    date: dateCode === undefined ? undefined : byCode.get(dateCode),
    compartment: members.flatMap((code) => byCode.get(code) ?? []),
  };
}

/** The reference of the parameter `patient`, when there can be only one. */
function patientFacet(type: HeldType, shapes: readonly ParameterShape[]): Facet | undefined {
  const shape = shapes.find(({ code }) => code === 'patient');
  const [path, ...more] = shape?.paths ?? [];
  if (!shape || !path || more.length > 0 || path.leaf !== 'Reference' || !isSingle(type, path.steps)) return undefined;
  return facetOf(shape, path, type);
}

function parameterOf(
  shape: ParameterShape,
  type: HeldType,
  patient: Facet | undefined,
  dateCode: string | undefined,
): Parameter {
  // `.where(resolve() is Patient)` says which references count: the same as a list of targets.
  const restricted = [...new Set(shape.paths.flatMap(({ refersTo }) => refersTo ?? []))];
  const facets = facetsOf(shape, type);
  return {
    code: shape.code,
    type: shape.type,
    url: shape.url,
    kind: kinds[shape.type] ?? tokenKind,
    facets,
    targets: restricted.length > 0 ? restricted : shape.targets,
    column: columnOf(shape, facets, patient, dateCode),
    components: shape.components?.map((component) => ({
      code: component.code,
      kind: kinds[component.type] ?? tokenKind,
      facets: facetsOf(component, type),
    })),
    bases: shape.components ? shape.paths.map(compileWalk) : [],
  };
}

function columnOf(
  { code }: ParameterShape,
  facets: readonly Facet[],
  patient: Facet | undefined,
  dateCode: string | undefined,
): Column | undefined {
  if (code === '_id') return 'id';
  if (code === '_lastUpdated') return 'updated';
  if (code === dateCode) return 'date';
  return facets.length === 1 && facets[0]?.key === patient?.key && patient ? 'patient' : undefined;
}

const byType = new Map<string, TypeParameters>(heldTypes.map((type) => [type, compile(type)]));

/** @throws Error for a type that is not held. */
export function parametersOf(type: string): TypeParameters {
  const found = byType.get(type);
  if (!found) throw new Error(`resource type ${type} is not held`);
  return found;
}
