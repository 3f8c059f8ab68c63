import type { Drug } from '#modules/catalog';
import type { Clinic } from '../clinic.ts';

/** What tests take from the demonstration catalogue of institution 1. */
export const givenCatalog = (clinic: Clinic) => ({
  /** The drug with this name; with `specification`, the one pack of several. */
  drug: async (name: string, specification?: string): Promise<Drug> => {
    const staffId = clinic.as('pharmacist').actor.staffId;
    const found = await clinic.tx((tx, { now }) =>
      clinic.modules.catalog.searchDrugs(tx, { q: name, limit: 200, staffId, now }),
    );
    const drug = found.find(
      (one) => one.name === name && (specification === undefined || one.specification === specification),
    );
    if (!drug) throw new Error(`no drug ${name} ${specification ?? ''} in the demonstration catalogue`);
    const { match: _, ownUses: __, uses: ___, price: ____, ...product } = drug;
    return product;
  },
});
