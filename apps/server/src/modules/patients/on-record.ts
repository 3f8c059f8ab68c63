import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import { type PatientOnRecord, patientResource } from './fhir.ts';
import type { PatientsParts } from './parts.ts';

/** Writes the entries, as they stand now, to the record: one call for all. */
export async function putOnRecord(
  parts: Pick<PatientsParts, 'rows' | 'merges' | 'households' | 'record'>,
  tx: Tx,
  ids: readonly string[],
  context: Context,
): Promise<void> {
  const [entries, documents] = await Promise.all([parts.rows.readMany(tx, ids), parts.rows.documents(tx, ids)]);
  const described = await Promise.all(
    entries.map(async (entry): Promise<PatientOnRecord> => {
      const { villageId } = entry.demographics;
      const [village, absorbed] = await Promise.all([
        villageId === undefined ? undefined : parts.households.village(tx, villageId),
        entry.survivorId === undefined ? parts.merges.absorbed(tx, entry.id) : [],
      ]);
      return { entry, documents, villageName: village?.name, absorbedIds: absorbed.map(({ id }) => id) };
    }),
  );
  await parts.record.put(tx, described.map(patientResource), context);
}
