import { type Duty, isAdministratorRole, type Role } from '../contract.ts';

/**
 * The duty of an account that is to hold these roles; undefined when no account may hold them together: two
 * administrators' roles, or one of them and a working role (三员分立).
 */
export function dutyOf(roles: readonly Role[]): Duty | undefined {
  const duties = new Set<Duty>(roles.map((role) => (isAdministratorRole(role) ? role : 'working')));
  const [only] = duties;
  return duties.size === 1 ? only : undefined;
}
