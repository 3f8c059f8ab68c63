import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RequestOf } from '@xinglin/kernel/operation';
import { decimal } from '@xinglin/kernel/quantity';
import { brokenConstraint } from '#platform/database/db';
import { startClinic } from '#testing/start-clinic';
import * as contract from './contract.ts';
import { lineAmount } from './core/line-amount.ts';

const tablet: RequestOf<typeof contract.createDrug> = {
  code: 'T-001',
  genericId: 'D045',
  name: '对乙酰氨基酚片',
  category: 'western',
  specification: '0.5g×12片/盒',
  dosageForm: '片',
  doseUnit: 'mg',
  dosePerUnit: '500',
  dispensingUnit: '片',
  packUnit: '盒',
  packSize: '12',
  splittable: true,
  singleUse: false,
  manufacturer: '试验药厂',
  routes: ['PO'],
};
type Clinic = Awaited<ReturnType<typeof startClinic>>;
const names = async (clinic: Clinic, q: string, more: object = {}) =>
  (await clinic.as('doctor').call(contract.searchDrugs, { q, ...more })).drugs.map(({ name }) => name);

test('drugs are found by Chinese, pinyin, initials, English, generic name and code', async () => {
  await using clinic = await startClinic();
  for (const q of ['阿莫西林胶', 'amoxilinjiao', 'amxljn', 'amoxicillin cap', 'AMXLJN']) {
    assert.equal((await names(clinic, q))[0], '阿莫西林胶囊', q);
  }
  assert.ok((await names(clinic, '布洛芬混悬')).includes('布洛芬混悬滴剂'));
  assert.ok((await names(clinic, 'anlvdiping')).includes('苯磺酸氨氯地平片'), 'found by the name of its generic drug');
  assert.equal((await names(clinic, 'YP0001'))[0], '阿莫西林胶囊');
  assert.deepEqual(await names(clinic, '没有这种药'), []);
  assert.deepEqual(await names(clinic, '', {}), []);
  assert.equal((await names(clinic, '', { all: 'true', limit: '200' })).length, 200);
  assert.ok((await names(clinic, '', { all: 'true', limit: '200', offset: '200' })).length >= 6);
  assert.deepEqual(await names(clinic, 'amxl', { category: 'patent-chinese' }), []);
});

test('what a doctor prescribes comes first', async () => {
  await using clinic = await startClinic();
  const doctor = clinic.as('doctor').actor.staffId;
  const [first, second] = (await clinic.as('doctor').call(contract.searchDrugs, { q: 'amxl' })).drugs;
  assert.ok(first && second && first.id !== second.id);
  await clinic.tx((tx, { now }) => clinic.modules.catalog.countUse(tx, 'drug', [second.id, second.id], doctor, now));
  const [now] = (await clinic.as('doctor').call(contract.searchDrugs, { q: 'amxl' })).drugs;
  assert.deepEqual([now?.id, now?.ownUses, now?.uses], [second.id, 1, 1]);
  const [forAnother] = (await clinic.as('second-doctor').call(contract.searchDrugs, { q: 'amxl' })).drugs;
  assert.deepEqual([forAnother?.id, forAnother?.ownUses, forAnother?.uses], [second.id, 0, 1]);
});

