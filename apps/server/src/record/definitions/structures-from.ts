import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import type { ElementShape, TypeShape } from './shapes.ts';

const FHIRPATH_TYPE = 'http://hl7.org/fhirpath/';
const FHIR_TYPE_EXTENSION = 'http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type';
const REGEX_EXTENSION = 'http://hl7.org/fhir/StructureDefinition/regex';

/** Elements the package adds for its own server, or takes from R5. They are not R4, and are refused like any other. */
const NOT_IN_R4: ReadonlySet<string> = new Set([
  'Meta.project',
  'Meta.author',
  'Meta.onBehalfOf',
  'Meta.account',
  'Meta.accounts',
  'Meta.compartment',
  'Meta.deleted',
  'HealthcareService.offeredIn',
]);

type ElementType = NonNullable<ElementDefinition['type']>[number];

/** Finds the codes of a required binding; undefined when the specification does not list them. */
export type BindingOf = (valueSet: string) => string | undefined;

/** Shapes of the named types and of every data type and nested part they reach. */
export function typeShapes(
  names: readonly string[],
  definitions: ReadonlyMap<string, StructureDefinition>,
  bindingOf: BindingOf,
): Record<string, TypeShape> {
  const shapes: Record<string, TypeShape> = {};
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const definition = definitions.get(name);
    if (!definition || definition.kind === 'primitive-type' || shapes[name]) continue;
    const found = shapesOf(definition, bindingOf);
    Object.assign(shapes, found);
    for (const shape of Object.values(found)) {
      for (const element of Object.values(shape.elements)) if (!shapes[element.type]) waiting.push(element.type);
    }
  }
  return Object.fromEntries(Object.entries(shapes).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function shapesOf(definition: StructureDefinition, bindingOf: BindingOf): Record<string, TypeShape> {
  const root = definition.type;
  const elements = definition.snapshot?.element ?? [];
  const shapes: Record<string, { elements: Record<string, ElementShape>; requiredChoices?: string[] }> = {
    [root]: { elements: {} },
  };
  for (const element of elements.slice(1)) {
    const path = element.path ?? '';
    const dot = path.lastIndexOf('.');
    const owner = shapes[path.slice(0, dot)];
    const property = path.slice(dot + 1);
    // max 0 removes an element of the base type (Quantity.comparator in SimpleQuantity).
    if (!owner || element.max === '0' || NOT_IN_R4.has(path)) continue;
    const common = {
      ...(element.max === '*' || Number(element.max) > 1 ? { many: true as const } : {}),
      ...bindingIn(element, bindingOf),
    };
    const required = (element.min ?? 0) > 0;
    if (property.endsWith('[x]')) {
      const choice = property.slice(0, -3);
      if (required) owner.requiredChoices = [...(owner.requiredChoices ?? []), choice];
      for (const type of element.type ?? []) {
        const form = choice + capital(typeName(type));
        owner.elements[form] = { type: typeName(type), choice, ...common, ...targetsIn(type) };
      }
      continue;
    }
    // R4 writes "string" here and means an id: http://hl7.org/fhir/R4/resource.html#id
    const type = path === `${root}.id` && definition.kind === 'resource' ? 'id' : partType(element, path);
    if (type === path) shapes[path] = { elements: {} };
    const [only] = element.type ?? [];
    owner.elements[property] = {
      type,
      ...(required ? { required: true as const } : {}),
      ...common,
      ...(only ? targetsIn(only) : {}),
    };
  }
  return shapes;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A nested part is named by its own path; a repeated structure (`contentReference`) by the path it repeats. */
function partType(element: ElementDefinition, path: string): string {
  if (element.contentReference) return element.contentReference.replace(/^.*#/, '');
  const [type] = element.type ?? [];
  if (!type) throw new Error(`${path} has no type`);
  const name = typeName(type);
  return name === 'BackboneElement' || name === 'Element' ? path : name;
}

function typeName(type: ElementType): string {
  if (!type.code?.startsWith(FHIRPATH_TYPE)) return type.code ?? '';
  const named = type.extension?.find(({ url }) => url === FHIR_TYPE_EXTENSION);
  return named?.valueUrl ?? named?.valueUri ?? 'string';
}

function targetsIn(type: ElementType): { targets?: readonly string[] } {
  if (type.code !== 'Reference' && type.code !== 'canonical') return {};
  const targets = (type.targetProfile ?? []).map((profile) => profile.replace(/^.*\//, ''));
  return targets.length === 0 || targets.includes('Resource') ? {} : { targets };
}

function bindingIn({ binding, type }: ElementDefinition, bindingOf: BindingOf): { binding?: string } {
  const bindable = (type ?? []).some(({ code }) => ['code', 'Coding', 'CodeableConcept'].includes(code ?? ''));
  if (binding?.strength !== 'required' || !binding.valueSet || !bindable) return {};
  const found = bindingOf(binding.valueSet.replace(/\|.*$/, ''));
  return found === undefined ? {} : { binding: found };
}

/** Regular expressions that the official definitions give for the text form of primitives. */
export function primitivePatterns(definitions: Iterable<StructureDefinition>): Record<string, string> {
  const patterns: Record<string, string> = {};
  for (const definition of definitions) {
    if (definition.kind !== 'primitive-type') continue;
    const value = definition.snapshot?.element?.find(({ path }) => path === `${definition.type}.value`);
    const extensions = [...(value?.extension ?? []), ...(value?.type?.[0]?.extension ?? [])];
    const regex = extensions.find(({ url }) => url === REGEX_EXTENSION);
    patterns[definition.type] = regex?.valueString ?? '';
  }
  return patterns;
}
