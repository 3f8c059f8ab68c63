import type { Tx } from '#platform/transaction';
import type { DocumentKind } from '../contract.ts';
import type { PatientsNeeds } from '../needs.ts';

export interface StoredDocument {
  readonly id: string;
  readonly patientId: string;
  readonly kind: DocumentKind;
  readonly number: string;
}

const purposeContext = (id: string): string => `patients.disclosure.purpose:${id}`;
const endContext = (id: string): string => `patients.document.end_reason:${id}`;
const documentContext = (id: string): string => `patients.document.number:${id}`;

export type DocumentRows = ReturnType<typeof documentRows>;

/** SQL of identity documents and cards. Numbers come normalised. */
export const documentRows = (vault: PatientsNeeds['vault']) => {
  const documentIndex = (number: string): Buffer => vault.blindIndex('patients.document', number);

  return {
    documentIndex,

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

    /** Somebody saw the identity of a person in full, and why. */
    insertDisclosure: (
      tx: Tx,
      row: { id: string; patientId: string; purpose: string; at: string; by: string; requestId: string },
    ): Promise<number> =>
      tx.run(
        `insert into patients.disclosure (institution_id, id, patient_id, purpose, at, by_staff_id, request_id)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [
          tx.institutionId,
          row.id,
          row.patientId,
          vault.seal(row.purpose, purposeContext(row.id)),
          row.at,
          row.by,
          row.requestId,
        ],
      ),

    endDocument: (tx: Tx, id: string, patientId: string, at: string, by: string, reason: string): Promise<number> =>
      tx.run(
        `update patients.document set ended_at = $4, ended_by = $5, end_reason = $6
         where institution_id = $1 and id = $2 and patient_id = $3 and ended_at is null`,
        [tx.institutionId, id, patientId, at, by, vault.seal(reason, endContext(id))],
      ),
  };
};
