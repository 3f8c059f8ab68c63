import { DomainError } from '@xinglin/kernel/domain-error';
import type { Vault } from '#platform/crypto/vault';
import type { HeldType } from '../definitions/held-types.ts';
import type { ParamPairs } from './query.ts';
import type { SortValue } from './sort-keys.ts';

/** Where the page before ended. */
export interface Cursor {
  readonly id: string;
  /** Only when the order is not that of the ids. */
  readonly values: readonly SortValue[];
}

/** A page to come: the whole question and the place to go on from. */
export interface PageToken {
  readonly type: HeldType;
  readonly compartment: string | undefined;
  readonly pairs: ParamPairs;
  readonly cursor: Cursor;
}

const contextOf = (institutionId: number): string => `record.page:${institutionId}`;

/**
 * Sealed, because the question may hold an identity number or a name, and links reach logs, histories and referrers.
 * Nothing is kept on the server, so a link holds as long as the vault's keys.
 */
export const writeToken = (vault: Pick<Vault, 'seal'>, institutionId: number, token: PageToken): string =>
  vault.seal(JSON.stringify(token), contextOf(institutionId)).toString('base64url');

/** @throws DomainError 'invalid' when the token is not of this house. */
export function readToken(vault: Pick<Vault, 'open'>, institutionId: number, text: string): PageToken {
  try {
    return JSON.parse(vault.open(Buffer.from(text, 'base64url'), contextOf(institutionId)).toString('utf8'));
  } catch {
    throw new DomainError('invalid', 'record.page-invalid');
  }
}
