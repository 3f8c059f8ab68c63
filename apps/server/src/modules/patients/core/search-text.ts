import { plainNumber, plainPhone } from './documents.ts';

export interface SearchText {
  /** Set when the text can be a part of a name: holds a Chinese character or a Latin letter. */
  readonly nameForm: string | undefined;
  /** Forms under which an identity or card number may be stored; empty when the text cannot be one. */
  readonly numbers: readonly string[];
  readonly phone: string | undefined;
  readonly patientNumber: string | undefined;
}

const SHORTEST_NUMBER = 4;

/**
 * Decides what a text in the search box can mean; several readings at once are usual. `nameForm` is the text in
 * search form (lower case, no signs), as `platform/pinyin` makes it; `widen` turns a 15-digit identity number into
 * its 18-character form, or gives undefined.
 */
export function readSearchText(
  typed: string,
  searchForm: (text: string) => string,
  widen: (number: string) => string | undefined,
): SearchText {
  const form = searchForm(typed);
  const number = plainNumber(typed);
  const isNumber = number.length >= SHORTEST_NUMBER && /\d/.test(number);
  const widened = /^\d{15}$/.test(number) ? widen(number) : undefined;
  const phone = /^\+?[\d\s-]+$/.test(typed.trim().normalize('NFKC')) ? plainPhone(typed) : '';
  return {
    nameForm: /[\p{Script=Han}a-z]/u.test(form) ? form : undefined,
    numbers: isNumber ? [number, ...(widened === undefined ? [] : [widened])] : [],
    phone: phone.length >= 5 ? phone : undefined,
    patientNumber: /^\d{5,15}$/.test(number) ? number : undefined,
  };
}
