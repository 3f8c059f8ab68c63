import type { Clock } from '@xinglin/kernel/clock';
import { DomainError } from '@xinglin/kernel/domain-error';
import type { FastifyRequest } from 'fastify';
import { type Actor, isAllowed } from '#platform/actor';
import type { AuditEntry, AuditJournal } from '#platform/audit/journal';
import type { Db } from '#platform/database/db';
import type { RecordTx } from '../storage/rows.ts';

export interface JournalledNeeds {
  readonly db: Db;
  readonly clock: Clock;
  readonly audit: AuditJournal;
  readonly actorOf: (request: FastifyRequest) => Promise<Actor>;
}

/** What a request found, and whose data it showed. */
export interface Found<Result> {
  readonly result: Result;
  readonly persons: readonly string[];
}

const PERMISSION = 'record.read';

/**
 * Runs one read of the record: permission, transaction in the actor's institution, journal. The answer leaves only
 * when the journal holds the reading of it; a refusal and a failure are journalled too, with whom was asked for.
 * @param operation name in the journal, with the kind of resource: `record.read Observation`.
 * @param asked patients whom the address names, whether they are shown or not.
 */
export const journalled =
  ({ db, clock, audit, actorOf }: JournalledNeeds) =>
  async <Result>(
    request: FastifyRequest,
    operation: string,
    asked: readonly string[],
    work: (tx: RecordTx, actor: Actor) => Promise<Found<Result>>,
  ): Promise<Result> => {
    const actor = await actorOf(request);
    const entry = (outcome: AuditEntry['outcome'], persons: readonly string[], reason?: string): AuditEntry => ({
      institutionId: actor.institutionId,
      at: clock.now(),
      staffId: actor.staffId,
      accountId: actor.accountId,
      operation,
      kind: 'query',
      persons,
      outcome,
      reason,
      requestId: request.id,
      clientAddress: request.ip,
    });
    let found: Found<Result>;
    try {
      if (!isAllowed(actor, PERMISSION)) {
        throw new DomainError('forbidden', 'platform.no-permission', { permission: PERMISSION });
      }
      const { institutionId } = actor;
      found = await db.transaction({ institutionId }, (tx) => work({ ...tx, institutionId }, actor), {
        readOnly: true,
      });
    } catch (error) {
      const isRefusal = error instanceof DomainError;
      await audit.appendRead(
        entry(isRefusal ? 'refused' : 'failed', asked, isRefusal ? error.code : 'platform.unexpected'),
      );
      throw error;
    }
    await audit.appendRead(entry('done', found.persons));
    return found.result;
  };
