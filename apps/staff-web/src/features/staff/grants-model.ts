import { type Duty, isAdministratorRole, type Role } from '@xinglin/server/contract/staff';

/** A role as it stands in the form: in one department, or in the whole institution. */
export interface Grant {
  readonly role?: Role | undefined;
  readonly departmentId?: string | undefined;
}

/**
 * Why grants cannot stand together: `mixed` two administrators' roles, or one of them beside a working role
 * (三员分立) · `administrator-in-department` an administrator's role holds everywhere · `twice` the same one again ·
 * `empty` nothing chosen yet.
 */
export type GrantFault = 'empty' | 'mixed' | 'administrator-in-department' | 'twice';

const dutyOf = (role: Role): Duty => (isAdministratorRole(role) ? role : 'working');

export function faultOf(grants: readonly Grant[]): GrantFault | undefined {
  const chosen = grants.flatMap(({ role, departmentId }) => (role ? [{ role, departmentId }] : []));
  if (chosen.length === 0 || chosen.length < grants.length) return 'empty';
  if (new Set(chosen.map(({ role }) => dutyOf(role))).size > 1) return 'mixed';
  if (chosen.some(({ role, departmentId }) => isAdministratorRole(role) && departmentId !== undefined))
    return 'administrator-in-department';
  const places = chosen.map(({ role, departmentId }) => `${role}:${departmentId ?? ''}`);
  return new Set(places).size < places.length ? 'twice' : undefined;
}

/** Roles that may be added to an account: working ones to a working account, nothing else to an administrator's. */
export const rolesFor = (duty: Duty, roles: readonly Role[]): readonly Role[] =>
  roles.filter((role) => dutyOf(role) === duty);

/** Whether a role holds in one department or always in the whole institution. */
export const hasPlace = (role: Role | undefined): boolean => role !== undefined && !isAdministratorRole(role);
