import { DomainError } from '@xinglin/kernel/domain-error';
import type { InputOf } from '@xinglin/kernel/operation';
import type { Actor, Context } from '#platform/actor';
import type { Remembered } from '#platform/live/remembered';
import type { InInstitution } from '#platform/sign-in/needs';
import type { Tx } from '#platform/transaction';
import { readAccount, readAccounts } from './account-rows.ts';
import type { listMembers, Member, WhoAmI } from './contract.ts';
import { memberViewOf } from './member-commands.ts';
import { readMember, readMembers } from './member-rows.ts';
import type { StaffNeeds } from './needs.ts';

/** What a person may prescribe, in the words of decision support. */
export interface PrescribingRights {
  readonly antibioticTiers: readonly ('unrestricted' | 'restricted' | 'special')[];
  readonly controlled: readonly ('narcotic' | 'psychotropic-1' | 'psychotropic-2' | 'toxic')[];
}

export function staffQueries({ institutions, accounts, access }: StaffNeeds, people: Remembered<readonly Member[]>) {
  const member = async (tx: Tx, memberId: string): Promise<Member> => {
    const known = (await people.of(tx)).find(({ id }) => id === memberId);
    if (known) return known;
    // Somebody entered a moment ago by another process.
    const found = await readMember(tx, memberId);
    if (!found) throw new DomainError('not-found', 'staff.no-such-member');
    return memberViewOf(found);
  };

  return {
    /** @throws DomainError 'not-found'. */
    member,
    /** All, also those who left: old records name them. */
    members: (tx: Tx): Promise<readonly Member[]> => people.of(tx),
    /** The platform itself has no name among the staff. */
    nameOf: async (tx: Tx, staffId: string): Promise<string> =>
      staffId === 'platform' ? '系统' : (await member(tx, staffId)).name,

    /** Undefined: the person may not prescribe at all. */
    prescriberRights: async (tx: Tx, staffId: string): Promise<PrescribingRights | undefined> => {
      if (staffId === 'platform') return undefined;
      const found = await readMember(tx, staffId);
      if (!found?.mayPrescribe || found.leftAt !== undefined) return undefined;
      return { antibioticTiers: found.antibioticTiers, controlled: found.controlledClasses };
    },

    /** The person behind an account with everything the roles allow; undefined when they left or hold no role. */
    actorFor: async (tx: InInstitution, accountId: string): Promise<Omit<Actor, 'sessionId'> | undefined> => {
      const account = await readAccount(tx, accountId);
      const person = account && (await readMember(tx, account.memberId));
      if (!person || person.leftAt !== undefined || account.assignments.length === 0) return undefined;
      const grants = new Map<string, 'all' | Set<string>>();
      for (const { role, departmentId } of account.assignments) {
        for (const permission of access.permissionsOf(role)) {
          const held = grants.get(permission);
          if (departmentId === undefined) grants.set(permission, 'all');
          else if (held === undefined) grants.set(permission, new Set([departmentId]));
          else if (held !== 'all') held.add(departmentId);
        }
      }
      return {
        staffId: person.id,
        accountId,
        displayName: person.name,
        institutionId: tx.institutionId,
        grants,
        roles: [...new Set(account.assignments.map(({ role }) => role))],
      };
    },

    listMembers: async (tx: Tx, input: InputOf<typeof listMembers>): Promise<Member[]> => {
      const { search = '', role, departmentId, left = false } = input;
      const [all, held] = await Promise.all([readMembers(tx), readAccounts(tx)]);
      const typed = search.toLowerCase();
      const worksIn = (person: Member) =>
        person.mainDepartmentId === departmentId ||
        held.some(
          (account) =>
            account.memberId === person.id &&
            account.assignments.some((assignment) => assignment.departmentId === departmentId),
        );
      const isMeant = (person: Member) =>
        person.name.includes(search) || person.code.toLowerCase().includes(typed) || person.initials.startsWith(typed);
      return all
        .map(memberViewOf)
        .filter((person) => person.hasLeft === left)
        .filter((person) => role === undefined || person.roles.includes(role))
        .filter((person) => departmentId === undefined || worksIn(person))
        .filter(isMeant);
    },

    whoAmI: async (tx: Tx, context: Context): Promise<WhoAmI> => {
      const { actor } = context;
      const [institution, departments, account, states, passwordExpiresAt, person] = await Promise.all([
        institutions.institution(tx),
        institutions.departments(tx),
        readAccount(tx, actor.accountId),
        accounts.states(tx, [actor.accountId], context),
        accounts.passwordExpiry(tx, actor.accountId),
        member(tx, actor.staffId),
      ]);
      const [state] = states;
      if (!account || !state) throw new DomainError('not-found', 'staff.no-such-account');
      const workPlaces = account.assignments.map(({ role, departmentId }) => {
        const department = departments.find(({ id }) => id === departmentId);
        return {
          role,
          ...(department === undefined
            ? {}
            : { departmentId: department.id, departmentName: department.name, departmentKind: department.kind }),
        };
      });
      const permissions = [...actor.grants].map(([key, scope]) => [key, scope === 'all' ? 'all' : [...scope]] as const);
      return {
        accountId: actor.accountId,
        staffId: actor.staffId,
        userName: state.userName,
        displayName: actor.displayName,
        institution: { id: institution.id, name: institution.name, kind: institution.kind },
        workPlaces,
        permissions: Object.fromEntries(permissions),
        mayPrescribe: person.mayPrescribe,
        hasSecondFactor: state.hasSecondFactor,
        ...(person.title === undefined ? {} : { title: person.title }),
        ...(passwordExpiresAt === undefined ? {} : { passwordExpiresAt }),
      };
    },
  };
}
