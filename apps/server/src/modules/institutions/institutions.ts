import type { Setting, SettingValue } from '@xinglin/kernel/setting';
import type { Statements } from '#platform/database/db';
import { type Reader, remembered } from '#platform/live/remembered';
import type { Tx } from '#platform/transaction';
import { institutionCommands } from './commands.ts';
import type { Department, DepartmentKind } from './contract.ts';
import type { InstitutionsNeeds } from './needs.ts';
import * as rows from './rows.ts';
import { settingOperations } from './setting-operations.ts';
import { settingValues } from './setting-values.ts';

export const DEPARTMENTS_CHANNEL = 'xinglin_departments';

export function createInstitutions(needs: InstitutionsNeeds) {
  const values = settingValues(needs.listener);
  const known = remembered(needs.listener, DEPARTMENTS_CHANNEL, rows.readDepartments);
  const commands = institutionCommands({ ...needs, departmentsChange: known.forget });
  /** @throws DomainError 'not-found'. */
  const department = async (tx: Tx, departmentId: string): Promise<Department> =>
    (await known.of(tx)).find(({ id }) => id === departmentId) ?? commands.department(tx, departmentId);
  return {
    ...commands,
    department,
    ...settingOperations(values, needs.settings),
    institution: rows.readInstitution,
    sites: rows.readSites,
    rooms: rows.readRooms,
    departmentName: async (tx: Tx, departmentId: string): Promise<string> => (await department(tx, departmentId)).name,
    /** Also the retired ones; `departments` of a kind for choosing from, without them. */
    departments: async (tx: Tx, kind?: DepartmentKind): Promise<Department[]> => {
      const all = await known.of(tx);
      return kind === undefined
        ? [...all]
        : all.filter((department) => department.kind === kind && !department.retired);
    },
    /** What counts here: the institution's own decision, or the default of the definition. */
    setting: <Definition extends Setting>(tx: Reader, definition: Definition): Promise<SettingValue<Definition>> =>
      values.value(tx, definition),
    /** In the scope of the platform, which alone sees all institutions. */
    anyExists: async (statements: Statements): Promise<boolean> => (await rows.countInstitutions(statements)) > 0,
  };
}

export type Institutions = ReturnType<typeof createInstitutions>;
