import { DomainError, invalidField } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import type { InputOf } from '@xinglin/kernel/operation';
import type { Context } from '#platform/actor';
import { initialsOf } from '#platform/pinyin';
import type { Tx } from '#platform/transaction';
import type {
  addDepartment,
  addRoom,
  addSite,
  changeDepartment,
  changeRoom,
  changeSite,
  Department,
  Institution,
  InstitutionForm,
  Room,
  Site,
} from './contract.ts';
import { departmentResource, institutionResource, roomResource, siteResource } from './fhir.ts';
import type { InstitutionsNeeds } from './needs.ts';
import * as rows from './rows.ts';

const at = (context: Context) => context.now.toString() as never;
const idAt = (context: Context) => newId(context.now.epochMilliseconds);

/** Says in our words which rule a refused write broke. */
async function write(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const rule = rows.brokenRule(error);
    if (rule === 'code-taken') throw new DomainError('conflict', 'institutions.code-taken');
    if (rule === 'name-taken') throw new DomainError('conflict', 'institutions.name-taken');
    if (rule === 'one-main-site') throw new DomainError('rule', 'institutions.one-main-site');
    throw error;
  }
}

type AddSite = Omit<InputOf<typeof addSite>, 'address'> & {
  readonly id?: string;
  readonly address?: string | undefined;
};
type AddDepartment = InputOf<typeof addDepartment> & { readonly id?: string };
type AddRoom = InputOf<typeof addRoom> & { readonly id?: string };

export interface CommandNeeds extends Pick<InstitutionsNeeds, 'record'> {
  /** Tells everybody who remembers departments, and the sites they name. */
  readonly departmentsChange: (tx: Tx) => Promise<void>;
}

/** What changes an institution. Each also writes the FHIR resource that stands for the thing. */
export function institutionCommands({ record, departmentsChange }: CommandNeeds) {
  const department = async (tx: Tx, departmentId: string): Promise<Department> => {
    const found = await rows.readDepartment(tx, departmentId);
    if (!found) throw new DomainError('not-found', 'institutions.no-such-department');
    return found;
  };
  const site = async (tx: Tx, siteId: string): Promise<Site> => {
    const found = await rows.readSite(tx, siteId);
    if (!found) throw new DomainError('not-found', 'institutions.no-such-site');
    return found;
  };

  const putSite = async (tx: Tx, next: Site, context: Context): Promise<Site> => {
    await write(rows.putSite(tx, next, at(context)));
    await departmentsChange(tx);
    await record.put(tx, [siteResource(next, await rows.readInstitution(tx))], context);
    return next;
  };
  const putDepartment = async (tx: Tx, next: Omit<Department, 'siteName'>, context: Context): Promise<Department> => {
    if (!(await rows.readSite(tx, next.siteId))) throw invalidField('siteId', 'institutions.no-such-site');
    await write(rows.putDepartment(tx, next, at(context)));
    await departmentsChange(tx);
    const [stored, institution] = await Promise.all([department(tx, next.id), rows.readInstitution(tx)]);
    await record.put(tx, [departmentResource(stored, institution)], context);
    return stored;
  };
  const putRoom = async (tx: Tx, next: Room, context: Context): Promise<Room> => {
    const owner = await department(tx, next.departmentId);
    await write(rows.putRoom(tx, next, at(context)));
    await record.put(tx, [roomResource(next, owner)], context);
    return next;
  };

  return {
    changeInstitution: async (tx: Tx, form: InstitutionForm, context: Context): Promise<Institution> => {
      await write(rows.updateInstitution(tx, form));
      const institution = await rows.readInstitution(tx);
      await record.put(tx, [institutionResource(institution)], context);
      return institution;
    },
    /** For first set-up and demo data: the transaction sees the new institution as its own. */
    createInstitution: async (tx: Tx, form: InstitutionForm, context: Context): Promise<Institution> => {
      await write(rows.insertInstitution(tx, tx.institutionId, form));
      const institution = await rows.readInstitution(tx);
      await record.put(tx, [institutionResource(institution)], context);
      return institution;
    },
    addSite: (tx: Tx, { id, address, ...form }: AddSite, context: Context): Promise<Site> =>
      putSite(
        tx,
        { ...form, ...(address === undefined ? {} : { address }), id: id ?? idAt(context), retired: false },
        context,
      ),
    changeSite: async (
      tx: Tx,
      { siteId, address, ...form }: InputOf<typeof changeSite>,
      context: Context,
    ): Promise<Site> => {
      const current = await site(tx, siteId);
      if (current.kind === 'main' && (form.retired || form.kind !== 'main')) {
        throw new DomainError('rule', 'institutions.main-site-stays');
      }
      if (form.retired) {
        const working = (await rows.readDepartments(tx)).filter((d) => d.siteId === siteId && !d.retired);
        if (working.length > 0) {
          throw new DomainError('rule', 'institutions.site-has-departments', { count: working.length });
        }
      }
      return putSite(tx, { ...form, ...(address === undefined ? {} : { address }), id: siteId }, context);
    },
    addDepartment: (tx: Tx, { id, ...form }: AddDepartment, context: Context): Promise<Department> =>
      putDepartment(tx, { ...form, id: id ?? idAt(context), initials: initialsOf(form.name), retired: false }, context),
    changeDepartment: async (
      tx: Tx,
      { departmentId, ...form }: InputOf<typeof changeDepartment>,
      context: Context,
    ): Promise<Department> => {
      await department(tx, departmentId);
      return putDepartment(tx, { ...form, id: departmentId, initials: initialsOf(form.name) }, context);
    },
    addRoom: (tx: Tx, { id, ...form }: AddRoom, context: Context): Promise<Room> =>
      putRoom(tx, { ...form, id: id ?? idAt(context), retired: false }, context),
    changeRoom: async (tx: Tx, { roomId, ...form }: InputOf<typeof changeRoom>, context: Context): Promise<Room> => {
      const current = await rows.readRoom(tx, roomId);
      if (!current) throw new DomainError('not-found', 'institutions.no-such-room');
      return putRoom(tx, { ...current, ...form }, context);
    },
    department,
    site,
  };
}
