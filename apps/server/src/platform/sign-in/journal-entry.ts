import type { ErrorCode } from '@xinglin/kernel/domain-error';
import type { Operation } from '@xinglin/kernel/operation';
import type { AuditEntry } from '../audit/journal.ts';
import type { Exchange } from '../http/direct.ts';

/** Of whom nothing is known: the institution of such entries is 0, and only the platform reads them. */
const NOBODY = { institutionId: 0, accountId: 'unknown' } as const;

/** One attempt at a door, right or wrong. What was typed is never kept: people type passwords as user names. */
export const signInEntry = (
  operation: Operation,
  exchange: Exchange,
  who:
    | { readonly institutionId: number; readonly accountId: string; readonly staffId?: string | undefined }
    | undefined,
  outcome: AuditEntry['outcome'],
  reason?: ErrorCode,
): AuditEntry => {
  const { institutionId, accountId, staffId } = { staffId: undefined, ...(who ?? NOBODY) };
  return {
    institutionId,
    at: exchange.now,
    staffId: staffId ?? 'unknown',
    accountId,
    operation: operation.name,
    kind: 'sign-in',
    persons: [],
    outcome,
    reason,
    requestId: exchange.requestId,
    clientAddress: exchange.clientAddress,
  };
};
