import type { Tx } from '#platform/transaction';
import type { AmendmentRequest, NoteContent, NoteState } from './contract.ts';
import { contentText } from './core/content.ts';
import type { EmrNeeds } from './needs.ts';

/** One note as stored, opened. */
export interface StoredNote {
  readonly id: string;
  readonly visitId: string;
  readonly patientId: string;
  readonly doctorId: string;
  readonly state: NoteState;
  readonly version: number;
  readonly content: NoteContent;
  readonly createdAt: string;
  readonly savedAt: string;
  readonly firstSignedAt: string | undefined;
  readonly locksAt: string | undefined;
  readonly voided: { readonly at: string; readonly by: string; readonly reason: string } | undefined;
}

export interface StoredSignature {
  readonly noteId: string;
  readonly version: number;
  /** Exactly the text that was signed. */
  readonly text: string;
  readonly contentHash: Buffer;
  readonly proof: Buffer;
  readonly signedBy: string;
  readonly signerName: string;
  readonly signedAt: string;
  readonly reason: string | undefined;
  readonly requestId: string | undefined;
}

export type StoredRequest = Omit<AmendmentRequest, 'visitId' | 'patientId'> & { readonly noteId: string };

interface NoteRow {
  readonly id: string;
  readonly visit_id: string;
  readonly patient_id: string;
  readonly doctor_id: string;
  readonly state: NoteState;
  readonly version: number;
  readonly content: Buffer;
  readonly created_at: string;
  readonly saved_at: string;
  readonly first_signed_at: string | null;
  readonly locks_at: string | null;
  readonly voided_at: string | null;
  readonly voided_by: string | null;
  readonly void_reason: Buffer | null;
}

interface SignatureRow {
  readonly note_id: string;
  readonly version: number;
  readonly content: Buffer;
  readonly content_hash: Buffer;
  readonly proof: Buffer;
  readonly signed_by: string;
  readonly signer_name: string;
  readonly signed_at: string;
  readonly reason: Buffer | null;
  readonly request_id: string | null;
}

const NOTE = `id, visit_id, patient_id, doctor_id, state, version, content, created_at, saved_at, first_signed_at,
  locks_at, voided_at, voided_by, void_reason`;
const SIGNATURE =
  'note_id, version, content, content_hash, proof, signed_by, signer_name, signed_at, reason, request_id';

const noteContext = (id: string): string => `emr.note.content:${id}`;
const versionContext = (id: string, version: number): string => `emr.signed_version.content:${id}:${version}`;
const voidContext = (id: string): string => `emr.note.void_reason:${id}`;
const reasonContext = (id: string, version: number): string => `emr.signed_version.reason:${id}:${version}`;
const saveContext = (id: string, version: number): string => `emr.draft_save.content:${id}:${version}`;

type NoteCodec = ReturnType<typeof noteCodec>;

/** Between rows and notes: opens and seals. */
const noteCodec = (vault: EmrNeeds['vault']) => {
  const noteOf = (row: NoteRow): StoredNote => ({
    id: row.id,
    visitId: row.visit_id,
    patientId: row.patient_id,
    doctorId: row.doctor_id,
    state: row.state,
    version: row.version,
    content: JSON.parse(vault.openText(row.content, noteContext(row.id))) as NoteContent,
    createdAt: row.created_at,
    savedAt: row.saved_at,
    firstSignedAt: row.first_signed_at ?? undefined,
    locksAt: row.locks_at ?? undefined,
    voided:
      row.voided_at && row.voided_by && row.void_reason
        ? {
            at: row.voided_at,
            by: row.voided_by,
            reason: vault.openText(row.void_reason, voidContext(row.id)),
          }
        : undefined,
  });

  const sealNote = (id: string, content: NoteContent) => vault.seal(contentText(content), noteContext(id));

  const sealVoidReason = (id: string, reason: string) => vault.seal(reason, voidContext(id));

  return { noteOf, sealNote, sealVoidReason };
};

