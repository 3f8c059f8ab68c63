import { execFileSync, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartupError } from '../startup-error.ts';

/** The operating-system user PostgreSQL runs as; undefined means: the one we are. */
export interface DatabaseUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root. As root we use, or make, the user `postgres`, and else `nobody`.
 * @param dataDirectory when it exists already, its owner goes on running it.
 */
export function databaseUser(dataDirectory: string): DatabaseUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(dataDirectory, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const found = lookUp('postgres') ?? (addUser('postgres') ? lookUp('postgres') : undefined) ?? lookUp('nobody');
  if (found) return found;
  throw new StartupError({
    zh: '以 root 身份运行时需要一个普通用户来运行 PostgreSQL，但无法创建用户 postgres。请先创建，或改用普通用户启动。',
    en: 'Started as root, PostgreSQL needs an ordinary user to run as, and the user postgres could not be created. Create it, or start as an ordinary user.',
  });
}

function lookUp(name: string): DatabaseUser | undefined {
  const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

function addUser(name: string): boolean {
  const tries: [string, string[]][] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name]],
    ['adduser', ['-S', '-D', '-H', name]],
  ];
  return tries.some(([program, args]) => spawnSync(program, args, { stdio: 'ignore' }).status === 0);
}

/** Whether `user` may pass through every folder above `path`: a home folder of root, for one, lets nobody in. */
export function canReach(path: string, user: DatabaseUser | undefined): boolean {
  if (!user) return true;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
