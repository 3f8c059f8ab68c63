import type { Vault } from '../crypto/vault.ts';

/** Where failures are counted: by what was typed as a user name, and by account for codes. Keyed, to be no list of names. */
export const passwordSubject = (vault: Vault, userNameKey: string): Buffer =>
  vault.blindIndex('sign-in.failure', `password:${userNameKey}`);
export const codeSubject = (vault: Vault, accountId: string): Buffer =>
  vault.blindIndex('sign-in.failure', `code:${accountId}`);

/** Binds a sealed TOTP secret to its account. */
export const totpContext = (accountId: string): string => `sign_in.credential.totp_secret:${accountId}`;

/** Capitals and hyphens are for reading; they do not count. */
export const backupCodeHash = (vault: Vault, accountId: string, code: string): Buffer =>
  vault.blindIndex('sign-in.backup-code', `${accountId}:${code.toLowerCase().replace(/[^a-z0-9]/g, '')}`);
