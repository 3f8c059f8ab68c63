import type { Sex } from '@xinglin/kernel/shapes';
import type { Tx } from '#platform/transaction';
import type { Demographics } from '../contract.ts';
import { plainPhone } from '../core/documents.ts';
import type { PatientsNeeds } from '../needs.ts';
import { type DocumentRows, documentRows } from './document-rows.ts';
import { keyRows } from './key-rows.ts';
import { type VersionRows, versionRows } from './version-rows.ts';

/** One entry of the index as stored, opened. */
export interface PatientEntry {
  readonly id: string;
  readonly number: string;
  readonly version: number;
  readonly demographics: Demographics;
  readonly temporary: 'newborn' | 'nameless' | undefined;
  readonly motherId: string | undefined;
  readonly mergedInto: string | undefined;
  readonly survivorId: string | undefined;
  readonly registeredAt: string;
}

type PrivatePart = Pick<Demographics, 'phone' | 'address' | 'contact' | 'occupation' | 'workUnit'>;

export interface PatientRow {
  readonly id: string;
  readonly number: string;
  readonly version: number;
  readonly name: string;
  readonly sex: Sex;
  readonly born_on: string | null;
  readonly born_on_is_estimate: boolean;
  readonly born_at: string | null;
  readonly ethnicity: string | null;
  readonly marital_status: string | null;
  readonly payment_kind: string | null;
  readonly village_id: string | null;
  readonly mother_id: string | null;
  readonly temporary: 'newborn' | 'nameless' | null;
  readonly deceased_on: string | null;
  readonly private: Buffer;
  readonly merged_into: string | null;
  readonly survivor_id: string | null;
  readonly registered_at: string;
}

export const PATIENT_COLUMNS = `p.id, p.number, p.version, p.name, p.sex, p.born_on, p.born_on_is_estimate, p.born_at,
  p.ethnicity, p.marital_status, p.payment_kind, p.village_id, p.mother_id, p.temporary, p.deceased_on, p.private,
  p.merged_into, p.survivor_id, p.registered_at`;

const privateContext = (id: string): string => `patients.patient.private:${id}`;

/** Leaves out what is not known, so that shapes with optional parts hold no `undefined` or null. */
export const present = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], null> } =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined && part !== null)) as never;

export type PatientCodec = ReturnType<typeof patientCodec>;

/** Between rows and entries: opens, seals, hashes. */
const patientCodec = (vault: PatientsNeeds['vault']) => {
  const entryOf = (row: PatientRow): PatientEntry => {
    const open = JSON.parse(vault.openText(row.private, privateContext(row.id))) as PrivatePart;
    const demographics = present({
      name: row.name,
      sex: row.sex,
      bornOn: row.born_on,
      bornOnIsEstimate: row.born_on_is_estimate,
      bornAt: row.born_at,
      ethnicity: row.ethnicity,
      maritalStatus: row.marital_status,
      paymentKind: row.payment_kind,
      villageId: row.village_id,
      deceasedOn: row.deceased_on,
      ...open,
    }) as Demographics;
    return {
      id: row.id,
      number: row.number,
      version: row.version,
      demographics,
      temporary: row.temporary ?? undefined,
      motherId: row.mother_id ?? undefined,
      mergedInto: row.merged_into ?? undefined,
      survivorId: row.survivor_id ?? undefined,
      registeredAt: row.registered_at,
    };
  };

  const sealPrivate = (id: string, { phone, address, contact, occupation, workUnit }: Demographics) =>
    vault.seal(JSON.stringify(present({ phone, address, contact, occupation, workUnit })), privateContext(id));

  const phoneIndex = (phone: string | undefined): Buffer | null => {
    const plain = phone === undefined ? '' : plainPhone(phone);
    return plain === '' ? null : vault.blindIndex('patients.phone', plain);
  };

  const values = (id: string, demographics: Demographics) => [
    demographics.name,
    demographics.sex,
    demographics.bornOn ?? null,
    demographics.bornOnIsEstimate,
    demographics.bornAt ?? null,
    demographics.ethnicity ?? null,
    demographics.maritalStatus ?? null,
    demographics.paymentKind ?? null,
    demographics.villageId ?? null,
    demographics.deceasedOn ?? null,
    sealPrivate(id, demographics),
    phoneIndex(demographics.phone),
    phoneIndex(demographics.contact?.phone),
  ];

  return { entryOf, phoneIndex, values };
};

