import type { Sex } from '@xinglin/kernel/shapes';
import type { Tx } from '#platform/transaction';
import type { Demographics, DocumentKind } from '../contract.ts';
import { plainPhone } from '../core/documents.ts';
import type { SearchKey } from '../core/search-keys.ts';
import type { PatientsNeeds } from '../needs.ts';

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

export interface StoredDocument {
  readonly id: string;
  readonly patientId: string;
  readonly kind: DocumentKind;
  readonly number: string;
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
const documentContext = (id: string): string => `patients.document.number:${id}`;
const versionContext = (id: string, version: number): string => `patients.version.snapshot:${id}:${version}`;

/** Leaves out what is not known, so that shapes with optional parts hold no `undefined` or null. */
export const present = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], null> } =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined && part !== null)) as never;

export type PatientRows = ReturnType<typeof patientRows>;

/** SQL of the index itself: entries, documents, search keys, versions. */
export const patientRows = (vault: PatientsNeeds['vault']) => {
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

  const documentIndex = (number: string): Buffer => vault.blindIndex('patients.document', number);

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

  return {
    entryOf,
    phoneIndex,
    documentIndex,

    nextNumber: async (tx: Tx): Promise<number> =>
      (await tx.one<{ value: number }>("select nextval('patients.number_seq') as value")).value,

    /** Serialises registrations of one name, so that two windows cannot both find no duplicate. */
    lockName: (tx: Tx, name: string): Promise<number> =>
      tx.run("select pg_advisory_xact_lock(hashtextextended('patients:' || $1::int || ':' || $2::text, 0))", [
        tx.institutionId,
        name,
      ]),

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

    newbornOf: (tx: Tx, motherId: string, { name, bornOn }: Demographics) =>
      tx.maybe<{ patientId: string; number: string }>(
        `select id as "patientId", number from patients.patient
         where institution_id = $1 and mother_id = $2 and name = $3 and born_on = $4::date and survivor_id is null`,
        [tx.institutionId, motherId, name, bornOn ?? null],
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

    insertVersion: (tx: Tx, entry: PatientEntry, operation: string, at: string, by: string): Promise<number> =>
      tx.run(
        `insert into patients.version (institution_id, patient_id, version, operation, at, by_staff_id, snapshot)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [
          tx.institutionId,
          entry.id,
          entry.version,
          operation,
          at,
          by,
          vault.seal(JSON.stringify(entry.demographics), versionContext(entry.id, entry.version)),
        ],
      ),

    versions: async (tx: Tx, id: string) => {
      const rows = await tx.many<{
        version: number;
        operation: string;
        at: string;
        by_staff_id: string;
        snapshot: Buffer;
      }>(
        `select version, operation, at, by_staff_id, snapshot from patients.version
         where institution_id = $1 and patient_id = $2 order by version`,
        [tx.institutionId, id],
      );
      return rows.map(({ snapshot, by_staff_id, ...row }) => ({
        ...row,
        by: by_staff_id,
        demographics: JSON.parse(vault.openText(snapshot, versionContext(id, row.version))) as Demographics,
      }));
    },

    // ── Documents ───────────────────────────────────────────────────────────────────────────────────

    /** False when the number stands with somebody already: also with one who registers at this very moment. */
    insertDocument: async (
      tx: Tx,
      document: StoredDocument & { readonly exclusive: boolean; readonly at: string; readonly by: string },
    ): Promise<boolean> => {
      const inserted = await tx.run(
        `insert into patients.document
           (institution_id, id, patient_id, kind, number_sealed, number_index, exclusive, recorded_at, recorded_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (institution_id, kind, number_index) where exclusive and ended_at is null do nothing`,
        [
          tx.institutionId,
          document.id,
          document.patientId,
          document.kind,
          vault.seal(document.number, documentContext(document.id)),
          documentIndex(document.number),
          document.exclusive,
          document.at,
          document.by,
        ],
      );
      return inserted === 1;
    },

    /** Entry that holds an exclusive document, and the one that stands for it now. */
    holderOf: (tx: Tx, kind: DocumentKind, number: string) =>
      tx.maybe<{ patientId: string; number: string }>(
        `select s.id as "patientId", s.number
         from patients.document d
         join patients.patient p on p.institution_id = d.institution_id and p.id = d.patient_id
         join patients.patient s on s.institution_id = p.institution_id and s.id = coalesce(p.survivor_id, p.id)
         where d.institution_id = $1 and d.kind = $2 and d.number_index = $3 and d.exclusive and d.ended_at is null`,
        [tx.institutionId, kind, documentIndex(number)],
      ),

    /** Valid documents of the entries, the resident identity number first. */
    documents: async (tx: Tx, patientIds: readonly string[]): Promise<StoredDocument[]> => {
      const rows = await tx.many<{ id: string; patient_id: string; kind: DocumentKind; number_sealed: Buffer }>(
        `select id, patient_id, kind, number_sealed from patients.document
         where institution_id = $1 and patient_id = any($2::uuid[]) and ended_at is null
         order by kind <> 'resident-id', recorded_at, id`,
        [tx.institutionId, patientIds],
      );
      return rows.map(({ id, patient_id, kind, number_sealed }) => ({
        id,
        patientId: patient_id,
        kind,
        number: vault.openText(number_sealed, documentContext(id)),
      }));
    },

    endDocument: (tx: Tx, id: string, patientId: string, at: string, by: string, reason: string): Promise<number> =>
      tx.run(
        `update patients.document set ended_at = $4, ended_by = $5, end_reason = $6
         where institution_id = $1 and id = $2 and patient_id = $3 and ended_at is null`,
        [tx.institutionId, id, patientId, at, by, reason],
      ),

    // ── Search keys ─────────────────────────────────────────────────────────────────────────────────

    replaceKeys: async (tx: Tx, patientId: string, keys: readonly SearchKey[], seenAt: string): Promise<void> => {
      await Promise.all([
        tx.run('delete from patients.search_key where institution_id = $1 and patient_id = $2', [
          tx.institutionId,
          patientId,
        ]),
        tx.run(
          `insert into patients.search_key (institution_id, patient_id, key, kind, skipped, seen_at)
           select $1, $2, k, t, s, coalesce(r.seen_at, $6)
           from unnest($3::text[], $4::text[], $5::int[]) as keys (k, t, s)
           left join patients.recency r on r.institution_id = $1 and r.patient_id = $2`,
          [
            tx.institutionId,
            patientId,
            keys.map(({ key }) => key),
            keys.map(({ kind }) => kind),
            keys.map(({ skipped }) => skipped),
            seenAt,
          ],
        ),
      ]);
    },

    /** Never moves backwards: a visit noted late does not make an earlier one look newest. */
    noteSeen: async (tx: Tx, patientId: string, at: string, visited: boolean): Promise<void> => {
      await Promise.all([
        tx.run(
          `insert into patients.recency (institution_id, patient_id, seen_at, visited_at)
           values ($1, $2, $3, case when $4 then $3::timestamptz end)
           on conflict (institution_id, patient_id) do update
           set seen_at = greatest(recency.seen_at, excluded.seen_at),
               visited_at = greatest(recency.visited_at, excluded.visited_at)`,
          [tx.institutionId, patientId, at, visited],
        ),
        tx.run(
          `update patients.search_key set seen_at = $3
           where institution_id = $1 and patient_id = $2 and seen_at < $3`,
          [tx.institutionId, patientId, at],
        ),
      ]);
    },

    insertDisclosure: (
      tx: Tx,
      row: { id: string; patientId: string; purpose: string; at: string; by: string; requestId: string },
    ): Promise<number> =>
      tx.run(
        `insert into patients.disclosure (institution_id, id, patient_id, purpose, at, by_staff_id, request_id)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [tx.institutionId, row.id, row.patientId, row.purpose, row.at, row.by, row.requestId],
      ),
  };
};