const noteReads = ({ noteOf }: NoteCodec) => ({
  /** The note that stands for the visit. */
  current: async (tx: Tx, visitId: string): Promise<StoredNote | undefined> => {
    const row = await tx.maybe<NoteRow>(
      `select ${NOTE} from emr.note where institution_id = $1 and visit_id = $2 and state <> 'void'`,
      [tx.institutionId, visitId],
    );
    return row && noteOf(row);
  },

  voidNotes: async (tx: Tx, visitId: string): Promise<StoredNote[]> => {
    const rows = await tx.many<NoteRow>(
      `select ${NOTE} from emr.note
       where institution_id = $1 and visit_id = $2 and state = 'void' order by voided_at desc, id`,
      [tx.institutionId, visitId],
    );
    return rows.map(noteOf);
  },

  /** Signed notes of one person's entries, newest first, after the given one. */
  ofPerson: async (
    tx: Tx,
    patientIds: readonly string[],
    page: { readonly limit: number; readonly after: { readonly at: string; readonly id: string } | undefined },
  ): Promise<StoredNote[]> => {
    const rows = await tx.many<NoteRow>(
      `select ${NOTE} from emr.note
       where institution_id = $1 and patient_id = any($2::uuid[]) and first_signed_at is not null
         and ($3::timestamptz is null or (first_signed_at, id) < ($3::timestamptz, $4::uuid))
       order by first_signed_at desc, id desc limit $5`,
      [tx.institutionId, patientIds, page.after?.at ?? null, page.after?.id ?? null, page.limit],
    );
    return rows.map(noteOf);
  },

  unsignedOf: async (tx: Tx, doctorId: string, limit: number): Promise<StoredNote[]> => {
    const rows = await tx.many<NoteRow>(
      `select ${NOTE} from emr.note
       where institution_id = $1 and doctor_id = $2 and state = 'draft' order by saved_at desc limit $3`,
      [tx.institutionId, doctorId, limit],
    );
    return rows.map(noteOf);
  },
});

const noteWrites = ({ sealNote, sealVoidReason }: NoteCodec) => ({
  /** False when another window has begun the note at the same moment. */
  insert: async (tx: Tx, note: StoredNote): Promise<boolean> => {
    const inserted = await tx.run(
      `insert into emr.note
         (institution_id, id, visit_id, patient_id, doctor_id, state, version, content, created_at, saved_at)
       values ($1, $2, $3, $4, $5, 'draft', $6, $7, $8, $8)
       on conflict (institution_id, visit_id) where state <> 'void' do nothing`,
      [
        tx.institutionId,
        note.id,
        note.visitId,
        note.patientId,
        note.doctorId,
        note.version,
        sealNote(note.id, note.content),
        note.savedAt,
      ],
    );
    return inserted === 1;
  },

  /** False when the stored version is no longer the one before. */
  save: async (tx: Tx, note: StoredNote): Promise<boolean> => {
    const saved = await tx.run(
      `update emr.note set version = $3, content = $4, saved_at = $5
       where institution_id = $1 and id = $2 and version = $3 - 1 and state = 'draft'`,
      [tx.institutionId, note.id, note.version, sealNote(note.id, note.content), note.savedAt],
    );
    return saved === 1;
  },

  /** Writes the state after a signature or an amendment. False when somebody else was first. */
  sign: async (tx: Tx, note: StoredNote, before: Pick<StoredNote, 'state' | 'version'>): Promise<boolean> => {
    const signed = await tx.run(
      `update emr.note
       set state = 'signed', version = $3, content = $4, saved_at = $5, first_signed_at = $6, locks_at = $7
       where institution_id = $1 and id = $2 and state = $8 and version = $9`,
      [
        tx.institutionId,
        note.id,
        note.version,
        sealNote(note.id, note.content),
        note.savedAt,
        note.firstSignedAt ?? null,
        note.locksAt ?? null,
        before.state,
        before.version,
      ],
    );
    return signed === 1;
  },

  void: (tx: Tx, id: string, version: number, at: string, by: string, reason: string): Promise<number> =>
    tx.run(
      `update emr.note set state = 'void', voided_at = $4, voided_by = $5, void_reason = $6
       where institution_id = $1 and id = $2 and version = $3 and state <> 'void'`,
      [tx.institutionId, id, version, at, by, sealVoidReason(id, reason)],
    ),
});

