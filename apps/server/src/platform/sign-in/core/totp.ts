import { createHmac, timingSafeEqual } from 'node:crypto';

const STEP_SECONDS = 30;
const DIGITS = 6;
/** One step each way, for clocks that differ and fingers that are slow. */
const WINDOW_STEPS = 1;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 6238 with SHA-1, 30 seconds and 6 digits: the only form that every authenticator app knows. */
export function totpAt(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', secret).update(counter).digest();
  // RFC 4226 5.3: dynamic truncation.
  const offset = (digest.at(-1) ?? 0) & 0x0f;
  const value = digest.readUInt32BE(offset) & 0x7fff_ffff;
  return String(value % 10 ** DIGITS).padStart(DIGITS, '0');
}

export const stepAt = (epochMs: number): number => Math.floor(epochMs / 1000 / STEP_SECONDS);

/**
 * The time step whose code this is; undefined when it is none that counts now.
 * @param lastStep step of the last code used; that one and earlier ones are spent (RFC 6238 5.2).
 */
export function matchTotp(secret: Uint8Array, code: string, epochMs: number, lastStep: number | undefined) {
  if (!/^\d{6}$/.test(code)) return undefined;
  const current = stepAt(epochMs);
  let found: number | undefined;
  for (let step = current - WINDOW_STEPS; step <= current + WINDOW_STEPS; step++) {
    const isSame = timingSafeEqual(Buffer.from(totpAt(secret, step)), Buffer.from(code));
    if (isSame && step > (lastStep ?? -1)) found = step;
  }
  return found;
}

/** RFC 4648 without padding. */
export function toBase32(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => BASE32[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
}

/** Spaces and small letters are accepted. @throws RangeError for any other character. */
export function fromBase32(text: string): Buffer {
  let bits = '';
  for (const character of text.replace(/[\s=]/g, '').toUpperCase()) {
    const value = BASE32.indexOf(character);
    if (value < 0) throw new RangeError('not base 32');
    bits += value.toString(2).padStart(5, '0');
  }
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** What a QR code holds for an authenticator app. */
export function otpauthUri(secret: Uint8Array, userName: string): string {
  const label = `${encodeURIComponent('杏林')}:${encodeURIComponent(userName)}`;
  return `otpauth://totp/${label}?secret=${toBase32(secret)}&issuer=${encodeURIComponent('杏林')}`;
}
