import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

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
 * @throws Error when others may read it, or it is damaged.
 */
export async function readKeyFile(path: string): Promise<KeyEncryptionKey[] | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const { mode } = await stat(path);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new Error(`key file ${path} may be read by others (mode ${(mode & 0o777).toString(8)}); run: chmod 600`);
  }
  const parsed = shape.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Error(`key file ${path} is damaged`);
  return parsed.data.keys.map(({ id, secret }) => ({ id, secret: Buffer.from(secret, 'base64') }));
}

/** Writes the whole file beside the old one, flushes it, and renames: a crash leaves the old or the new, never half. */
export async function writeKeyFile(path: string, keys: readonly KeyEncryptionKey[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.new`;
  const file = await open(beside, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, 0o600);
  const listed = keys.map(({ id, secret }) => ({ id, secret: secret.toString('base64') }));
  try {
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
