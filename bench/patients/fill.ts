import { newId } from '@xinglin/kernel/ids';
import pg from 'pg';
import { isExclusive } from '../../apps/server/src/modules/patients/core/documents.ts';
import { patientNumber } from '../../apps/server/src/modules/patients/core/patient-number.ts';
import { searchKeys } from '../../apps/server/src/modules/patients/core/search-keys.ts';
import { readName } from '../../apps/server/src/modules/patients/name-reading.ts';
import type { Vault } from '../../apps/server/src/platform/crypto/vault.ts';
import { type MadeUpPerson, people } from './population.ts';

const BATCH = 2_000;
const FIRST_NUMBER = 1_000_000;

/**
 * Writes made-up people in bulk, sealed and indexed as registration does it: registering a hundred thousand through
 * the operation would take an hour and measure something else. A check at the end of the benchmark registers one
 * through the operation and finds it among them.
 */
export async function fill(connectionString: string, vault: Vault, count: number): Promise<MadeUpPerson[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const all = [...people(count)];
  try {
    for (let from = 0; from < count; from += BATCH) {
      await insertBatch(client, vault, all.slice(from, from + BATCH), from);
    }
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
  return all;
}

async function insertBatch(client: pg.Client, vault: Vault, batch: readonly MadeUpPerson[], from: number) {
  const by = '00000000-0000-7000-8000-000000000001';
  const rows = batch.map((person, index) => {
    const id = newId();
    const documentId = newId();
    return {
      person,
      id,
      documentId,
      number: patientNumber(FIRST_NUMBER + from + index),
      private: vault.seal(JSON.stringify({ phone: person.phone }), `patients.patient.private:${id}`),
      phoneIndex: vault.blindIndex('patients.phone', person.phone),
      numberSealed: vault.seal(person.identityNumber, `patients.document.number:${documentId}`),
      numberIndex: vault.blindIndex('patients.document', person.identityNumber),
      // Spread over three years, so that "recent" means something.
      seenAt: new Date(Date.UTC(2023, 0, 1) + (((from + index) * 7_919_000) % (3 * 365 * 86_400_000))).toISOString(),
      keys: searchKeys(readName(person.name)),
    };
  });
  const keys = rows.flatMap((row) => row.keys.map((key) => ({ ...key, id: row.id, seenAt: row.seenAt })));
  await client.query('begin');
  await client.query(
    `insert into patients.patient
       (institution_id, id, number, name, sex, born_on, private, phone_index, version, registered_at, registered_by)
     select 1, i, n, t, s, b, p, x, 1, '2023-01-01', $8
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::date[], $6::bytea[], $7::bytea[])
       as e (i, n, t, s, b, p, x)`,
    [
      rows.map(({ id }) => id),
      rows.map(({ number }) => number),
      rows.map(({ person }) => person.name),
      rows.map(({ person }) => person.sex),
      rows.map(({ person }) => person.bornOn),
      rows.map((row) => row.private),
      rows.map((row) => row.phoneIndex),
      by,
    ],
  );
  await client.query(
    `insert into patients.document
       (institution_id, id, patient_id, kind, number_sealed, number_index, exclusive, recorded_at, recorded_by)
     select 1, d, i, 'resident-id', s, x, $6, '2023-01-01', $5
     from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bytea[]) as e (d, i, s, x)`,
    [
      rows.map(({ documentId }) => documentId),
      rows.map(({ id }) => id),
      rows.map(({ numberSealed }) => numberSealed),
      rows.map(({ numberIndex }) => numberIndex),
      by,
      isExclusive('resident-id'),
    ],
  );
  await client.query(
    `insert into patients.search_key (institution_id, key, kind, skipped, patient_id, seen_at)
     select 1, k, t, s, i, a
     from unnest($1::text[], $2::text[], $3::int[], $4::uuid[], $5::timestamptz[]) as e (k, t, s, i, a)`,
    [
      keys.map(({ key }) => key),
      keys.map(({ kind }) => kind),
      keys.map(({ skipped }) => skipped),
      keys.map(({ id }) => id),
      keys.map(({ seenAt }) => seenAt),
    ],
  );
  await client.query(
    `insert into patients.recency (institution_id, patient_id, seen_at, visited_at)
     select 1, i, a, a from unnest($1::uuid[], $2::timestamptz[]) as e (i, a)`,
    [rows.map(({ id }) => id), rows.map(({ seenAt }) => seenAt)],
  );
  await client.query('commit');
}
