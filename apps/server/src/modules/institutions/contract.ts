import { command, eventType, query } from '@xinglin/kernel/operation';
import { choice, id, instant, optionalText, text } from '@xinglin/kernel/shapes';
import { isSocialCreditCode } from '@xinglin/kernel/social-credit-code';
import { z } from 'zod';

/**
 * Institutions: the legal body, its sites, departments and rooms, and what it has decided instead of the defaults.
 * An institution is the wall of row-level security; village clinics run by a township health centre are its sites.
 */

// ---- Words -------------------------------------------------------------------------------------------------------

/** 乡镇卫生院 · 社区卫生服务中心 · 村卫生室 · 县域平台 · 其他. */
export const institutionKind = choice([
  'township-health-centre',
  'community-health-service-centre',
  'village-clinic',
  'county-platform',
  'other',
]);
export type InstitutionKind = z.infer<typeof institutionKind>;

/** 院本部 · 村卫生室 · 服务站. */
export const siteKind = choice(['main', 'village-clinic', 'station']);
export type SiteKind = z.infer<typeof siteKind>;

export const departmentKind = choice([
  'outpatient',
  'emergency',
  'fever-clinic',
  'pharmacy',
  'cashier',
  'registration',
  'triage',
  'laboratory',
  'imaging',
  'treatment',
  'ward',
  'public-health',
  'office',
]);
export type DepartmentKind = z.infer<typeof departmentKind>;

// ---- Shapes ------------------------------------------------------------------------------------------------------

/** Letters, digits, dots and hyphens, as health authorities and institutions number things. */
const code = (max: number) => text(max).regex(/^[A-Za-z0-9._-]+$/, { error: 'input.code' });
const phone = optionalText(20).refine((value) => value === undefined || /^[+\d][\d -]{4,}$/.test(value), {
  error: 'input.phone',
});

/** What a person fills in about an institution. Area code: GB/T 2260 six digits, to twelve with township and village. */
export const institutionForm = z.object({
  code: code(22),
  name: text(100),
  kind: institutionKind,
  socialCreditCode: z
    .string()
    .trim()
    .toUpperCase()
    .refine(isSocialCreditCode, { error: 'institutions.social-credit-code' })
    .optional(),
  areaCode: z
    .string()
    .regex(/^(\d{6}|\d{9}|\d{12})$/, { error: 'institutions.area-code' })
    .optional(),
  address: optionalText(200),
  phone,
});
export type InstitutionForm = z.output<typeof institutionForm>;

export const institutionView = z.object({
  id: z.int(),
  code: z.string(),
  name: z.string(),
  kind: institutionKind,
  socialCreditCode: z.string().optional(),
  areaCode: z.string().optional(),
  address: z.string().optional(),
  phone: z.string().optional(),
});
export type Institution = z.output<typeof institutionView> & { readonly recordId: string };

export const siteView = z.object({
  id,
  code: z.string(),
  name: z.string(),
  kind: siteKind,
  address: z.string().optional(),
  retired: z.boolean(),
});
export type Site = z.output<typeof siteView>;

/** `initials` are the pinyin initials of the name, for typing instead of choosing. */
export const departmentView = z.object({
  id,
  siteId: id,
  siteName: z.string(),
  code: z.string(),
  name: z.string(),
  kind: departmentKind,
  initials: z.string(),
  position: z.int(),
  retired: z.boolean(),
});
export type Department = z.output<typeof departmentView>;

export const roomView = z.object({ id, departmentId: id, name: z.string(), retired: z.boolean() });
export type Room = z.output<typeof roomView>;

// ---- Operations --------------------------------------------------------------------------------------------------

export const readInstitution = query({
  name: 'institutions.read',
  path: '/institution',
  permission: 'signed-in',
  summary: { zh: '查看本机构', en: 'Read the own institution' },
  input: z.object({}),
  output: institutionView,
  person: 'none',
});

export const changeInstitution = command({
  name: 'institutions.change',
  method: 'PUT',
  path: '/institution',
  permission: 'institutions.manage',
  summary: { zh: '修改本机构信息', en: 'Change the own institution' },
  input: institutionForm,
  output: institutionView,
  person: 'none',
});

export const listSites = query({
  name: 'institutions.list-sites',
  path: '/sites',
  permission: 'signed-in',
  summary: { zh: '机构站点列表', en: 'List the sites' },
  input: z.object({}),
  output: z.object({ sites: z.array(siteView) }),
  person: 'none',
});

const siteForm = z.object({ code: code(22), name: text(100), kind: siteKind, address: optionalText(200) });

export const addSite = command({
  name: 'institutions.add-site',
  method: 'POST',
  path: '/sites',
  permission: 'institutions.manage',
  summary: { zh: '新增站点', en: 'Add a site' },
  input: siteForm,
  output: siteView,
  person: 'none',
});

export const changeSite = command({
  name: 'institutions.change-site',
  method: 'PUT',
  path: '/sites/:siteId',
  permission: 'institutions.manage',
  summary: { zh: '修改站点', en: 'Change a site' },
  input: siteForm.extend({ siteId: id, retired: z.boolean().default(false) }),
  output: siteView,
  person: 'none',
});

export const listDepartments = query({
  name: 'institutions.list-departments',
  path: '/departments',
  permission: 'signed-in',
  summary: { zh: '科室列表', en: 'List the departments' },
  input: z.object({ kind: departmentKind.optional() }),
  output: z.object({ departments: z.array(departmentView) }),
  person: 'none',
});

const departmentForm = z.object({
  siteId: id,
  code: code(22),
  name: text(60),
  kind: departmentKind,
  position: z.int().min(0).max(10_000).default(0),
});

