import { command, eventType, query } from '@xinglin/kernel/operation';
import { choice, date, id, optionalText, queryInt, text } from '@xinglin/kernel/shapes';
import { z } from 'zod';

/**
 * The outpatient note (门诊病历): one per visit, written by the visit's doctor, sealed at rest.
 * draft → signed → (amended: a new signed version, the old ones stay) ; void keeps the text readable.
 * Sections and what is required: 病历书写基本规范 (卫医政发〔2010〕11号), outpatient part.
 */

export const visitType = choice(['first', 'return']);
export type VisitType = z.infer<typeof visitType>;

/** Texts of the note. For a return visit `presentIllness` is the history since the last visit. */
export const noteSections = z.strictObject({
  chiefComplaint: optionalText(200),
  presentIllness: optionalText(4000),
  pastHistory: optionalText(2000),
  personalHistory: optionalText(2000),
  familyHistory: optionalText(2000),
  physicalExamination: optionalText(4000),
  auxiliaryResults: optionalText(4000),
  plan: optionalText(4000),
  advice: optionalText(2000),
});
export type NoteSections = z.output<typeof noteSections>;
export const sectionName = z.enum(
  Object.keys(noteSections.shape) as [keyof NoteSections & string, ...(keyof NoteSections & string)[]],
);
export type SectionName = z.infer<typeof sectionName>;

export const diagnosisInput = z.strictObject({
  /** ICD-10 code known to the terminology module; the name is taken from there. */
  code: text(30),
  /** The doctor's own words beside the coded name: "右侧", "急性加重期". */
  words: optionalText(100),
  isMain: z.boolean(),
  certainty: choice(['confirmed', 'suspected']).default('confirmed'),
  onsetOn: date.optional(),
});
export const diagnosis = diagnosisInput.extend({
  /** Also the id of the Condition in the record; stays with the code through saves and amendments. */
  id,
  /** Code system and its version, kept because tables change and old notes do not. */
  system: z.string(),
  systemVersion: z.string(),
  display: z.string(),
  words: z.string().optional(),
  onsetOn: z.string().optional(),
});
export type Diagnosis = z.output<typeof diagnosis>;

const contentFields = {
  visitType,
  sections: noteSections,
  followUpOn: date.optional(),
  sickLeaveDays: z.int({ error: 'input.number' }).min(0).max(366).optional(),
};
/** What a screen sends. At most one main diagnosis; exactly one is required to sign. */
export const noteInput = z.strictObject({
  ...contentFields,
  diagnoses: z.array(diagnosisInput).max(20, { error: 'input.too-long' }).default([]),
});
export type NoteInput = z.output<typeof noteInput>;
export const noteContent = z.strictObject({ ...contentFields, diagnoses: z.array(diagnosis) });
export type NoteContent = z.output<typeof noteContent>;

export const noteState = z.enum(['draft', 'signed', 'void']);
export type NoteState = z.infer<typeof noteState>;

export const signature = z.object({
  version: z.int(),
  signedBy: id,
  signerName: z.string(),
  signedAt: z.string(),
  /** SM3 of the content, hexadecimal. */
  contentHash: z.string(),
  /** The stored text still has this hash and the hash was made here. */
  intact: z.boolean(),
  /** Why this version replaced the one before; absent for the first. */
  reason: z.string().optional(),
});
export type Signature = z.output<typeof signature>;

export const note = z.object({
  noteId: id,
  visitId: id,
  patientId: id,
  doctorId: id,
  state: noteState,
  /** Of the draft while it is a draft: every save adds one. A save with an older number is refused. */
  version: z.int(),
  content: noteContent,
  savedAt: z.string(),
  signature: signature.optional(),
  /** From then on an amendment needs an approved request. */
  locksAt: z.string().optional(),
  locked: z.boolean(),
  voided: z.object({ by: id, at: z.string(), reason: z.string() }).optional(),
});
export type Note = z.output<typeof note>;

/** One thing that stands against signing: `path` as in the input (`content.sections.plan`). */
export const missingPart = z.object({ path: z.string(), code: z.string() });

