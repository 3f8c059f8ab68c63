import { DomainError, invalidField } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import type { Handler } from '#platform/operations';
import type { Tx } from '#platform/transaction';
import type {
  createHousehold,
  Household,
  joinHousehold,
  leaveHousehold,
  listVillages,
  readHousehold,
  saveVillage,
} from '../households/contract.ts';
import type { PatientsParts } from '../parts.ts';
import { summaryOf } from '../rows/summary-rows.ts';
import { requireGroup } from './allergies.ts';
import { requireVillage } from './register-person.ts';

const HEAD = '02';

export const listVillagesHandler =
  ({ households }: PatientsParts): Handler<typeof listVillages> =>
  async (tx) => ({ villages: await households.villages(tx) });

export const saveVillageHandler =
  ({ households }: PatientsParts): Handler<typeof saveVillage> =>
  async (tx, { id, ...village }, { now }) => {
    const saved = { id: id ?? newId(now.epochMilliseconds), ...village };
    if (!(await households.saveVillage(tx, saved))) throw invalidField('code', 'patients.village-code-taken');
    return { village: saved };
  };

async function view(parts: PatientsParts, tx: Tx, id: string, now: Temporal.Instant): Promise<Household> {
  const [household, members] = await Promise.all([parts.households.read(tx, id), parts.households.members(tx, id)]);
  if (!household) throw new DomainError('not-found', 'patients.household-not-found');
  const standing = await Promise.all(
    members.map(async ({ patientId }) => (await parts.merges.survivorOf(tx, patientId)) ?? patientId),
  );
  const entries = new Map((await parts.summaries.list(tx, standing)).map((entry) => [entry.id, entry]));
  const shown = members.flatMap(({ relation, since }, index) => {
    const entry = entries.get(standing[index] ?? '');
    return entry ? [{ patient: summaryOf(entry, now), relation, since }] : [];
  });
  const head = shown.find(({ relation }) => relation === HEAD);
  return {
    id,
    number: household.number,
    ...(household.villageId === null ? {} : { villageId: household.villageId }),
    ...(head ? { headId: head.patient.id } : {}),
    members: shown,
  };
}

export const readHouseholdHandler =
  (parts: PatientsParts): Handler<typeof readHousehold> =>
  async (tx, { householdId }, { now }) => ({ household: await view(parts, tx, householdId, now) });

export const createHouseholdHandler =
  (parts: PatientsParts): Handler<typeof createHousehold> =>
  async (tx, { headId, villageId }, { now, actor }) => {
    const ids = await requireGroup(parts, tx, headId);
    await requireVillage(parts, tx, villageId);
    const at = now.toString();
    const id = newId(now.epochMilliseconds);
    await parts.rows.lock(tx, ids);
    await parts.households.leave(tx, ids, at, undefined);
    const number = await parts.households.nextNumber(tx);
    await parts.households.insert(tx, { id, number, villageId: villageId ?? null }, at, actor.staffId);
    const member = { householdId: id, patientId: ids[0], relation: HEAD, since: at };
    await parts.households.join(tx, { id: newId(now.epochMilliseconds), ...member }, actor.staffId);
    return { household: await view(parts, tx, id, now) };
  };

export const joinHouseholdHandler =
  (parts: PatientsParts): Handler<typeof joinHousehold> =>
  async (tx, { householdId, patientId, relation }, { now, actor }) => {
    const ids = await requireGroup(parts, tx, patientId);
    if (!(await parts.households.lock(tx, householdId))) {
      throw new DomainError('not-found', 'patients.household-not-found');
    }
    const at = now.toString();
    await parts.rows.lock(tx, ids);
    await parts.households.leave(tx, ids, at, undefined);
    const members = await parts.households.members(tx, householdId);
    if (relation === HEAD && members.some((member) => member.relation === HEAD)) {
      throw new DomainError('conflict', 'patients.household-has-head');
    }
    const member = { householdId, patientId: ids[0], relation, since: at };
    await parts.households.join(tx, { id: newId(now.epochMilliseconds), ...member }, actor.staffId);
    return { household: await view(parts, tx, householdId, now) };
  };

export const leaveHouseholdHandler =
  (parts: PatientsParts): Handler<typeof leaveHousehold> =>
  async (tx, { householdId, patientId, reason }, { now }) => {
    const ids = await requireGroup(parts, tx, patientId);
    const members = await parts.households.members(tx, householdId);
    if (!members.some((member) => ids.includes(member.patientId))) {
      throw new DomainError('not-found', 'patients.not-a-member');
    }
    await parts.households.leave(tx, ids, now.toString(), reason);
    return { household: await view(parts, tx, householdId, now) };
  };
