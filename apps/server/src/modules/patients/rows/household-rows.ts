import type { Tx } from '#platform/transaction';
import type { PatientsNeeds } from '../needs.ts';

export interface MemberRow {
  readonly id: string;
  readonly householdId: string;
  readonly patientId: string;
  readonly relation: string;
  readonly since: string;
}
export interface HouseholdRow {
  readonly id: string;
  readonly number: string;
  readonly villageId: string | null;
}
export interface VillageRow {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly retired: boolean;
}

const MEMBER = 'id, household_id as "householdId", patient_id as "patientId", relation, since';

/** Why a person left may say much about a family; one update ends several rows, so that the reason is bound to none. */
const LEAVE_CONTEXT = 'patients.household_member.leave_reason';

/** SQL of villages and households. */
export const householdRows = (vault: PatientsNeeds['vault']) => ({
  villages: (tx: Tx): Promise<VillageRow[]> =>
    tx.many<VillageRow>(
      'select id, code, name, retired from patients.village where institution_id = $1 order by code',
      [tx.institutionId],
    ),

  village: (tx: Tx, id: string): Promise<VillageRow | undefined> =>
    tx.maybe<VillageRow>('select id, code, name, retired from patients.village where institution_id = $1 and id = $2', [
      tx.institutionId,
      id,
    ]),

  /** False when another village has that code. */
  saveVillage: async (tx: Tx, village: VillageRow): Promise<boolean> => {
    const saved = await tx.run(
      `insert into patients.village (institution_id, id, code, name, retired)
       select $1, $2, $3, $4, $5
       where not exists (
         select from patients.village where institution_id = $1 and code = $3 and id <> $2)
       on conflict (institution_id, id) do update
       set code = excluded.code, name = excluded.name, retired = excluded.retired`,
      [tx.institutionId, village.id, village.code, village.name, village.retired],
    );
    return saved === 1;
  },

  nextNumber: async (tx: Tx): Promise<string> =>
    (await tx.one<{ value: number }>("select nextval('patients.household_seq') as value")).value.toString(),

  insert: (tx: Tx, household: HouseholdRow, at: string, by: string): Promise<number> =>
    tx.run(
      `insert into patients.household (institution_id, id, number, village_id, created_at, created_by)
       values ($1, $2, $3, $4, $5, $6)`,
      [tx.institutionId, household.id, household.number, household.villageId, at, by],
    ),

  /** Locks the household, so that two people changing it at once wait for each other. */
  lock: (tx: Tx, id: string): Promise<HouseholdRow | undefined> =>
    tx.maybe<HouseholdRow>(
      `select id, number, village_id as "villageId" from patients.household
       where institution_id = $1 and id = $2 for update`,
      [tx.institutionId, id],
    ),

  read: (tx: Tx, id: string): Promise<HouseholdRow | undefined> =>
    tx.maybe<HouseholdRow>(
      'select id, number, village_id as "villageId" from patients.household where institution_id = $1 and id = $2',
      [tx.institutionId, id],
    ),

  /** The head first, then by relation. */
  members: (tx: Tx, householdId: string): Promise<MemberRow[]> =>
    tx.many<MemberRow>(
      `select ${MEMBER} from patients.household_member
       where institution_id = $1 and household_id = $2 and until is null order by relation <> '02', relation, since, id`,
      [tx.institutionId, householdId],
    ),

  membershipOf: (tx: Tx, patientIds: readonly string[]): Promise<(MemberRow & { number: string }) | undefined> =>
    tx.maybe<MemberRow & { number: string }>(
      `select m.id, m.household_id as "householdId", m.patient_id as "patientId", m.relation, m.since, h.number
       from patients.household_member m
       join patients.household h on h.institution_id = m.institution_id and h.id = m.household_id
       where m.institution_id = $1 and m.patient_id = any($2::uuid[]) and m.until is null
       order by m.since desc limit 1`,
      [tx.institutionId, patientIds],
    ),

  join: (tx: Tx, member: MemberRow, by: string): Promise<number> =>
    tx.run(
      `insert into patients.household_member
         (institution_id, id, household_id, patient_id, relation, since, recorded_by)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [tx.institutionId, member.id, member.householdId, member.patientId, member.relation, member.since, by],
    ),

  /** Ends every membership of the entries; returns the households left. */
  leave: (tx: Tx, patientIds: readonly string[], at: string, reason: string | undefined) =>
    tx.many<{ householdId: string }>(
      `update patients.household_member set until = $3, leave_reason = $4
       where institution_id = $1 and patient_id = any($2::uuid[]) and until is null
       returning household_id as "householdId"`,
      [tx.institutionId, patientIds, at, reason === undefined ? null : vault.seal(reason, LEAVE_CONTEXT)],
    ),
});
export type HouseholdRows = ReturnType<typeof householdRows>;
