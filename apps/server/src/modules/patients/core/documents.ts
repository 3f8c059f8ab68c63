import { DomainError, type ErrorCode, invalidField } from '@xinglin/kernel/domain-error';
import { maskResidentId, type ResidentId, readResidentId } from '@xinglin/kernel/resident-id';
import type { DocumentKind } from '../contract.ts';

interface KindRule {
  /** CV02.01.101; the cards and permits that the table does not list go under 99. */
  readonly code: string;
  /** One number, one person. */
  readonly exclusive: boolean;
  readonly format: 'resident-id' | 'resident-id-or-older' | 'free';
}

/** Formats other than the resident identity number are known from practice only, so they are not enforced. */
const kinds: Readonly<Record<DocumentKind, KindRule>> = {
  'resident-id': { code: '01', exclusive: true, format: 'resident-id' },
  'household-book': { code: '02', exclusive: false, format: 'free' },
  passport: { code: '03', exclusive: true, format: 'free' },
  military: { code: '04', exclusive: true, format: 'free' },
  'driving-licence': { code: '05', exclusive: true, format: 'free' },
  'hk-macau-permit': { code: '06', exclusive: true, format: 'free' },
  'taiwan-permit': { code: '07', exclusive: true, format: 'free' },
  'hmt-residence-permit': { code: '99', exclusive: true, format: 'resident-id' },
  'foreign-residence-permit': { code: '99', exclusive: true, format: 'resident-id-or-older' },
  'birth-certificate': { code: '99', exclusive: true, format: 'free' },
  'social-security-card': { code: '99', exclusive: true, format: 'free' },
  'health-card': { code: '99', exclusive: true, format: 'free' },
  other: { code: '99', exclusive: false, format: 'free' },
};

export const isExclusive = (kind: DocumentKind): boolean => kinds[kind].exclusive;
export const documentTypeCode = (kind: DocumentKind): string => kinds[kind].code;

/** The form in which numbers are compared and hashed: no spaces or dashes, capitals, half-width. */
export const plainNumber = (typed: string): string =>
  typed
    .normalize('NFKC')
    .replace(/[\s\-－—]/g, '')
    .toUpperCase();

export interface ReadDocument {
  readonly kind: DocumentKind;
  /** Normalised. */
  readonly number: string;
  /** What the number itself says of its bearer. */
  readonly says?: { readonly sex: 'male' | 'female'; readonly bornOn: string };
}

const faults: Record<Extract<ResidentId, { ok: false }>['fault'], ErrorCode> = {
  length: 'patients.resident-id-length',
  characters: 'patients.resident-id-characters',
  'birth-date': 'patients.resident-id-birth-date',
  check: 'patients.resident-id-check',
};

/**
 * Checks one document as typed.
 * @param path of the number in the input, for the refusal.
 * @throws DomainError 'invalid' patients.resident-id-*, patients.document-number.
 */
export function readDocument(kind: DocumentKind, typed: string, path: string): ReadDocument {
  const number = plainNumber(typed);
  const { format } = kinds[kind];
  if (format === 'resident-id' || (format === 'resident-id-or-older' && /^\d{17}[\dX]$/.test(number))) {
    const read = readResidentId(number);
    if (!read.ok) throw invalidField(path, faults[read.fault]);
    return { kind, number: read.number, says: { sex: read.sex === 'male' ? 'male' : 'female', bornOn: read.bornOn } };
  }
  if (!/^[\p{Script=Han}A-Z0-9()/.]{3,40}$/u.test(number)) throw invalidField(path, 'patients.document-number');
  return { kind, number };
}

/**
 * Checks a list and what its numbers say.
 * @throws DomainError 'invalid' when a kind comes twice or two numbers speak of different people.
 */
export function readDocuments(list: readonly { kind: DocumentKind; number: string }[], path: string): ReadDocument[] {
  const read = list.map(({ kind, number }, index) => readDocument(kind, number, `${path}.${index}.number`));
  read.forEach((document, index) => {
    if (read.findIndex(({ kind }) => kind === document.kind) !== index) {
      throw invalidField(`${path}.${index}.kind`, 'patients.document-twice');
    }
  });
  const [first, ...others] = read.filter(({ says }) => says !== undefined);
  if (others.some(({ says }) => says?.bornOn !== first?.says?.bornOn || says?.sex !== first?.says?.sex)) {
    throw new DomainError('invalid', 'patients.documents-disagree', {}, [
      { path, code: 'patients.documents-disagree' },
    ]);
  }
  return read;
}

/** 510***********1234 for long numbers; short ones keep the last two characters. */
export const maskDocument = (number: string): string =>
  number.length >= 12 ? maskResidentId(number) : `${'*'.repeat(Math.max(number.length - 2, 0))}${number.slice(-2)}`;

/** Mobile and fixed numbers as digits: no signs, no country code 86. */
export const plainPhone = (typed: string): string =>
  typed
    .normalize('NFKC')
    .replace(/[^\d+]/g, '')
    .replace(/^(\+|00)86/, '')
    .replace(/\+/g, '');

/** A phone as stored: without signs and without the country code of China; the + of another country stays. */
export const tidyPhone = (typed: string): string =>
  typed
    .normalize('NFKC')
    .replace(/[\s()-]/g, '')
    .replace(/^(\+|00)86/, '');
