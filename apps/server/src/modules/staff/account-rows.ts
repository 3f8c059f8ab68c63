import type { InstantText } from '@xinglin/kernel/shapes';
import { brokenConstraint, type Statements } from '#platform/database/db';
import type { Tx } from '#platform/transaction';
import type { Assignment, Duty, Role } from './contract.ts';

type InInstitution = Statements & { readonly institutionId: number };

export interface Account {
  readonly id: string;
  readonly memberId: string;
  readonly duty: Duty;
  readonly assignments: readonly Assignment[];
}

interface AccountRow {
  readonly id: string;
  readonly member_id: string;
  readonly duty: Duty;
}
interface AssignmentRow {
  readonly id: string;
  readonly account_id: string;
  readonly role: Role;
  readonly department_id: string | null;
  readonly granted_by: string;
  readonly granted_at: InstantText;
}

const ACCOUNTS = 'select id, member_id, duty from staff.account where institution_id = $1';
const ASSIGNMENTS = `
  select id, account_id, role, department_id, granted_by, granted_at
  from staff.role_assignment where institution_id = $1 and ended_at is null`;

const joined = (accounts: AccountRow[], assignments: AssignmentRow[]): Account[] =>
  accounts.map(({ id, member_id, duty }) => ({
    id,
    memberId: member_id,
    duty,
    assignments: assignments.filter(({ account_id }) => account_id === id).map(assignmentOf),
  }));

const assignmentOf = (row: AssignmentRow): Assignment => ({
  id: row.id,
  role: row.role,
  grantedBy: row.granted_by,
  grantedAt: row.granted_at,
  ...(row.department_id === null ? {} : { departmentId: row.department_id }),
});

export async function readAccounts(tx: Tx): Promise<Account[]> {
  const [accounts, assignments] = await Promise.all([
    tx.many<AccountRow>(ACCOUNTS, [tx.institutionId]),
    tx.many<AssignmentRow>(`${ASSIGNMENTS} order by granted_at`, [tx.institutionId]),
  ]);
  return joined(accounts, assignments);
}

export async function readAccount(tx: InInstitution, accountId: string): Promise<Account | undefined> {
  const [accounts, assignments] = await Promise.all([
    tx.many<AccountRow>(`${ACCOUNTS} and id = $2`, [tx.institutionId, accountId]),
    tx.many<AssignmentRow>(`${ASSIGNMENTS} and account_id = $2 order by granted_at`, [tx.institutionId, accountId]),
  ]);
  return joined(accounts, assignments)[0];
}

/** Holds the account until the transaction ends, so that two grants come one after the other. */
export const lockAccount = (tx: Tx, accountId: string) =>
  tx.maybe<AccountRow>(`${ACCOUNTS} and id = $2 for update`, [tx.institutionId, accountId]);

export const accountOfMember = (tx: Tx, memberId: string) =>
  tx.maybe<AccountRow>(`${ACCOUNTS} and member_id = $2`, [tx.institutionId, memberId]);

export const insertAccount = (tx: Tx, account: Omit<Account, 'assignments'>, at: InstantText) =>
  tx.run('insert into staff.account (institution_id, id, member_id, duty, created_at) values ($1, $2, $3, $4, $5)', [
    tx.institutionId,
    account.id,
    account.memberId,
    account.duty,
    at,
  ]);

/** @throws DatabaseError when the role is held already or does not fit the duty; see `brokenAccountRule`. */
export const insertAssignment = (tx: Tx, account: Pick<Account, 'id' | 'duty'>, assignment: Assignment) =>
  tx.run(
    `insert into staff.role_assignment
       (institution_id, id, account_id, duty, role, department_id, granted_by, granted_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      tx.institutionId,
      assignment.id,
      account.id,
      account.duty,
      assignment.role,
      assignment.departmentId ?? null,
      assignment.grantedBy,
      assignment.grantedAt,
    ],
  );

/** Number of assignments ended: 0 when it was not there or ended already. */
export const endAssignment = (
  tx: Tx,
  { accountId, assignmentId }: { readonly accountId: string; readonly assignmentId: string },
  by: string,
  at: InstantText,
) =>
  tx.run(
    `update staff.role_assignment set ended_by = $4, ended_at = $5
     where institution_id = $1 and account_id = $2 and id = $3 and ended_at is null`,
    [tx.institutionId, accountId, assignmentId, by, at],
  );

export function brokenAccountRule(error: unknown): 'has-account' | 'role-held' | 'separate-duties' | undefined {
  switch (brokenConstraint(error)) {
    case 'account_institution_id_member_id_key':
      return 'has-account';
    case 'role_assignment_once':
      return 'role-held';
    case 'one_duty':
    case 'role_assignment_institution_id_account_id_duty_fkey':
      return 'separate-duties';
    default:
      return undefined;
  }
}
