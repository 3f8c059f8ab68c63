import { DomainError } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import { compareDecimal } from '@xinglin/kernel/quantity';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import type { Drug, DrugFields } from '../contract.ts';
import * as drugRows from '../drug-rows.ts';
import * as rows from '../rows.ts';
import { checkReferences, genericNames, type UsageKnowledge } from '../usage-knowledge.ts';

export const createDrug =
  (knowledge: UsageKnowledge) =>
  async (tx: Tx, fields: DrugFields, context: Context, reason?: string): Promise<Drug> => {
    checkReferences(fields, knowledge);
    const drug = await drugRows.insertDrug(tx, newId(), fields, genericNames(fields, knowledge));
    await keep(tx, drug, reason, context);
    return drug;
  };

/** Dispensing unit and pack size stay: stock and prices count in them. */
export const updateDrug =
  (knowledge: UsageKnowledge) =>
  async (
    tx: Tx,
    { drugId, version, ...fields }: DrugFields & { drugId: string; version: number },
    context: Context,
  ): Promise<Drug> => {
    checkReferences(fields, knowledge);
    const before = await lock(tx, drugId);
    if (before.version !== version) throw new DomainError('conflict', 'catalog.changed-by-another');
    if (fields.dispensingUnit !== before.dispensingUnit || compareDecimal(fields.packSize, before.packSize) !== 0) {
      throw new DomainError('rule', 'catalog.units-are-fixed');
    }
    const drug = await drugRows.updateDrug(tx, drugId, fields, genericNames(fields, knowledge));
    await keep(tx, drug, undefined, context);
    return drug;
  };

export async function setDrugState(
  tx: Tx,
  { drugId, state, reason }: { drugId: string; state: Drug['state']; reason: string },
  context: Context,
): Promise<Drug> {
  const before = await lock(tx, drugId);
  if (before.state === state) return before;
  const drug = await drugRows.setDrugState(tx, drugId, state);
  await keep(tx, drug, reason, context);
  return drug;
}

async function lock(tx: Tx, drugId: string): Promise<Drug> {
  const drug = await drugRows.lockDrug(tx, drugId);
  if (!drug) throw new DomainError('not-found', 'catalog.no-such-drug');
  return drug;
}

const keep = (tx: Tx, drug: Drug, reason: string | undefined, { actor, now }: Context) =>
  rows.keepChange(tx, {
    kind: 'drug',
    itemId: drug.id,
    version: drug.version,
    content: drug,
    reason,
    changedBy: actor.staffId,
    changedByName: actor.displayName,
    changedAt: now,
  });
