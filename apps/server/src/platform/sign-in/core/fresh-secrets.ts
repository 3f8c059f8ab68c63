import { randomBytes, randomInt } from 'node:crypto';

/** Characters that are not mistaken for each other when read from a slip of paper. */
const SETS = ['abcdefghjkmnpqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '23456789', '@#%+=?'] as const;
const ALL = SETS.join('');

/** A password to hand over once: `length` characters, at least one of each class, drawn evenly. */
export function temporaryPassword(length: number): string {
  const characters = SETS.map(pick);
  while (characters.length < length) characters.push(pick(ALL));
  for (let index = characters.length - 1; index > 0; index--) {
    const other = randomInt(index + 1);
    [characters[index], characters[other]] = [characters[other] ?? '', characters[index] ?? ''];
  }
  return characters.join('');
}

const pick = (set: string): string => set[randomInt(set.length)] ?? '';

const BACKUP_CHARACTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Ten characters, about 49 bits, in two groups for reading: `k3mzp-8hqtw`. */
export function backupCode(): string {
  const characters = Array.from({ length: 10 }, () => pick(BACKUP_CHARACTERS)).join('');
  return `${characters.slice(0, 5)}-${characters.slice(5)}`;
}

/** 160 bits, the length of the hash that the codes are made with (RFC 4226 section 4, requirement 6). */
export const newTotpSecret = (): Buffer => randomBytes(20);
