import { type Route, serve } from '#platform/operations';
import type { Catalog } from './catalog.ts';
import * as contract from './contract.ts';

export const catalogRoutes = (catalog: Catalog): readonly Route[] => [
  serve(contract.searchDrugs, async (tx, input, { actor, now }) => ({
    drugs: await catalog.searchDrugs(tx, { ...input, staffId: actor.staffId, now }),
  })),
  serve(contract.searchServices, async (tx, input, { actor, now }) => ({
    services: await catalog.searchServices(tx, { ...input, staffId: actor.staffId, now }),
  })),
  serve(contract.usageCodes, async () => ({
    frequencies: catalog.frequencies.map(({ code, zh, en, use, times, perDays }) => ({
      code,
      zh,
      en,
      use,
      ...(times === null ? {} : { times }),
      ...(perDays === null ? {} : { perDays }),
    })),
    routes: catalog.routes.map(({ code, zh, en, group, wst364 }) => ({ code, zh, en, group, wst364 })),
  })),
  serve(contract.getDrug, async (tx, { drugId }) => {
    const [drug, prices, decisions, changes] = await Promise.all([
      catalog.drug(tx, drugId),
      catalog.pricesOf(tx, drugId),
      catalog.decisionsOf(tx, 'drug', drugId),
      catalog.changesOf(tx, drugId),
    ]);
    return { drug, prices, decisions, changes };
  }),
  serve(contract.createDrug, (tx, input, context) => catalog.createDrug(tx, input, context)),
  serve(contract.updateDrug, (tx, input, context) => catalog.updateDrug(tx, input, context)),
  serve(contract.setDrugState, (tx, input, context) => catalog.setDrugState(tx, input, context)),
  serve(contract.setDrugPrice, async (tx, { drugId, ...decided }, context) => ({
    prices: await catalog.setPrice(tx, { kind: 'drug', itemId: drugId, ...decided }, context),
  })),
  serve(contract.getService, async (tx, { serviceId }) => {
    const [service, prices, decisions, changes] = await Promise.all([
      catalog.serviceById(tx, serviceId),
      catalog.pricesOf(tx, serviceId),
      catalog.decisionsOf(tx, 'service', serviceId),
      catalog.changesOf(tx, serviceId),
    ]);
    return { service, prices, decisions, changes };
  }),
  serve(contract.createService, (tx, input, context) => catalog.createService(tx, input, context)),
  serve(contract.updateService, (tx, input, context) => catalog.updateService(tx, input, context)),
  serve(contract.setServiceState, (tx, input, context) => catalog.setServiceState(tx, input, context)),
  serve(contract.setServicePrice, async (tx, { serviceId, ...decided }, context) => ({
    prices: await catalog.setPrice(tx, { kind: 'service', itemId: serviceId, basis: 'unit', ...decided }, context),
  })),
];
