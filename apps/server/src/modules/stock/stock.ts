import type { InputOf } from '@xinglin/kernel/operation';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import { count, receive, requireIn, requireLocation, transfer, writeOff } from './commands/documents.ts';
import { issue, takeBack } from './commands/issue.ts';
import { open, pharmacyOf } from './commands/locations.ts';
import { release, reservationsOf, reserve } from './commands/reserve.ts';
import type { setMinimum } from './contract.ts';
import { drugFactsOf } from './drug-facts.ts';
import type { StockNeeds } from './needs.ts';
import { availableOf, batchList, lowList } from './queries/balances.ts';
import { movementList } from './queries/movements.ts';
import * as rows from './rows.ts';

/** Sets or ends the watch on a drug at a location. @throws DomainError 'not-found' for a drug nobody knows. */
const minimumOf =
  ({ catalog }: StockNeeds) =>
  async (tx: Tx, { locationId, drugId, minimum }: InputOf<typeof setMinimum>, context: Context) => {
    requireIn(context, 'stock.manage', await requireLocation(tx, locationId));
    (await drugFactsOf(tx, catalog, [drugId])).factsOf(drugId);
    if (/^0*(\.0*)?$/.test(minimum)) await rows.clearMinimum(tx, locationId, drugId);
    else await rows.setMinimum(tx, locationId, drugId, minimum);
    return { locationId, drugId, minimum };
  };

export const createStock = (needs: StockNeeds) => ({
  locations: (tx: Tx) => rows.locations(tx),
  openLocation: open(needs),
  pharmacyOf: pharmacyOf(needs),
  receive: receive(needs),
  transfer,
  count,
  writeOff,
  setMinimum: minimumOf(needs),
  reserve: reserve(needs),
  release,
  reservationsOf,
  issue,
  takeBack,
  availableOf: (tx: Tx, locationId: string | undefined, drugIds: readonly string[], context: Context) =>
    availableOf(tx, locationId, drugIds, context),
  batchList: batchList(needs),
  lowList: lowList(needs),
  movementList: movementList(needs),
});

export type Stock = ReturnType<typeof createStock>;
