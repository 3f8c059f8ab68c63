import type { Sex } from './shapes.ts';

/**
 * Check character of an 18-character resident identity number.
 *
 * @param body the first 17 digits: 6 area, 8 birth date (YYYYMMDD), 3 sequence.
 * @returns '0' to '9', or 'X' for ten.
 * @throws RangeError when `body` is not exactly 17 digits.
 * Source: GB 11643-1999; the check is ISO 7064 MOD 11-2.
 */
export function residentIdCheck(body: string): string {
  if (!/^\d{17}$/.test(body)) throw new RangeError('expected 17 digits');
  // Horner's rule gives the same remainder as the weight list in the standard, without a table to mistype.
  const remainder = [...body].reduce((sum, digit) => (sum + Number(digit)) * 2, 0) % 11;
  const check = (12 - remainder) % 11;
  return check === 10 ? 'X' : String(check);
}

export type ResidentIdFault = 'length' | 'characters' | 'birth-date' | 'check';
export type ResidentId =
  | {
      readonly ok: true;
      readonly number: string;
      readonly bornOn: string;
      readonly sex: Sex;
      readonly areaCode: string;
    }
  | { readonly ok: false; readonly fault: ResidentIdFault };

/**
 * Reads a resident identity number as typed: spaces are dropped, a small x is accepted, the 15-digit form of
 * before 1999 is widened. Unknown area codes pass, because old codes stay valid for life.
 * `bornOn` is YYYY-MM-DD. Source: GB 11643-1999.
 */
export function readResidentId(typed: string): ResidentId {
  const compact = typed.replace(/\s/g, '').toUpperCase();
  const number = /^\d{15}$/.test(compact) ? widen(compact) : compact;
  if (number.length !== 18) return { ok: false, fault: 'length' };
  if (!/^\d{17}[\dX]$/.test(number)) return { ok: false, fault: 'characters' };
  const bornOn = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  if (!isRealDate(bornOn)) return { ok: false, fault: 'birth-date' };
  if (residentIdCheck(number.slice(0, 17)) !== number[17]) return { ok: false, fault: 'check' };
  const sex: Sex = Number(number[16]) % 2 === 1 ? 'male' : 'female';
  return { ok: true, number, bornOn, sex, areaCode: number.slice(0, 6) };
}

const widen = (old: string): string => {
  const body = `${old.slice(0, 6)}19${old.slice(6)}`;
  return body + residentIdCheck(body);
};

/** Plain arithmetic instead of Temporal, so that the browser needs no polyfill to check a number. */
function isRealDate(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return year >= 1800 && days !== undefined && day >= 1 && day <= days;
}

/** 510***********1234: the form shown by default, so that a passer-by cannot copy it. */
export const maskResidentId = (number: string): string =>
  number.length < 8
    ? '*'.repeat(number.length)
    : `${number.slice(0, 3)}${'*'.repeat(number.length - 7)}${number.slice(-4)}`;

/** 138****1234. */
export const maskPhone = (phone: string): string =>
  phone.length < 8 ? '*'.repeat(phone.length) : `${phone.slice(0, 3)}${'*'.repeat(phone.length - 7)}${phone.slice(-4)}`;

/** 张*三, 张*: for public screens, keeps the first character and, from three on, the last. */
export function maskName(name: string): string {
  const letters = [...name];
  if (letters.length <= 1) return name;
  if (letters.length === 2) return `${letters[0]}*`;
  return `${letters[0]}${'*'.repeat(letters.length - 2)}${letters.at(-1)}`;
}
