import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { DomainError } from '@xinglin/kernel/domain-error';
import { decimal, fromMillionths } from '@xinglin/kernel/quantity';
import fc from 'fast-check';
import type { Context } from '#platform/actor';
import type { Tx } from '#platform/transaction';
import type { Drug, Price } from '../catalog/contract.ts';
import { type DraftItem, draftItem } from './contract.ts';
import type { PrescriptionsNeeds } from './needs.ts';
import { readUsageCodes } from './usage-codes.ts';
import { totalOf, workOut } from './work-out.ts';

const usage = readUsageCodes();
const frequencies = [...usage.frequencies.values()].filter(
  ({ use, times }) => use === 'single' || (use === 'repeated' && times !== null),
);

const drugs = fc.record({
  dosePerUnit: fc.bigInt({ min: 1_000n, max: 2_000_000_000n }).map(fromMillionths),
  packSize: fc.integer({ min: 1, max: 200 }).map((size) => decimal(String(size))),
  splittable: fc.boolean(),
  singleUse: fc.boolean(),
});
const asked = fc.record({
  singleDose: fc.bigInt({ min: 1_000n, max: 3_000_000_000n }).map(fromMillionths),
  inUnits: fc.boolean(),
  frequency: fc.constantFrom(...frequencies.map(({ code }) => code)),
  days: fc.integer({ min: 1, max: 90 }),
});
const prices = fc.bigInt({ min: 0n, max: 500_000_000n }).map(fromMillionths);

const drugOf = (facts: Partial<Drug>): Drug =>
  ({
    id: randomUUID(),
    code: 'X1',
    name: '试验片',
    specification: '1mg',
    category: 'western',
    doseUnit: 'mg',
    dispensingUnit: '片',
    packUnit: '盒',
    state: 'active',
    ...facts,
  }) as Drug;

/** The catalogue of one drug: counting and pricing themselves are the catalogue's own functions. */
const withDrug = (drug: Drug, price?: Price): PrescriptionsNeeds =>
  ({
    usage,
    catalog: {
      drugs: async () => [drug],
      pricesAt: async () => new Map(price ? [[drug.id, price]] : []),
    },
  }) as unknown as PrescriptionsNeeds;

const itemOf = (drug: Drug, more: Partial<DraftItem>): DraftItem =>
  ({ id: randomUUID(), drugId: drug.id, doseUnit: 'mg', route: 'PO', frequency: 'tid', days: 3, ...more }) as DraftItem;

const run = (needs: PrescriptionsNeeds, items: DraftItem[]) =>
  workOut(needs, undefined as unknown as Tx, items, { now: Temporal.Instant.from('2026-03-02T01:00:00Z') } as Context);

const millionths = (value: string): bigint => {
  const [whole = '0', part = ''] = value.split('.');
  return BigInt(whole + part.padEnd(6, '0'));
};

/** Doses of a course counted one day after the other: slow and obvious. */
function dosesDayByDay(code: string, days: number): number {
  const frequency = usage.frequencies.get(code);
  if (!frequency || frequency.use === 'single') return 1;
  let doses = 0;
  for (let day = 0; day < days; day++) if (day % (frequency.perDays ?? 1) === 0) doses += frequency.times ?? 0;
  return doses;
}

test('the quantity covers the course, never less, and never a whole pack too much', async () => {
  const law = fc.asyncProperty(drugs, asked, async (facts, { inUnits, ...course }) => {
    const drug = drugOf(facts);
    const perUnit = inUnits ? 1_000_000n : millionths(drug.dosePerUnit);
    const dose = millionths(course.singleDose);
    const doses = BigInt(dosesDayByDay(course.frequency, course.days));
    const perDose = (dose + perUnit - 1n) / perUnit;
    const exactUnits = drug.singleUse ? perDose * doses : (dose * doses + perUnit - 1n) / perUnit;
    const working = run(withDrug(drug), [itemOf(drug, { ...course, doseUnit: inUnits ? '片' : 'mg' })]);
    if (dose * doses > 100_000n * perUnit) {
      assert.deepEqual(await issuesOf(working), ['items.0.singleDose prescriptions.too-much']);
      return;
    }
    const [worked] = await working;
    assert.ok(worked);
    const { quantity } = worked.line;
    assert.match(quantity, /^\d+$/);
    const surplus = BigInt(quantity) - exactUnits;
    assert.ok(surplus >= 0n, 'the course is covered');
    assert.ok(drug.splittable ? surplus === 0n : surplus < BigInt(drug.packSize), 'at most one pack more');
    assert.ok(drug.splittable || BigInt(quantity) % BigInt(drug.packSize) === 0n, 'closed packs stay closed');
    assert.equal(worked.line.coveredDays, course.days);
  });
  await fc.assert(law, { numRuns: 1_000 });
});

test('a sheet costs the sum of its lines, each rounded once to a whole fen', async () => {
  const law = fc.asyncProperty(drugs, asked, prices, async (facts, { inUnits: _, ...course }, amount) => {
    const drug = drugOf(facts);
    const price: Price = {
      amount,
      basis: 'pack',
      perQuantity: drug.packSize,
      unitPrice: decimal('0'),
      validFrom: '2026-01-01' as Price['validFrom'],
    };
    fc.pre(Number(course.singleDose) / Number(drug.dosePerUnit) <= 20);
    const worked = await run(withDrug(drug, price), [itemOf(drug, course), itemOf(drug, course)]);
    const exact = (Number(amount) * Number(worked[0]?.line.quantity) * 100) / Number(drug.packSize);
    for (const { line } of worked) assert.ok(Math.abs((line.amountFen ?? Number.NaN) - exact) <= 0.5 + exact * 1e-9);
    assert.equal(
      totalOf(worked.map(({ line }) => line)),
      worked.reduce((sum, { line }) => sum + (line.amountFen ?? 0), 0),
    );
  });
  await fc.assert(law, { numRuns: 300 });
});

