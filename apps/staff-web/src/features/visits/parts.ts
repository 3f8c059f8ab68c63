/** What other features may show of a visit. */
export { FindingsLine } from './findings-line.tsx';
export { FindingsOfVisit } from './findings-of-visit.tsx';
export { stateColour } from './state-colour.ts';
