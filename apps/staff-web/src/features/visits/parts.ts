/** What other features may show of a visit. */
export { FindingsLine } from './findings-line.tsx';