export const addDepartment = command({
  name: 'institutions.add-department',
  method: 'POST',
  path: '/departments',
  permission: 'institutions.manage',
  summary: { zh: '新增科室', en: 'Add a department' },
  input: departmentForm,
  output: departmentView,
  person: 'none',
});

export const changeDepartment = command({
  name: 'institutions.change-department',
  method: 'PUT',
  path: '/departments/:departmentId',
  permission: 'institutions.manage',
  summary: { zh: '修改科室', en: 'Change a department' },
  input: departmentForm.extend({ departmentId: id, retired: z.boolean().default(false) }),
  output: departmentView,
  person: 'none',
});

export const listRooms = query({
  name: 'institutions.list-rooms',
  path: '/departments/:departmentId/rooms',
  permission: 'signed-in',
  summary: { zh: '诊室列表', en: 'List the rooms of a department' },
  input: z.object({ departmentId: id }),
  output: z.object({ rooms: z.array(roomView) }),
  person: 'none',
});

export const addRoom = command({
  name: 'institutions.add-room',
  method: 'POST',
  path: '/departments/:departmentId/rooms',
  permission: 'institutions.manage',
  summary: { zh: '新增诊室', en: 'Add a room' },
  input: z.object({ departmentId: id, name: text(40) }),
  output: roomView,
  person: 'none',
});

export const changeRoom = command({
  name: 'institutions.change-room',
  method: 'PUT',
  path: '/rooms/:roomId',
  permission: 'institutions.manage',
  summary: { zh: '修改诊室', en: 'Change a room' },
  input: z.object({ roomId: id, name: text(40), retired: z.boolean().default(false) }),
  output: roomView,
  person: 'none',
});

// ---- Settings ----------------------------------------------------------------------------------------------------

const bilingual = z.object({ zh: z.string(), en: z.string() });

/** `shape` is the JSON Schema a value must meet; `decided*` are missing while the default stands. */
export const settingView = z.object({
  key: z.string(),
  title: bilingual,
  source: z.string(),
  shape: z.record(z.string(), z.unknown()),
  fallback: z.unknown(),
  value: z.unknown(),
  isDefault: z.boolean(),
  decidedBy: z.string().optional(),
  decidedAt: instant.optional(),
  reason: z.string().optional(),
});
export type SettingView = z.output<typeof settingView>;

export const listSettings = query({
  name: 'institutions.list-settings',
  path: '/settings',
  permission: 'institutions.read-settings',
  summary: { zh: '参数列表', en: 'List the settings' },
  input: z.object({}),
  output: z.object({ settings: z.array(settingView) }),
  person: 'none',
});

/** What screens need to know of the decisions, without their history. */
export const readSettingValues = query({
  name: 'institutions.read-setting-values',
  path: '/setting-values',
  permission: 'signed-in',
  summary: { zh: '读取参数值', en: 'Read the values of all settings' },
  input: z.object({}),
  output: z.object({ values: z.record(z.string(), z.unknown()) }),
  person: 'none',
});

const settingDecision = z.object({ key: text(100), value: z.json(), reason: text(200) });

/** `value: null` goes back to the default. Settings of sign-in are not decided here. */
export const decideSetting = command({
  name: 'institutions.decide-setting',
  method: 'PUT',
  path: '/settings/:key',
  permission: 'institutions.decide-settings',
  summary: { zh: '修改参数', en: 'Decide a setting' },
  input: settingDecision,
  output: settingView,
  person: 'none',
});

/** Passwords, locks and time-outs belong to the security administrator, who runs nothing else. */
export const decideSecuritySetting = command({
  name: 'institutions.decide-security-setting',
  method: 'PUT',
  path: '/security-settings/:key',
  permission: 'institutions.decide-security-settings',
  summary: { zh: '修改安全策略参数', en: 'Decide a setting of the security policy' },
  input: settingDecision,
  output: settingView,
  person: 'none',
});

export const settingHistory = query({
  name: 'institutions.setting-history',
  path: '/settings/:key/history',
  permission: 'institutions.read-settings',
  summary: { zh: '参数修改历史', en: 'History of a setting' },
  input: z.object({ key: text(100) }),
  output: z.object({
    decisions: z.array(z.object({ value: z.unknown(), reason: z.string(), decidedBy: z.string(), decidedAt: instant })),
  }),
  person: 'none',
});

// ---- First set-up ------------------------------------------------------------------------------------------------

export const readSetUp = query({
  name: 'institutions.read-set-up',
  path: '/setup',
  permission: 'public',
  summary: { zh: '是否已完成首次设置', en: 'Whether the first set-up is done' },
  input: z.object({}),
  output: z.object({ isDone: z.boolean() }),
  person: 'none',
});

const administratorForm = z.object({ name: text(50), userName: text(32), password: z.string().min(1).max(200) });

/**
 * Creates the institution, its main site, the usual departments and the three administrators. Possible once, while no
 * institution exists. The passwords must be changed at the first sign-in.
 */
export const setUp = command({
  name: 'institutions.set-up',
  method: 'POST',
  path: '/setup',
  permission: 'public',
  summary: { zh: '首次设置', en: 'First set-up' },
  input: z.object({
    institution: institutionForm,
    systemAdministrator: administratorForm,
    securityAdministrator: administratorForm,
    auditAdministrator: administratorForm,
  }),
  output: z.object({ institutionId: z.int() }),
  person: 'none',
  idempotency: 'none',
});
export type SetUpForm = z.output<typeof setUp.input>;

// ---- Events ------------------------------------------------------------------------------------------------------

export const settingDecided = eventType('institutions.setting-decided', z.object({ key: z.string() }));
