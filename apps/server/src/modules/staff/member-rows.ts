import type { InstantText } from '@xinglin/kernel/shapes';
import { brokenConstraint, type Statements } from '#platform/database/db';
import type { Tx } from '#platform/transaction';
import type { MemberDetail, Role } from './contract.ts';

/** A member as stored; identity number and phone are sealed. */
export interface StoredMember extends Omit<MemberDetail, 'identityNumber' | 'phone' | 'hasLeft'> {
  readonly identityNumber: Buffer | undefined;
  readonly phone: Buffer | undefined;
  readonly leftAt: InstantText | undefined;
}

interface Row {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly initials: string;
  readonly title: string | null;
  readonly practice_number: string | null;
  readonly identity_number: Buffer | null;
  readonly phone: Buffer | null;
  readonly main_department_id: string | null;
  readonly may_prescribe: boolean;
  readonly antibiotic_tiers: MemberDetail['antibioticTiers'];
  readonly controlled_classes: MemberDetail['controlledClasses'];
  readonly left_at: InstantText | null;
  readonly places: readonly { readonly role: Role; readonly departmentId: string | null }[];
}

const MEMBERS = `
  select m.id, m.code, m.name, m.initials, m.title, m.practice_number, m.identity_number, m.phone,
         m.main_department_id, m.may_prescribe, m.antibiotic_tiers, m.controlled_classes, m.left_at,
         (select coalesce(jsonb_agg(jsonb_build_object('role', r.role, 'departmentId', r.department_id)
                                    order by r.role, r.granted_at, r.id), '[]')
          from staff.account a
          join staff.role_assignment r on r.institution_id = a.institution_id and r.account_id = a.id
          where a.institution_id = m.institution_id and a.member_id = m.id and r.ended_at is null) as places
  from staff.member m where m.institution_id = $1`;

const memberOf = (row: Row): StoredMember => ({
  id: row.id,
  code: row.code,
  name: row.name,
  initials: row.initials,
  mayPrescribe: row.may_prescribe,
  antibioticTiers: row.antibiotic_tiers,
  controlledClasses: row.controlled_classes,
  roles: [...new Set(row.places.map(({ role }) => role))],
  places: row.places.map(({ role, departmentId }) => ({ role, ...(departmentId === null ? {} : { departmentId }) })),
  identityNumber: row.identity_number ?? undefined,
  phone: row.phone ?? undefined,
  leftAt: row.left_at ?? undefined,
  ...(row.title === null ? {} : { title: row.title }),
  ...(row.practice_number === null ? {} : { practiceNumber: row.practice_number }),
  ...(row.main_department_id === null ? {} : { mainDepartmentId: row.main_department_id }),
});

/** All of them, also those who left; an institution has hundreds at most. */
export const readMembers = async (tx: Pick<Tx, 'many' | 'institutionId'>): Promise<StoredMember[]> =>
  (await tx.many<Row>(`${MEMBERS} order by m.code`, [tx.institutionId])).map(memberOf);

export async function readMember(tx: Statements & { institutionId: number }, memberId: string) {
  const row = await tx.maybe<Row>(`${MEMBERS} and m.id = $2`, [tx.institutionId, memberId]);
  return row && memberOf(row);
}

/** @throws DatabaseError for a code or a person that is entered already; see `brokenMemberRule`. */
export const putMember = (
  tx: Tx,
  member: Omit<StoredMember, 'roles' | 'places'>,
  identityIndex: Buffer | undefined,
  at: InstantText,
) =>
  tx.run(
    `insert into staff.member
       (institution_id, id, code, name, initials, title, practice_number, identity_number, identity_number_index,
        phone, main_department_id, may_prescribe, antibiotic_tiers, controlled_classes, left_at, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
     on conflict (institution_id, id) do update set
       code = excluded.code, name = excluded.name, initials = excluded.initials, title = excluded.title,
       practice_number = excluded.practice_number, identity_number = excluded.identity_number,
       identity_number_index = excluded.identity_number_index,
       phone = excluded.phone, main_department_id = excluded.main_department_id,
       may_prescribe = excluded.may_prescribe, antibiotic_tiers = excluded.antibiotic_tiers,
       controlled_classes = excluded.controlled_classes, left_at = excluded.left_at`,
    [
      tx.institutionId,
      member.id,
      member.code,
      member.name,
      member.initials,
      member.title ?? null,
      member.practiceNumber ?? null,
      member.identityNumber ?? null,
      identityIndex ?? null,
      member.phone ?? null,
      member.mainDepartmentId ?? null,
      member.mayPrescribe,
      member.antibioticTiers,
      member.controlledClasses,
      member.leftAt ?? null,
      at,
    ],
  );

export function brokenMemberRule(error: unknown): 'code-taken' | 'person-known' | undefined {
  const constraint = brokenConstraint(error);
  if (constraint === 'member_one_person') return 'person-known';
  return constraint === 'member_institution_id_code_key' ? 'code-taken' : undefined;
}
