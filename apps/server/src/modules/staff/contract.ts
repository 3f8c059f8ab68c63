import { command, query } from '@xinglin/kernel/operation';
import { id, instant, optionalText, queryFlag, text } from '@xinglin/kernel/shapes';
import { z } from 'zod';

/** Staff: who works here, what each may prescribe, and which roles their accounts hold. */

const choice = { error: 'input.choice' } as const;

// ---- Words -------------------------------------------------------------------------------------------------------

export const roleNames = {
  registrar: { zh: '挂号员', en: 'Registrar' },
  'triage-nurse': { zh: '分诊护士', en: 'Triage nurse' },
  doctor: { zh: '医生', en: 'Doctor' },
  cashier: { zh: '收费员', en: 'Cashier' },
  pharmacist: { zh: '药师', en: 'Pharmacist' },
  'lab-technician': { zh: '检验技师', en: 'Laboratory technician' },
  'ward-nurse': { zh: '病房护士', en: 'Ward nurse' },
  'public-health-worker': { zh: '公卫人员', en: 'Public-health worker' },
  manager: { zh: '机构管理者', en: 'Manager' },
  'system-admin': { zh: '系统管理员', en: 'System administrator' },
  'security-admin': { zh: '安全管理员', en: 'Security administrator' },
  'audit-admin': { zh: '审计管理员', en: 'Audit administrator' },
} as const;

export const role = z.enum(Object.keys(roleNames) as [keyof typeof roleNames], choice);
export type Role = z.infer<typeof role>;

/** 三员: run, guard, watch. Different persons; none of them works in the clinic. */
export const administratorRoles = ['system-admin', 'security-admin', 'audit-admin'] as const satisfies readonly Role[];
export type AdministratorRole = (typeof administratorRoles)[number];
export const isAdministratorRole = (name: string): name is AdministratorRole =>
  (administratorRoles as readonly string[]).includes(name);

/** The one kind of role an account may hold: any working ones, or one of the administrators'. */
export const duty = z.enum(['working', ...administratorRoles], choice);
export type Duty = z.infer<typeof duty>;

/** 非限制使用级 · 限制使用级 · 特殊使用级. */
export const antibioticTier = z.enum(['unrestricted', 'restricted', 'special'], choice);
/** 麻醉药品 · 第一类精神药品 · 第二类精神药品 · 毒性药品. */
export const controlledClass = z.enum(['narcotic', 'psychotropic-1', 'psychotropic-2', 'toxic'], choice);

// ---- Members -----------------------------------------------------------------------------------------------------

export const memberView = z.object({
  id,
  /** 工号. */
  code: z.string(),
  name: z.string(),
  initials: z.string(),
  title: z.string().optional(),
  mainDepartmentId: id.optional(),
  mayPrescribe: z.boolean(),
  hasLeft: z.boolean(),
  roles: z.array(role),
  /** Where each role is held; without a department in the whole institution. */
  places: z.array(z.object({ role, departmentId: id.optional() })),
});
export type Member = z.output<typeof memberView>;

export const memberDetail = memberView.extend({
  practiceNumber: z.string().optional(),
  /** Masked. */
  identityNumber: z.string().optional(),
  /** Masked. */
  phone: z.string().optional(),
  antibioticTiers: z.array(antibioticTier),
  controlledClasses: z.array(controlledClass),
});
export type MemberDetail = z.output<typeof memberDetail>;

const memberForm = z.object({
  code: text(20).regex(/^[A-Za-z0-9-]+$/, { error: 'input.code' }),
  name: text(50),
  title: optionalText(30),
  practiceNumber: optionalText(30),
  /** Kept sealed; one natural person is entered once. Left out when changing: stays as it is. */
  identityNumber: optionalText(20),
  phone: optionalText(20),
  mainDepartmentId: id.optional(),
});
export type MemberForm = z.output<typeof memberForm>;

export const listMembers = query({
  name: 'staff.list-members',
  path: '/staff/members',
  permission: 'signed-in',
  summary: { zh: '人员列表', en: 'List the staff' },
  /** `search`: part of the name, pinyin initials, or the staff number. */
  input: z.object({ search: optionalText(30), role: role.optional(), departmentId: id.optional(), left: queryFlag }),
  output: z.object({ members: z.array(memberView) }),
  person: 'none',
});

export const readMember = query({
  name: 'staff.read-member',
  path: '/staff/members/:memberId',
  permission: 'staff.manage-members',
  summary: { zh: '查看人员', en: 'Read a member of the staff' },
  input: z.object({ memberId: id }),
  output: memberDetail,
  person: 'none',
});

export const addMember = command({
  name: 'staff.add-member',
  method: 'POST',
  path: '/staff/members',
  permission: 'staff.manage-members',
  summary: { zh: '新增人员', en: 'Add a member of the staff' },
  input: memberForm,
  output: memberDetail,
  person: 'none',
});

/** Whoever has left signs in no more, at once. */
export const changeMember = command({
  name: 'staff.change-member',
  method: 'PUT',
  path: '/staff/members/:memberId',
  permission: 'staff.manage-members',
  summary: { zh: '修改人员', en: 'Change a member of the staff' },
  input: memberForm.extend({ memberId: id, hasLeft: z.boolean().default(false) }),
  output: memberDetail,
  person: 'none',
});