const issuesOf = async (work: Promise<unknown>): Promise<string[]> => {
  const error = await work.then(
    () => assert.fail('nothing was refused'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof DomainError, String(error));
  return error.fields.map(({ path, code }) => `${path} ${code}`);
};

test('every line that cannot stand is named, all at once', async () => {
  const drug = drugOf({ dosePerUnit: decimal('250'), packSize: decimal('24'), splittable: false, singleUse: false });
  const needs = withDrug(drug);
  const line = (more: Partial<DraftItem>) => itemOf(drug, { singleDose: decimal('500'), ...more });
  const refused = await issuesOf(
    run(needs, [
      line({ route: 'NOWHERE' }),
      line({ frequency: 'sometimes' }),
      line({ frequency: 'prn' }),
      line({ doseUnit: 'ml' }),
      line({ quantity: decimal('24') }),
      line({ quantity: decimal('25'), quantityReason: '患者要求' }),
      line({ quantity: decimal('2.5'), quantityReason: '患者要求' }),
      line({ drugId: randomUUID() }),
      line({ quantity: decimal('48'), quantityReason: '外出' }),
    ]),
  );
  assert.deepEqual(refused, [
    'items.0.route prescriptions.unknown-route',
    'items.1.frequency prescriptions.unknown-frequency',
    'items.2.maxTimesPerDay prescriptions.max-times-needed',
    'items.3.quantity prescriptions.quantity-needed',
    'items.4.quantityReason prescriptions.quantity-reason-needed',
    'items.5.quantity prescriptions.whole-packs',
    'items.6.quantity prescriptions.whole-units',
    'items.7.drugId prescriptions.unknown-drug',
  ]);
  const once = line({});
  assert.deepEqual(await issuesOf(run(needs, [once, once])), ['items.1.id prescriptions.line-twice']);
  const narcotic = drugOf({ ...drug, controlled: 'narcotic' });
  assert.deepEqual(await issuesOf(run(withDrug(narcotic), [itemOf(narcotic, { singleDose: decimal('1') })])), [
    'items.0.drugId prescriptions.special-sheet-needed',
  ]);
  const retired = drugOf({ ...drug, state: 'retired' });
  assert.deepEqual(await issuesOf(run(withDrug(retired), [itemOf(retired, { singleDose: decimal('1') })])), [
    'items.0.drugId prescriptions.retired-drug',
  ]);
});

test('what nobody can mean is refused at the field and never reaches the arithmetic', async () => {
  const drug = drugOf({ dosePerUnit: decimal('250'), packSize: decimal('24'), splittable: false, singleUse: false });
  const needs = withDrug(drug, { amount: decimal('10000000'), perQuantity: decimal('1') } as Price);
  const dose = draftItem.safeParse(itemOf(drug, { singleDose: decimal('999999999999') }));
  assert.equal(dose.error?.issues[0]?.message, 'prescriptions.too-much');
  const most = { singleDose: decimal('50000000'), frequency: 'q1h', days: 366 };
  const refused = await issuesOf(
    run(needs, [
      itemOf(drug, most),
      itemOf(drug, { ...most, doseUnit: '片' }),
      itemOf(drug, { ...most, quantity: decimal('999999999999'), quantityReason: '外出' }),
    ]),
  );
  assert.deepEqual(refused, [
    'items.0.singleDose prescriptions.too-much',
    'items.1.singleDose prescriptions.too-much',
    'items.2.quantity prescriptions.too-much',
  ]);
  const [dear] = await run(needs, [
    itemOf(drug, { singleDose: decimal('1'), quantity: decimal('96000'), quantityReason: '外出' }),
  ]);
  assert.equal(dear?.line.amountFen, 96_000_000_000_000);
});

test('a quantity by hand counts the days it lasts, not the days written', async () => {
  const drug = drugOf({ dosePerUnit: decimal('250'), packSize: decimal('24'), splittable: true, singleUse: false });
  const byHand = itemOf(drug, {
    singleDose: decimal('250'),
    days: 3,
    quantity: decimal('90'),
    quantityReason: '外出务工',
  });
  const [worked] = await run(withDrug(drug), [byHand]);
  assert.deepEqual(
    { days: worked?.line.coveredDays, quantity: worked?.line.quantity, text: worked?.line.quantityText },
    { days: 30, quantity: '90', text: '3盒+18片' },
  );
});

test('a daily dose is kept in the unit of the drug, whatever unit the doctor used', async () => {
  const drug = drugOf({ dosePerUnit: decimal('250'), packSize: decimal('24'), splittable: true, singleUse: false });
  const doses = await run(withDrug(drug), [
    itemOf(drug, { singleDose: decimal('500') }),
    itemOf(drug, { singleDose: decimal('2'), doseUnit: '片' }),
    itemOf(drug, { singleDose: decimal('500'), frequency: 'qod', days: 7 }),
  ]);
  assert.deepEqual(
    doses.map(({ line }) => line.dailyDose),
    ['1500', '1500', '500'].map((value) => ({ value, unit: 'mg' })),
  );
});
