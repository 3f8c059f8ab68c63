import { dateAtInstitution } from '@xinglin/kernel/clock';
import { type Hit, type Searchable, type SearchOptions, type TermIndex, termIndex } from '#platform/search/term-index';
import { type UseCounts, useCounts } from '#platform/search/use-counts';
import type { Tx } from '#platform/transaction';
import type { Drug, FoundDrug, FoundService, ItemKind, Service } from '../contract.ts';
import { allDrugs } from '../drug-rows.ts';
import * as rows from '../rows.ts';
import { allServices } from '../service-rows.ts';

export interface CatalogQuestion {
  /** As typed: part of a name, pinyin, initials, English or code. */
  readonly q: string;
  readonly limit: number;
  readonly offset?: number | undefined;
  readonly category?: string | undefined;
  readonly includeRetired?: boolean | undefined;
  /** With nothing typed, go on with what was never used. */
  readonly all?: boolean | undefined;
  readonly staffId: string;
  readonly now: Temporal.Instant;
}

interface CatalogIndex {
  readonly drugs: TermIndex<Drug>;
  readonly services: TermIndex<Service>;
}

/** Institutions whose catalogue one process keeps in memory. */
const MAX_INSTITUTIONS = 200;

/**
 * Search while typing over one institution's catalogue, kept in memory and read anew when a small statement says that
 * it was changed, by whichever process.
 */
export function catalogSearch() {
  const uses = {
    drug: useCounts((tx, staffId) => rows.usesOf(tx, 'drug', staffId)),
    service: useCounts((tx, staffId) => rows.usesOf(tx, 'service', staffId)),
  } satisfies Record<ItemKind, UseCounts>;
  const currentIndex = catalogIndexes();

  const drugs = async (tx: Tx, question: CatalogQuestion): Promise<FoundDrug[]> => {
    const [index, used] = await Promise.all([currentIndex(tx), uses.drug.of(tx, question.staffId)]);
    return withPrices(tx, index.drugs.search(question.q, { ...optionsOf<Drug>(question), uses: used }), question.now);
  };
  const services = async (tx: Tx, question: CatalogQuestion): Promise<FoundService[]> => {
    const [index, used] = await Promise.all([currentIndex(tx), uses.service.of(tx, question.staffId)]);
    return withPrices(
      tx,
      index.services.search(question.q, { ...optionsOf<Service>(question), uses: used }),
      question.now,
    );
  };
  /** Drugs that match what was typed, retired ones too, best first. */
  const drugIdsMatching = async (tx: Tx, typed: string, limit: number): Promise<string[]> => {
    const index = await currentIndex(tx);
    return index.drugs.search(typed, { limit }).map(({ item }) => item.id);
  };
  const forget = (tx: Tx, kind: ItemKind, staffId: string): void => uses[kind].forget(tx, staffId);
  return { drugs, services, drugIdsMatching, forget };
}

const optionsOf = <Item extends Drug | Service>(question: CatalogQuestion): SearchOptions<Item> => ({
  limit: question.limit,
  offset: question.offset ?? 0,
  listAll: question.all ?? false,
  allow: (item) =>
    (item.state === 'active' || question.includeRetired === true) &&
    (question.category === undefined || item.category === question.category),
});

async function withPrices<Item extends { readonly id: string }>(tx: Tx, hits: Hit<Item>[], now: Temporal.Instant) {
  const ids = hits.map(({ item }) => item.id);
  const prices = await rows.pricesOn(tx, ids, dateAtInstitution(now).toString());
  return hits.map(({ item, match, uses: { own, all } }) => {
    const price = prices.get(item.id);
    return { ...item, match, ownUses: own, uses: all, ...(price ? { price } : {}) };
  });
}

function catalogIndexes(): (tx: Tx) => Promise<CatalogIndex> {
  const built = new Map<number, { readonly revision: string; readonly index: Promise<CatalogIndex> }>();
  return async (tx) => {
    const revision = await rows.revision(tx);
    const known = built.get(tx.institutionId);
    if (known?.revision === revision) return known.index;
    const index = readIndex(tx);
    const entry = { revision, index };
    built.delete(tx.institutionId);
    built.set(tx.institutionId, entry);
    if (built.size > MAX_INSTITUTIONS) built.delete(built.keys().next().value as number);
    // A failed reading must not be remembered; the transaction it failed in reports it.
    index.catch(() => {
      if (built.get(tx.institutionId) === entry) built.delete(tx.institutionId);
    });
    return index;
  };
}

async function readIndex(tx: Tx): Promise<CatalogIndex> {
  const [drugs, services] = await Promise.all([allDrugs(tx), allServices(tx)]);
  return {
    drugs: termIndex(drugs.map(({ drug, terms }): Searchable<Drug> => ({ key: drug.id, item: drug, terms }))),
    services: termIndex(
      services.map(({ service, terms }): Searchable<Service> => ({ key: service.id, item: service, terms })),
    ),
  };
}
