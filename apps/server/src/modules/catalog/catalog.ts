import { dateAtInstitution } from '@xinglin/kernel/clock';
import { DomainError } from '@xinglin/kernel/domain-error';
import type { Tx } from '#platform/transaction';
import { loadProducts } from './commands/load-products.ts';
import { setPrice } from './commands/set-price.ts';
import { createDrug, setDrugState, updateDrug } from './commands/write-drug.ts';
import { createService, setServiceState, updateService } from './commands/write-service.ts';
import type { Drug, ItemKind, Price, Service } from './contract.ts';
import { drugsById } from './drug-rows.ts';
import { catalogSearch } from './queries/search.ts';
import * as rows from './rows.ts';
import { servicesByCode, servicesById } from './service-rows.ts';
import { readUsageKnowledge } from './usage-knowledge.ts';

/** @throws KnowledgeError when a knowledge file that products refer to does not fit its schema. */
export function createCatalog() {
  const knowledge = readUsageKnowledge();
  const search = catalogSearch();

  const pricesAt = (tx: Tx, itemIds: readonly string[], now: Temporal.Instant): Promise<Map<string, Price>> =>
    rows.pricesOn(tx, itemIds, dateAtInstitution(now).toString());

  return {
    /** @throws DomainError 'not-found' catalog.no-such-drug. Retired drugs too, for old records. */
    drug: async (tx: Tx, id: string): Promise<Drug> => {
      const [drug] = await drugsById(tx, [id]);
      if (!drug) throw new DomainError('not-found', 'catalog.no-such-drug');
      return drug;
    },
    /** Those that exist, in the order of `ids`; retired ones too. */
    drugs: (tx: Tx, ids: readonly string[]): Promise<Drug[]> =>
      ids.length === 0 ? Promise.resolve([]) : drugsById(tx, ids),
    /** By code. @throws DomainError 'not-found' catalog.no-such-service. */
    service: async (tx: Tx, code: string): Promise<Service> => {
      const [service] = await servicesByCode(tx, [code]);
      if (!service) throw new DomainError('not-found', 'catalog.no-such-service', { service: code });
      return service;
    },
    serviceById: async (tx: Tx, id: string): Promise<Service> => {
      const [service] = await servicesById(tx, [id]);
      if (!service) throw new DomainError('not-found', 'catalog.no-such-service', { service: id });
      return service;
    },
    /** Those that exist, in the order of `codes`. */
    services: (tx: Tx, codes: readonly string[]): Promise<Service[]> =>
      codes.length === 0 ? Promise.resolve([]) : servicesByCode(tx, codes),
    /** The price that holds at a moment; undefined when there is none: the thing cannot be charged. */
    priceAt: async (tx: Tx, _kind: ItemKind, id: string, now: Temporal.Instant): Promise<Price | undefined> =>
      (await pricesAt(tx, [id], now)).get(id),
    /** Prices of several drugs or services by id; those without one are missing. */
    pricesAt,
    pricesOf: rows.pricesOf,
    decisionsOf: rows.decisionsOf,
    changesOf: rows.changesOf,
    searchDrugs: search.drugs,
    searchServices: search.services,
    drugIdsMatching: search.drugIdsMatching,
    /** Remembers that this person chose these drugs or services, each once. */
    countUse: async (tx: Tx, kind: ItemKind, ids: readonly string[], staffId: string, now: Temporal.Instant) => {
      // Sorted, so that two people counting the same things never wait for each other in a circle.
      const once = [...new Set(ids)].sort();
      if (once.length > 0) await rows.countUse(tx, kind, once, staffId, now);
      search.forget(tx, kind, staffId);
    },
    createDrug: createDrug(knowledge),
    updateDrug: updateDrug(knowledge),
    setDrugState,
    createService,
    updateService,
    setServiceState,
    setPrice,
    loadProducts: loadProducts(knowledge),
    /** Frequencies and routes of the knowledge base, in its order. */
    frequencies: [...knowledge.frequencies.values()],
    routes: [...knowledge.routes.values()],
  };
}

export type Catalog = ReturnType<typeof createCatalog>;
