import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bilingual, Operation } from '@xinglin/kernel/operation';
import { z } from 'zod';

/** Who may do what, read from `knowledge/access/<module>.json`. */
export interface AccessRules {
  readonly permissions: ReadonlyMap<string, Permission>;
  permissionsOf(role: string): readonly string[];
}
export interface Permission extends Bilingual {
  readonly roles: readonly string[];
}

const fileShape = z.strictObject({
  permissions: z.record(
    z.string().regex(/^[a-z-]+(\.[a-z-]+)+$/),
    z.strictObject({ zh: z.string().min(1), en: z.string().min(1), roles: z.array(z.string()).min(1) }),
  ),
});

/** @throws Error that names the file for one that is not of the shape, and for a permission that two files own. Reads at once: for the start. */
export function loadAccess(folder: string): AccessRules {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
  const permissions = new Map<string, Permission>();
  for (const name of names) {
    const read = fileShape.safeParse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
    if (!read.success) throw new Error(`knowledge/access/${name}: ${z.prettifyError(read.error)}`);
    for (const [key, permission] of Object.entries(read.data.permissions)) {
      if (permissions.has(key)) throw new Error(`knowledge/access/${name}: ${key} is in another file already`);
      permissions.set(key, permission);
    }
  }
  return accessRules(permissions);
}

export function accessRules(permissions: ReadonlyMap<string, Permission>): AccessRules {
  const byRole = new Map<string, string[]>();
  for (const [key, { roles }] of permissions) {
    for (const role of roles) {
      const known = byRole.get(role);
      if (known) known.push(key);
      else byRole.set(role, [key]);
    }
  }
  return { permissions, permissionsOf: (role) => byRole.get(role) ?? [] };
}

export interface AccessFault {
  /** 'unused' is harmless for those who work; the others keep the server from starting. */
  readonly kind: 'unknown-permission' | 'unknown-role' | 'mixed-duty' | 'unused';
  readonly text: string;
}

interface Checked {
  readonly operations: readonly Pick<Operation, 'name' | 'permission'>[];
  /** Permissions that code asks for outside any operation. */
  readonly alsoUsed?: readonly string[];
  readonly roles: readonly string[];
  /** Roles that hold nothing in common with each other or with any working role. */
  readonly administrators: readonly string[];
  /** What an administrator and a manager may both do: it touches no person's data and guards no other's work. */
  readonly shared?: readonly string[];
}

/** Compares the files with what the server does. Empty when they fit. */
export function accessFaults(rules: AccessRules, checked: Checked): AccessFault[] {
  const used = new Set<string>([
    ...checked.operations.map(({ permission }) => permission),
    ...(checked.alsoUsed ?? []),
  ]);
  const faults: AccessFault[] = [];
  for (const { name, permission } of checked.operations) {
    if (permission === 'public' || permission === 'signed-in' || rules.permissions.has(permission)) continue;
    faults.push({
      kind: 'unknown-permission',
      text: `${name} needs ${permission}, which no file in knowledge/access has`,
    });
  }
  for (const [key, { roles }] of rules.permissions) {
    for (const role of roles) {
      if (!checked.roles.includes(role)) faults.push({ kind: 'unknown-role', text: `${key} is given to ${role}` });
    }
    if (!used.has(key)) faults.push({ kind: 'unused', text: `${key} is given but nothing asks for it` });
    const held = roles.filter((role) => checked.administrators.includes(role));
    const isShared = checked.shared?.includes(key) ?? false;
    if (held.length > 0 && roles.length > 1 && !isShared) {
      faults.push({
        kind: 'mixed-duty',
        text: `${key} is given to ${roles.join(', ')}: an administrator's right is his alone`,
      });
    }
  }
  return faults;
}
