import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Clock } from '@xinglin/kernel/clock';
import type { Db, Statements } from '../database/db.ts';
import { StartupError } from '../startup-error.ts';
import { type KeyEncryptionKey, newKeyEncryptionKey, readKeyFile, writeKeyFile } from './key-file.ts';
import { type DataKey, type SealAlgorithm, type Vault, vaultOf } from './vault.ts';

export interface VaultSettings {
  readonly keyFile: string;
  readonly algorithm: SealAlgorithm;
}

export interface OpenVault extends Vault {
  /** Reads the data keys again; run every few seconds, so that a rotation elsewhere is known before it is used. */
  refresh(): Promise<void>;
}

interface KeyRow {
  readonly id: number;
  readonly purpose: 'seal' | 'index';
  readonly kek_id: string;
  readonly wrapped: Buffer;
  readonly active_from: string;
}

/** How long a new data key waits before it seals: longer than the refresh interval of every process. */
export const KEY_ACTIVATION_SECONDS = 60;
const KEYS_LOCK = 7_301_001;

/**
 * Opens the vault: creates the key file and the first data keys of an empty database, else unwraps what is there.
 * @throws StartupError when the database has keys that this key file cannot open: a new file would lock the data for
 * good.
 */
export async function openVault(db: Db, clock: Clock, settings: VaultSettings): Promise<OpenVault> {
  const keks = await ensureKeys(db, clock, settings.keyFile);
  let keys: readonly DataKey[] = [];
  let known = keks;
  const refresh = async () => {
    const rows = await db.transaction('platform', (tx) => readRows(tx), { readOnly: true });
    // The file is read again only when a row names a key that is not known yet: a rotation happened.
    if (rows.some((row) => !known.some((kek) => kek.id === row.kek_id))) {
      known = (await readKeyFile(settings.keyFile)) ?? known;
    }
    keys = rows.map((row) => unwrap(row, known, settings.keyFile));
  };
  await refresh();
  return {
    ...vaultOf(
      () => keys,
      settings.algorithm,
      () => clock.now(),
    ),
    refresh,
  };
}

async function ensureKeys(db: Db, clock: Clock, keyFile: string): Promise<readonly KeyEncryptionKey[]> {
  return db.transaction('platform', async (tx) => {
    await tx.run('select pg_advisory_xact_lock($1)', [KEYS_LOCK]);
    const rows = await readRows(tx);
    const found = await readKeyFile(keyFile);
    if (rows.length > 0) {
      if (!found) throw missing(keyFile);
      return found;
    }
    const kek = found?.[0] ?? newKeyEncryptionKey();
    if (!found) await writeKeyFile(keyFile, [kek]);
    for (const purpose of ['seal', 'index'] as const) await insertKey(tx, purpose, kek, clock.now());
    return found ?? [kek];
  });
}

export interface Rotation {
  readonly dataKeyId: number;
  /** From then on new values are sealed with the new data key. */
  readonly activeFrom: Temporal.Instant;
}

/**
 * Rotates: a new key-encryption key wraps all data keys, and a new data key seals from `KEY_ACTIVATION_SECONDS` on.
 * Values sealed before stay readable. A crash at any point leaves a file that opens what the database holds:
 * the file has both keys until the rewrapping is committed.
 * @throws StartupError when the key file is missing or does not open the database; nothing is changed then.
 */
export async function rotateKeys(db: Db, clock: Clock, keyFile: string): Promise<Rotation> {
  const fresh = newKeyEncryptionKey();
  const activeFrom = clock.now().add({ seconds: KEY_ACTIVATION_SECONDS });
  const dataKeyId = await db.transaction(
    'platform',
    async (tx) => {
      await tx.run('select pg_advisory_xact_lock($1)', [KEYS_LOCK]);
      const old = await readKeyFile(keyFile);
      if (!old) throw missing(keyFile);
      const secrets = (await readRows(tx)).map((row) => ({ row, secret: unwrap(row, old, keyFile).secret }));
      await writeKeyFile(keyFile, [fresh, ...old]);
      for (const { row, secret } of secrets) {
        await tx.run('update platform.data_key set kek_id = $2, wrapped = $3 where id = $1', [
          row.id,
          fresh.id,
          wrap(secret, fresh, row.purpose),
        ]);
      }
      return insertKey(tx, 'seal', fresh, activeFrom);
    },
    { attempts: 1 },
  );
  await dropUnusedKeys(db, keyFile);
  return { dataKeyId, activeFrom };
}

/** Under the lock, and by what the database says now: another rotation may have begun since the last one ended. */
const dropUnusedKeys = (db: Db, keyFile: string): Promise<void> =>
  db.transaction('platform', async (tx) => {
    await tx.run('select pg_advisory_xact_lock($1)', [KEYS_LOCK]);
    const used = new Set((await readRows(tx)).map((row) => row.kek_id));
    const found = (await readKeyFile(keyFile)) ?? [];
    const kept = found.filter(({ id }) => used.has(id));
    if (kept.length > 0 && kept.length < found.length) await writeKeyFile(keyFile, kept);
  });

const missing = (keyFile: string): StartupError =>
  new StartupError({
    zh: `密钥文件 ${keyFile} 不存在，而数据库中有加密数据。请从备份恢复该文件`,
    en: `The key file ${keyFile} is missing, but the database holds encrypted data. Put it back from your backup`,
  });

const readRows = (tx: Statements) =>
  tx.many<KeyRow>('select id, purpose, kek_id, wrapped, active_from from platform.data_key order by id');

async function insertKey(tx: Statements, purpose: KeyRow['purpose'], kek: KeyEncryptionKey, from: Temporal.Instant) {
  const row = await tx.one<{ id: number }>(
    'insert into platform.data_key (purpose, kek_id, wrapped, active_from) values ($1, $2, $3, $4) returning id',
    [purpose, kek.id, wrap(randomBytes(32), kek, purpose), from.toString()],
  );
  return row.id;
}

function wrap(secret: Buffer, kek: KeyEncryptionKey, purpose: string): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', kek.secret, iv).setAAD(Buffer.from(purpose));
  const body = Buffer.concat([cipher.update(secret), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

function unwrap(row: KeyRow, keks: readonly KeyEncryptionKey[], keyFile: string): DataKey {
  const kek = keks.find((candidate) => candidate.id === row.kek_id);
  if (!kek) {
    throw new StartupError({
      zh: `密钥文件 ${keyFile} 中没有数据库所用的密钥 ${row.kek_id}`,
      en: `The key file ${keyFile} does not hold key ${row.kek_id} that the database was encrypted with`,
    });
  }
  const decipher = createDecipheriv('aes-256-gcm', kek.secret, row.wrapped.subarray(0, 12));
  decipher.setAAD(Buffer.from(row.purpose)).setAuthTag(row.wrapped.subarray(12, 28));
  const secret = Buffer.concat([decipher.update(row.wrapped.subarray(28)), decipher.final()]);
  return { id: row.id, purpose: row.purpose, secret, activeFrom: Temporal.Instant.from(row.active_from) };
}
