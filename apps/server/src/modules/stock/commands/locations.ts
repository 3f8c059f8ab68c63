import { DomainError } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import type { InputOf } from '@xinglin/kernel/operation';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import type { Location, openLocation } from '../contract.ts';
import type { StockNeeds } from '../needs.ts';
import * as rows from '../rows.ts';
import { requireIn } from './documents.ts';

/** Opens a store or pharmacy with its quarantine. @throws DomainError 'conflict' stock.location-there. */
export const open =
  ({ institutions }: StockNeeds) =>
  async (tx: Tx, { departmentId, kind, name }: InputOf<typeof openLocation>, context: Context): Promise<Location> => {
    await institutions.department(tx, departmentId);
    requireIn(context, 'stock.manage', { departmentId });
    const known = await rows.locationOfDepartment(tx, departmentId, kind);
    if (known) throw new DomainError('conflict', 'stock.location-there', { name: known.name });
    return make(tx, { departmentId, kind, name }, context);
  };

/** The shelf a pharmacy department hands out from; opened the first time it is asked for. */
export const pharmacyOf =
  ({ institutions }: StockNeeds) =>
  async (tx: Tx, departmentId: string, context: Context): Promise<Location> => {
    const known = await rows.locationOfDepartment(tx, departmentId, 'pharmacy');
    if (known) return known;
    const department = await institutions.department(tx, departmentId);
    return make(tx, { departmentId, kind: 'pharmacy', name: department.name }, context);
  };

interface Wanted {
  readonly departmentId: string;
  readonly kind: 'store' | 'pharmacy';
  readonly name: string;
}

async function make(tx: Tx, { departmentId, kind, name }: Wanted, context: Context): Promise<Location> {
  // Inserted first and read after: two who open at once end up with the same quarantine.
  const waiting = {
    id: newId(context.now.epochMilliseconds),
    departmentId,
    kind: 'quarantine',
    name: `${name}待处理区`,
  } as const;
  await rows.insertLocation(tx, waiting, context.now);
  const quarantineId = (await rows.locationOfDepartment(tx, departmentId, 'quarantine'))?.id ?? waiting.id;
  const opened: Location = { id: newId(context.now.epochMilliseconds), departmentId, kind, name, quarantineId };
  await rows.insertLocation(tx, opened, context.now);
  return (await rows.locationOfDepartment(tx, departmentId, kind)) ?? opened;
}
