import { DomainError } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import type { Context } from '#platform/actor';
import type { Handler } from '#platform/operations';
import type { Tx } from '#platform/transaction';
import { readDocuments } from '../core/documents.ts';
import { mergeConflicts, suggestSurvivor } from '../core/merge-rules.ts';
import { tidyName } from '../core/names.ts';
import type {
  Candidate,
  comparePatients,
  declareDistinct,
  duplicatesOf,
  findDuplicates,
  mergePatients,
  mergeTrail,
  unmergePatient,
} from '../merging/contract.ts';
import { putOnRecord } from '../on-record.ts';
import type { PatientsParts } from '../parts.ts';
import { describeEntry, findAlike, type Likeness, likenessOf } from '../queries/duplicates.ts';
import { requireEntry } from '../queries/read-patient.ts';
import type { PatientEntry } from '../rows/patient-rows.ts';
import { summaryOf } from '../rows/summary-rows.ts';
import { factsNow } from './facts.ts';

/** More are not shown: whoever has so many doubles needs a clean-up, not a list. */
const MOST_CANDIDATES = 20;

const candidates = async (
  parts: PatientsParts,
  tx: Tx,
  found: readonly Likeness[],
  now: Temporal.Instant,
): Promise<Candidate[]> => {
  const shown = found.slice(0, MOST_CANDIDATES);
  const listed = await parts.summaries.list(
    tx,
    shown.map(({ patientId }) => patientId),
  );
  const byId = new Map(listed.map((entry) => [entry.id, entry]));
  return shown.flatMap(({ patientId, agreements, score, level }) => {
    const entry = byId.get(patientId);
    return entry ? [{ patient: summaryOf(entry, now), agreements: [...agreements], score, level }] : [];
  });
};

export const findDuplicatesHandler =
  (parts: PatientsParts): Handler<typeof findDuplicates> =>
  async (tx, { documents: typed, sex, ...person }, { now }) => {
    const documents = readDocuments(typed, 'documents');
    const says = documents.find((document) => document.says)?.says;
    const described = {
      demographics: {
        ...person,
        name: tidyName(person.name),
        sex: says?.sex ?? sex ?? 'unknown',
        bornOn: (says?.bornOn as typeof person.bornOn) ?? person.bornOn,
        bornOnIsEstimate: false,
      },
      documents,
      motherId: undefined,
    };
    const found = await findAlike(parts, tx, described, new Set());
    return { candidates: await candidates(parts, tx, found, now) };
  };

export const duplicatesOfHandler =
  (parts: PatientsParts): Handler<typeof duplicatesOf> =>
  async (tx, { patientId }, { now }) => {
    const entry = await requireEntry(parts, tx, patientId);
    const own = entry.survivorId ?? entry.id;
    const [documents, distinct] = await Promise.all([
      parts.rows.documents(tx, [patientId]),
      parts.merges.distinctFrom(tx, own),
    ]);
    const found = await findAlike(parts, tx, describeEntry(entry, documents), new Set([own, ...distinct]));
    return { candidates: await candidates(parts, tx, found, now) };
  };

export const comparePatientsHandler =
  (parts: PatientsParts): Handler<typeof comparePatients> =>
  async (tx, { patientId, otherId }, { now }) => {
    if (patientId === otherId) throw new DomainError('invalid', 'patients.same-entry');
    const [one, other] = await Promise.all([requireEntry(parts, tx, patientId), requireEntry(parts, tx, otherId)]);
    const documents = await parts.rows.documents(tx, [one.id, other.id]);
    const likeness = await likenessOf(parts, tx, describeEntry(one, documents), describeEntry(other, documents));
    const [left, right] = await parts.summaries.list(tx, [one.id, other.id]);
    if (!left || !right) throw new DomainError('not-found', 'patients.not-found');
    return {
      left: summaryOf(left, now),
      comparison: { ...likeness, agreements: [...likeness.agreements], patient: summaryOf(right, now) },
      suggestedSurvivorId: suggestSurvivor(describeEntry(one, documents), one, describeEntry(other, documents), other),
      conflicts: await conflictsBetween(parts, tx, one, other),
    };
  };

