import { DomainError, invalidField } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import type { Context } from '#platform/actor';
import type { Handler } from '#platform/operations';
import type { Tx } from '#platform/transaction';
import type {
  addDocument,
  Demographics,
  endDocument,
  identifyPatient,
  revealPatient,
  updatePatient,
} from '../contract.ts';
import { settleDemographics } from '../core/demographics.ts';
import { readDocument } from '../core/documents.ts';
import { searchKeys } from '../core/search-keys.ts';
import { readName } from '../name-reading.ts';
import { putOnRecord } from '../on-record.ts';
import type { PatientsParts } from '../parts.ts';
import { patientView, requireEntry } from '../queries/read-patient.ts';
import { type PatientEntry, present } from '../rows/patient-rows.ts';
import { addDocuments, requireFree, requireVillage } from './register-person.ts';

/** @throws DomainError 'conflict' patients.merged-away {survivorId}: the entry stands for nobody any more. */
async function requireStanding(parts: PatientsParts, tx: Tx, id: string): Promise<PatientEntry> {
  const entry = await requireEntry(parts, tx, id);
  if (entry.survivorId !== undefined) {
    throw new DomainError('conflict', 'patients.merged-away', { survivorId: entry.survivorId });
  }
  return entry;
}

interface Change {
  readonly before: PatientEntry;
  readonly demographics: Demographics;
  readonly temporary: PatientEntry['temporary'];
  /** The version the person at the screen saw. */
  readonly seenVersion: number;
  readonly operation: string;
}

/** @throws DomainError 'conflict' patients.newer-version when the entry has changed since it was shown. */
async function writeChange(parts: PatientsParts, tx: Tx, change: Change, context: Context): Promise<void> {
  const { before, demographics, temporary, seenVersion, operation } = change;
  const after: PatientEntry = { ...before, version: seenVersion + 1, demographics, temporary };
  await requireVillage(parts, tx, demographics.villageId);
  const updated = await parts.rows.update(tx, after);
  if (updated === 0) throw new DomainError('conflict', 'patients.newer-version', { version: before.version });
  await Promise.all([
    parts.rows.insertVersion(tx, after, operation, context.now.toString(), context.actor.staffId),
    demographics.name === before.demographics.name
      ? undefined
      : parts.rows.replaceKeys(tx, after.id, searchKeys(readName(demographics.name)), after.registeredAt),
  ]);
  await putOnRecord(parts, tx, [after.id], context);
}

/** undefined keeps what is stored, null removes it. */
const kept = <Value>(typed: Value | null | undefined, stored: Value | undefined): Value | undefined =>
  typed === null ? undefined : (typed ?? stored);

export const updatePatientHandler =
  (parts: PatientsParts): Handler<typeof updatePatient> =>
  async (tx, { patientId, version, phone, address, contact, ...typed }, context) => {
    const before = await requireStanding(parts, tx, patientId);
    const documents = await parts.rows.documents(tx, [patientId]);
    const read = documents.map(({ kind, number }) => readDocument(kind, number, 'documents'));
    const stored = before.demographics;
    const demographics = settleDemographics(
      {
        ...typed,
        phone: kept(phone, stored.phone),
        address: kept(address, stored.address),
        contact: kept(contact, stored.contact),
      },
      read,
      context.now,
    );
    const { temporary } = before;
    await writeChange(
      parts,
      tx,
      {
        before,
        demographics: present(demographics) as Demographics,
        temporary,
        seenVersion: version,
        operation: 'patients.update',
      },
      context,
    );
    return { patient: await patientView(parts, tx, patientId, context.now) };
  };

export const identifyPatientHandler =
  (parts: PatientsParts): Handler<typeof identifyPatient> =>
  async (tx, { patientId, version, name, sex, bornOn, document }, context) => {
    const before = await requireStanding(parts, tx, patientId);
    if (before.temporary === undefined) throw new DomainError('conflict', 'patients.not-temporary');
    const read = document ? [readDocument(document.kind, document.number, 'document.number')] : [];
    await requireFree(parts, tx, read);
    const stored = before.demographics;
    const demographics = settleDemographics(
      {
        ...stored,
        name,
        // What was guessed at the door gives way to what the papers say.
        sex: sex ?? (read.some(({ says }) => says) ? undefined : stored.sex),
        bornOn: bornOn ?? (stored.bornOnIsEstimate && read.some(({ says }) => says) ? undefined : stored.bornOn),
        bornOnIsEstimate: bornOn === undefined && stored.bornOnIsEstimate,
      },
      read,
      context.now,
    );
    await writeChange(
      parts,
      tx,
      {
        before,
        demographics: present(demographics) as Demographics,
        temporary: undefined,
        seenVersion: version,
        operation: 'patients.identify',
      },
      context,
    );
    await addDocuments(parts, tx, patientId, read, context);
    if (read.length > 0) await putOnRecord(parts, tx, [patientId], context);
    return { patient: await patientView(parts, tx, patientId, context.now) };
  };

export const addDocumentHandler =
  (parts: PatientsParts): Handler<typeof addDocument> =>
  async (tx, { patientId, document }, context) => {
    const { demographics } = await requireStanding(parts, tx, patientId);
    const read = readDocument(document.kind, document.number, 'document.number');
    const { says } = read;
    if (says && demographics.sex !== 'unknown' && says.sex !== demographics.sex) {
      throw invalidField('document.number', 'patients.sex-differs-from-identity');
    }
    if (
      says &&
      demographics.bornOn !== undefined &&
      !demographics.bornOnIsEstimate &&
      says.bornOn !== demographics.bornOn
    ) {
      throw invalidField('document.number', 'patients.birth-differs-from-identity');
    }
    const held = await parts.rows.documents(tx, [patientId]);
    if (held.some(({ kind }) => kind === read.kind)) throw invalidField('document.kind', 'patients.document-twice');
    await requireFree(parts, tx, [read]);
    await addDocuments(parts, tx, patientId, [read], context);
    await putOnRecord(parts, tx, [patientId], context);
    return { patient: await patientView(parts, tx, patientId, context.now) };
  };

export const endDocumentHandler =
  (parts: PatientsParts): Handler<typeof endDocument> =>
  async (tx, { patientId, documentId, reason }, context) => {
    await requireStanding(parts, tx, patientId);
    const at = context.now.toString();
    const ended = await parts.rows.endDocument(tx, documentId, patientId, at, context.actor.staffId, reason);
    if (ended === 0) throw new DomainError('not-found', 'patients.document-not-found');
    await putOnRecord(parts, tx, [patientId], context);
    return { patient: await patientView(parts, tx, patientId, context.now) };
  };

export const revealPatientHandler =
  (parts: PatientsParts): Handler<typeof revealPatient> =>
  async (tx, { patientId, purpose }, context) => {
    const { demographics } = await requireEntry(parts, tx, patientId);
    const documents = await parts.rows.documents(tx, [patientId]);
    await parts.rows.insertDisclosure(tx, {
      id: newId(context.now.epochMilliseconds),
      patientId,
      purpose,
      at: context.now.toString(),
      by: context.actor.staffId,
      requestId: context.requestId,
    });
    const { phone, address, contact } = demographics;
    return {
      documents: documents.map(({ id, kind, number }) => ({ id, kind, number })),
      ...(phone === undefined ? {} : { phone }),
      ...(address === undefined ? {} : { address }),
      ...(contact === undefined ? {} : { contact }),
    };
  };
