import { DomainError } from '@xinglin/kernel/domain-error';
import type { Db } from '#platform/database/db';
import { useCounts } from '#platform/search/use-counts';
import type { Tx } from '#platform/transaction';
import { type CodeSystem, type Concept, DIAGNOSES, type Diagnosis } from './contract.ts';
import { diagnosisOf } from './diagnosis.ts';
import { loadTerminology } from './load.ts';
import { findDiagnoses } from './queries/find-diagnoses.ts';
import * as rows from './rows.ts';

/** A table longer than this is searched, not listed. */
const MAX_LISTED = 2_000;

export function createTerminology() {
  const diagnosisUses = useCounts((tx, staffId) => rows.usesOf(tx, DIAGNOSES, staffId));
  const found = findDiagnoses(diagnosisUses);

  /** Those that exist, in the order of `codes`; retired ones too, for old records. */
  const diagnoses = async (tx: Tx, codes: readonly string[]): Promise<Diagnosis[]> => {
    if (codes.length === 0) return [];
    const byCode = new Map(
      (await rows.conceptsByCode(tx, DIAGNOSES, codes)).map((row) => [row.code, diagnosisOf(row)]),
    );
    return codes.flatMap((code) => byCode.get(code) ?? []);
  };

  return {
    /** Brings the content of the knowledge files into the database; once at start. Returns what was loaded. */
    load: async (db: Db): Promise<string[]> => {
      const loaded = await loadTerminology(db);
      await db.transaction('platform', found.warm, { readOnly: true });
      return loaded;
    },
    /** Undefined when there is no such code. */
    diagnosis: async (tx: Tx, code: string): Promise<Diagnosis | undefined> => (await diagnoses(tx, [code]))[0],
    diagnoses,
    searchDiagnoses: found.search,
    /** Remembers that this person chose these diagnoses, each code once. @throws when a code does not exist. */
    countUse: async (tx: Tx, codes: readonly string[], staffId: string, now: Temporal.Instant): Promise<void> => {
      // Sorted, so that two people counting the same codes never wait for each other in a circle.
      const once = [...new Set(codes)].sort();
      if (once.length > 0) await rows.countUse(tx, DIAGNOSES, once, staffId, now);
      diagnosisUses.forget(tx, staffId);
    },
    codeSystems: (tx: Tx): Promise<CodeSystem[]> => rows.systems(tx),
    /** A whole small code table. @throws DomainError 'not-found', or 'rule' when the table is too long to list. */
    codeTable: async (tx: Tx, key: string): Promise<{ system: CodeSystem; concepts: Concept[] }> => {
      const system = await rows.system(tx, key);
      if (!system) throw new DomainError('not-found', 'terminology.no-such-system', { system: key });
      if (system.concepts > MAX_LISTED) throw new DomainError('rule', 'terminology.too-long-to-list', { system: key });
      const concepts = await rows.conceptsOfSystem(tx, key);
      return { system, concepts: concepts.map(({ terms: _, version: __, ...concept }) => concept) };
    },
  };
}

export type Terminology = ReturnType<typeof createTerminology>;
