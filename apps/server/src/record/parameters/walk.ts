import type { PathShape } from '../definitions/shapes.ts';

/** Finds the values of a path in a resource (or in the base element of a composite). Lists are entered. */
export type Walk = (from: unknown) => unknown[];

/** Turns a path of the definitions into a direct walk over properties; nothing is interpreted at a write. */
export function compileWalk({ steps, where, flag }: PathShape): Walk {
  if (flag) return flagWalk(steps[0] ?? '');
  const walk: Walk = (from) => {
    const found: unknown[] = [];
    collect(from, steps, 0, found);
    return found;
  };
  if (!where) return walk;
  const [property, value] = where;
  return (from) => walk(from).filter((item) => (item as Record<string, unknown>)[property] === value);
}

function collect(value: unknown, steps: readonly string[], depth: number, found: unknown[]): void {
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, steps, depth, found);
    return;
  }
  const step = steps[depth];
  if (step === undefined) found.push(value);
  else collect((value as Record<string, unknown>)[step], steps, depth + 1, found);
}

/** 'true' when any form of the choice is present and not false; a missing one counts as false. */
const flagWalk =
  (choice: string): Walk =>
  (from) => {
    const form = Object.entries(from as Record<string, unknown>).find(
      ([name]) => name.startsWith(choice) && /^[A-Z]/.test(name.slice(choice.length)),
    );
    return [form !== undefined && form[1] !== false];
  };
