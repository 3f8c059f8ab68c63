import type { SearchParameter } from '@medplum/fhirtypes';
import type { ComponentShape, ElementShape, ParameterShape, ParameterType, PathShape, TypeShape } from './shapes.ts';

type Shapes = Readonly<Record<string, TypeShape>>;

/**
 * Resolves the FHIRPath expressions of the official search parameters into plain walks over property names, so that
 * no FHIRPath is interpreted when a resource is written. R4 uses only paths, unions, casts and two kinds of filter;
 * anything else throws here, at generation, and never at a write.
 */
export class UnreadableExpression extends Error {}

/** @returns one entry per union member that belongs to `type`. */
export function pathsOf(expression: string, type: string, shapes: Shapes): PathShape[] {
  if (expression === 'Patient.deceased.exists() and Patient.deceased != false') {
    return type === 'Patient' ? [{ steps: ['deceased'], leaf: 'boolean', flag: true }] : [];
  }
  const members = splitUnion(expression).map(stripBrackets);
  const own = members.filter((member) => rootOf(member) === type || rootOf(member) === 'Resource');
  return own.flatMap((member) => walkMember(member.replace(/^(\(?)Resource\b/, `$1${type}`), type, shapes));
}

/** Paths of a composite's component, relative to its base element. */
export const relativePaths = (expression: string, base: string, shapes: Shapes): PathShape[] =>
  splitUnion(expression).flatMap((member) => walkMember(`${base}.${stripBrackets(member)}`, base, shapes));

const rootOf = (member: string): string => member.replace(/^\(+/, '').split(/[. ]/, 1)[0] ?? '';

function splitUnion(expression: string): string[] {
  const members: string[] = [];
  let depth = 0;
  let current = '';
  for (const letter of expression) {
    if (letter === '(') depth++;
    if (letter === ')') depth--;
    if (letter === '|' && depth === 0) {
      members.push(current.trim());
      current = '';
    } else current += letter;
  }
  return [...members, current.trim()];
}

/** (a.b as C) → a.b as C, when the brackets enclose the whole. */
function stripBrackets(text: string): string {
  if (!text.startsWith('(') || !text.endsWith(')')) return text;
  let depth = 0;
  for (let index = 0; index < text.length - 1; index++) {
    if (text[index] === '(') depth++;
    if (text[index] === ')') depth--;
    if (depth === 0) return text;
  }
  return stripBrackets(text.slice(1, -1).trim());
}

/** One cast, in any of the three ways in which it has been written: `a as T`, `a.as(T)`, `a.ofType(T)`. */
const CAST = / as (\w+)|\.(?:as|ofType)\((\w+)\)/;

function walkMember(member: string, root: string, shapes: Shapes): PathShape[] {
  const refersTo = /\.where\(resolve\(\) is (\w+)\)$/.exec(member);
  const where = /\.where\((\w+)='(\w+)'\)$/.exec(member);
  const plain = (refersTo ?? where) ? member.slice(0, (refersTo ?? where)?.index) : member;
  // "(Observation.value as CodeableConcept).text" becomes the path Observation.value{CodeableConcept}.text.
  const path = plain
    .replace(CAST, (_, word?: string, call?: string) => `{${word ?? call}}`)
    .replace(/^\(([^()]*)\)/, '$1');
  if (!path.startsWith(root) || /[()=\s]/.test(path)) throw new UnreadableExpression(member);
  const parts = path.slice(root.length).split('.').filter(Boolean);
  const extras = {
    ...(refersTo?.[1] ? { refersTo: refersTo[1] } : {}),
    ...(where?.[1] && where[2] ? { where: [where[1], where[2]] as const } : {}),
  };
  return steps(parts, root, shapes).map((found) => ({ ...found, ...extras }));
}

function steps(parts: readonly string[], type: string, shapes: Shapes): { steps: string[]; leaf: string }[] {
  const [part, ...rest] = parts;
  if (part === undefined) return [{ steps: [], leaf: type }];
  const [, name = '', wanted] = /^(\w+)(?:\{(\w+)\})?$/.exec(part) ?? [];
  const elements = shapes[type]?.elements ?? {};
  const forms: [string, ElementShape][] = elements[name]
    ? [[name, elements[name]]]
    : Object.entries(elements).filter(([, { choice }]) => choice === name);
  const kept = forms.filter(([, form]) => wanted === undefined || sameType(form.type, wanted));
  if (forms.length === 0) throw new UnreadableExpression(`${type} has no ${name}`);
  return kept.flatMap(([property, form]) =>
    steps(rest, form.type, shapes).map((tail) => ({ steps: [property, ...tail.steps], leaf: tail.leaf })),
  );
}

/** Some expressions write DateTime for dateTime. */
const sameType = (actual: string, wanted: string): boolean => actual.toLowerCase() === wanted.toLowerCase();

/** @throws UnreadableExpression; the caller decides whether the parameter may be left out. */
export function parameterOf(
  parameter: SearchParameter,
  type: string,
  shapes: Shapes,
  byUrl: ReadonlyMap<string, SearchParameter>,
): ParameterShape {
  const targets = parameter.target && parameter.target.length > 0 ? { targets: [...parameter.target].sort() } : {};
  const paths = pathsOf(parameter.expression ?? '', type, shapes);
  const base = {
    code: parameter.code ?? '',
    type: parameter.type as ParameterType,
    url: parameter.url ?? '',
    paths,
    ...targets,
  };
  if (parameter.type !== 'composite') return base;
  const components = (parameter.component ?? []).map(({ definition, expression }): ComponentShape => {
    const meaning = byUrl.get(definition ?? '');
    if (!meaning?.code || !meaning.type) throw new UnreadableExpression(`component ${definition}`);
    const found = paths.flatMap((path) => relativePaths(expression ?? '', path.leaf, shapes));
    return { code: meaning.code, type: meaning.type as ParameterType, paths: unique(found) };
  });
  return { ...base, components };
}

const unique = (paths: readonly PathShape[]): PathShape[] => [
  ...new Map(paths.map((path) => [JSON.stringify(path), path])).values(),
];
