import type { Tx } from '#platform/transaction';
import type { Demographics } from '../contract.ts';
import type { PatientsNeeds } from '../needs.ts';

/** The part of an entry that a version keeps. */
interface Versioned {
  readonly id: string;
  readonly version: number;
  readonly demographics: Demographics;
}

const versionContext = (id: string, version: number): string => `patients.version.snapshot:${id}:${version}`;

export type VersionRows = ReturnType<typeof versionRows>;

/** SQL of the history of changes: the sealed state after each. */
export const versionRows = (vault: PatientsNeeds['vault']) => ({
  insertVersion: (tx: Tx, entry: Versioned, operation: string, at: string, by: string): Promise<number> =>
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
});
