import type { Operation } from '@xinglin/kernel/operation';
import { administratorRoles, role } from './modules/staff/contract.ts';
import { type AccessFault, type AccessRules, accessFaults } from './platform/access/access-rules.ts';

/** Asked for by code besides the permission of the operation: the FHIR interface, and refunds of what was begun. */
const BESIDE_OPERATIONS = ['record.read', 'charging.approve-refund'] as const;

/** Held by an administrator and by others: they touch no person's data and guard nobody else's work. */
const SHARED = ['institutions.manage', 'institutions.read-settings', 'staff.manage-members'] as const;

/** Where the files of `knowledge/access` and the operations of the server do not fit each other. */
export const accessFaultsOf = (access: AccessRules, operations: readonly Operation[]): AccessFault[] =>
  accessFaults(access, {
    operations,
    alsoUsed: BESIDE_OPERATIONS,
    roles: role.options,
    administrators: administratorRoles,
    shared: SHARED,
  });

/**
 * Before anything is served. A permission that nothing asks for harms nobody, and only the tests refuse it.
 * @throws Error that names every fault.
 */
export function requireSoundAccess(access: AccessRules, operations: readonly Operation[]): void {
  const faults = accessFaultsOf(access, operations).filter(({ kind }) => kind !== 'unused');
  if (faults.length > 0) throw new Error(`knowledge/access:\n${faults.map(({ text }) => `  ${text}`).join('\n')}`);
}
