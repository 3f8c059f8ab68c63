import { DomainError } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import type { Demographics } from '../contract.ts';
import { isExclusive, type ReadDocument } from '../core/documents.ts';
import { searchKeys } from '../core/search-keys.ts';
import { readName } from '../name-reading.ts';
import { putOnRecord } from '../on-record.ts';
import type { PatientsParts } from '../parts.ts';
import type { PatientEntry } from '../rows/patient-rows.ts';

export interface NewPerson {
  readonly id: string;
  readonly number: string;
  readonly demographics: Demographics;
  readonly documents: readonly ReadDocument[];
  readonly temporary?: 'newborn' | 'nameless';
  readonly motherId?: string;
  /** Of the operation, for the history of changes. */
  readonly operation: string;
}

/**
 * Writes a new entry with all that hangs on it. The caller has checked the input.
 * @throws DomainError patients.identity-taken when an exclusive document stands with somebody already.
 */
export async function writePerson(
  parts: PatientsParts,
  tx: Tx,
  person: NewPerson,
  context: Context,
): Promise<PatientEntry> {
  const { id, number, demographics, documents, temporary, motherId, operation } = person;
  const at = context.now.toString();
  const by = context.actor.staffId;
  const entry: PatientEntry = {
    id,
    number,
    version: 1,
    demographics,
    temporary,
    motherId,
    mergedInto: undefined,
    survivorId: undefined,
    registeredAt: at,
  };
  await requireVillage(parts, tx, demographics.villageId);
  await parts.rows.insert(tx, entry, by);
  await addDocuments(parts, tx, id, documents, context);
  await Promise.all([
    parts.rows.replaceKeys(tx, id, searchKeys(readName(demographics.name)), at),
    parts.rows.noteSeen(tx, id, at, false),
    parts.rows.insertVersion(tx, entry, operation, at, by),
  ]);
  await putOnRecord(parts, tx, [id], context);
  return entry;
}

/** @throws DomainError 'conflict' patients.identity-taken {patientId, number} of the person who has the document. */
export async function addDocuments(
  parts: Pick<PatientsParts, 'rows'>,
  tx: Tx,
  patientId: string,
  documents: readonly ReadDocument[],
  context: Context,
): Promise<void> {
  // In one order everywhere: two registrations of one person with two documents wait, and do not lock each other out.
  const ordered = [...documents].sort((a, b) => (a.kind < b.kind ? -1 : 1));
  for (const document of ordered) {
    const added = await parts.rows.insertDocument(tx, {
      id: newId(context.now.epochMilliseconds),
      patientId,
      kind: document.kind,
      number: document.number,
      exclusive: isExclusive(document.kind),
      at: context.now.toString(),
      by: context.actor.staffId,
    });
    if (!added) await refuseTaken(parts, tx, document);
  }
}

/** @throws DomainError when somebody has one of the documents. */
export async function requireFree(
  parts: Pick<PatientsParts, 'rows'>,
  tx: Tx,
  documents: readonly ReadDocument[],
): Promise<void> {
  await Promise.all(
    documents.filter(({ kind }) => isExclusive(kind)).map((document) => refuseTaken(parts, tx, document)),
  );
}

async function refuseTaken(parts: Pick<PatientsParts, 'rows'>, tx: Tx, document: ReadDocument): Promise<void> {
  const holder = await parts.rows.holderOf(tx, document.kind, document.number);
  if (holder) throw new DomainError('conflict', 'patients.identity-taken', { ...holder, kind: document.kind });
}

/** @throws DomainError 'not-found' patients.village-not-found. */
export async function requireVillage(
  parts: Pick<PatientsParts, 'households'>,
  tx: Tx,
  villageId: string | undefined,
): Promise<void> {
  if (villageId === undefined) return;
  if (!(await parts.households.village(tx, villageId))) {
    throw new DomainError('not-found', 'patients.village-not-found');
  }
}