export const amendmentRequest = z.object({
  id,
  visitId: id,
  patientId: id,
  reason: z.string(),
  requestedBy: id,
  requestedAt: z.string(),
  state: z.enum(['waiting', 'approved', 'refused', 'used', 'expired']),
  decidedBy: id.optional(),
  decidedAt: z.string().optional(),
  decisionReason: z.string().optional(),
  /** Until when an approved request may be used. */
  validUntil: z.string().optional(),
});
export type AmendmentRequest = z.output<typeof amendmentRequest>;

const onVisit = z.object({ visitId: id });
const personOut = (_input: unknown, output: { patientId?: string | undefined }): string | undefined => output.patientId;
const reason = text(200);
const answered = z.object({ patientId: id, note });

// ── Writing ─────────────────────────────────────────────────────────────────────────────────────────

export const deskNote = query({
  name: 'emr.desk',
  path: '/visits/:visitId/note/desk',
  permission: 'emr.read',
  summary: { zh: '医生站病历', en: 'The note for the doctor at the desk' },
  input: onVisit,
  /** Everything the note part of the desk shows, in one call. */
  output: z.object({
    patientId: id,
    note: note.optional(),
    /** The reader may write now; otherwise `whyNot` is a message key. */
    writable: z.boolean(),
    whyNot: z.string().optional(),
    /** Proposed for a note not yet begun. */
    visitType,
    required: z.object({ first: z.array(sectionName), return: z.array(sectionName) }),
    /** What still stands against signing. */
    missing: z.array(missingPart),
    /** First visit of the year from 35 years on without a blood pressure (35岁首诊测血压). */
    bloodPressureDue: z.boolean(),
    /** The complaint told at triage, to start from. */
    triageComplaint: z.string().optional(),
    allergyState: z.enum(['not-asked', 'none-known', 'known']),
    /** Long-term conditions of the person, to start the past history from. */
    longTermConditions: z.array(z.object({ code: z.string(), display: z.string() })),
    /** The last signed notes of the person, newest first. */
    earlier: z.array(z.object({ visitId: id, signedAt: z.string(), doctorName: z.string(), content: noteContent })),
    amendment: amendmentRequest.optional(),
  }),
  person: personOut,
});

export const saveNote = command({
  name: 'emr.save',
  method: 'PUT',
  path: '/visits/:visitId/note',
  permission: 'emr.write',
  summary: { zh: '保存病历草稿', en: 'Save the draft of a note' },
  /** `version` is the one last seen, 0 for a new note. @throws emr.newer-version {version} when another window saved. */
  input: onVisit.extend({ version: z.int().min(0), content: noteInput }),
  output: answered.extend({ missing: z.array(missingPart) }),
  person: personOut,
});

export const signNote = command({
  name: 'emr.sign',
  method: 'POST',
  path: '/visits/:visitId/note/sign',
  permission: 'emr.write',
  summary: { zh: '签名', en: 'Sign a note' },
  /** With `content` the note is saved and signed in one step. @throws emr.incomplete naming every missing section. */
  input: onVisit.extend({ version: z.int().min(0), content: noteInput.optional() }),
  output: answered,
  person: personOut,
});

/** By the doctor who signed. After the lock only with an approved request. */
export const amendNote = command({
  name: 'emr.amend',
  method: 'POST',
  path: '/visits/:visitId/note/amend',
  permission: 'emr.write',
  summary: { zh: '修改已签名病历', en: 'Amend a signed note' },
  input: onVisit.extend({ version: z.int().min(1), content: noteInput, reason }),
  output: answered,
  person: personOut,
});

export const voidNote = command({
  name: 'emr.void',
  method: 'POST',
  path: '/visits/:visitId/note/void',
  permission: 'emr.write',
  summary: { zh: '作废病历', en: 'Void a note' },
  input: onVisit.extend({ version: z.int().min(1), reason }),
  output: answered,
  person: personOut,
});

// ── Drafts that were not signed ─────────────────────────────────────────────────────────────────────

export const unsignedNotes = query({
  name: 'emr.unsigned',
  path: '/notes/unsigned',
  permission: 'emr.write',
  summary: { zh: '我的未签名病历', en: 'My unsigned notes' },
  input: z.object({ limit: queryInt(1, 100, 50) }),
  output: z.object({
    notes: z.array(
      z.object({ visitId: id, patientId: id, savedAt: z.string(), chiefComplaint: z.string().optional() }),
    ),
  }),
  person: (_, { notes }) => notes?.map((found) => found.patientId),
});

