import { DomainError, invalidField } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import type { InstantText } from '@xinglin/kernel/shapes';
import type { Context } from '#platform/actor';
import type { NewAccount } from '#platform/sign-in/accounts';
import type { Tx } from '#platform/transaction';
import * as rows from './account-rows.ts';
import { type AccountView, isAdministratorRole, type Role } from './contract.ts';
import { dutyOf } from './core/duty.ts';
import { readMember, readMembers } from './member-rows.ts';
import type { StaffNeeds } from './needs.ts';

export interface Grant {
  readonly role: Role;
  readonly departmentId?: string | undefined;
}

/** An account as first set-up and demo data make it: with a password of their own. */
export interface GivenAccount extends Pick<NewAccount, 'userName' | 'password' | 'mustChangePassword' | 'totpSecret'> {
  readonly id?: string;
  readonly memberId: string;
  readonly grants: readonly Grant[];
}

const at = (context: Context) => context.now.toString() as InstantText;

/** What the security administrator does with accounts. Nobody does any of it to their own. */
export function accountCommands(
  needs: StaffNeeds,
  /** Tells everybody who remembers the staff and their roles. */
  staffChanges: (tx: Tx) => Promise<void>,
) {
  const { accounts, institutions } = needs;

  const lock = async (tx: Tx, accountId: string, context: Context) => {
    if (context.actor.accountId === accountId) throw new DomainError('rule', 'staff.own-account');
    const account = await rows.lockAccount(tx, accountId);
    if (!account) throw new DomainError('not-found', 'staff.no-such-account');
    return { ...account, memberId: account.member_id };
  };

  const view = async (tx: Tx, accountId: string, context: Context): Promise<AccountView> => {
    const [account, states] = await Promise.all([
      rows.readAccount(tx, accountId),
      accounts.states(tx, [accountId], context),
    ]);
    const [state] = states;
    const member = account && (await readMember(tx, account.memberId));
    if (!account || !state || !member) throw new DomainError('not-found', 'staff.no-such-account');
    return viewOf(account, member, state);
  };

  const give = async (tx: Tx, account: Pick<rows.Account, 'id' | 'duty'>, grant: Grant, context: Context) => {
    const { departmentId, role } = grant;
    if (departmentId !== undefined) {
      if (isAdministratorRole(role)) throw invalidField('departmentId', 'staff.administrators-everywhere');
      await institutions.department(tx, departmentId);
    }
    const assignment = {
      id: newId(context.now.epochMilliseconds),
      role,
      grantedBy: context.actor.staffId,
      grantedAt: at(context),
      ...(departmentId === undefined ? {} : { departmentId }),
    };
    await inOurWords(rows.insertAssignment(tx, account, assignment));
    await staffChanges(tx);
  };

  const create = async (tx: Tx, given: GivenAccount, context: Context): Promise<string> => {
    const duty = dutyOf(given.grants.map(({ role }) => role));
    if (!duty) throw new DomainError('rule', 'staff.separate-duties');
    const member = await readMember(tx, given.memberId);
    if (!member) throw new DomainError('not-found', 'staff.no-such-member');
    if (member.leftAt !== undefined) throw new DomainError('rule', 'staff.has-left');
    const id = given.id ?? newId(context.now.epochMilliseconds);
    if (await rows.accountOfMember(tx, given.memberId)) throw new DomainError('conflict', 'staff.has-account');
    const { userName, password, mustChangePassword, totpSecret } = given;
    const isAdministrator = duty !== 'working';
    const account = { accountId: id, userName, password, mustChangePassword, isAdministrator };
    await accounts.create(tx, { ...account, ...(totpSecret === undefined ? {} : { totpSecret }) }, context);
    await inOurWords(rows.insertAccount(tx, { id, memberId: given.memberId, duty }, at(context)));
    for (const grant of given.grants) await give(tx, { id, duty }, grant, context);
    return id;
  };

  return {
    /** For first set-up and demo data; the operation of the security administrator makes the password itself. */
    createAccountWith: create,

    createAccount: async (tx: Tx, input: Omit<GivenAccount, 'password' | 'mustChangePassword'>, context: Context) => {
      const isAdministrator = input.grants.some(({ role }) => isAdministratorRole(role));
      const temporaryPassword = await accounts.temporaryPassword(tx, isAdministrator);
      const given = { ...input, password: temporaryPassword, mustChangePassword: true };
      return { account: await view(tx, await create(tx, given, context), context), temporaryPassword };
    },

    listAccounts: async (tx: Tx, context: Context): Promise<AccountView[]> => {
      const [all, members] = await Promise.all([rows.readAccounts(tx), readMembers(tx)]);
      const states = await accounts.states(
        tx,
        all.map(({ id }) => id),
        context,
      );
      return all.flatMap((account) => {
        const state = states.find(({ accountId }) => accountId === account.id);
        const member = members.find(({ id }) => id === account.memberId);
        return state && member ? [viewOf(account, member, state)] : [];
      });
    },

    resetPassword: async (tx: Tx, accountId: string, context: Context) => {
      const { duty } = await lock(tx, accountId, context);
      const temporaryPassword = await accounts.temporaryPassword(tx, duty !== 'working');
      await accounts.resetPassword(tx, accountId, temporaryPassword, context);
      return { account: await view(tx, accountId, context), temporaryPassword };
    },

    unlock: async (tx: Tx, accountId: string, context: Context) => {
      await lock(tx, accountId, context);
      await accounts.unlock(tx, accountId);
      return view(tx, accountId, context);
    },

    setEnabled: async (tx: Tx, accountId: string, isEnabled: boolean, context: Context) => {
      const { memberId } = await lock(tx, accountId, context);
      const member = await readMember(tx, memberId);
      if (isEnabled && member?.leftAt !== undefined) throw new DomainError('rule', 'staff.has-left');
      await accounts.setEnabled(tx, accountId, isEnabled, context);
      return view(tx, accountId, context);
    },

    resetSecondFactor: async (tx: Tx, accountId: string, context: Context) => {
      await lock(tx, accountId, context);
      await accounts.resetSecondFactor(tx, accountId, context);
      return view(tx, accountId, context);
    },

    endSessions: async (tx: Tx, accountId: string, context: Context) => {
      await lock(tx, accountId, context);
      return { ended: await accounts.endSessions(tx, accountId, context) };
    },

    grantRole: async (tx: Tx, { accountId, ...grant }: Grant & { readonly accountId: string }, context: Context) => {
      const account = await lock(tx, accountId, context);
      if (dutyOf([grant.role]) !== account.duty) throw new DomainError('rule', 'staff.separate-duties');
      await give(tx, account, grant, context);
      await accounts.rightsChanged(tx, accountId);
      return view(tx, accountId, context);
    },

    revokeRole: async (
      tx: Tx,
      ids: { readonly accountId: string; readonly assignmentId: string },
      context: Context,
    ): Promise<AccountView> => {
      await lock(tx, ids.accountId, context);
      const ended = await rows.endAssignment(tx, ids, context.actor.staffId, at(context));
      if (ended === 0) throw new DomainError('not-found', 'staff.no-such-assignment');
      await staffChanges(tx);
      const left = await view(tx, ids.accountId, context);
      if (left.assignments.length === 0) throw new DomainError('rule', 'staff.last-role');
      await accounts.rightsChanged(tx, ids.accountId);
      return left;
    },
  };
}

/** The database keeps the rules as well; two administrators at once reach it with the same good conscience. */
async function inOurWords(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const rule = rows.brokenAccountRule(error);
    if (rule === 'has-account') throw new DomainError('conflict', 'staff.has-account');
    if (rule === 'role-held') throw new DomainError('conflict', 'staff.role-held');
    if (rule === 'separate-duties') throw new DomainError('rule', 'staff.separate-duties');
    throw error;
  }
}

type State = Awaited<ReturnType<StaffNeeds['accounts']['states']>>[number];

const viewOf = (
  account: rows.Account,
  member: { readonly name: string; readonly code: string },
  state: State,
): AccountView => ({
  id: account.id,
  memberId: account.memberId,
  memberName: member.name,
  memberCode: member.code,
  userName: state.userName,
  duty: account.duty,
  assignments: [...account.assignments],
  isEnabled: state.isEnabled,
  mustChangePassword: state.mustChangePassword,
  hasSecondFactor: state.hasSecondFactor,
  openSessions: state.openSessions,
  ...(state.lockedUntil === undefined ? {} : { lockedUntil: state.lockedUntil }),
  ...(state.lastSignInAt === undefined ? {} : { lastSignInAt: state.lastSignInAt }),
});
