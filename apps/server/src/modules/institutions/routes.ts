import { type Route, serve } from '#platform/operations';
import * as contract from './contract.ts';
import type { Institutions } from './institutions.ts';

export const institutionsRoutes = (institutions: Institutions): Route[] => [
  serve(contract.readInstitution, async (tx) => withoutRecordId(await institutions.institution(tx))),
  serve(contract.changeInstitution, async (tx, input, context) =>
    withoutRecordId(await institutions.changeInstitution(tx, input, context)),
  ),
  serve(contract.listSites, async (tx) => ({ sites: await institutions.sites(tx) })),
  serve(contract.addSite, institutions.addSite),
  serve(contract.changeSite, institutions.changeSite),
  serve(contract.listDepartments, async (tx, { kind }) => ({ departments: await institutions.departments(tx, kind) })),
  serve(contract.addDepartment, institutions.addDepartment),
  serve(contract.changeDepartment, institutions.changeDepartment),
  serve(contract.listRooms, async (tx, { departmentId }) => ({ rooms: await institutions.rooms(tx, departmentId) })),
  serve(contract.addRoom, institutions.addRoom),
  serve(contract.changeRoom, institutions.changeRoom),
  serve(contract.listSettings, async (tx) => ({ settings: await institutions.listSettings(tx) })),
  serve(contract.readSettingValues, async (tx) => ({ values: await institutions.allSettingValues(tx) })),
  serve(contract.decideSetting, (tx, input, context) => institutions.decideSetting(tx, 'working', input, context)),
  serve(contract.decideSecuritySetting, (tx, input, context) =>
    institutions.decideSetting(tx, 'security', input, context),
  ),
  serve(contract.settingHistory, async (tx, { key }) => ({ decisions: await institutions.settingHistory(tx, key) })),
];

/** The identifier in the record is of no use to a screen. */
const withoutRecordId = <Value extends { readonly recordId: string }>({ recordId: _, ...rest }: Value) => rest;
