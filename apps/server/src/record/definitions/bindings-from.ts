import type { CodeSystem, CodeSystemConcept, ValueSet, ValueSetComposeInclude } from '@medplum/fhirtypes';
import type { BindingShape } from './shapes.ts';

/** Lists the codes of value sets from the definitions that come with the specification. */
export function codeLists(systems: ReadonlyMap<string, CodeSystem>, valueSets: ReadonlyMap<string, ValueSet>) {
  /** undefined: at least one part is not listed in the specification, so no code can be called wrong. */
  const codesOf = (url: string, depth = 0): Map<string, Set<string>> | undefined => {
    const compose = valueSets.get(url)?.compose;
    if (!compose || depth > 5) return undefined;
    const all = new Map<string, Set<string>>();
    for (const include of compose.include) {
      if (!add(all, include, depth)) return undefined;
    }
    for (const exclude of compose.exclude ?? []) {
      const removed = new Map<string, Set<string>>();
      if (!add(removed, exclude, depth)) return undefined;
      for (const [system, codes] of removed) for (const code of codes) all.get(system)?.delete(code);
    }
    return all;
  };

  const add = (all: Map<string, Set<string>>, include: ValueSetComposeInclude, depth: number): boolean => {
    for (const url of include.valueSet ?? []) {
      const codes = codesOf(url, depth + 1);
      if (!codes) return false;
      for (const [system, list] of codes) union(all, system, list);
    }
    if (!include.system) return true;
    const codes = include.concept ? include.concept.map(({ code }) => code ?? '') : wholeSystem(include);
    if (!codes) return false;
    union(all, include.system, codes);
    return true;
  };

  const wholeSystem = (include: ValueSetComposeInclude): string[] | undefined => {
    const system = systems.get(include.system ?? '');
    if (system?.content !== 'complete' || !system.concept) return undefined;
    const [filter, ...more] = include.filter ?? [];
    if (!filter) return flat(system.concept);
    const below = filter.op === 'is-a' && more.length === 0 ? find(system.concept, filter.value ?? '') : undefined;
    return below && flat([below]);
  };

  return (url: string): BindingShape | undefined => {
    const codes = codesOf(url);
    if (!codes || codes.size === 0) return undefined;
    return Object.fromEntries([...codes].map(([system, list]) => [system, [...list].sort()]));
  };
}

const union = (all: Map<string, Set<string>>, system: string, codes: Iterable<string>): void => {
  const known = all.get(system) ?? new Set();
  for (const code of codes) known.add(code);
  all.set(system, known);
};

const flat = (concepts: readonly CodeSystemConcept[]): string[] =>
  concepts.flatMap((concept) => [concept.code ?? '', ...flat(concept.concept ?? [])]);

function find(concepts: readonly CodeSystemConcept[], code: string): CodeSystemConcept | undefined {
  for (const concept of concepts) {
    const hit = concept.code === code ? concept : find(concept.concept ?? [], code);
    if (hit) return hit;
  }
  return undefined;
}
