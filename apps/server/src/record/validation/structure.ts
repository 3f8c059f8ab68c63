import type { ErrorCode, Facts, FieldIssue } from '@xinglin/kernel/domain-error';
import { isResourceType } from '../definitions/definitions.ts';
import { isHeldType } from '../definitions/held-types.ts';
import { relativeReference } from '../parameters/reference.ts';
import { type CodeList, type CompiledType, compiledType, type Property } from './compiled-types.ts';

/** Deeper nesting than any real resource has; stops hostile input before it stops the stack. */
const MAX_DEPTH = 60;
/** A resource with more faults than this is not worth listing further. */
const MAX_ISSUES = 100;

type Json = Readonly<Record<string, unknown>>;

/**
 * Checks a resource against the R4 structure: properties, cardinality, types, primitive formats, required code
 * bindings and the kinds of resource a reference may point to.
 * @returns all faults (at most 100), each with its FHIRPath expression (`Patient.name[0].family`) and a message key;
 * none when the resource is right.
 */
export function structureIssues(resource: unknown): Checked {
  const check = new StructureCheck();
  check.resource(resource);
  return check;
}

export interface Checked {
  readonly issues: readonly FieldIssue[];
  /** Relative references to other resources, "Type/id", without versions. */
  readonly references: ReadonlySet<string>;
}

