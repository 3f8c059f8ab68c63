import { dateAtInstitution } from '@xinglin/kernel/clock';
import { DomainError } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import { type Decimal, decimal } from '@xinglin/kernel/quantity';
import type { DateText } from '@xinglin/kernel/shapes';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import { type ItemKind, type Price, priceSet } from '../contract.ts';
import { placePrice } from '../core/place-price.ts';
import * as drugRows from '../drug-rows.ts';
import * as rows from '../rows.ts';
import * as serviceRows from '../service-rows.ts';

export interface PriceToSet {
  readonly kind: ItemKind;
  readonly itemId: string;
  readonly amount: Decimal;
  readonly basis: Price['basis'];
  readonly validFrom: DateText;
  readonly reason: string;
  /** Only for taking over a catalogue: prices that held before this system. */
  readonly mayBeInThePast?: boolean;
}

/**
 * Decides a price from a day on. A charged line never changes, so the day is today or later.
 * @throws DomainError 'not-found', 'rule' catalog.price-in-the-past.
 */
export async function setPrice(tx: Tx, wanted: PriceToSet, { actor, now }: Context): Promise<Price[]> {
  const { kind, itemId, amount, basis, validFrom } = wanted;
  // The lock of the item makes two people who set its price go one after the other.
  const perQuantity = kind === 'drug' ? await quantityOfDrugPrice(tx, itemId, basis) : await lockService(tx, itemId);
  const earliest = wanted.mayBeInThePast ? undefined : dateAtInstitution(now).toString();
  const place = placePrice(await rows.periodsOf(tx, itemId), validFrom, earliest);
  const price: rows.NewPrice = {
    id: newId(),
    decisionId: newId(),
    kind,
    itemId,
    amount,
    basis,
    perQuantity,
    reason: wanted.reason,
    decidedBy: actor.staffId,
    decidedByName: actor.displayName,
    decidedAt: now,
  };
  const [prices] = await Promise.all([
    rows.writePrice(tx, price, place).then(() => rows.pricesOf(tx, itemId)),
    tx.publish(priceSet, { kind, itemId, amount, basis, validFrom }),
  ]);
  return prices;
}

async function quantityOfDrugPrice(tx: Tx, drugId: string, basis: Price['basis']): Promise<Decimal> {
  const drug = await drugRows.lockDrug(tx, drugId);
  if (!drug) throw new DomainError('not-found', 'catalog.no-such-drug');
  return basis === 'pack' ? drug.packSize : decimal('1');
}

async function lockService(tx: Tx, serviceId: string): Promise<Decimal> {
  const service = await serviceRows.lockService(tx, serviceId);
  if (!service) throw new DomainError('not-found', 'catalog.no-such-service', { service: serviceId });
  return decimal('1');
}
