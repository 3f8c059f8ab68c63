/** What other features may show of prescriptions. */
export { PrescriptionsOfVisit } from './prescriptions-of-visit.tsx';
export { SheetPart } from './sheet-part.tsx';