/** Names every place of a right resource that refers to one of `missing`. */
export function referenceIssues(resource: unknown, missing: ReadonlySet<string>): readonly FieldIssue[] {
  const check = new StructureCheck(missing);
  check.resource(resource);
  return check.issues;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

class StructureCheck {
  readonly issues: FieldIssue[] = [];
  readonly references = new Set<string>();
  readonly #missing: ReadonlySet<string>;
  /** Names and indexes from the resource down to here; joined only when a fault is found. */
  readonly #path: (string | number)[] = [];

  constructor(missing: ReadonlySet<string> = new Set()) {
    this.#missing = missing;
  }

  resource(value: unknown): undefined {
    if (!isObject(value)) return this.#fault('record.not-a-resource');
    const name = value.resourceType;
    const type = typeof name === 'string' && isHeldType(name) ? compiledType(name) : undefined;
    if (!type) return this.#fault('record.unknown-type', 'resourceType');
    // A contained resource is named by its place, a resource by its type.
    const isOutermost = this.#path.length === 0;
    if (isOutermost) this.#path.push(type.name);
    this.#part(value, type, true);
    if (isOutermost) this.#path.pop();
  }

  #part(value: Json, type: CompiledType, isResource: boolean): undefined {
    if (this.#path.length > MAX_DEPTH) return this.#fault('record.too-deep');
    let count = 0;
    const choices: string[] = [];
    for (const key in value) {
      if (isResource && key === 'resourceType') continue;
      count++;
      const property = type.properties.get(key);
      if (property) {
        if (property.choice !== undefined) choices.push(property.choice);
        this.#path.push(key);
        this.#property(value[key], property, value);
        this.#path.pop();
      } else this.#extra(key, value, type, choices);
      if (this.issues.length >= MAX_ISSUES) return;
    }
    if (count === 0 && !isResource) this.#fault('record.empty');
    for (const name of type.required) if (!has(value, name)) this.#fault('record.missing', name);
    for (const { choice, forms } of type.requiredChoices) {
      if (!forms.some((form) => has(value, form))) this.#fault('record.missing', `${choice}[x]`);
    }
    if (choices.length > 1) this.#choices(choices);
  }

  #choices(found: readonly string[]): undefined {
    const twice = new Set(found.filter((choice, index) => found.indexOf(choice) !== index));
    for (const choice of twice) this.#fault('record.several-forms', `${choice}[x]`);
  }

  /** A property that is not in the definition: `_birthDate` carries the extensions of `birthDate`. */
  #extra(key: string, value: Json, type: CompiledType, choices: string[]): undefined {
    const owner = key.startsWith('_') ? type.properties.get(key.slice(1)) : undefined;
    if (!owner?.primitive) return this.#fault('record.unknown-property', key);
    // Both halves of one element count as one form of a choice.
    if (owner.choice !== undefined && !Object.hasOwn(value, owner.name)) choices.push(owner.choice);
    const extras = value[key];
    const list = owner.many ? extras : [extras];
    if (!Array.isArray(list) || list.length === 0) return this.#fault('record.must-be-list', key);
    const element = compiledType('Element');
    for (const [index, extra] of list.entries()) {
      if (owner.many && extra === null) continue;
      this.#path.push(key, ...(owner.many ? [index] : []));
      if (!isObject(extra) || !element) this.#fault('record.wrong-type', '', { expected: 'Element' });
      else this.#part(extra, element, false);
      this.#path.length -= owner.many ? 2 : 1;
    }
  }

  #property(value: unknown, property: Property, owner: Json): undefined {
    if (!property.many) {
      if (Array.isArray(value)) return this.#fault('record.must-not-be-list');
      return this.#value(value, property);
    }
    if (!Array.isArray(value)) return this.#fault('record.must-be-list');
    if (value.length === 0) return this.#fault('record.empty');
    const extras = property.primitive ? owner[`_${property.name}`] : undefined;
    for (let index = 0; index < value.length; index++) {
      // A null keeps the place of a primitive that has only extensions.
      if (value[index] === null && Array.isArray(extras) && isObject(extras[index])) continue;
      this.#path.push(index);
      this.#value(value[index], property);
      this.#path.pop();
      if (this.issues.length >= MAX_ISSUES) return;
    }
  }

  #value(value: unknown, property: Property): undefined {
    if (value === null || value === undefined) return this.#fault('record.empty');
    if (property.primitive) {
      const fault = property.primitive(value);
      if (fault) return this.#fault(fault, '', { expected: property.type });
      if (property.codes && !property.codes.all.has(value as string)) this.#notInList(property.codes);
      return;
    }
    if (property.isContained) return this.resource(value);
    if (!isObject(value) || !property.part) {
      return this.#fault('record.wrong-type', '', { expected: property.type });
    }
    this.#part(value, property.part, false);
    if (property.type === 'Reference') this.#reference(value, property.targets);
    if (property.codes) this.#coded(value, property.type, property.codes);
  }

  /** A relative reference names the type it points to; `Reference.type` may name it too. */
  #reference(value: Json, allowed: ReadonlySet<string> | undefined): undefined {
    const target = typeof value.reference === 'string' ? relativeReference(value.reference) : undefined;
    const claimed = typeof value.type === 'string' ? value.type.replace(/^.*\//, '') : undefined;
    for (const type of [target?.type, claimed]) {
      if (type === undefined || !allowed || allowed.has(type)) continue;
      return this.#fault('record.wrong-target', 'reference', { allowed: [...allowed].join(', ') });
    }
    if (!target) return;
    if (!isResourceType(target.type)) return this.#fault('record.unknown-type', 'reference');
    const key = `${target.type}/${target.id}`;
    this.references.add(key);
    if (this.#missing.has(key)) this.#fault('record.reference-missing', 'reference', { type: target.type });
  }

  #coded(value: Json, type: string, codes: CodeList): undefined {
    if (type === 'Coding') {
      if (!isListed(value, codes)) this.#notInList(codes);
      return;
    }
    const codings = Array.isArray(value.coding) ? value.coding : [];
    if (!codings.some((coding) => isObject(coding) && isListed(coding, codes))) this.#notInList(codes);
  }

  #notInList({ name, all }: CodeList): undefined {
    const list = [...all];
    const shown = list.length > 20 ? `${list.slice(0, 20).join(', ')}, …` : list.join(', ');
    this.#fault('record.code-not-allowed', '', { list: name, allowed: shown });
  }

  #fault(code: ErrorCode, below = '', facts: Facts = {}): undefined {
    if (this.issues.length >= MAX_ISSUES) return;
    const parts = below === '' ? this.#path : [...this.#path, below];
    const path = parts
      .map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`))
      .join('');
    this.issues.push({ path, code, facts });
  }
}

const has = (value: Json, name: string): boolean => value[name] !== undefined || value[`_${name}`] !== undefined;

const isListed = ({ system, code }: Json, { bySystem }: CodeList): boolean =>
  typeof code === 'string' && typeof system === 'string' && (bySystem.get(system)?.has(code) ?? false);
