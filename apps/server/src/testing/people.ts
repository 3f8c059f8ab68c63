import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Actor } from '#platform/actor';

export const roles = [
  'registrar',
  'triage-nurse',
  'doctor',
  'cashier',
  'pharmacist',
  'lab-technician',
  'ward-nurse',
  'public-health-worker',
  'manager',
  'system-admin',
  'security-admin',
  'audit-admin',
] as const;
export type Role = (typeof roles)[number];

/** One person per role, and a second doctor and pharmacist for the rules that ask for another pair of eyes. */
export type PersonName = Role | 'second-doctor' | 'second-pharmacist';

export interface Person {
  readonly name: PersonName;
  readonly role: Role;
  readonly staffId: string;
  readonly accountId: string;
  readonly displayName: string;
}

const displayNames: Record<PersonName, string> = {
  registrar: '刘挂号',
  'triage-nurse': '陈分诊',
  doctor: '王医生',
  'second-doctor': '李医生',
  cashier: '赵收费',
  pharmacist: '孙药师',
  'second-pharmacist': '周药师',
  'lab-technician': '吴检验',
  'ward-nurse': '郑护士',
  'public-health-worker': '冯公卫',
  manager: '褚主任',
  'system-admin': '卫系统',
  'security-admin': '蒋安全',
  'audit-admin': '沈审计',
};

/** A fixed UUID of version 7, so that a failing test prints the same identifiers every time. */
export const fixedId = (institutionId: number, kind: string, number: number): string =>
  `0190${institutionId.toString(16).padStart(4, '0')}-${kind}-7000-8000-${number.toString(16).padStart(12, '0')}`;

const names = Object.keys(displayNames) as PersonName[];

export function personOf(institutionId: number, name: PersonName): Person {
  const number = names.indexOf(name) + 1;
  return {
    name,
    role: name === 'second-doctor' ? 'doctor' : name === 'second-pharmacist' ? 'pharmacist' : name,
    staffId: fixedId(institutionId, '5aff', number),
    accountId: fixedId(institutionId, 'acc0', number),
    displayName: displayNames[name],
  };
}

export const peopleOf = (institutionId: number): Person[] => names.map((name) => personOf(institutionId, name));

interface AccessFile {
  readonly permissions: Readonly<Record<string, { readonly roles: readonly string[] }>>;
}

/** permission → roles that hold it, from `knowledge/access`. */
function readAccess(): ReadonlyMap<string, readonly string[]> {
  const folder = new URL('../../../../knowledge/access/', import.meta.url);
  const files = readdirSync(fileURLToPath(folder)).filter((name) => name.endsWith('.json'));
  const access = files.map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as AccessFile);
  return new Map(
    access.flatMap(({ permissions }) => Object.entries(permissions).map(([key, { roles }]) => [key, roles])),
  );
}

let access: ReadonlyMap<string, readonly string[]> | undefined;

export function actorOf(institutionId: number, name: PersonName): Actor {
  access ??= readAccess();
  const person = personOf(institutionId, name);
  const held = [...access].filter(([, holders]) => holders.includes(person.role));
  return {
    staffId: person.staffId,
    accountId: person.accountId,
    displayName: person.displayName,
    institutionId,
    sessionId: undefined,
    grants: new Map(held.map(([permission]) => [permission, 'all'])),
    roles: [person.role],
  };
}
