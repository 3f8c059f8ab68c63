import type { InstantText } from '@xinglin/kernel/shapes';
import { brokenConstraint, type Statements } from '#platform/database/db';
import type { Tx } from '#platform/transaction';
import type {
  Department,
  DepartmentKind,
  Institution,
  InstitutionForm,
  InstitutionKind,
  Room,
  Site,
  SiteKind,
} from './contract.ts';

interface InstitutionRow {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly kind: InstitutionKind;
  readonly social_credit_code: string | null;
  readonly area_code: string | null;
  readonly address: string | null;
  readonly phone: string | null;
  readonly record_id: string;
}

const INSTITUTION = `
  select institution_id as id, code, name, kind, social_credit_code, area_code, address, phone, record_id
  from institutions.institution where institution_id = $1`;

const institutionOf = (row: InstitutionRow): Institution => ({
  id: row.id,
  code: row.code,
  name: row.name,
  kind: row.kind,
  recordId: row.record_id,
  ...(row.social_credit_code === null ? {} : { socialCreditCode: row.social_credit_code }),
  ...(row.area_code === null ? {} : { areaCode: row.area_code }),
  ...(row.address === null ? {} : { address: row.address }),
  ...(row.phone === null ? {} : { phone: row.phone }),
});

export const readInstitution = async (tx: Tx): Promise<Institution> =>
  institutionOf(await tx.one<InstitutionRow>(INSTITUTION, [tx.institutionId]));

const formValues = (form: InstitutionForm) => [
  form.code,
  form.name,
  form.kind,
  form.socialCreditCode ?? null,
  form.areaCode ?? null,
  form.address ?? null,
  form.phone ?? null,
];

export const updateInstitution = (tx: Tx, form: InstitutionForm) =>
  tx.run(
    `update institutions.institution
     set code = $2, name = $3, kind = $4, social_credit_code = $5, area_code = $6, address = $7, phone = $8
     where institution_id = $1`,
    [tx.institutionId, ...formValues(form)],
  );