async function conflictsBetween(parts: PatientsParts, tx: Tx, one: PatientEntry, other: PatientEntry) {
  const [documents, mine, theirs] = await Promise.all([
    parts.rows.documents(tx, [one.id, other.id]),
    factsNow(parts, tx, [one.id]),
    factsNow(parts, tx, [other.id]),
  ]);
  return mergeConflicts(
    { ...describeEntry(one, documents), facts: mine },
    { ...describeEntry(other, documents), facts: theirs },
  );
}

export const declareDistinctHandler =
  (parts: PatientsParts): Handler<typeof declareDistinct> =>
  async (tx, { patientId, otherId, reason }, context) => {
    if (patientId === otherId) throw new DomainError('invalid', 'patients.same-entry');
    await Promise.all([requireEntry(parts, tx, patientId), requireEntry(parts, tx, otherId)]);
    const at = context.now.toString();
    await parts.merges.insertDistinct(tx, [patientId, otherId], reason, at, context.actor.staffId);
    return {};
  };

export const mergePatientsHandler =
  (parts: PatientsParts): Handler<typeof mergePatients> =>
  async (tx, { patientId, survivorId, reason, acknowledged }, context) => {
    if (patientId === survivorId) throw new DomainError('invalid', 'patients.same-entry');
    const locked = await parts.rows.lock(tx, [patientId, survivorId]);
    const entry = locked.find(({ id }) => id === patientId);
    const survivor = locked.find(({ id }) => id === survivorId);
    if (!entry || !survivor) throw new DomainError('not-found', 'patients.not-found');
    const merged = [entry, survivor].find((one) => one.survivorId !== undefined);
    if (merged?.survivorId !== undefined) {
      throw new DomainError('conflict', 'patients.merged-away', { survivorId: merged.survivorId });
    }
    const conflicts = await conflictsBetween(parts, tx, entry, survivor);
    const unseen = conflicts.filter((conflict) => !acknowledged.includes(conflict));
    if (unseen.length > 0) {
      throw new DomainError('rule', 'patients.merge-conflicts', { conflicts: unseen.join(' ') });
    }
    await Promise.all([parts.merges.point(tx, patientId, survivorId), parts.groups.forget(tx)]);
    await writeStep(parts, tx, { step: 'merge', patientId, survivorId, reason }, conflicts, context);
    return { survivor: await summary(parts, tx, survivorId, context.now) };
  };

export const unmergePatientHandler =
  (parts: PatientsParts): Handler<typeof unmergePatient> =>
  async (tx, { patientId, reason }, context) => {
    const seen = await requireEntry(parts, tx, patientId);
    if (seen.mergedInto === undefined || seen.survivorId === undefined) {
      throw new DomainError('conflict', 'patients.not-merged');
    }
    // The survivor too: a merge of it at this moment would otherwise leave this entry pointing to the wrong end.
    const locked = await parts.rows.lock(tx, [patientId, seen.mergedInto, seen.survivorId]);
    const entry = locked.find(({ id }) => id === patientId);
    if (entry?.survivorId !== seen.survivorId || entry.mergedInto !== seen.mergedInto) {
      throw new DomainError('conflict', 'patients.merge-moved');
    }
    await Promise.all([parts.merges.release(tx, patientId), parts.groups.forget(tx)]);
    const survivorId = seen.mergedInto;
    await writeStep(parts, tx, { step: 'unmerge', patientId, survivorId, reason }, [], context);
    return { patient: await summary(parts, tx, patientId, context.now), formerSurvivorId: seen.mergedInto };
  };

async function writeStep(
  parts: PatientsParts,
  tx: Tx,
  step: { step: 'merge' | 'unmerge'; patientId: string; survivorId: string; reason: string },
  acknowledged: readonly string[],
  context: Context,
): Promise<void> {
  const made = { at: context.now.toString(), by: context.actor.staffId };
  await parts.merges.insertStep(tx, newId(context.now.epochMilliseconds), { ...step, ...made }, acknowledged);
  await putOnRecord(parts, tx, [step.patientId, step.survivorId], context);
}

async function summary(parts: PatientsParts, tx: Tx, id: string, now: Temporal.Instant) {
  const [entry] = await parts.summaries.list(tx, [id]);
  if (!entry) throw new DomainError('not-found', 'patients.not-found');
  return summaryOf(entry, now);
}

export const mergeTrailHandler =
  (parts: PatientsParts): Handler<typeof mergeTrail> =>
  async (tx, { patientId }) => {
    await requireEntry(parts, tx, patientId);
    return { steps: await parts.merges.steps(tx, patientId) };
  };
