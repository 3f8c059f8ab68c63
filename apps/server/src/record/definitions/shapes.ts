/**
 * The official R4 definitions in the form the store works with: what `generate.ts` writes and the rest of the store
 * reads. Only what validation and search use is kept.
 */

/** One property of a type. A choice such as `value[x]` is one entry per allowed property (`valueQuantity`, …). */
export interface ElementShape {
  /** Type name: a primitive, a data type, a nested part (`Patient.contact`), or 'Resource' for contained ones. */
  readonly type: string;
  readonly many?: true;
  readonly required?: true;
  /** Base name when it is one form of a choice: `value`. At most one form may be present. */
  readonly choice?: string;
  /** Key of `Definitions.bindings`: a required binding with a list of codes. */
  readonly binding?: string;
  /** Resource types a Reference may point to; absent when any. */
  readonly targets?: readonly string[];
}

export interface TypeShape {
  readonly elements: Readonly<Record<string, ElementShape>>;
  /** Choices of which exactly one form must be present. */
  readonly requiredChoices?: readonly string[];
}

/** system → codes. */
export type BindingShape = Readonly<Record<string, readonly string[]>>;

export interface StructureDefinitions {
  readonly types: Readonly<Record<string, TypeShape>>;
  /** Primitive type → regular expression of its text form, from the official definition. */
  readonly primitives: Readonly<Record<string, string>>;
  readonly bindings: Readonly<Record<string, BindingShape>>;
  /** Required bindings whose codes are not listed in the specification (MIME types, languages, UCUM …). */
  readonly openBindings: readonly string[];
}

export type ParameterType =
  | 'token'
  | 'reference'
  | 'date'
  | 'string'
  | 'number'
  | 'quantity'
  | 'uri'
  | 'composite'
  | 'special';

/** A walk from the resource (or from the base element of a composite) to the values of a parameter. */
export interface PathShape {
  /** Property names, choices resolved: ['component', 'valueQuantity']. Empty: the value itself. */
  readonly steps: readonly string[];
  /** Type of the value found. */
  readonly leaf: string;
  /** Keep only references to this type: `.where(resolve() is Patient)`. */
  readonly refersTo?: string;
  /** Keep only elements with this property value: `.where(system='phone')`. */
  readonly where?: readonly [property: string, value: string];
  /** No path of its own: 'true' when the element is present and not false, else 'false' (Patient.deceased). */
  readonly flag?: true;
}

export interface ComponentShape {
  /** Code of the parameter whose meaning the component has. */
  readonly code: string;
  readonly type: ParameterType;
  readonly paths: readonly PathShape[];
}

export interface ParameterShape {
  readonly code: string;
  readonly type: ParameterType;
  readonly url: string;
  readonly paths: readonly PathShape[];
  readonly targets?: readonly string[];
  /** Only for composites; their paths lead to the elements in which the components must meet. */
  readonly components?: readonly ComponentShape[];
}

export interface SearchDefinitions {
  /** Resource type → parameters, in the order of their codes. */
  readonly parameters: Readonly<Record<string, readonly ParameterShape[]>>;
  /** Resource type → codes of the reference parameters that put it into a patient's compartment. */
  readonly patientCompartment: Readonly<Record<string, readonly string[]>>;
  /** Official parameters left out, with the reason: they are refused when asked for. */
  readonly leftOut: readonly { readonly type: string; readonly code: string; readonly reason: string }[];
}
