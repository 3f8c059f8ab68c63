/** What other features may show of prescriptions. */
export { AlertLine } from './alert-line.tsx';
export { PrescriptionsOfVisit } from './prescriptions-of-visit.tsx';
export { SheetPart } from './sheet-part.tsx';
export { SheetTable } from './sheet-table.tsx';
