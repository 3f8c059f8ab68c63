/** Thirty-one characters: digits and capital letters without I, O, S, V and Z, which are misread too easily. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/**
 * Check character of a unified social credit code.
 *
 * @param body the first 17 characters: 1 registering authority, 1 kind, 6 area, 9 organisation code.
 * @returns one character of the alphabet of the standard.
 * @throws RangeError when `body` is not exactly 17 characters of the alphabet.
 * Source: GB 32100-2015, annex on the check character: weights 3^(i-1) mod 31.
 */
export function socialCreditCodeCheck(body: string): string {
  if (body.length !== 17) throw new RangeError('expected 17 characters');
  let weight = 1;
  let sum = 0;
  for (const character of body) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) throw new RangeError(`not a character of a social credit code: ${character}`);
    sum += value * weight;
    weight = (weight * 3) % 31;
  }
  return ALPHABET[(31 - (sum % 31)) % 31] ?? '';
}

/** Whether `code` has 18 characters of the alphabet and the right check character. Letters must be capitals. */
export const isSocialCreditCode = (code: string): boolean =>
  /^[0-9A-HJ-NPQRTUWXY]{18}$/.test(code) && socialCreditCodeCheck(code.slice(0, 17)) === code[17];
