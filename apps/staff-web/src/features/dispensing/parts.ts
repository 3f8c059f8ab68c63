/** What other features may show of dispensing. */
export { DispensingOfVisit } from './dispensing-of-visit.tsx';