const saveRows = (vault: EmrNeeds['vault']) => ({
  /** Keeps a save to go back to, and lets the oldest beyond `kept` go. */
  keepSave: async (tx: Tx, note: StoredNote, kept: number): Promise<void> => {
    await Promise.all([
      tx.run(
        `insert into emr.draft_save (institution_id, note_id, version, content, saved_at)
         values ($1, $2, $3, $4, $5)`,
        [
          tx.institutionId,
          note.id,
          note.version,
          vault.seal(contentText(note.content), saveContext(note.id, note.version)),
          note.savedAt,
        ],
      ),
      tx.run('delete from emr.draft_save where institution_id = $1 and note_id = $2 and version <= $3', [
        tx.institutionId,
        note.id,
        note.version - kept,
      ]),
    ]);
  },

  saves: async (tx: Tx, noteId: string) => {
    const rows = await tx.many<{ version: number; saved_at: string; content: Buffer }>(
      `select version, saved_at, content from emr.draft_save
       where institution_id = $1 and note_id = $2 order by version desc`,
      [tx.institutionId, noteId],
    );
    return rows.map(({ version, saved_at, content }) => ({
      version,
      savedAt: saved_at,
      content: JSON.parse(vault.openText(content, saveContext(noteId, version))) as NoteContent,
    }));
  },
});

const signatureRows = (vault: EmrNeeds['vault']) => {
  const signatureOf = (row: SignatureRow): StoredSignature => ({
    noteId: row.note_id,
    version: row.version,
    text: vault.openText(row.content, versionContext(row.note_id, row.version)),
    contentHash: row.content_hash,
    proof: row.proof,
    signedBy: row.signed_by,
    signerName: row.signer_name,
    signedAt: row.signed_at,
    reason: row.reason === null ? undefined : vault.openText(row.reason, reasonContext(row.note_id, row.version)),
    requestId: row.request_id ?? undefined,
  });

  return {
    insertSignature: (tx: Tx, signature: StoredSignature): Promise<number> =>
      tx.run(
        `insert into emr.signed_version (institution_id, ${SIGNATURE})
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [
          tx.institutionId,
          signature.noteId,
          signature.version,
          vault.seal(signature.text, versionContext(signature.noteId, signature.version)),
          signature.contentHash,
          signature.proof,
          signature.signedBy,
          signature.signerName,
          signature.signedAt,
          signature.reason === undefined
            ? null
            : vault.seal(signature.reason, reasonContext(signature.noteId, signature.version)),
          signature.requestId ?? null,
        ],
      ),

    /** Of several notes, newest first. */
    signatures: async (tx: Tx, noteIds: readonly string[]): Promise<StoredSignature[]> => {
      const rows = await tx.many<SignatureRow>(
        `select ${SIGNATURE} from emr.signed_version
         where institution_id = $1 and note_id = any($2::uuid[]) order by version desc`,
        [tx.institutionId, noteIds],
      );
      return rows.map(signatureOf);
    },
  };
};

export type EmrRows = ReturnType<typeof emrRows>;

/** SQL of notes, their saves and their signatures. */
export const emrRows = (vault: EmrNeeds['vault']) => {
  const codec = noteCodec(vault);
  return { ...noteReads(codec), ...noteWrites(codec), ...saveRows(vault), ...signatureRows(vault) };
};
