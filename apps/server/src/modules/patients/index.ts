export { ageOf } from './core/age.ts';
export { PATIENT_NUMBER_SYSTEM, RESIDENT_ID_SYSTEM } from './fhir.ts';
export { createPatients, type Patients, type Person } from './patients.ts';
export type { PatientFacts } from './queries/facts-of.ts';
export * as patientsSettings from './settings.ts';
