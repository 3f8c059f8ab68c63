import { dateAtInstitution } from '@xinglin/kernel/clock';
import { DomainError, invalidField } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import type { Handler } from '#platform/operations';
import type { Tx } from '#platform/transaction';
import { allergyListOf } from '../core/allergy-list.ts';
import { allergyResource, noAllergyResource } from '../fhir.ts';
import type { AllergyList, assertNoAllergy, changeAllergy, readAllergies, recordAllergy } from '../health/contract.ts';
import type { PatientsParts } from '../parts.ts';

/** The survivor and its absorbed entries. @throws DomainError 'not-found' patients.not-found. */
export async function requireGroup(
  { merges }: Pick<PatientsParts, 'merges'>,
  tx: Tx,
  patientId: string,
): Promise<[string, ...string[]]> {
  const [survivor, ...absorbed] = await merges.groupOf(tx, patientId);
  if (survivor === undefined) throw new DomainError('not-found', 'patients.not-found');
  return [survivor, ...absorbed];
}

export async function allergyList(
  { health }: Pick<PatientsParts, 'health'>,
  tx: Tx,
  ids: readonly string[],
): Promise<AllergyList> {
  const [entries, noneSaidAt] = await Promise.all([health.allergies(tx, ids), health.noAllergyAt(tx, ids)]);
  return allergyListOf(entries, noneSaidAt);
}

export const readAllergiesHandler =
  (parts: PatientsParts): Handler<typeof readAllergies> =>
  async (tx, { patientId }) => ({ allergies: await allergyList(parts, tx, await requireGroup(parts, tx, patientId)) });

export const recordAllergyHandler =
  (parts: PatientsParts): Handler<typeof recordAllergy> =>
  async (tx, { patientId, allergy }, context) => {
    const ids = await requireGroup(parts, tx, patientId);
    if (allergy.happenedOn !== undefined && allergy.happenedOn > dateAtInstitution(context.now).toString()) {
      throw invalidField('allergy.happenedOn', 'patients.in-future');
    }
    const id = newId(context.now.epochMilliseconds);
    const recorded = { at: context.now.toString(), by: context.actor.staffId };
    const added = await parts.health.insertAllergy(tx, { id, patientId: ids[0], allergy, ...recorded });
    if (!added) throw new DomainError('conflict', 'patients.allergy-exists');
    const list = await allergyList(parts, tx, ids);
    await putAllergy(parts, tx, list, id, context);
    return { allergies: list };
  };

export const changeAllergyHandler =
  (parts: PatientsParts): Handler<typeof changeAllergy> =>
  async (tx, { patientId, allergyId, status, reason }, context) => {
    const ids = await requireGroup(parts, tx, patientId);
    const before = await parts.health.allergies(tx, ids);
    if (!before.some(({ id }) => id === allergyId)) throw new DomainError('not-found', 'patients.allergy-not-found');
    const changed = await parts.health.setAllergyStatus(tx, allergyId, ids, status);
    if (changed === 0) throw new DomainError('conflict', 'patients.allergy-unchanged');
    await parts.health.insertAllergyStep(tx, {
      id: newId(context.now.epochMilliseconds),
      allergyId,
      status,
      reason,
      at: context.now.toString(),
      by: context.actor.staffId,
    });
    const list = await allergyList(parts, tx, ids);
    await putAllergy(parts, tx, list, allergyId, context);
    return { allergies: list };
  };

async function putAllergy(
  { record }: PatientsParts,
  tx: Tx,
  { active, past }: AllergyList,
  id: string,
  context: Parameters<Handler<typeof recordAllergy>>[2],
): Promise<void> {
  const entry = [...active, ...past].find((allergy) => allergy.id === id);
  if (entry) await record.put(tx, [allergyResource(entry)], context);
}

export const assertNoAllergyHandler =
  (parts: PatientsParts): Handler<typeof assertNoAllergy> =>
  async (tx, { patientId }, context) => {
    const ids = await requireGroup(parts, tx, patientId);
    // Waits for an allergy being recorded at this moment, which would make the statement false.
    await parts.rows.lock(tx, ids);
    const before = await allergyList(parts, tx, ids);
    if (before.active.length > 0) throw new DomainError('conflict', 'patients.allergies-stand');
    const statement = { id: newId(context.now.epochMilliseconds), patientId: ids[0] };
    const said = { at: context.now.toString(), by: context.actor.staffId };
    await parts.health.insertNoAllergy(tx, { ...statement, ...said });
    await parts.record.put(tx, [noAllergyResource(statement.patientId, statement.id, said.at, said.by)], context);
    return { allergies: await allergyList(parts, tx, ids) };
  };
