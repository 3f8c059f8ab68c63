import type { OutputOf } from '@xinglin/kernel/operation';
import { type Location, receiveGoods } from '#contract/stock';
import type { Clinic } from '../clinic.ts';
import { departmentIdOf } from '../seed-institutions.ts';

export interface GivenGoods {
  readonly drugId: string;
  /** In dispensing units. */
  readonly quantity: string;
  readonly batchNumber?: string;
  readonly expiresOn?: string;
  readonly location?: Location;
  readonly institutionId?: number;
}

/** Goods on the shelf, received by the operation that pharmacists use. */
export const givenStock = (clinic: Clinic) => {
  const pharmacy = (institutionId = 1): Promise<Location> =>
    clinic.tx(
      (tx, context) => clinic.modules.stock.pharmacyOf(tx, departmentIdOf(institutionId, 'PHA'), context),
      institutionId,
    );
  let made = 0;
  return {
    /** The shelf of the pharmacy. */
    pharmacy,
    goods: async (given: GivenGoods): Promise<OutputOf<typeof receiveGoods>> => {
      const { drugId, quantity, expiresOn = '2028-06-30', institutionId = 1 } = given;
      const location = given.location ?? (await pharmacy(institutionId));
      const batchNumber = given.batchNumber ?? `B${String(++made).padStart(4, '0')}`;
      return clinic.as('pharmacist', { institutionId }).call(receiveGoods, {
        locationId: location.id,
        lines: [{ drugId, batchNumber, expiresOn, quantity, unit: 'dispensing-unit', purchasePrice: '0.2' }],
      });
    },
  };
};