test('a product is added, changed and retired, and every version is kept', async () => {
  await using clinic = await startClinic();
  const pharmacist = clinic.as('pharmacist');
  const drug = await pharmacist.call(contract.createDrug, tablet);
  assert.deepEqual([drug.version, drug.packSize, drug.state, drug.skinTest], [1, '12', 'active', false]);
  assert.ok((await names(clinic, 'T-001')).includes(tablet.name), 'found at once');

  const { drugId, version } = { drugId: drug.id, version: drug.version };
  const changed = await pharmacist.call(contract.updateDrug, { ...tablet, manufacturer: '新厂', drugId, version });
  assert.deepEqual([changed.version, changed.manufacturer], [2, '新厂']);
  const stale = pharmacist.call(contract.updateDrug, { ...tablet, drugId, version });
  await assert.rejects(stale, { kind: 'conflict', code: 'catalog.changed-by-another' });
  const repacked = pharmacist.call(contract.updateDrug, { ...tablet, packSize: '24', drugId, version: 2 });
  await assert.rejects(repacked, { kind: 'rule', code: 'catalog.units-are-fixed' });

  await pharmacist.call(contract.setDrugState, { drugId, state: 'retired', reason: '停产' });
  assert.ok(!(await names(clinic, 'T-001')).includes(tablet.name));
  assert.ok((await names(clinic, 'T-001', { includeRetired: 'true' })).includes(tablet.name));
  const { drug: kept, changes } = await clinic.as('doctor').call(contract.getDrug, { drugId });
  assert.equal(kept.state, 'retired');
  assert.deepEqual(
    changes.map(({ version, fields, reason }) => ({ version, fields, reason })),
    [
      { version: 3, fields: ['state'], reason: '停产' },
      { version: 2, fields: ['manufacturer'], reason: undefined },
      { version: 1, fields: [], reason: undefined },
    ],
  );
});

test('a product that refers to nothing known is refused, with the field', async () => {
  await using clinic = await startClinic();
  const create = (change: object) => clinic.as('pharmacist').call(contract.createDrug, { ...tablet, ...change });
  await assert.rejects(create({ genericId: 'D999' }), { code: 'catalog.no-such-generic' });
  await assert.rejects(create({ routes: ['PO', 'NOSE'] }), { code: 'catalog.no-such-route' });
  const usual = { singleDose: '500', doseUnit: 'mg', route: 'PO', frequency: 'tid' };
  await assert.rejects(create({ usualUse: { ...usual, frequency: 'often' } }), { code: 'catalog.no-such-frequency' });
  await assert.rejects(create({ usualUse: { ...usual, doseUnit: 'ml' } }), { code: 'catalog.usual-dose-unit' });
  await assert.rejects(create({ usualUse: { ...usual, route: 'IM' } }), { code: 'catalog.no-such-route' });
  await assert.rejects(create({ packSize: '2.5' }), (error: { fields?: readonly { code: string }[] }) => {
    assert.deepEqual(
      error.fields?.map(({ code }) => code),
      ['catalog.whole-pack'],
    );
    return true;
  });
  await create({});
  await assert.rejects(create({}), { kind: 'conflict', code: 'catalog.code-taken' });
});

test('only those who may keep the catalogue', async () => {
  await using clinic = await startClinic();
  await assert.rejects(clinic.as('doctor').call(contract.createDrug, tablet), { kind: 'forbidden' });
  const { id } = await clinic.given.drug('阿司匹林肠溶片');
  const price = { drugId: id, amount: '1', validFrom: '2026-03-02', reason: '试' };
  await assert.rejects(clinic.as('pharmacist').call(contract.setDrugPrice, price), { kind: 'forbidden' });
  await assert.rejects(clinic.as('system-admin').call(contract.setDrugPrice, price), { kind: 'forbidden' });
});

