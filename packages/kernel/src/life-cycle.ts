import { DomainError } from './domain-error.ts';

/** state → event → next state. A typo in a target does not compile: targets must be rows of the same table. */
export function lifeCycle<const State extends string, const Event extends string>(
  table: { readonly [S in State]: { readonly [E in Event]?: NoInfer<State> } },
) {
  const states = Object.keys(table) as State[];
  const next = (state: State, event: Event): State | undefined => table[state][event];
  /** @throws DomainError 'conflict' when `event` is not allowed in `state`. */
  const step = (state: State, event: Event): State => {
    const target = next(state, event);
    if (target === undefined) throw new DomainError('conflict', 'platform.step-not-allowed', { state, event });
    return target;
  };
  /** The events allowed in `state`: what a screen may offer. */
  const eventsIn = (state: State): Event[] => Object.keys(table[state]) as Event[];
  /** States from which `event` is allowed: the guard of the matching `update … where state = any(…)`. */
  const statesAllowing = (event: Event): State[] => states.filter((state) => next(state, event) !== undefined);
  return { states, next, step, eventsIn, statesAllowing, table };
}
