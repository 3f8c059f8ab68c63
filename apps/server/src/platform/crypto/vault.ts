import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** AES is the default; SM4 (GB/T 32907) is for institutions that must use the national algorithms. */
export type SealAlgorithm = 'aes-256-gcm' | 'sm4-gcm';

/** A data key as the database keeps it, unwrapped. `secret` is 32 bytes; SM4 uses a 16-byte key derived from it. */
export interface DataKey {
  readonly id: number;
  readonly purpose: 'seal' | 'index';
  readonly secret: Buffer;
  /** From this moment on new values are sealed with the newest such key; until then every process learns of it. */
  readonly activeFrom: Temporal.Instant;
}

/**
 * Encryption at rest. Envelope keys: a key-encryption key in a file outside the database wraps data keys kept in it.
 * Every sealed value names its algorithm and data key, so that keys rotate without a pause.
 */
export interface Vault {
  /**
   * Encrypts. `context` binds the value to its place (`patients.patient.phone:<id>`): a value copied to another
   * row or column does not open.
   */
  seal(plain: string | Uint8Array, context: string): Buffer;
  /** @throws Error when the value was changed, moved, or its key is not known. */
  open(sealed: Uint8Array, context: string): Buffer;
  openText(sealed: Uint8Array, context: string): string;
  /** Keyed hash for exact search of a sealed value (16 bytes). The caller normalises the value first. */
  blindIndex(purpose: string, value: string): Buffer;
  /** Keyed hash (32 bytes) that proves a value was written by this installation. */
  mac(purpose: string, value: string | Uint8Array): Buffer;
}

/** Layout of a sealed value: format 1, algorithm, data key id (4 bytes), IV (12), tag (16), ciphertext. */
const FORMAT = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 6;
const codeOf: Record<SealAlgorithm, number> = { 'aes-256-gcm': 1, 'sm4-gcm': 2 };
const algorithmOf = new Map<number, SealAlgorithm>([
  [1, 'aes-256-gcm'],
  [2, 'sm4-gcm'],
]);

/**
 * Builds a vault from unwrapped keys. `keys` is read at every call, so a refreshed list takes effect at once.
 * @throws Error at the first call when a key that is needed is missing.
 */
export function vaultOf(keys: () => readonly DataKey[], algorithm: SealAlgorithm, now: () => Temporal.Instant): Vault {
  const cipherKeys = new Map<string, Buffer>();
  const macKeys = new Map<string, Buffer>();

  const cipherKey = (key: DataKey, name: SealAlgorithm): Buffer => {
    const cacheKey = `${key.id}:${name}`;
    const known = cipherKeys.get(cacheKey);
    if (known) return known;
    const length = name === 'sm4-gcm' ? 16 : 32;
    const derived = Buffer.from(hkdfSync('sha256', key.secret, Buffer.alloc(0), `seal:${name}`, length));
    cipherKeys.set(cacheKey, derived);
    return derived;
  };
  const macKey = (purpose: string): Buffer => {
    const known = macKeys.get(purpose);
    if (known) return known;
    const index = keys().find((key) => key.purpose === 'index');
    if (!index) throw new Error('no index key');
    const derived = Buffer.from(hkdfSync('sha256', index.secret, Buffer.alloc(0), `mac:${purpose}`, 32));
    macKeys.set(purpose, derived);
    return derived;
  };
  const activeKey = (): DataKey => {
    const moment = now();
    const usable = keys().filter(
      (key) => key.purpose === 'seal' && Temporal.Instant.compare(key.activeFrom, moment) <= 0,
    );
    const newest = usable.at(-1);
    if (!newest) throw new Error('no active data key');
    return newest;
  };

  const open: Vault['open'] = (bytes, context) => {
    const sealed = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const name = algorithmOf.get(sealed[1] ?? 0);
    if (sealed.length < HEAD_BYTES + IV_BYTES + TAG_BYTES || sealed[0] !== FORMAT || !name) {
      throw new Error('not a sealed value');
    }
    const id = sealed.readUInt32BE(2);
    const key = keys().find((candidate) => candidate.id === id && candidate.purpose === 'seal');
    if (!key) throw new Error(`data key ${id} is not known`);
    const iv = sealed.subarray(HEAD_BYTES, HEAD_BYTES + IV_BYTES);
    const tagEnd = HEAD_BYTES + IV_BYTES + TAG_BYTES;
    const decipher = createDecipheriv(name as 'aes-256-gcm', cipherKey(key, name), iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(HEAD_BYTES + IV_BYTES, tagEnd));
    return Buffer.concat([decipher.update(sealed.subarray(tagEnd)), decipher.final()]);
  };

  return {
    seal: (plain, context) => {
      const key = activeKey();
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(algorithm as 'aes-256-gcm', cipherKey(key, algorithm), iv, {
        authTagLength: TAG_BYTES,
      });
      cipher.setAAD(Buffer.from(context));
      const body = cipher.update(typeof plain === 'string' ? Buffer.from(plain) : plain);
      const rest = cipher.final();
      const head = Buffer.alloc(HEAD_BYTES);
      head[0] = FORMAT;
      head[1] = codeOf[algorithm];
      head.writeUInt32BE(key.id, 2);
      return Buffer.concat([head, iv, cipher.getAuthTag(), body, rest]);
    },
    open,
    openText: (sealed, context) => open(sealed, context).toString('utf8'),
    blindIndex: (purpose, value) =>
      createHmac('sha256', macKey(`index:${purpose}`))
        .update(value)
        .digest()
        .subarray(0, 16),
    mac: (purpose, value) => createHmac('sha256', macKey(purpose)).update(value).digest(),
  };
}
