import type { Clinic } from './clinic.ts';

/** Builders of what a test starts from; each module adds its own in `given/<module>.ts`, one line here. */
export const givenOf = (_clinic: Clinic) => ({
  // `...givenPatients(clinic),`
});
