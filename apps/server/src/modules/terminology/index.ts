export type { CodeSystem, Concept, Diagnosis, FoundDiagnosis, NotifiableClass, Programme } from './contract.ts';
export { DIAGNOSES, LABORATORY_TESTS } from './contract.ts';
export { type LaboratoryTestRow, readLaboratoryTests } from './knowledge.ts';
export { terminologyRoutes } from './routes.ts';
export { createTerminology, type Terminology } from './terminology.ts';
