import { command, query, queryByBody } from '@xinglin/kernel/operation';
import { choice, date, id, sex, text } from '@xinglin/kernel/shapes';
import { z } from 'zod';
import { document, patientSummary, phone } from '../contract.ts';

/** One person, one entry: duplicates are explained before they are merged, and a merge can be taken back. */

/** One compared fact. `points` is negative when it speaks against the same person, 0 when nothing is known. */
export const agreement = z.object({
  fact: z.enum(['document', 'name', 'name-sound', 'birth-date', 'sex', 'phone', 'address', 'contact', 'mother']),
  verdict: z.enum(['same', 'similar', 'different', 'unknown']),
  points: z.int(),
});
export const candidate = z.object({
  patient: patientSummary,
  score: z.int(),
  /** certain: one identity document · likely: ask before registering · possible: worth a look. */
  level: z.enum(['certain', 'likely', 'possible', 'unlikely']),
  agreements: z.array(agreement),
});
export type Candidate = z.infer<typeof candidate>;

/** What speaks against a merge and must be acknowledged by name. */
export const mergeConflict = choice(['identity-number', 'sex', 'birth-date', 'blood-type']);
export type MergeConflict = z.infer<typeof mergeConflict>;

const reason = text(200);
const byPatient = z.object({ patientId: id });

/** Asked while a registration form is being filled in. */
export const findDuplicates = queryByBody({
  name: 'patients.find-duplicates',
  path: '/patients/duplicates',
  permission: 'patients.register',
  summary: { zh: '查重', en: 'Find possible duplicates of a person being registered' },
  input: z.object({
    name: text(50),
    sex: sex.optional(),
    bornOn: date.optional(),
    phone: phone.optional(),
    villageId: id.optional(),
    documents: z.array(document).max(8).default([]),
  }),
  /** Best first; 'unlikely' ones are left out. */
  output: z.object({ candidates: z.array(candidate) }),
  person: (_, { candidates }) => candidates?.map((found) => found.patient.id),
});
export const duplicatesOf = query({
  name: 'patients.duplicates-of',
  path: '/patients/:patientId/duplicates',
  permission: 'patients.merge',
  summary: { zh: '疑似重复患者', en: 'Possible duplicates of a patient' },
  input: byPatient,
  output: z.object({ candidates: z.array(candidate) }),
  person: ({ patientId }, { candidates }) => [patientId, ...(candidates ?? []).map((found) => found.patient.id)],
});
export const comparePatients = query({
  name: 'patients.compare',
  path: '/patients/:patientId/compare/:otherId',
  permission: 'patients.merge',
  summary: { zh: '比对两名患者', en: 'Compare two patients' },
  input: byPatient.extend({ otherId: id }),
  output: z.object({
    left: patientSummary,
    comparison: candidate,
    /** The entry that should stay: the one with papers, else the older one. */
    suggestedSurvivorId: id,
    /** Facts that differ and have to be acknowledged to merge. */
    conflicts: z.array(mergeConflict),
  }),
  person: ({ patientId, otherId }) => [patientId, otherId],
});
/** Two people after all: the pair is not proposed again. */
export const declareDistinct = command({
  name: 'patients.declare-distinct',
  method: 'POST',
  path: '/patients/:patientId/distinct/:otherId',
  permission: 'patients.merge',
  summary: { zh: '确认不是同一人', en: 'Declare two patients distinct' },
  input: byPatient.extend({ otherId: id, reason }),
  output: z.object({}),
  person: ({ patientId, otherId }) => [patientId, otherId],
});
/**
 * `patientId` is merged into `survivorId`: nothing is moved or deleted, the entry points to the survivor, and
 * everything that refers to it is found under the survivor.
 */
export const mergePatients = command({
  name: 'patients.merge',
  method: 'POST',
  path: '/patients/:patientId/merge',
  permission: 'patients.merge',
  summary: { zh: '合并患者', en: 'Merge a patient into another' },
  input: byPatient.extend({ survivorId: id, reason, acknowledged: z.array(mergeConflict).default([]) }),
  output: z.object({ survivor: patientSummary }),
  person: ({ patientId, survivorId }) => [patientId, survivorId],
});
export const unmergePatient = command({
  name: 'patients.unmerge',
  method: 'POST',
  path: '/patients/:patientId/unmerge',
  permission: 'patients.merge',
  summary: { zh: '撤销合并', en: 'Take back a merge' },
  input: byPatient.extend({ reason }),
  output: z.object({ patient: patientSummary, formerSurvivorId: id }),
  person: ({ patientId }, output) => (output.formerSurvivorId ? [patientId, output.formerSurvivorId] : patientId),
});
export const mergeTrail = query({
  name: 'patients.merge-trail',
  path: '/patients/:patientId/merges',
  permission: 'patients.read',
  summary: { zh: '合并记录', en: 'Merges and their taking back' },
  input: byPatient,
  /** Newest first. */
  output: z.object({
    steps: z.array(
      z.object({
        step: z.enum(['merge', 'unmerge']),
        patientId: id,
        survivorId: id,
        reason: z.string(),
        at: z.string(),
        by: z.string(),
      }),
    ),
  }),
  person: ({ patientId }) => patientId,
});
