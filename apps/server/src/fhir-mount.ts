import type { Operation } from '@xinglin/kernel/operation';
import { handOut, takeBack } from './modules/dispensing/contract.ts';
import { requestAmendment, signNote } from './modules/emr/contract.ts';
import { addDepartment, addRoom, addSite, changeInstitution } from './modules/institutions/contract.ts';
import { registerPatient, revealPatient, updatePatient } from './modules/patients/contract.ts';
import { recordAllergy, recordFacts } from './modules/patients/health/contract.ts';
import { maskedPatient, type Patients } from './modules/patients/index.ts';
import { signPrescription, withdrawPrescription } from './modules/prescriptions/contract.ts';
import { addMember, changeMember } from './modules/staff/contract.ts';
import { finishVisit, registerVisit, triageVisit } from './modules/visits/contract.ts';
import { isAllowed } from './platform/actor.ts';
import type { Mount } from './platform/http/server.ts';
import { defaultHttpSettings } from './platform/http/settings.ts';
import { type RecordMountNeeds, recordMount } from './record/rest/mount.ts';
import type { Views } from './record/rest/views.ts';

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

/** Who may not see identity details in full at the desk does not see them here either. */
const views: Views = new Map([
  [
    'Patient',
    (actor, resource) =>
      resource.resourceType !== 'Patient' || isAllowed(actor, revealPatient.permission)
        ? resource
        : maskedPatient(resource),
  ],
]);

interface Parts extends Omit<RecordMountNeeds, 'writers' | 'version' | 'views' | 'entriesOf'> {
  readonly patients: Pick<Patients, 'knownEntriesOf'>;
}

/** The FHIR interface of this house at `/fhir`. */
export const fhirMount = ({ patients, ...parts }: Parts): Mount =>
  recordMount({
    ...parts,
    views,
    entriesOf: patients.knownEntriesOf,
    version: defaultHttpSettings.version,
    writers: new Map(Object.entries(writers).map(([type, operations]) => [type, operations.map(described)])),
  });
