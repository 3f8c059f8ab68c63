import { DomainError } from '@xinglin/kernel/domain-error';
import type { Tx } from '#platform/transaction';
import type { StockNeeds } from './needs.ts';

/** What stock shows of a drug, as in the contract. */
export async function drugFactsOf(tx: Tx, catalog: StockNeeds['catalog'], drugIds: readonly string[]) {
  const drugs = await catalog.drugs(tx, [...new Set(drugIds)]);
  const facts = new Map(
    drugs.map((drug) => [
      drug.id,
      {
        drugId: drug.id,
        drugCode: drug.code,
        drugName: drug.name,
        specification: drug.specification,
        ...(drug.manufacturer ? { manufacturer: drug.manufacturer } : {}),
        dispensingUnit: drug.dispensingUnit,
        packUnit: drug.packUnit,
        packSize: drug.packSize,
      },
    ]),
  );
  /** @throws DomainError 'not-found' stock.drug-not-known. */
  const factsOf = (drugId: string) => {
    const found = facts.get(drugId);
    if (!found) throw new DomainError('not-found', 'stock.drug-not-known', { drugId });
    return found;
  };
  return { factsOf };
}
