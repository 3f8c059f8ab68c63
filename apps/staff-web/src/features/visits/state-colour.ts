import type { VisitState } from '@xinglin/server/contract/visits';

/** Colour beside the word of a state; never the only sign of it. */
export const stateColour: Record<VisitState, string> = {
  registered: 'default',
  waiting: 'blue',
  called: 'cyan',
  passed: 'orange',
  'in-consultation': 'green',
  held: 'purple',
  finished: 'default',
  cancelled: 'default',
  'no-show': 'default',
};