test('a price holds from its day, and every decision stays', async () => {
  await using clinic = await startClinic({ now: '2026-03-02T09:00:00+08:00' });
  const { catalog } = clinic.modules;
  const { id: drugId } = await clinic.given.drug('阿莫西林胶囊', '0.25g×24粒/盒');
  const manager = clinic.as('manager');
  const set = (amount: string, validFrom: string) =>
    manager.call(contract.setDrugPrice, { drugId, amount, basis: 'pack', validFrom, reason: '采购价变动' });
  const at = (moment: string) => clinic.tx((tx) => catalog.priceAt(tx, 'drug', drugId, Temporal.Instant.from(moment)));

  assert.equal((await at('2026-03-02T09:00:00+08:00'))?.amount, '6.96');
  await set('8.40', '2026-04-01');
  await set('7.20', '2026-03-10');
  const { prices } = await set('7.44', '2026-03-10');
  assert.deepEqual(
    prices.map(({ amount, validFrom, validUntil }) => [amount, validFrom, validUntil]),
    [
      ['6.96', '2020-01-01', '2026-03-10'],
      ['7.44', '2026-03-10', '2026-04-01'],
      ['8.4', '2026-04-01', undefined],
    ],
  );
  assert.equal((await at('2026-03-09T23:59:59+08:00'))?.amount, '6.96');
  const tenth = await at('2026-03-10T00:00:00+08:00');
  assert.deepEqual([tenth?.amount, tenth?.unitPrice, tenth?.perQuantity], ['7.44', '0.31', '24']);
  assert.equal((await at('2027-01-01T00:00:00+08:00'))?.amount, '8.4');
  assert.equal(await at('2019-12-31T12:00:00+08:00'), undefined, 'before the first price there is none');

  const { decisions } = await manager.call(contract.getDrug, { drugId });
  assert.deepEqual(
    decisions.map(({ amount, decidedByName }) => [amount, decidedByName]),
    [
      ['7.44', manager.actor.displayName],
      ['7.2', manager.actor.displayName],
      ['8.4', manager.actor.displayName],
      ['6.96', 'Xinglin'],
    ],
  );
  await assert.rejects(set('1', '2026-03-01'), { kind: 'rule', code: 'catalog.price-in-the-past' });
});

test('the database refuses two prices for one day, whoever writes them', async () => {
  await using clinic = await startClinic();
  const { id } = await clinic.given.drug('阿司匹林肠溶片');
  const planted = clinic.tx((tx) =>
    tx.run(
      `insert into catalog.price (institution_id, id, drug_id, amount, basis, per_quantity, valid, decision_id)
       select institution_id, gen_random_uuid(), drug_id, 1, 'unit', 1, '[2026-03-02,2026-03-03)', decision_id
       from catalog.price where institution_id = $1 and drug_id = $2`,
      [tx.institutionId, id],
    ),
  );
  await assert.rejects(planted, (error: unknown) => brokenConstraint(error) === 'one_price_a_day');
  const edited = clinic.tx((tx) => tx.run('update catalog.price_decision set amount = 0'));
  await assert.rejects(edited, /permission denied/);
});

test('two managers who set one price at once leave one price a day', async () => {
  await using clinic = await startClinic({ now: '2026-03-02T09:00:00+08:00' });
  const { id: drugId } = await clinic.given.drug('阿司匹林肠溶片');
  const days = ['2026-03-05', '2026-03-03', '2026-03-05', '2026-03-04', '2026-03-02', '2026-03-04'];
  await Promise.all(
    days.map((validFrom, index) =>
      clinic
        .as('manager')
        .call(contract.setDrugPrice, { drugId, amount: String(index + 1), validFrom, reason: '调价' }),
    ),
  );
  const { prices, decisions } = await clinic.as('manager').call(contract.getDrug, { drugId });
  assert.equal(decisions.length, days.length + 1);
  assert.deepEqual(
    prices.map(({ validFrom, validUntil }) => [validFrom, validUntil]),
    [
      ['2020-01-01', '2026-03-02'],
      ['2026-03-02', '2026-03-03'],
      ['2026-03-03', '2026-03-04'],
      ['2026-03-04', '2026-03-05'],
      ['2026-03-05', undefined],
    ],
  );
});

