import { DomainError } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import type { Service, ServiceFields } from '../contract.ts';
import * as rows from '../rows.ts';
import * as serviceRows from '../service-rows.ts';

export async function createService(
  tx: Tx,
  fields: ServiceFields,
  context: Context,
  reason?: string,
): Promise<Service> {
  const service = await serviceRows.insertService(tx, newId(), fields);
  await keep(tx, service, reason, context);
  return service;
}

export async function updateService(
  tx: Tx,
  { serviceId, version, ...fields }: ServiceFields & { serviceId: string; version: number },
  context: Context,
): Promise<Service> {
  const before = await lock(tx, serviceId);
  if (before.version !== version) throw new DomainError('conflict', 'catalog.changed-by-another');
  const service = await serviceRows.updateService(tx, serviceId, fields);
  await keep(tx, service, undefined, context);
  return service;
}

export async function setServiceState(
  tx: Tx,
  { serviceId, state, reason }: { serviceId: string; state: Service['state']; reason: string },
  context: Context,
): Promise<Service> {
  const before = await lock(tx, serviceId);
  if (before.state === state) return before;
  const service = await serviceRows.setServiceState(tx, serviceId, state);
  await keep(tx, service, reason, context);
  return service;
}

async function lock(tx: Tx, serviceId: string): Promise<Service> {
  const service = await serviceRows.lockService(tx, serviceId);
  if (!service) throw new DomainError('not-found', 'catalog.no-such-service', { service: serviceId });
  return service;
}

const keep = (tx: Tx, service: Service, reason: string | undefined, { actor, now }: Context) =>
  rows.keepChange(tx, {
    kind: 'service',
    itemId: service.id,
    version: service.version,
    content: service,
    reason,
    changedBy: actor.staffId,
    changedByName: actor.displayName,
    changedAt: now,
  });
