import type { ErrorCode, Facts } from '@xinglin/kernel/domain-error';
import { isCommonPassword } from './common-passwords.ts';

export interface PasswordDemand {
  readonly minLength: number;
  readonly userName: string;
}

export interface PasswordFault {
  readonly code: ErrorCode;
  readonly facts?: Facts;
}

/** Beyond this a password only costs time to hash. */
export const MAX_PASSWORD_LENGTH = 128;

const CLASSES = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/];

/** All that is wrong with a new password, most important first; empty when it will do. */
export function passwordFaults(password: string, { minLength, userName }: PasswordDemand): PasswordFault[] {
  const faults: PasswordFault[] = [];
  const length = [...password].length;
  if (length < minLength) faults.push({ code: 'sign-in.password-too-short', facts: { min: minLength } });
  if (length > MAX_PASSWORD_LENGTH) faults.push({ code: 'input.too-long' });
  if (CLASSES.filter((characters) => characters.test(password)).length < 3) {
    faults.push({ code: 'sign-in.password-too-plain' });
  }
  const name = userName.toLowerCase();
  if (name.length >= 3 && password.toLowerCase().includes(name)) {
    faults.push({ code: 'sign-in.password-has-user-name' });
  }
  if (isCommonPassword(password)) faults.push({ code: 'sign-in.password-common' });
  return faults;
}

/** What is hashed: the same text typed on two keyboards must be the same password (NIST SP 800-63B 5.1.1.2). */
export const normalPassword = (password: string): string => password.normalize('NFKC');