export const grantPrescribing = command({
  name: 'staff.grant-prescribing',
  method: 'PUT',
  path: '/staff/members/:memberId/prescribing-rights',
  permission: 'staff.grant-prescribing',
  summary: { zh: '授予处方权', en: 'Grant prescribing rights' },
  input: z.object({
    memberId: id,
    mayPrescribe: z.boolean(),
    antibioticTiers: z.array(antibioticTier).max(3).default([]),
    controlledClasses: z.array(controlledClass).max(4).default([]),
  }),
  output: memberDetail,
  person: 'none',
});

// ---- Accounts ----------------------------------------------------------------------------------------------------

export const assignmentView = z.object({
  id,
  role,
  departmentId: id.optional(),
  grantedBy: z.string(),
  grantedAt: instant,
});
export type Assignment = z.output<typeof assignmentView>;

export const accountView = z.object({
  id,
  memberId: id,
  memberName: z.string(),
  memberCode: z.string(),
  userName: z.string(),
  duty,
  assignments: z.array(assignmentView),
  isEnabled: z.boolean(),
  lockedUntil: instant.optional(),
  mustChangePassword: z.boolean(),
  hasSecondFactor: z.boolean(),
  lastSignInAt: instant.optional(),
  openSessions: z.int(),
});
export type AccountView = z.output<typeof accountView>;

export const listAccounts = query({
  name: 'staff.list-accounts',
  path: '/staff/accounts',
  permission: 'staff.manage-accounts',
  summary: { zh: '账户列表', en: 'List the accounts' },
  input: z.object({}),
  output: z.object({ accounts: z.array(accountView) }),
  person: 'none',
});

const grant = z.object({ role, departmentId: id.optional() });
/** The password to hand over; it must be changed at the first sign-in and is shown this once. */
const withPassword = z.object({ account: accountView, temporaryPassword: z.string() });

export const createAccount = command({
  name: 'staff.create-account',
  method: 'POST',
  path: '/staff/members/:memberId/account',
  permission: 'staff.manage-accounts',
  summary: { zh: '开通账户', en: 'Create an account' },
  input: z.object({ memberId: id, userName: text(32), grants: z.array(grant).min(1).max(20) }),
  output: withPassword,
  person: 'none',
});

const onAccount = z.object({ accountId: id });
const manage = { permission: 'staff.manage-accounts', person: 'none' } as const;

export const resetPassword = command({
  ...manage,
  name: 'staff.reset-password',
  method: 'POST',
  path: '/staff/accounts/:accountId/password',
  summary: { zh: '重置密码', en: 'Reset a password' },
  input: onAccount,
  output: withPassword,
});

export const unlockAccount = command({
  ...manage,
  name: 'staff.unlock-account',
  method: 'POST',
  path: '/staff/accounts/:accountId/unlock',
  summary: { zh: '解锁账户', en: 'Unlock an account' },
  input: onAccount,
  output: accountView,
});

export const disableAccount = command({
  ...manage,
  name: 'staff.disable-account',
  method: 'POST',
  path: '/staff/accounts/:accountId/disable',
  summary: { zh: '停用账户', en: 'Close an account' },
  input: onAccount,
  output: accountView,
});

export const enableAccount = command({
  ...manage,
  name: 'staff.enable-account',
  method: 'POST',
  path: '/staff/accounts/:accountId/enable',
  summary: { zh: '启用账户', en: 'Open an account again' },
  input: onAccount,
  output: accountView,
});

export const resetSecondFactor = command({
  ...manage,
  name: 'staff.reset-second-factor',
  method: 'POST',
  path: '/staff/accounts/:accountId/second-factor-reset',
  summary: { zh: '重置动态码', en: 'Reset a second factor' },
  input: onAccount,
  output: accountView,
});

export const endSessions = command({
  ...manage,
  name: 'staff.end-sessions',
  method: 'POST',
  path: '/staff/accounts/:accountId/sessions-end',
  summary: { zh: '强制退出', en: 'End all sessions of an account' },
  input: onAccount,
  output: z.object({ ended: z.int() }),
});

export const grantRole = command({
  ...manage,
  name: 'staff.grant-role',
  method: 'POST',
  path: '/staff/accounts/:accountId/roles',
  summary: { zh: '授予岗位', en: 'Grant a role' },
  input: grant.extend({ accountId: id }),
  output: accountView,
});

export const revokeRole = command({
  ...manage,
  name: 'staff.revoke-role',
  method: 'DELETE',
  path: '/staff/accounts/:accountId/roles/:assignmentId',
  summary: { zh: '收回岗位', en: 'Revoke a role' },
  input: onAccount.extend({ assignmentId: id }),
  output: accountView,
});

// ---- Who am I ----------------------------------------------------------------------------------------------------

/** A desk to sit at: a role, in a department or in the whole institution. */
const workPlace = z.object({
  role,
  departmentId: id.optional(),
  departmentName: z.string().optional(),
  departmentKind: z.string().optional(),
});

export const whoAmI = query({
  name: 'staff.who-am-i',
  path: '/me',
  permission: 'signed-in',
  summary: { zh: '当前用户', en: 'Who am I' },
  input: z.object({}),
  output: z.object({
    accountId: id,
    staffId: id,
    userName: z.string(),
    displayName: z.string(),
    title: z.string().optional(),
    institution: z.object({ id: z.int(), name: z.string(), kind: z.string() }),
    workPlaces: z.array(workPlace),
    /** permission → 'all', or the departments it holds in. */
    permissions: z.record(z.string(), z.union([z.literal('all'), z.array(z.string())])),
    mayPrescribe: z.boolean(),
    hasSecondFactor: z.boolean(),
    passwordExpiresAt: instant.optional(),
  }),
  person: 'none',
});
export type WhoAmI = z.output<typeof whoAmI.output>;
