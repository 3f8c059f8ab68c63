import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { StartupError } from '../startup-error.ts';

/** A key-encryption key: 32 bytes, kept in a file outside the database. */
export interface KeyEncryptionKey {
  readonly id: string;
  readonly secret: Buffer;
}

const shape = z.object({
  note: z.string(),
  keys: z.array(z.object({ id: z.string().min(1), secret: z.base64() })).min(1),
});
const NOTE = '杏林数据密钥：没有此文件，加密的数据无法恢复。请离线备份，勿与数据库备份放在一起。';

/**
 * Reads the key file; undefined when there is none.
 * @throws StartupError when others may read it, we may not, or it is damaged.
 */
export async function readKeyFile(path: string): Promise<KeyEncryptionKey[] | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new StartupError(
      {
        zh: `密钥文件 ${path} 无法读取：${error.message}`,
        en: `The key file ${path} cannot be read: ${error.message}`,
      },
      { cause: error },
    );
  });
  if (text === undefined) return undefined;
  const { mode } = await stat(path);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    const rights = (mode & 0o777).toString(8);
    throw new StartupError({
      zh: `密钥文件 ${path} 可被其他用户读取（权限 ${rights}），请执行 chmod 600`,
      en: `The key file ${path} may be read by others (mode ${rights}); run: chmod 600`,
    });
  }
  const parsed = shape.safeParse(jsonIn(text));
  if (!parsed.success) {
    throw new StartupError({ zh: `密钥文件 ${path} 已损坏`, en: `The key file ${path} is damaged` });
  }
  return parsed.data.keys.map(({ id, secret }) => ({ id, secret: Buffer.from(secret, 'base64') }));
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Writes the whole file beside the old one, flushes it, and renames: a crash leaves the old or the new, never half.
 * The file keeps its owner, because the server that reads it may run as somebody else than who writes it.
 * @throws Error when the file belongs to somebody else and we may not give it back; nothing is changed then.
 */
export async function writeKeyFile(path: string, keys: readonly KeyEncryptionKey[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.new`;
  const owner = await stat(path).catch(() => undefined);
  const file = await open(beside, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, 0o600);
  const listed = keys.map(({ id, secret }) => ({ id, secret: secret.toString('base64') }));
  try {
    if (owner && owner.uid !== process.getuid?.()) await file.chown(owner.uid, owner.gid);
    await file.writeFile(`${JSON.stringify({ note: NOTE, keys: listed }, undefined, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
  const folder = await open(dirname(path), constants.O_RDONLY);
  await folder.sync().finally(() => folder.close());
}

export const newKeyEncryptionKey = (): KeyEncryptionKey => ({
  id: randomBytes(6).toString('hex'),
  secret: randomBytes(32),
});
