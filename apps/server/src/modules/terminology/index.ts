export type { CodeSystem, Concept, Diagnosis, FoundDiagnosis, NotifiableClass, Programme } from './contract.ts';
export { terminologyRoutes } from './routes.ts';
export { createTerminology, type Terminology } from './terminology.ts';