export const insertInstitution = (statements: Statements, institutionId: number, form: InstitutionForm) =>
  statements.run(
    `insert into institutions.institution
       (institution_id, code, name, kind, social_credit_code, area_code, address, phone)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [institutionId, ...formValues(form)],
  );

/** In the scope of the platform, which alone sees all institutions. */
export const countInstitutions = async (statements: Statements): Promise<number> =>
  (await statements.one<{ count: number }>('select count(*) from institutions.institution')).count;

// ---- Sites -------------------------------------------------------------------------------------------------------

interface SiteRow {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly kind: SiteKind;
  readonly address: string | null;
  readonly retired: boolean;
}

const SITES = `
  select id, code, name, kind, address, retired_at is not null as retired
  from institutions.site where institution_id = $1`;

const siteOf = ({ address, ...row }: SiteRow): Site => ({ ...row, ...(address === null ? {} : { address }) });

export const readSites = async (tx: Tx): Promise<Site[]> =>
  (await tx.many<SiteRow>(`${SITES} order by kind <> 'main', code`, [tx.institutionId])).map(siteOf);

export async function readSite(tx: Tx, siteId: string): Promise<Site | undefined> {
  const row = await tx.maybe<SiteRow>(`${SITES} and id = $2`, [tx.institutionId, siteId]);
  return row && siteOf(row);
}

/** @throws DatabaseError on a code in use or a second main site; see `brokenRule`. */
export const putSite = (tx: Tx, site: Site, at: InstantText) =>
  tx.run(
    `insert into institutions.site (institution_id, id, code, name, kind, address, retired_at)
     values ($1, $2, $3, $4, $5, $6, case when $7 then $8::timestamptz end)
     on conflict (institution_id, id) do update
     set code = excluded.code, name = excluded.name, kind = excluded.kind, address = excluded.address,
         retired_at = case when $7 then coalesce(site.retired_at, excluded.retired_at) end`,
    [tx.institutionId, site.id, site.code, site.name, site.kind, site.address ?? null, site.retired, at],
  );

// ---- Departments and rooms ---------------------------------------------------------------------------------------

interface DepartmentRow {
  readonly id: string;
  readonly site_id: string;
  readonly site_name: string;
  readonly code: string;
  readonly name: string;
  readonly kind: DepartmentKind;
  readonly initials: string;
  readonly position: number;
  readonly retired: boolean;
}

const DEPARTMENTS = `
  select d.id, d.site_id, s.name as site_name, d.code, d.name, d.kind, d.initials, d.position,
         d.retired_at is not null as retired
  from institutions.department d
  join institutions.site s on s.institution_id = d.institution_id and s.id = d.site_id
  where d.institution_id = $1`;

const departmentOf = ({ site_id, site_name, ...row }: DepartmentRow): Department => ({
  ...row,
  siteId: site_id,
  siteName: site_name,
});

export const readDepartments = async (tx: Pick<Tx, 'many' | 'institutionId'>): Promise<Department[]> =>
  (await tx.many<DepartmentRow>(`${DEPARTMENTS} order by d.position, d.code`, [tx.institutionId])).map(departmentOf);

export async function readDepartment(tx: Tx, departmentId: string): Promise<Department | undefined> {
  const row = await tx.maybe<DepartmentRow>(`${DEPARTMENTS} and d.id = $2`, [tx.institutionId, departmentId]);
  return row && departmentOf(row);
}

export const putDepartment = (tx: Tx, department: Omit<Department, 'siteName'>, at: InstantText) =>
  tx.run(
    `insert into institutions.department
       (institution_id, id, site_id, code, name, initials, kind, position, retired_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, case when $9 then $10::timestamptz end)
     on conflict (institution_id, id) do update
     set site_id = excluded.site_id, code = excluded.code, name = excluded.name, initials = excluded.initials,
         kind = excluded.kind, position = excluded.position,
         retired_at = case when $9 then coalesce(department.retired_at, excluded.retired_at) end`,
    [
      tx.institutionId,
      department.id,
      department.siteId,
      department.code,
      department.name,
      department.initials,
      department.kind,
      department.position,
      department.retired,
      at,
    ],
  );

interface RoomRow {
  readonly id: string;
  readonly department_id: string;
  readonly name: string;
  readonly retired: boolean;
}

const ROOMS = `
  select id, department_id, name, retired_at is not null as retired from institutions.room where institution_id = $1`;

const roomOf = ({ department_id, ...row }: RoomRow): Room => ({ ...row, departmentId: department_id });

export const readRooms = async (tx: Tx, departmentId: string): Promise<Room[]> =>
  (await tx.many<RoomRow>(`${ROOMS} and department_id = $2 order by name`, [tx.institutionId, departmentId])).map(
    roomOf,
  );

export async function readRoom(tx: Tx, roomId: string): Promise<Room | undefined> {
  const row = await tx.maybe<RoomRow>(`${ROOMS} and id = $2`, [tx.institutionId, roomId]);
  return row && roomOf(row);
}

export const putRoom = (tx: Tx, room: Room, at: InstantText) =>
  tx.run(
    `insert into institutions.room (institution_id, id, department_id, name, retired_at)
     values ($1, $2, $3, $4, case when $5 then $6::timestamptz end)
     on conflict (institution_id, id) do update
     set name = excluded.name, retired_at = case when $5 then coalesce(room.retired_at, excluded.retired_at) end`,
    [tx.institutionId, room.id, room.departmentId, room.name, room.retired, at],
  );

/** What a refused write broke, in the words of this module. */
export function brokenRule(error: unknown): 'code-taken' | 'name-taken' | 'one-main-site' | undefined {
  const constraint = brokenConstraint(error);
  if (constraint === 'site_one_main') return 'one-main-site';
  if (constraint === 'room_institution_id_department_id_name_key') return 'name-taken';
  return constraint?.endsWith('_code_key') ? 'code-taken' : undefined;
}
