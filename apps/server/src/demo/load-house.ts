import { dateAtInstitution } from '@xinglin/kernel/clock';
import { readDemoDrugs, readDemoServices } from '../modules/catalog/index.ts';
import { saveVillage } from '../modules/patients/households/contract.ts';
import { isAdministratorRole } from '../modules/staff/contract.ts';
import { receiveGoods } from '../modules/stock/contract.ts';
import { chanceOf } from './chance.ts';
import { DEMO_PASSWORD, DEMO_TOTP_SECRET } from './demo-accounts.ts';
import { rowsOf } from './knowledge.ts';
import type { Stage } from './stage.ts';

const PRICES_FROM = '2020-01-01';

/** The institution, its house, its people with accounts, and the catalogue: in one transaction, all or nothing. */
export async function loadHouse(stage: Stage): Promise<void> {
  await stage.inHouse(async (tx, context) => {
    const { institutions, staff, catalog } = stage.app.modules;
    const [institution] = rowsOf('institution');
    if (!institution) throw new Error('knowledge/demo/house.json names no institution');
    const { institutionKind: kind, kind: _, ...form } = institution;
    await institutions.createInstitution(tx, { ...form, kind }, context);
    const siteIds = new Map<string, string>();
    for (const { code, name, siteKind, address } of rowsOf('site')) {
      const site = await institutions.addSite(
        tx,
        { code, name, kind: siteKind, ...(address ? { address } : {}) },
        context,
      );
      siteIds.set(code, site.id);
    }
    const departmentIds = new Map<string, string>();
    for (const [position, { site, code, name, departmentKind, rooms }] of rowsOf('department').entries()) {
      const siteId = siteIds.get(site);
      if (!siteId) throw new Error(`department ${code} stands at the unknown site ${site}`);
      const department = await institutions.addDepartment(
        tx,
        { siteId, code, name, kind: departmentKind, position },
        context,
      );
      departmentIds.set(code, department.id);
      for (const room of rooms) await institutions.addRoom(tx, { departmentId: department.id, name: room }, context);
    }
    for (const { code, userName, name, role, departments, title } of rowsOf('person')) {
      const member = await staff.addMember(tx, { code, name, title }, context);
      if (role === 'doctor') {
        const antibioticTiers = title.startsWith('主治')
          ? (['unrestricted', 'restricted'] as const)
          : (['unrestricted'] as const);
        const rights = {
          memberId: member.id,
          mayPrescribe: true,
          antibioticTiers: [...antibioticTiers],
          controlledClasses: [],
        };
        await staff.grantPrescribing(tx, rights, context);
      }
      const grants =
        departments.length === 0
          ? [{ role }]
          : departments.map((where) => ({ role, departmentId: departmentIds.get(where) }));
      const account = { memberId: member.id, userName, password: DEMO_PASSWORD, mustChangePassword: false, grants };
      await staff.createAccountWith(
        tx,
        isAdministratorRole(role) ? { ...account, totpSecret: DEMO_TOTP_SECRET } : account,
        context,
      );
    }
    const products = { drugs: readDemoDrugs().rows, services: readDemoServices().rows, pricesFrom: PRICES_FROM };
    await catalog.loadProducts(tx, products, context);
  });
}

/** Villages and a filled pharmacy: the rest of what must be there before people can work. */
export async function loadShelves(stage: Stage): Promise<void> {
  for (const { code, name } of rowsOf('village')) await stage.as('gongwei', saveVillage, { code, name });
  const pharmacy = await stage.inHouse(async (tx, context) => {
    const [department] = await stage.app.modules.institutions.departments(tx, 'pharmacy');
    if (!department) throw new Error('no pharmacy');
    return stage.app.modules.stock.pharmacyOf(tx, department.id, context);
  });
  const drugs = await stage.inHouse(async (tx) => {
    const rows = await tx.many<{ id: string; code: string; pack_size: string }>(
      'select id, code, pack_size from catalog.drug where institution_id = $1 order by code',
      [tx.institutionId],
    );
    return rows;
  });
  const prices = new Map(readDemoDrugs().rows.map(({ code, purchasePackPrice }) => [code, purchasePackPrice]));
  const chance = chanceOf(7);
  const today = dateAtInstitution(stage.now());
  const lines = drugs.flatMap(({ id, code, pack_size: packSize }) =>
    [1, 2].map((delivery) => ({
      drugId: id,
      batchNumber: `${today.year - 1}${String(chance.int(1, 12)).padStart(2, '0')}${String(delivery).padStart(2, '0')}${chance.int(10, 99)}`,
      expiresOn: today.add({ months: delivery === 1 ? chance.int(3, 14) : chance.int(15, 30) }).toString(),
      // Small packs are needed in greater numbers.
      quantity: String(Number(packSize) >= 50 ? chance.int(20, 60) : chance.int(150, 400)),
      unit: 'pack' as const,
      purchasePrice: prices.get(code) ?? '1',
    })),
  );
  const AT_ONCE = 80;
  for (let from = 0; from < lines.length; from += AT_ONCE) {
    await stage.as('yaoshi', receiveGoods, {
      locationId: pharmacy.id,
      supplier: '示范医药公司',
      documentNumber: `RK${today.toString().replaceAll('-', '')}${from / AT_ONCE + 1}`,
      lines: lines.slice(from, from + AT_ONCE),
    });
  }
}
