import type { Clinic } from './clinic.ts';
import { givenCatalog } from './given/catalog.ts';
import { givenCharging } from './given/charging.ts';
import { givenPatients } from './given/patients.ts';
import { givenPrescriptions } from './given/prescriptions.ts';
import { givenStock } from './given/stock.ts';
import { givenVisits } from './given/visits.ts';

/** Builders of what a test starts from; each module adds its own in `given/<module>.ts`, one line here. */
export const givenOf = (clinic: Clinic) => {
  const patients = givenPatients(clinic);
  return {
    ...givenCatalog(clinic),
    ...patients,
    ...givenPrescriptions(clinic),
    ...givenStock(clinic),
    ...givenCharging(clinic),
    ...givenVisits(clinic, (institutionId) => patients.patient({ institutionId })),
  };
};
