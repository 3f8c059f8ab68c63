import type { Statements } from '#platform/database/db';
import { type Searchable, type TermIndex, termIndex } from '#platform/search/term-index';
import type { UseCounts } from '#platform/search/use-counts';
import type { Tx } from '#platform/transaction';
import { DIAGNOSES, type Diagnosis, type FoundDiagnosis } from '../contract.ts';
import { diagnosisOf } from '../diagnosis.ts';
import * as rows from '../rows.ts';

export interface DiagnosisQuestion {
  readonly q: string;
  readonly limit: number;
  readonly staffId: string;
}

/**
 * Finds diagnoses while a doctor types. The index is in memory and built anew when the table was loaded again; one
 * small statement per search tells. Retired diagnoses cannot be chosen and are not found.
 */
export function findDiagnoses(uses: UseCounts) {
  const currentIndex = diagnosisIndex();
  const search = async (tx: Tx, { q, limit, staffId }: DiagnosisQuestion): Promise<FoundDiagnosis[]> => {
    const [index, used] = await Promise.all([currentIndex(tx), uses.of(tx, staffId)]);
    return index
      .search(q, { limit, uses: used })
      .map(({ item, match, matched, uses: { own, all } }) => ({ ...item, match, matched, ownUses: own, uses: all }));
  };
  /** Builds the index ahead of the first keystroke. */
  const warm = async (statements: Statements): Promise<void> => void (await currentIndex(statements));
  return { search, warm };
}

function diagnosisIndex(): (statements: Statements) => Promise<TermIndex<Diagnosis>> {
  let built: { readonly revision: number | undefined; readonly index: Promise<TermIndex<Diagnosis>> } | undefined;
  return async (statements) => {
    const revision = await rows.revision(statements, DIAGNOSES);
    if (built?.revision === revision && built) return built.index;
    const index = rows
      .conceptsOfSystem(statements, DIAGNOSES)
      .then((concepts) => termIndex(concepts.flatMap(searchable)));
    built = { revision, index };
    // A failed reading must not be remembered; the transaction it failed in reports it.
    index.catch(() => {
      built = undefined;
    });
    return index;
  };
}

const searchable = (concept: rows.StoredConcept): Searchable<Diagnosis>[] =>
  concept.retired ? [] : [{ key: concept.code, item: diagnosisOf(concept), terms: concept.terms }];
