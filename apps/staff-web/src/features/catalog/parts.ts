/** What other features may show of the catalogue. */
export { DrugSelect } from './drug-select.tsx';
