import { type Route, serve } from '#platform/operations';
import * as allergies from './commands/allergies.ts';
import * as changes from './commands/change-patient.ts';
import * as facts from './commands/facts.ts';
import * as families from './commands/households.ts';
import * as merging from './commands/merging.ts';
import * as registering from './commands/register-patient.ts';
import * as contract from './contract.ts';
import * as health from './health/contract.ts';
import * as households from './households/contract.ts';
import * as merges from './merging/contract.ts';
import type { PatientsParts } from './parts.ts';
import { listAllergyChoicesHandler } from './queries/allergy-choices.ts';
import { patientVersionsHandler, readPatientHandler } from './queries/read-patient.ts';
import { recentPatientsHandler, searchPatientsHandler } from './queries/search-patients.ts';

export const patientsRoutes = (parts: PatientsParts): readonly Route[] => [
  serve(contract.searchPatients, searchPatientsHandler(parts)),
  serve(contract.recentPatients, recentPatientsHandler(parts)),
  serve(contract.readPatient, readPatientHandler(parts)),
  serve(contract.revealPatient, changes.revealPatientHandler(parts)),
  serve(contract.registerPatient, registering.registerPatientHandler(parts)),
  serve(contract.registerNewborn, registering.registerNewbornHandler(parts)),
  serve(contract.registerNameless, registering.registerNamelessHandler(parts)),
  serve(contract.identifyPatient, changes.identifyPatientHandler(parts)),
  serve(contract.updatePatient, changes.updatePatientHandler(parts)),
  serve(contract.addDocument, changes.addDocumentHandler(parts)),
  serve(contract.endDocument, changes.endDocumentHandler(parts)),
  serve(contract.patientVersions, patientVersionsHandler(parts)),
  serve(health.readAllergies, allergies.readAllergiesHandler(parts)),
  serve(health.listAllergyChoices, listAllergyChoicesHandler()),
  serve(health.recordAllergy, allergies.recordAllergyHandler(parts)),
  serve(health.changeAllergy, allergies.changeAllergyHandler(parts)),
  serve(health.assertNoAllergy, allergies.assertNoAllergyHandler(parts)),
  serve(health.recordFacts, facts.recordFactsHandler(parts)),
  serve(health.strikeFact, facts.strikeFactHandler(parts)),
  serve(health.factHistory, facts.factHistoryHandler(parts)),
  serve(merges.findDuplicates, merging.findDuplicatesHandler(parts)),
  serve(merges.duplicatesOf, merging.duplicatesOfHandler(parts)),
  serve(merges.comparePatients, merging.comparePatientsHandler(parts)),
  serve(merges.declareDistinct, merging.declareDistinctHandler(parts)),
  serve(merges.mergePatients, merging.mergePatientsHandler(parts)),
  serve(merges.unmergePatient, merging.unmergePatientHandler(parts)),
  serve(merges.mergeTrail, merging.mergeTrailHandler(parts)),
  serve(households.listVillages, families.listVillagesHandler(parts)),
  serve(households.saveVillage, families.saveVillageHandler(parts)),
  serve(households.readHousehold, families.readHouseholdHandler(parts)),
  serve(households.createHousehold, families.createHouseholdHandler(parts)),
  serve(households.joinHousehold, families.joinHouseholdHandler(parts)),
  serve(households.leaveHousehold, families.leaveHouseholdHandler(parts)),
];
