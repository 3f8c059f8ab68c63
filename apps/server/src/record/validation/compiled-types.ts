import { structures } from '../definitions/definitions.ts';
import type { ElementShape } from '../definitions/shapes.ts';
import { type PrimitiveCheck, primitiveChecks } from './primitives.ts';

/** A property with everything its check needs, looked up once at start. */
export interface Property {
  readonly name: string;
  readonly type: string;
  readonly many: boolean;
  readonly choice: string | undefined;
  /** Set for primitives. */
  readonly primitive: PrimitiveCheck | undefined;
  /** Set for data types and nested parts. */
  readonly part: CompiledType | undefined;
  readonly isContained: boolean;
  readonly codes: CodeList | undefined;
  readonly targets: ReadonlySet<string> | undefined;
}

export interface CodeList {
  readonly name: string;
  readonly all: ReadonlySet<string>;
  readonly bySystem: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface CompiledType {
  readonly name: string;
  readonly properties: ReadonlyMap<string, Property>;
  readonly required: readonly string[];
  /** Names of the forms of each choice that must be present. */
  readonly requiredChoices: readonly { readonly choice: string; readonly forms: readonly string[] }[];
}

const codeLists = new Map(
  Object.entries(structures.bindings).map(([name, systems]): [string, CodeList] => [
    name,
    {
      name,
      all: new Set(Object.values(systems).flat()),
      bySystem: new Map(Object.entries(systems).map(([system, codes]) => [system, new Set(codes)])),
    },
  ]),
);

const types = new Map<string, CompiledType>();

/** Types refer to each other in circles (an Extension holds Extensions), so each is entered before it is filled. */
function compile(name: string): CompiledType | undefined {
  const known = types.get(name);
  if (known) return known;
  const shape = structures.types[name];
  if (!shape) return undefined;
  const properties = new Map<string, Property>();
  const entries = Object.entries(shape.elements);
  const type: CompiledType = {
    name,
    properties,
    required: entries.filter(([, element]) => element.required).map(([property]) => property),
    requiredChoices: (shape.requiredChoices ?? []).map((choice) => ({
      choice,
      forms: entries.filter(([, element]) => element.choice === choice).map(([form]) => form),
    })),
  };
  types.set(name, type);
  for (const [property, element] of entries) properties.set(property, propertyOf(property, element));
  return type;
}

const propertyOf = (name: string, element: ElementShape): Property => ({
  name,
  type: element.type,
  many: element.many === true,
  choice: element.choice,
  primitive: primitiveChecks.get(element.type),
  part: primitiveChecks.has(element.type) ? undefined : compile(element.type),
  isContained: element.type === 'Resource',
  codes: element.binding === undefined ? undefined : codeLists.get(element.binding),
  targets: element.targets ? new Set(element.targets) : undefined,
});

/** The compiled form of a resource type, data type or nested part; undefined when it is not held. */
export const compiledType = (name: string): CompiledType | undefined => compile(name);
