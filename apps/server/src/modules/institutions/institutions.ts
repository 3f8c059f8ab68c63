import type { Setting, SettingValue } from '@xinglin/kernel/setting';
import type { Statements } from '#platform/database/db';
import type { Tx } from '#platform/transaction';
import { institutionCommands } from './commands.ts';
import type { Department, DepartmentKind } from './contract.ts';
import type { InstitutionsNeeds } from './needs.ts';
import * as rows from './rows.ts';
import { settingOperations } from './setting-operations.ts';
import { type Reader, settingValues } from './setting-values.ts';

export function createInstitutions(needs: InstitutionsNeeds) {
  const values = settingValues(needs.listener);
  const commands = institutionCommands(needs);
  return {
    ...commands,
    ...settingOperations(values, needs.settings),
    institution: rows.readInstitution,
    sites: rows.readSites,
    rooms: rows.readRooms,
    departmentName: async (tx: Tx, departmentId: string): Promise<string> =>
      (await commands.department(tx, departmentId)).name,
    /** Also the retired ones; `departments` of a kind for choosing from, without them. */
    departments: async (tx: Tx, kind?: DepartmentKind): Promise<Department[]> => {
      const all = await rows.readDepartments(tx);
      return kind === undefined ? all : all.filter((department) => department.kind === kind && !department.retired);
    },
    /** What counts here: the institution's own decision, or the default of the definition. */
    setting: <Definition extends Setting>(tx: Reader, definition: Definition): Promise<SettingValue<Definition>> =>
      values.value(tx, definition),
    /** In the scope of the platform, which alone sees all institutions. */
    anyExists: async (statements: Statements): Promise<boolean> => (await rows.countInstitutions(statements)) > 0,
  };
}

export type Institutions = ReturnType<typeof createInstitutions>;