test('services have codes, prices and what they cover', async () => {
  await using clinic = await startClinic();
  const { catalog } = clinic.modules;
  const fee = await clinic.tx((tx) => catalog.service(tx, 'YB001'));
  assert.deepEqual([fee.name, fee.chargeCategory], ['一般诊疗费', 'general-practice']);
  assert.ok(fee.covers.includes('GH001'));
  const price = await clinic.tx((tx, { now }) => catalog.priceAt(tx, 'service', fee.id, now));
  assert.equal(price && lineAmount(price.amount, decimal('1'), price.perQuantity), 1000);
  await assert.rejects(
    clinic.tx((tx) => catalog.service(tx, 'NONE')),
    { code: 'catalog.no-such-service' },
  );

  const found = await clinic.as('registrar').call(contract.searchServices, { q: 'ptmz' });
  assert.deepEqual(found.services.map(({ code }) => code).sort(), ['GH001', 'ZC001']);
  const manager = clinic.as('manager');
  const form = {
    code: 'XX1',
    name: '红外线治疗',
    category: 'treatment',
    chargeCategory: 'treatment',
    unit: '次',
  } as const;
  const created = await manager.call(contract.createService, form);
  const { version } = created;
  const renamed = await manager.call(contract.updateService, {
    ...form,
    name: '红外线理疗',
    serviceId: created.id,
    version,
  });
  assert.equal(renamed.name, '红外线理疗');
  const free = { serviceId: created.id, amount: '0', validFrom: '2026-03-02', reason: '公共卫生项目' };
  assert.equal((await manager.call(contract.setServicePrice, free)).prices[0]?.amount, '0');
  const negative = manager.call(contract.setServicePrice, { ...free, amount: '-1' });
  await assert.rejects(negative, { kind: 'invalid' });
});

test('institutions have catalogues of their own', async () => {
  await using clinic = await startClinic();
  const elsewhere = clinic.as('pharmacist', { institutionId: 2 });
  const { drugs } = await elsewhere.call(contract.searchDrugs, { q: '', all: 'true' });
  assert.deepEqual(drugs, []);
  await elsewhere.call(contract.createDrug, tablet);
  assert.deepEqual(await names(clinic, 'T-001'), []);
  const { id } = await clinic.given.drug('阿司匹林肠溶片');
  await assert.rejects(elsewhere.call(contract.getDrug, { drugId: id }), { kind: 'not-found' });
});

test('a change that was rolled back is not found', async () => {
  await using clinic = await startClinic();
  const { catalog } = clinic.modules;
  const staffId = clinic.as('pharmacist').actor.staffId;
  const fields = contract.drugFields.parse(tablet);
  const undone = clinic.tx(async (tx, context) => {
    await catalog.createDrug(tx, fields, context);
    const question = { q: 'T-001', limit: 5, staffId, now: context.now };
    assert.equal((await catalog.searchDrugs(tx, question)).length, 1, 'the transaction sees its own change');
    throw new Error('undone');
  });
  await assert.rejects(undone, /undone/);
  assert.deepEqual(await names(clinic, 'T-001'), []);
  await clinic.as('pharmacist').call(contract.createDrug, { ...tablet, code: 'T-002' });
  assert.deepEqual(await names(clinic, 'T-001'), []);
});

test('loading a catalogue twice adds nothing', async () => {
  await using clinic = await startClinic();
  const { readDemoDrugs, readDemoServices } = await import('./knowledge.ts');
  const products = { drugs: readDemoDrugs().rows, services: readDemoServices().rows, pricesFrom: '2020-01-01' };
  const again = await clinic.tx((tx, context) => clinic.modules.catalog.loadProducts(tx, products, context));
  assert.deepEqual(again, { drugs: 0, services: 0 });
});

test('choices of frequency and route come from the knowledge base', async () => {
  await using clinic = await startClinic();
  const { frequencies, routes } = await clinic.as('doctor').call(contract.usageCodes, {});
  const every = frequencies.find(({ code }) => code === 'qod');
  assert.deepEqual([every?.times, every?.perDays], [1, 2]);
  assert.ok(!('times' in (frequencies.find(({ code }) => code === 'prn') ?? {})));
  assert.equal(routes.find(({ code }) => code === 'PO')?.wst364, '1');
});