const entryWrites = ({ values }: PatientCodec) => ({
  insert: (tx: Tx, entry: PatientEntry, registeredBy: string): Promise<number> =>
    tx.run(
      `insert into patients.patient
         (institution_id, id, number, version, temporary, mother_id, registered_at, registered_by,
          name, sex, born_on, born_on_is_estimate, born_at, ethnicity, marital_status, payment_kind, village_id,
          deceased_on, private, phone_index, contact_phone_index)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`,
      [
        tx.institutionId,
        entry.id,
        entry.number,
        entry.version,
        entry.temporary ?? null,
        entry.motherId ?? null,
        entry.registeredAt,
        registeredBy,
        ...values(entry.id, entry.demographics),
      ],
    ),

  /** 0 when somebody else changed the entry since `entry.version - 1`. */
  update: (tx: Tx, entry: PatientEntry): Promise<number> =>
    tx.run(
      `update patients.patient
       set version = $3, temporary = $4, name = $5, sex = $6, born_on = $7, born_on_is_estimate = $8, born_at = $9,
           ethnicity = $10, marital_status = $11, payment_kind = $12, village_id = $13, deceased_on = $14,
           private = $15, phone_index = $16, contact_phone_index = $17
       where institution_id = $1 and id = $2 and version = $3 - 1 and survivor_id is null`,
      [tx.institutionId, entry.id, entry.version, entry.temporary ?? null, ...values(entry.id, entry.demographics)],
    ),
});

const entryReads = ({ entryOf }: PatientCodec) => ({
  read: async (tx: Tx, id: string): Promise<PatientEntry | undefined> => {
    const row = await tx.maybe<PatientRow>(
      `select ${PATIENT_COLUMNS} from patients.patient p where p.institution_id = $1 and p.id = $2`,
      [tx.institutionId, id],
    );
    return row && entryOf(row);
  },

  readMany: async (tx: Tx, ids: readonly string[]): Promise<PatientEntry[]> => {
    const rows = await tx.many<PatientRow>(
      `select ${PATIENT_COLUMNS} from patients.patient p where p.institution_id = $1 and p.id = any($2::uuid[])`,
      [tx.institutionId, ids],
    );
    return rows.map(entryOf);
  },

  /** Locks entries in one order, so that two merges wait for each other instead of dying. */
  lock: async (tx: Tx, ids: readonly string[]): Promise<PatientEntry[]> => {
    const rows = await tx.many<PatientRow>(
      `select ${PATIENT_COLUMNS} from patients.patient p
       where p.institution_id = $1 and p.id = any($2::uuid[]) order by p.id for update`,
      [tx.institutionId, ids],
    );
    return rows.map(entryOf);
  },
});

const plainRows = {
  nextNumber: async (tx: Tx): Promise<number> =>
    (await tx.one<{ value: number }>("select nextval('patients.number_seq') as value")).value,

  /** Serialises registrations of one name, so that two windows cannot both find no duplicate. */
  lockName: (tx: Tx, name: string): Promise<number> =>
    tx.run("select pg_advisory_xact_lock(hashtextextended('patients:' || $1::int || ':' || $2::text, 0))", [
      tx.institutionId,
      name,
    ]),

  newbornOf: (tx: Tx, motherId: string, { name, bornOn }: Demographics) =>
    tx.maybe<{ patientId: string; number: string }>(
      `select id as "patientId", number from patients.patient
       where institution_id = $1 and mother_id = $2 and name = $3 and born_on = $4::date and survivor_id is null`,
      [tx.institutionId, motherId, name, bornOn ?? null],
    ),
};

export type PatientRows = Pick<PatientCodec, 'entryOf' | 'phoneIndex'> &
  ReturnType<typeof entryWrites> &
  ReturnType<typeof entryReads> &
  DocumentRows &
  VersionRows &
  typeof keyRows &
  typeof plainRows;

/** SQL of the index itself: entries, documents, search keys, versions. */
export function patientRows(vault: PatientsNeeds['vault']): PatientRows {
  const codec = patientCodec(vault);
  return {
    entryOf: codec.entryOf,
    phoneIndex: codec.phoneIndex,
    ...entryWrites(codec),
    ...entryReads(codec),
    ...documentRows(vault),
    ...versionRows(vault),
    ...keyRows,
    ...plainRows,
  };
}
