import type { Clock } from '@xinglin/kernel/clock';
import { DomainError } from '@xinglin/kernel/domain-error';
import type { InputOf, Operation, OutputOf } from '@xinglin/kernel/operation';
import type { Actor, Context } from './actor.ts';
import { isAllowed } from './actor.ts';
import type { AuditEntry, AuditJournal } from './audit/journal.ts';
import type { Vault } from './crypto/vault.ts';
import type { Db } from './database/db.ts';
import type { Subscribers } from './events.ts';
import { once } from './once.ts';
import { parseInput } from './parse-input.ts';
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
          return once(statements, needs.vault, attempt, work, async (earlier) => {
            // The answer may hold a person's data, so that asking for it again is reading it.
            persons = personsOf(operation, input, earlier);
            await needs.audit.append(statements, entry('done', persons, 'platform.answered-again'));
          });
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
      if (persons.length === 0) persons = personsAskedFor(operation, request.body);
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

/** Whose data was asked for by somebody who may not ask: read from the input as far as it can be understood. */
function personsAskedFor(operation: Operation, body: unknown): readonly string[] {
  const read = operation.input.safeParse(body ?? {});
  return read.success ? personsOf(operation, read.data, undefined) : [];
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
