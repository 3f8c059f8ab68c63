import { newId } from '@xinglin/kernel/ids';
import { pino } from 'pino';
import { readDemoDrugs, readDemoServices } from '../../apps/server/src/modules/catalog/knowledge.ts';
import { receiveGoods } from '../../apps/server/src/modules/stock/contract.ts';
import { readConfig } from '../../apps/server/src/platform/config/read-config.ts';
import { houseTransaction } from '../../apps/server/src/platform/house-transaction.ts';
import { openDatabase } from '../../apps/server/src/start/open-database.ts';
import { openApp } from '../../apps/server/src/start/open-parts.ts';

export const PASSWORD = 'Kestrel-7-Lantern';
const ROLES = ['registrar', 'triage-nurse', 'cashier', 'pharmacist'] as const;

export interface Prepared {
  readonly departmentIds: readonly string[];
  readonly pharmacyId: string;
  readonly doctors: readonly { readonly staffId: string; readonly userName: string }[];
  readonly userNames: Readonly<Record<(typeof ROLES)[number], string>>;
  readonly drugs: readonly PreparedDrug[];
}

export interface PreparedDrug {
  readonly id: string;
  readonly name: string;
  /** One tablet, in `doseUnit`. */
  readonly dose: string;
  readonly doseUnit: string;
}

export interface Size {
  readonly doctors: number;
  readonly departments: number;
}

/**
 * Fills an empty installation with one institution, its people, the demonstration catalogue and stock, through the
 * modules themselves. The server that is measured is started on it afterwards.
 */
export async function prepare(place: readonly string[], size: Size): Promise<Prepared> {
  const asked = readConfig([...place, '--empty', '--log-level', 'error'], {});
  if (asked.kind !== 'run') throw new Error('unexpected configuration');
  const { config } = asked;
  const log = pino({ level: 'error' });
  await using stack = new AsyncDisposableStack();
  const database = stack.use(
    await openDatabase(config, log, (reason) => {
      throw new Error(reason);
    }),
  );
  const { app, parts } = await openApp(config, database.ownerUrl, log, stack);
  const { modules } = app;
  const inHouse = houseTransaction({ ...parts, subscribers: new Map() });

  const places = await inHouse(1, async (tx, context) => {
    const form = { code: 'B1', name: '试验镇卫生院', kind: 'township-health-centre', areaCode: '110101' } as const;
    await modules.institutions.createInstitution(tx, { ...form, address: undefined, phone: undefined }, context);
    const siteId = newId();
    await modules.institutions.addSite(tx, { id: siteId, code: 'MAIN', name: '院本部', kind: 'main' }, context);
    const add = async (code: string, name: string, kind: 'outpatient' | 'pharmacy', position: number) => {
      const id = newId();
      await modules.institutions.addDepartment(tx, { id, siteId, code, name, kind, position }, context);
      return id;
    };
    const departmentIds: string[] = [];
    for (let index = 0; index < size.departments; index++) {
      departmentIds.push(await add(`D${index + 1}`, `门诊${index + 1}`, 'outpatient', index));
    }
    return { departmentIds, pharmacyId: await add('PHA', '药房', 'pharmacy', 99) };
  });

  const people = await inHouse(1, async (tx, context) => {
    const add = async (code: string, name: string, role: (typeof ROLES)[number] | 'doctor') => {
      const staffId = newId();
      await modules.staff.addMember(tx, { id: staffId, code, name }, context);
      if (role === 'doctor') {
        const rights = { mayPrescribe: true, antibioticTiers: ['unrestricted' as const], controlledClasses: [] };
        await modules.staff.grantPrescribing(tx, { memberId: staffId, ...rights }, context);
      }
      const account = { id: newId(), memberId: staffId, userName: code.toLowerCase(), password: PASSWORD };
      await modules.staff.createAccountWith(tx, { ...account, mustChangePassword: false, grants: [{ role }] }, context);
      return { staffId, userName: account.userName };
    };
    const others = {} as Record<(typeof ROLES)[number], string>;
    for (const role of ROLES) others[role] = (await add(`P-${role}`, `员工${role}`, role)).userName;
    const doctors: { staffId: string; userName: string }[] = [];
    for (let index = 0; index < size.doctors; index++) {
      doctors.push(await add(`DOC-${index + 1}`, `医生${index + 1}`, 'doctor'));
    }
    return { userNames: others, doctors };
  });

  const drugs = await inHouse(1, async (tx, context) => {
    const { rows } = readDemoDrugs();
    await modules.catalog.loadProducts(
      tx,
      { drugs: rows, services: readDemoServices().rows, pricesFrom: '2026-01-01' },
      context,
    );
    const chosen: PreparedDrug[] = [];
    for (const name of ['对乙酰氨基酚片', '氯雷他定片']) {
      const staffId = people.doctors[0]?.staffId ?? '';
      const [drug] = await modules.catalog.searchDrugs(tx, { q: name, limit: 1, staffId, now: context.now });
      if (!drug) throw new Error(`${name} is not in the demonstration catalogue`);
      chosen.push({ id: drug.id, name, dose: drug.dosePerUnit, doseUnit: drug.doseUnit });
    }
    const location = await modules.stock.pharmacyOf(tx, places.pharmacyId, context);
    const lines = chosen.map(({ id }) => ({
      drugId: id,
      batchNumber: 'B0001',
      expiresOn: '2029-06-30',
      quantity: '100000',
      unit: 'dispensing-unit' as const,
      purchasePrice: '0.2',
    }));
    const storekeeper = { ...context.actor, grants: new Map([['stock.receive', 'all' as const]]) };
    const goods = receiveGoods.input.parse({ locationId: location.id, lines });
    await modules.stock.receive(tx, goods, { ...context, actor: storekeeper });
    return chosen;
  });

  return { ...places, ...people, drugs };
}
