import { DomainError, invalidField } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import type { InputOf } from '@xinglin/kernel/operation';
import { maskPhone, maskResidentId, readResidentId } from '@xinglin/kernel/resident-id';
import type { InstantText } from '@xinglin/kernel/shapes';
import type { Context } from '#platform/actor';
import { initialsOf } from '#platform/pinyin';
import type { Tx } from '#platform/transaction';
import { accountOfMember } from './account-rows.ts';
import type { changeMember, grantPrescribing, Member, MemberDetail, MemberForm } from './contract.ts';
import { practitionerResource } from './fhir.ts';
import { brokenMemberRule, putMember, readMember, type StoredMember } from './member-rows.ts';
import type { StaffNeeds } from './needs.ts';

const IDENTITY = 'staff.member.identity_number';
const PHONE = 'staff.member.phone';

export const memberViewOf = ({ identityNumber, phone, leftAt, ...member }: StoredMember): Member => {
  const { practiceNumber, antibioticTiers, controlledClasses, ...view } = member;
  return { ...view, hasLeft: leftAt !== undefined };
};

/** `id` is given by demo data, so that every start makes the same people. */
export type NewMember = Pick<MemberForm, 'code' | 'name'> & Partial<MemberForm> & { readonly id?: string };

/** Who works here. Everything written here also stands in the record as a Practitioner. */
export function memberCommands(
  { vault, institutions, record, accounts }: StaffNeeds,
  /** Tells everybody who remembers the staff. */
  staffChanges: (tx: Tx) => Promise<void>,
) {
  const require = async (tx: Tx, memberId: string): Promise<StoredMember> => {
    const found = await readMember(tx, memberId);
    if (!found) throw new DomainError('not-found', 'staff.no-such-member');
    return found;
  };
  const detailOf = (member: StoredMember): MemberDetail => {
    const { identityNumber, phone, leftAt, ...rest } = member;
    return {
      ...rest,
      hasLeft: leftAt !== undefined,
      ...(identityNumber === undefined
        ? {}
        : { identityNumber: maskResidentId(vault.openText(identityNumber, `${IDENTITY}:${member.id}`)) }),
      ...(phone === undefined ? {} : { phone: maskPhone(vault.openText(phone, `${PHONE}:${member.id}`)) }),
    };
  };

  /** @throws DomainError 'invalid' for a number that cannot be one. */
  const sealIdentity = (typed: string, memberId: string): Buffer => {
    const read = readResidentId(typed);
    if (!read.ok) throw invalidField('identityNumber', 'staff.identity-number');
    return vault.seal(read.number, `${IDENTITY}:${memberId}`);
  };

  const put = async (tx: Tx, member: Omit<StoredMember, 'roles' | 'places'>, context: Context) => {
    if (member.mainDepartmentId !== undefined) await institutions.department(tx, member.mainDepartmentId);
    const { identityNumber } = member;
    const index =
      identityNumber && vault.blindIndex(IDENTITY, vault.openText(identityNumber, `${IDENTITY}:${member.id}`));
    try {
      await putMember(tx, member, index, context.now.toString() as InstantText);
    } catch (error) {
      const rule = brokenMemberRule(error);
      if (rule === 'code-taken') throw new DomainError('conflict', 'staff.code-taken');
      if (rule === 'person-known') throw new DomainError('conflict', 'staff.person-known');
      throw error;
    }
    await staffChanges(tx);
    await record.put(tx, [practitionerResource(member)], context);
  };

  /** What of the form goes straight into the row. */
  const plain = (form: NewMember) => ({
    code: form.code,
    name: form.name,
    initials: initialsOf(form.name),
    ...(form.title === undefined ? {} : { title: form.title }),
    ...(form.practiceNumber === undefined ? {} : { practiceNumber: form.practiceNumber }),
    ...(form.mainDepartmentId === undefined ? {} : { mainDepartmentId: form.mainDepartmentId }),
  });

  return {
    readMember: async (tx: Tx, memberId: string): Promise<MemberDetail> => detailOf(await require(tx, memberId)),

    addMember: async (tx: Tx, form: NewMember, context: Context): Promise<MemberDetail> => {
      const id = form.id ?? newId(context.now.epochMilliseconds);
      const member = {
        ...plain(form),
        id,
        identityNumber: form.identityNumber === undefined ? undefined : sealIdentity(form.identityNumber, id),
        phone: form.phone === undefined ? undefined : vault.seal(form.phone, `${PHONE}:${id}`),
        mayPrescribe: false,
        antibioticTiers: [],
        controlledClasses: [],
        leftAt: undefined,
      };
      await put(tx, member, context);
      return detailOf({ ...member, roles: [], places: [] });
    },

    changeMember: async (
      tx: Tx,
      { memberId, hasLeft, ...form }: InputOf<typeof changeMember>,
      context: Context,
    ): Promise<MemberDetail> => {
      const current = await require(tx, memberId);
      const { id, mayPrescribe, antibioticTiers, controlledClasses, roles, places } = current;
      const next = {
        ...plain(form),
        id,
        mayPrescribe,
        antibioticTiers,
        controlledClasses,
        identityNumber:
          form.identityNumber === undefined ? current.identityNumber : sealIdentity(form.identityNumber, memberId),
        phone: form.phone === undefined ? current.phone : vault.seal(form.phone, `${PHONE}:${memberId}`),
        leftAt: hasLeft ? (current.leftAt ?? (context.now.toString() as InstantText)) : undefined,
      };
      await put(tx, next, context);
      const account = await accountOfMember(tx, memberId);
      if (account && hasLeft && current.leftAt === undefined) {
        await accounts.setEnabled(tx, account.id, false, context);
      } else if (account) await accounts.rightsChanged(tx, account.id);
      return detailOf({ ...next, roles, places });
    },

    grantPrescribing: async (
      tx: Tx,
      { memberId, mayPrescribe, antibioticTiers, controlledClasses }: Omit<InputOf<typeof grantPrescribing>, never>,
      context: Context,
    ): Promise<MemberDetail> => {
      const current = await require(tx, memberId);
      if (!mayPrescribe && antibioticTiers.length + controlledClasses.length > 0) {
        throw new DomainError('rule', 'staff.must-prescribe-first');
      }
      const { roles, ...member } = {
        ...current,
        mayPrescribe,
        antibioticTiers: [...new Set(antibioticTiers)],
        controlledClasses: [...new Set(controlledClasses)],
      };
      await put(tx, member, context);
      return detailOf({ ...member, roles });
    },
  };
}
