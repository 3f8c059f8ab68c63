import type { Operation } from '@xinglin/kernel/operation';
import { handOut, takeBack } from './modules/dispensing/contract.ts';
import { requestAmendment, signNote } from './modules/emr/contract.ts';
import { addDepartment, addRoom, addSite, changeInstitution } from './modules/institutions/contract.ts';
import { registerPatient, updatePatient } from './modules/patients/contract.ts';
import { recordAllergy, recordFacts } from './modules/patients/health/contract.ts';
import { signPrescription, withdrawPrescription } from './modules/prescriptions/contract.ts';
import { addMember, changeMember } from './modules/staff/contract.ts';
import { finishVisit, registerVisit, triageVisit } from './modules/visits/contract.ts';
import type { Mount } from './platform/http/server.ts';
import { defaultHttpSettings } from './platform/http/settings.ts';
import { type RecordMountNeeds, recordMount } from './record/rest/mount.ts';

/** What writes each type of resource: a client whose write is refused learns where to go. */
const writers: Readonly<Record<string, readonly Operation[]>> = {
  Patient: [registerPatient, updatePatient],
  AllergyIntolerance: [recordAllergy],
  Observation: [triageVisit, recordFacts],
  Encounter: [registerVisit, triageVisit, finishVisit],
  Condition: [signNote],
  Composition: [signNote, requestAmendment],
  MedicationRequest: [signPrescription, withdrawPrescription],
  MedicationDispense: [handOut, takeBack],
  Practitioner: [addMember, changeMember],
  Organization: [changeInstitution, addDepartment],
  Location: [addSite, addRoom],
};

const described = ({ name, method, path }: Operation): string => `${name} (${method} /api${path})`;

/** The FHIR interface of this house at `/fhir`. */
export const fhirMount = (parts: Omit<RecordMountNeeds, 'writers' | 'version'>): Mount =>
  recordMount({
    ...parts,
    version: defaultHttpSettings.version,
    writers: new Map(Object.entries(writers).map(([type, operations]) => [type, operations.map(described)])),
  });
