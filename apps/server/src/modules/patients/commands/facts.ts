import { DomainError, invalidField } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import type { Context } from '#platform/actor';
import type { Handler } from '#platform/operations';
import type { Tx } from '#platform/transaction';
import { checkFact } from '../core/fact-limits.ts';
import { currentFacts } from '../core/facts.ts';
import type { Fact, FactContent, factHistory, recordFacts, strikeFact } from '../health/contract.ts';
import type { PatientsParts } from '../parts.ts';
import { plainFact } from '../queries/read-patient.ts';
import { requireGroup } from './allergies.ts';

export interface NewFact {
  readonly content: FactContent;
  readonly at: Temporal.Instant;
  readonly source: Fact['source'];
}

/** @throws DomainError 'invalid' for a value no living person has, or one from the future. */
export async function writeFacts(
  parts: PatientsParts,
  tx: Tx,
  patientId: string,
  facts: readonly NewFact[],
  context: Context,
): Promise<void> {
  facts.forEach(({ content, at }, index) => {
    if (Temporal.Instant.compare(at, context.now) > 0) throw invalidField(`facts.${index}.at`, 'patients.in-future');
    checkFact(content, `facts.${index}.content.value`);
  });
  const now = context.now.toString();
  const by = context.actor.staffId;
  await Promise.all(
    facts.map(({ content, at, source }) =>
      parts.health.insertFact(tx, {
        id: newId(context.now.epochMilliseconds),
        patientId,
        content,
        at: at.toString(),
        source,
        now,
        by,
      }),
    ),
  );
}

/** What counts now, of the survivor and its absorbed entries. */
export async function factsNow({ health }: PatientsParts, tx: Tx, ids: readonly string[]): Promise<Fact[]> {
  const facts = await health.facts(tx, ids);
  return currentFacts(facts.filter(({ struck }) => struck === undefined).map(plainFact));
}

export const recordFactsHandler =
  (parts: PatientsParts): Handler<typeof recordFacts> =>
  async (tx, { patientId, facts }, context) => {
    const ids = await requireGroup(parts, tx, patientId);
    const timed = facts.map(({ content, at, source }) => ({
      content,
      at: at === undefined ? context.now : Temporal.Instant.from(at),
      source,
    }));
    await writeFacts(parts, tx, ids[0], timed, context);
    return { facts: await factsNow(parts, tx, ids) };
  };

export const strikeFactHandler =
  (parts: PatientsParts): Handler<typeof strikeFact> =>
  async (tx, { patientId, factId, reason }, context) => {
    const ids = await requireGroup(parts, tx, patientId);
    const struck = await parts.health.strikeFact(tx, {
      id: factId,
      patientIds: ids,
      at: context.now.toString(),
      by: context.actor.staffId,
      reason,
    });
    if (struck === 0) throw new DomainError('not-found', 'patients.fact-not-found');
    return { facts: await factsNow(parts, tx, ids) };
  };

export const factHistoryHandler =
  (parts: PatientsParts): Handler<typeof factHistory> =>
  async (tx, { patientId }) => {
    const facts = await parts.health.facts(tx, await requireGroup(parts, tx, patientId));
    return {
      facts: facts.map((stored) => ({ ...plainFact(stored), ...(stored.struck ? { struck: stored.struck } : {}) })),
    };
  };
