import { command, query, queryByBody } from '@xinglin/kernel/operation';
import { choice, date, id, instant, optionalText, queryInt, sex, text } from '@xinglin/kernel/shapes';
import { z } from 'zod';
import { allergyList, fact } from './health/contract.ts';

/**
 * The patients module: who a person is, how to find one, what must be known before treating one.
 * Identity numbers, phones, house numbers and contacts travel masked (`510***********1234`); only
 * `revealPatient` returns them in full, with a purpose that is kept.
 */

// ── Shapes ──────────────────────────────────────────────────────────────────────────────────────────

/** CV02.01.101 kinds, the 18-character residence permits and the cards people carry. See core/documents.ts. */
export const documentKind = choice([
  'resident-id',
  'household-book',
  'passport',
  'military',
  'driving-licence',
  'hk-macau-permit',
  'taiwan-permit',
  'hmt-residence-permit',
  'foreign-residence-permit',
  'birth-certificate',
  'social-security-card',
  'health-card',
  'other',
]);
export type DocumentKind = z.infer<typeof documentKind>;

export const document = z.object({ kind: documentKind, number: text(40) });
/** GB/T 3304: 01 to 56, 97 other, 98 naturalised. */
export const ethnicity = z.string().regex(/^(0[1-9]|[1-4]\d|5[0-6]|97|98)$/, { error: 'patients.ethnicity' });
/** GB/T 2261.2. */
export const maritalStatus = choice(['10', '20', '21', '22', '23', '30', '40', '90']);
/** CV07.10.005, how treatment is paid for. */
export const paymentKind = choice(['01', '02', '03', '04', '05', '06', '07', '08', '99']);
/** GB/T 4761, main values: 01 self, 02 head of household, 10 spouse, 20 son, 30 daughter, 40 grandchild, 50 parent… */
export const relation = z.string().regex(/^\d{2}$/, { error: 'patients.relation' });

/** Typed as people say it; `detail` is the part below village or street and is hidden by default. */
export const address = z.object({ region: optionalText(100), detail: optionalText(200) });
export const contact = z.object({ name: text(50), relation: relation.optional(), phone: optionalText(30) });
export const phone = z
  .string()
  .trim()
  .regex(/^[+\d][\d\s-]{4,24}$/, { error: 'patients.phone' });

const demographicFields = {
  name: text(50),
  sex,
  /** Left out with a resident identity number (read from it) or when nobody knows it. */
  bornOn: date.optional(),
  /** The birth date was worked out from an estimated age. */
  bornOnIsEstimate: z.boolean().default(false),
  /** Moment of birth, for newborns: gives an age in hours. */
  bornAt: instant.optional(),
  phone: phone.optional(),
  ethnicity: ethnicity.optional(),
  maritalStatus: maritalStatus.optional(),
  occupation: optionalText(50),
  workUnit: optionalText(100),
  paymentKind: paymentKind.optional(),
  villageId: id.optional(),
  address: address.optional(),
  contact: contact.optional(),
  deceasedOn: date.optional(),
};
export const demographics = z.object(demographicFields);
export type Demographics = z.output<typeof demographics>;

/** Whole units, largest first: [{3, 'year'}, {2, 'month'}]. Empty when the birth date is not known. */
export const age = z.array(z.object({ value: z.int().min(0), unit: z.enum(['year', 'month', 'day', 'hour']) }));
export type Age = z.infer<typeof age>;

export const patientSummary = z.object({
  id,
  /** Patient number printed on the card; never reused. */
  number: z.string(),
  name: z.string(),
  sex,
  bornOn: z.string().optional(),
  bornOnIsEstimate: z.boolean(),
  age,
  /** Masked; the resident identity number when there is one, otherwise the first document. */
  document: z.object({ kind: documentKind, masked: z.string() }).optional(),
  phoneMasked: z.string().optional(),
  villageName: z.string().optional(),
  /** Registered without papers; identity still to be completed. */
  temporary: z.boolean(),
  deceasedOn: z.string().optional(),
  lastVisitedAt: z.string().optional(),
});
export type PatientSummary = z.infer<typeof patientSummary>;

