import type { RequestOf } from '@xinglin/kernel/operation';
import type { addMember, MemberDetail } from '@xinglin/server/contract/staff';

/** The form of a member as it stands on the screen. The hidden ones stay as stored while they are empty. */
export interface MemberFormState {
  readonly code: string;
  readonly name: string;
  readonly title: string;
  readonly practiceNumber: string;
  readonly identityNumber: string;
  readonly phone: string;
  readonly mainDepartmentId?: string | undefined;
}

export const formOf = (member: MemberDetail | undefined): MemberFormState => ({
  code: member?.code ?? '',
  name: member?.name ?? '',
  title: member?.title ?? '',
  practiceNumber: member?.practiceNumber ?? '',
  identityNumber: '',
  phone: '',
  mainDepartmentId: member?.mainDepartmentId,
});

/** What is sent: empty fields are left out, which removes open ones and keeps the hidden ones. */
export function requestOf(form: MemberFormState): RequestOf<typeof addMember> {
  const { mainDepartmentId, ...texts } = form;
  const given = Object.entries(texts)
    .map(([key, value]) => [key, value.trim()] as const)
    .filter(([key, value]) => value !== '' || key === 'code' || key === 'name');
  return {
    ...(Object.fromEntries(given) as unknown as RequestOf<typeof addMember>),
    ...(mainDepartmentId ? { mainDepartmentId } : {}),
  };
}
