/** What other features may show of charging. */
export { SettlementsOfVisit } from './settlements-of-visit.tsx';