export const patient = patientSummary.extend({
  version: z.int(),
  bornAt: z.string().optional(),
  ethnicity: z.string().optional(),
  maritalStatus: z.string().optional(),
  occupation: z.string().optional(),
  workUnit: z.string().optional(),
  paymentKind: z.string().optional(),
  villageId: z.string().optional(),
  /** Region and village; the house number is hidden. */
  addressMasked: z.string().optional(),
  contactMasked: z
    .object({ name: z.string(), relation: z.string().optional(), phone: z.string().optional() })
    .optional(),
  documents: z.array(z.object({ id, kind: documentKind, masked: z.string() })),
  motherId: z.string().optional(),
  registeredAt: z.string(),
  /** Set when this entry was merged: the entry that now stands for the person. */
  mergedInto: z.string().optional(),
  /** Entries merged into this one, directly or through another. */
  absorbed: z.array(z.object({ id, number: z.string(), name: z.string() })),
});
export type Patient = z.infer<typeof patient>;

const personIn = ({ patientId }: { patientId: string }) => patientId;
const byPatient = z.object({ patientId: id });
const reason = text(200);

// ── Finding ─────────────────────────────────────────────────────────────────────────────────────────

export const searchHit = patientSummary.extend({
  matched: z.enum(['document', 'phone', 'contact-phone', 'number', 'name', 'pinyin', 'initials']),
  closeness: z.enum(['exact', 'prefix', 'infix']),
  /** The name that matched when it belongs to an entry since merged into this one. */
  formerName: z.string().optional(),
});
export type SearchHit = z.infer<typeof searchHit>;
/** One box: any part of the name, pinyin, initials, identity or card number, phone, patient number. */
export const searchPatients = queryByBody({
  name: 'patients.search',
  path: '/patients/search',
  permission: 'patients.search',
  summary: { zh: '查找患者', en: 'Find patients' },
  input: z.object({ text: text(50), limit: z.int().min(1).max(50).default(20) }),
  output: z.object({ hits: z.array(searchHit), more: z.boolean() }),
  person: (_, { hits }) => hits?.map((hit) => hit.id),
});
export const recentPatients = query({
  name: 'patients.recent',
  path: '/patients/recent',
  permission: 'patients.search',
  summary: { zh: '近期就诊患者', en: 'Recently seen patients' },
  input: z.object({ limit: queryInt(1, 50, 20) }),
  output: z.object({ patients: z.array(patientSummary) }),
  person: (_, { patients }) => patients?.map((found) => found.id),
});
export const readPatient = query({
  name: 'patients.read',
  path: '/patients/:patientId',
  permission: 'patients.read',
  summary: { zh: '查看患者', en: 'Read a patient' },
  input: byPatient,
  /** Everything a header needs. The patient of a merged entry is the entry itself, with `mergedInto`. */
  output: z.object({
    patient,
    allergies: allergyList,
    facts: z.array(fact),
    household: z.object({ id, number: z.string(), relation: z.string() }).optional(),
  }),
  person: personIn,
});
export const revealPatient = command({
  name: 'patients.reveal',
  method: 'POST',
  path: '/patients/:patientId/reveal',
  permission: 'patients.reveal',
  summary: { zh: '查看完整身份信息', en: 'Show identity details in full' },
  input: byPatient.extend({ purpose: text(200) }),
  output: z.object({
    documents: z.array(document.extend({ id })),
    phone: z.string().optional(),
    address: z.object({ region: z.string().optional(), detail: z.string().optional() }).optional(),
    contact: z.object({ name: z.string(), relation: z.string().optional(), phone: z.string().optional() }).optional(),
  }),
  person: personIn,
  idempotency: 'none',
});

// ── Registering and changing ────────────────────────────────────────────────────────────────────────

