export { ageOf } from './core/age.ts';
export { maskedPatient } from './fhir.ts';
export { MERGES_CHANNEL } from './parts.ts';
export { createPatients, type Patients, type Person } from './patients.ts';
export type { PatientFacts } from './queries/facts-of.ts';
export * as patientsSettings from './settings.ts';