/** Earlier saves of a draft, newest first; the last ones are kept (setting emr.draft-saves-kept). */
export const draftSaves = query({
  name: 'emr.draft-saves',
  path: '/visits/:visitId/note/saves',
  permission: 'emr.write',
  summary: { zh: '草稿历史', en: 'Earlier saves of a draft' },
  input: onVisit,
  output: z.object({
    patientId: id.optional(),
    saves: z.array(z.object({ version: z.int(), savedAt: z.string(), content: noteContent })),
  }),
  person: personOut,
});
/** Puts an earlier save back as a new version of the draft. */
export const restoreDraft = command({
  name: 'emr.restore-draft',
  method: 'POST',
  path: '/visits/:visitId/note/restore',
  permission: 'emr.write',
  summary: { zh: '恢复草稿', en: 'Restore an earlier save' },
  input: onVisit.extend({ version: z.int().min(1), restore: z.int().min(1) }),
  output: answered,
  person: personOut,
});

// ── Amending after the lock ─────────────────────────────────────────────────────────────────────────

const requested = z.object({ patientId: id, request: amendmentRequest });
export const requestAmendment = command({
  name: 'emr.request-amendment',
  method: 'POST',
  path: '/visits/:visitId/note/amendment-requests',
  permission: 'emr.write',
  summary: { zh: '申请修改已锁定病历', en: 'Ask to amend a locked note' },
  input: onVisit.extend({ reason }),
  output: requested,
  person: personOut,
});
export const decideAmendment = command({
  name: 'emr.decide-amendment',
  method: 'POST',
  path: '/note-amendment-requests/:requestId/decision',
  permission: 'emr.approve-amendment',
  summary: { zh: '审批病历修改申请', en: 'Decide on a request to amend' },
  input: z.object({ requestId: id, approve: z.boolean(), reason: optionalText(200) }),
  output: requested,
  person: personOut,
});
export const waitingAmendments = query({
  name: 'emr.waiting-amendments',
  path: '/note-amendment-requests',
  permission: 'emr.approve-amendment',
  summary: { zh: '待审批的病历修改申请', en: 'Requests to amend that wait' },
  input: z.object({}),
  output: z.object({ requests: z.array(amendmentRequest) }),
  person: (_, { requests }) => requests?.map((request) => request.patientId),
});

// ── Reading ─────────────────────────────────────────────────────────────────────────────────────────

/** The note with every signed version, newest first; voided notes of the visit too. */
export const readNote = query({
  name: 'emr.read',
  path: '/visits/:visitId/note',
  permission: 'emr.read',
  summary: { zh: '查看病历', en: 'Read a note' },
  input: onVisit,
  output: z.object({
    patientId: id.optional(),
    note: note.optional(),
    versions: z.array(signature.extend({ content: noteContent })),
    voided: z.array(note),
  }),
  person: personOut,
});

/** emr's part of a person's time line, newest first. Drafts are shown to nobody but their doctor. */
export const personNotes = query({
  name: 'emr.person-notes',
  path: '/patients/:patientId/notes',
  permission: 'emr.read',
  summary: { zh: '患者历次病历', en: 'Notes of a person' },
  input: z.object({ patientId: id, limit: queryInt(1, 100, 20), before: z.string().optional() }),
  output: z.object({
    notes: z.array(
      z.object({
        noteId: id,
        visitId: id,
        doctorId: id,
        doctorName: z.string(),
        state: noteState,
        signedAt: z.string(),
        amended: z.boolean(),
        content: noteContent,
      }),
    ),
    /** Hand back as `before` for older ones. */
    older: z.string().optional(),
  }),
  person: ({ patientId }) => patientId,
});

// ── Events ──────────────────────────────────────────────────────────────────────────────────────────

const signedPayload = z.object({
  noteId: id,
  visitId: id,
  patientId: id,
  doctorId: id,
  version: z.int(),
  diagnoses: z.array(
    z.object({
      code: z.string(),
      display: z.string(),
      isMain: z.boolean(),
      certainty: z.enum(['confirmed', 'suspected']),
    }),
  ),
});
export const noteSigned = eventType('emr.signed', signedPayload);
export const noteAmended = eventType('emr.amended', signedPayload.extend({ reason: z.string() }));
export const noteVoided = eventType('emr.voided', signedPayload.extend({ reason: z.string() }));