export const registerPatient = command({
  name: 'patients.register',
  method: 'POST',
  path: '/patients',
  permission: 'patients.register',
  summary: { zh: '患者建档', en: 'Register a patient' },
  /** With a resident identity number, `sex` and `bornOn` may be left out; given ones must agree with it. */
  input: z.object({
    ...demographicFields,
    sex: sex.optional(),
    documents: z.array(document).max(8).default([]),
    /** Likely duplicates that a person has looked at and found to be somebody else. */
    distinctFrom: z.array(id).max(50).default([]),
  }),
  /** @throws patients.identity-taken {patientId, number}: the person is already here. patients.likely-duplicate {patientIds}. */
  output: z.object({ patient }),
  person: (_, output) => output.patient?.id,
});
export const registerNewborn = command({
  name: 'patients.register-newborn',
  method: 'POST',
  path: '/patients/newborn',
  permission: 'patients.register',
  summary: { zh: '新生儿建档', en: 'Register a newborn' },
  /** `order` of a multiple birth. Name: 某某之子, 某某之女1. Household, village and contact come from the mother. */
  input: z.object({ motherId: id, sex, bornAt: instant, order: z.int().min(1).max(9).optional() }),
  output: z.object({ patient }),
  person: ({ motherId }, output) => (output.patient ? [output.patient.id, motherId] : motherId),
});
export const registerNameless = command({
  name: 'patients.register-nameless',
  method: 'POST',
  path: '/patients/nameless',
  permission: 'patients.register',
  summary: { zh: '无名氏建档', en: 'Register a nameless patient' },
  input: z.object({ sex, estimatedAgeYears: z.int().min(0).max(130).optional() }),
  output: z.object({ patient }),
  person: (_, output) => output.patient?.id,
});
/** Gives a newborn or nameless patient a name and papers. @throws patients.identity-taken: merge instead. */
export const identifyPatient = command({
  name: 'patients.identify',
  method: 'POST',
  path: '/patients/:patientId/identify',
  permission: 'patients.update',
  summary: { zh: '补全身份', en: 'Complete an identity' },
  input: byPatient.extend({
    version: z.int(),
    name: text(50),
    sex: sex.optional(),
    bornOn: date.optional(),
    document: document.optional(),
  }),
  output: z.object({ patient }),
  person: personIn,
});
/** Left-out `phone`, `address` and `contact` stay as they are (the screen does not have them); null removes them. */
export const updatePatient = command({
  name: 'patients.update',
  method: 'PUT',
  path: '/patients/:patientId',
  permission: 'patients.update',
  summary: { zh: '修改患者信息', en: 'Change a patient' },
  input: byPatient.extend({
    version: z.int(),
    ...demographicFields,
    phone: phone.nullable().optional(),
    address: address.nullable().optional(),
    contact: contact.nullable().optional(),
  }),
  output: z.object({ patient }),
  person: personIn,
});
export const addDocument = command({
  name: 'patients.add-document',
  method: 'POST',
  path: '/patients/:patientId/documents',
  permission: 'patients.update',
  summary: { zh: '登记证件', en: 'Add a document' },
  input: byPatient.extend({ document }),
  output: z.object({ patient }),
  person: personIn,
});
export const endDocument = command({
  name: 'patients.end-document',
  method: 'POST',
  path: '/patients/:patientId/documents/:documentId/end',
  permission: 'patients.update',
  summary: { zh: '停用证件', en: 'End a document' },
  input: byPatient.extend({ documentId: id, reason }),
  output: z.object({ patient }),
  person: personIn,
});
export const patientVersions = query({
  name: 'patients.versions',
  path: '/patients/:patientId/versions',
  permission: 'patients.read',
  summary: { zh: '信息变更记录', en: 'History of changes' },
  input: byPatient,
  /** Newest first; sealed fields masked. */
  output: z.object({
    versions: z.array(
      z.object({
        version: z.int(),
        at: z.string(),
        by: z.string(),
        operation: z.string(),
        changes: z.array(z.object({ field: z.string(), from: z.string().optional(), to: z.string().optional() })),
      }),
    ),
  }),
  person: personIn,
});
