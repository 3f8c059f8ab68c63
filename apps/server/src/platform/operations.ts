import type { Clock } from '@xinglin/kernel/clock';
import { DomainError, type ErrorCode, type FieldIssue } from '@xinglin/kernel/domain-error';
import type { InputOf, Operation, OutputOf } from '@xinglin/kernel/operation';
import type { z } from 'zod';
import type { Actor, Context } from './actor.ts';
import { isAllowed } from './actor.ts';
import type { AuditEntry, AuditJournal } from './audit/journal.ts';
import type { Vault } from './crypto/vault.ts';
import type { Db } from './database/db.ts';
import type { Subscribers } from './events.ts';
import { once } from './once.ts';
import { type Enqueue, makeTx, type Tx } from './transaction.ts';

export type Handler<Op extends Operation> = (tx: Tx, input: InputOf<Op>, context: Context) => Promise<OutputOf<Op>>;

/** An operation with the code that does it. */
export interface Route {
  readonly operation: Operation;
  readonly handler: Handler<Operation>;
}

export const serve = <Op extends Operation>(operation: Op, handler: Handler<Op>): Route => ({
  operation,
  handler: handler as Handler<Operation>,
});

export interface Request {
  readonly actor: Actor;
  readonly body: unknown;
  readonly idempotencyKey?: string | undefined;
  readonly requestId: string;
  readonly clientAddress: string;
}

export interface OperationRunner {
  run<Op extends Operation>(route: Route & { readonly operation: Op }, request: Request): Promise<OutputOf<Op>>;
}

export interface RunnerNeeds {
  readonly db: Db;
  readonly clock: Clock;
  readonly audit: AuditJournal;
  readonly vault: Vault;
  readonly subscribers: Subscribers;
  readonly enqueue: Enqueue;
}

/**
 * Runs one operation in one transaction: permission → parse → effect → audit entry → events; all or nothing.
 * A refusal is journalled too, in a transaction of its own, because the one it happened in is rolled back.
 */
export function operationRunner(needs: RunnerNeeds): OperationRunner {
  const run = async (route: Route, request: Request): Promise<unknown> => {
    const { operation, handler } = route;
    const { actor } = request;
    const context: Context = {
      actor,
      now: needs.clock.now(),
      requestId: request.requestId,
      clientAddress: request.clientAddress,
      sessionId: actor.sessionId,
    };
    const entry = (outcome: AuditEntry['outcome'], persons: readonly string[], reason?: string): AuditEntry => ({
      institutionId: actor.institutionId,
      at: context.now,
      staffId: actor.staffId,
      accountId: actor.accountId,
      operation: operation.name,
      kind: operation.kind,
      persons,
      outcome,
      reason,
      requestId: request.requestId,
      clientAddress: request.clientAddress,
    });
    let persons: readonly string[] = [];
    try {
      requirePermission(actor, operation);
      const input = parseInput(operation, request.body);
      persons = personsOf(operation, input, undefined);
      const isQuery = operation.kind === 'query';
      const output = await needs.db.transaction(
        { institutionId: actor.institutionId },
        async (statements) => {
          const { tx, flushTopics } = makeTx({ ...needs, statements, institutionId: actor.institutionId, context });
          if (isQuery) return handler(tx, input, context);
          const work = async () => {
            const result = await handler(tx, input, context);
            persons = personsOf(operation, input, result);
            await Promise.all([needs.audit.append(statements, entry('done', persons)), flushTopics()]);
            return result;
          };
          if (operation.idempotency === 'none') return work();
          const attempt = { key: request.idempotencyKey, operation: operation.name, actor, input };
          return once(statements, needs.vault, attempt, work);
        },
        { readOnly: isQuery },
      );
      if (isQuery) {
        persons = personsOf(operation, input, output);
        // The answer leaves only after the journal holds the reading of it.
        if (operation.person !== 'none') await needs.audit.appendRead(entry('done', persons));
      }
      return output;
    } catch (error) {
      const refusal = error instanceof DomainError ? error.code : 'platform.unexpected';
      await needs.audit.appendRead(entry(error instanceof DomainError ? 'refused' : 'failed', persons, refusal));
      throw error;
    }
  };
  return { run: run as OperationRunner['run'] };
}

function requirePermission(actor: Actor, { permission }: Operation): void {
  if (permission === 'public' || permission === 'signed-in') return;
  if (!isAllowed(actor, permission)) throw new DomainError('forbidden', 'platform.no-permission', { permission });
}

/** @throws DomainError 'invalid' that names every wrong field at once. */
export function parseInput<Op extends Operation>(operation: Op, body: unknown): InputOf<Op> {
  const result = operation.input.safeParse(body ?? {});
  if (result.success) return result.data as InputOf<Op>;
  throw new DomainError('invalid', 'platform.invalid-input', {}, result.error.issues.map(fieldIssue));
}

/** A shape that names no message of its own falls back to one by the kind of fault. */
function fieldIssue(issue: z.core.$ZodIssue): FieldIssue {
  const code = /^[a-z-]+(\.[a-z0-9-]+)+$/.test(issue.message) ? issue.message : defaultCode(issue);
  return { path: issue.path.join('.'), code: code as ErrorCode };
}

function defaultCode(issue: z.core.$ZodIssue): ErrorCode {
  if (issue.code === 'invalid_type' && /received undefined/.test(issue.message)) return 'input.required';
  const byKind: Partial<Record<typeof issue.code, ErrorCode>> = {
    invalid_type: 'input.type',
    invalid_value: 'input.choice',
    too_big: 'input.too-big',
    too_small: 'input.too-small',
    unrecognized_keys: 'input.unknown-field',
  };
  return byKind[issue.code] ?? 'input.invalid';
}

function personsOf(operation: Operation, input: unknown, output: unknown): readonly string[] {
  if (operation.person === 'none') return [];
  const found = (operation.person as (i: unknown, o: unknown) => string | readonly string[] | undefined)(
    input,
    output ?? {},
  );
  if (found === undefined) return [];
  return typeof found === 'string' ? [found] : found;
}
