import { type Route, serve } from '#platform/operations';
import * as contract from './contract.ts';
import type { Stock } from './stock.ts';

export const stockRoutes = (stock: Stock): Route[] => [
  serve(contract.listLocations, async (tx) => ({ locations: await stock.locations(tx) })),
  serve(contract.openLocation, stock.openLocation),
  serve(contract.receiveGoods, stock.receive),
  serve(contract.transferGoods, stock.transfer),
  serve(contract.countStock, stock.count),
  serve(contract.writeOffGoods, stock.writeOff),
  serve(contract.setMinimum, stock.setMinimum),
  serve(contract.availabilityOf, async (tx, { locationId, drugIds }, context) => ({
    drugs: await stock.availableOf(tx, locationId, drugIds, context),
  })),
  serve(contract.listBatches, stock.batchList),
  serve(contract.lowStock, stock.lowList),
  serve(contract.listMovements, stock.movementList),
];
