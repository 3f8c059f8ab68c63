import type { Clinic } from './clinic.ts';
import { givenCatalog } from './given/catalog.ts';
import { givenPatients } from './given/patients.ts';

/** Builders of what a test starts from; each module adds its own in `given/<module>.ts`, one line here. */
export const givenOf = (clinic: Clinic) => ({
  ...givenCatalog(clinic),
  ...givenPatients(clinic),
});
