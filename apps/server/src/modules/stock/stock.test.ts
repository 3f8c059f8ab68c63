import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DomainError } from '@xinglin/kernel/domain-error';
import { newId } from '@xinglin/kernel/ids';
import { decimal } from '@xinglin/kernel/quantity';
import pg from 'pg';
import {
  availabilityOf,
  countStock,
  listBatches,
  listLocations,
  listMovements,
  lowStock,
  openLocation,
  receiveGoods,
  setMinimum,
  transferGoods,
  writeOffGoods,
} from '#contract/stock';
import { departmentIdOf } from '#testing/seed-institutions';
import { type StartedClinic, startClinic } from '#testing/start-clinic';

const reserve = (clinic: StartedClinic, drugId: string, quantity: string, neededUntil?: string) => {
  const purpose = { kind: 'prescription', id: newId() };
  const lineId = newId();
  return clinic.tx(async (tx, context) => {
    const { id: locationId } = await clinic.modules.stock.pharmacyOf(tx, departmentIdOf(1, 'PHA'), context);
    const lines = [{ purpose, lineId, drugId, quantity: decimal(quantity), neededUntil }];
    await clinic.modules.stock.reserve(tx, { locationId, lines }, context);
    return { purpose, lineId };
  });
};

test('packs become dispensing units, the price with them, and the same batch adds up', async () => {
  await using clinic = await startClinic();
  const drug = await clinic.given.drug('阿莫西林胶囊', '0.25g×24粒/盒');
  const { id: locationId } = await clinic.given.pharmacy();
  const pharmacist = clinic.as('pharmacist');
  const line = {
    drugId: drug.id,
    batchNumber: 'A1',
    expiresOn: '2027-06-30',
    quantity: '3',
    unit: 'pack' as const,
    purchasePrice: '10',
  };
  const first = await pharmacist.call(receiveGoods, { locationId, supplier: '示范医药', lines: [line] });
  assert.deepEqual(
    first.lines.map(({ quantity, onHand }) => [quantity, onHand]),
    [['72', '72']],
  );
  const again = await pharmacist.call(receiveGoods, { locationId, supplier: '示范医药', lines: [line] });
  assert.equal(again.lines[0]?.batchId, first.lines[0]?.batchId);
  assert.equal(again.lines[0]?.onHand, '144');
  const dearer = await pharmacist.call(receiveGoods, {
    locationId,
    supplier: '示范医药',
    lines: [{ ...line, purchasePrice: '11' }],
  });
  assert.notEqual(dearer.lines[0]?.batchId, first.lines[0]?.batchId);
  const { batches } = await pharmacist.call(listBatches, { drugId: drug.id });
  assert.deepEqual(batches.map(({ purchasePrice, onHand }) => [purchasePrice, onHand]).sort(), [
    ['0.416667', '144'],
    ['0.458333', '72'],
  ]);
});

test('expired goods are refused and name their line; a short shelf life is pointed out', async () => {
  await using clinic = await startClinic({ now: '2026-03-02T09:00:00+08:00' });
  const drug = await clinic.given.drug('阿奇霉素片');
  const { id: locationId } = await clinic.given.pharmacy();
  const receive = (expiresOn: string) =>
    clinic.as('pharmacist').call(receiveGoods, {
      locationId,
      lines: [
        { drugId: drug.id, batchNumber: 'E', expiresOn, quantity: '5', unit: 'dispensing-unit', purchasePrice: '1' },
      ],
    });
  await assert.rejects(receive('2026-03-01'), {
    code: 'stock.already-expired',
    fields: [{ path: 'lines.0.expiresOn', code: 'stock.already-expired', facts: { expiresOn: '2026-03-01' } }],
  });
  const short = await receive('2026-08-31');
  assert.deepEqual(short.warnings, [
    { line: 0, code: 'stock.short-shelf-life', facts: { expiresOn: '2026-08-31', months: 6 } },
  ]);
  assert.deepEqual((await receive('2026-09-02')).warnings, []);
});

test('the goods that expire first go first, never expired ones, and none that expire during the course', async () => {
  await using clinic = await startClinic({ now: '2026-03-02T09:00:00+08:00' });
  const { id: drugId } = await clinic.given.drug('阿奇霉素片');
  await clinic.given.goods({ drugId, quantity: '10', expiresOn: '2027-01-01', batchNumber: 'LATE' });
  await clinic.given.goods({ drugId, quantity: '4', expiresOn: '2026-03-05', batchNumber: 'SOON' });
  await clinic.given.goods({ drugId, quantity: '4', expiresOn: '2026-03-03', batchNumber: 'TOMORROW' });
  const batchesOf = async (id: string) =>
    (await clinic.tx((tx) => clinic.modules.stock.reservationsOf(tx, 'prescription', [id]))).map(
      ({ batchNumber, quantity }) => `${batchNumber} ${quantity}`,
    );

  const course = await reserve(clinic, drugId, '5', '2026-03-05');
  assert.deepEqual(await batchesOf(course.purpose.id), ['SOON 4', 'LATE 1']);
  const single = await reserve(clinic, drugId, '3');
  assert.deepEqual(await batchesOf(single.purpose.id), ['TOMORROW 3']);
  clinic.clock.advance({ hours: 48 });
  const later = reserve(clinic, drugId, '10');
  const drug = '阿奇霉素片 0.25g×6片/盒';
  await assert.rejects(later, {
    code: 'stock.not-enough',
    facts: { drugId, drug, available: '9', wanted: '10', unit: '片' },
  });
});

test('a promised batch that has expired meanwhile is not handed out', async () => {
  await using clinic = await startClinic({ now: '2026-03-02T09:00:00+08:00' });
  const { id: drugId } = await clinic.given.drug('阿奇霉素片');
  await clinic.given.goods({ drugId, quantity: '4', expiresOn: '2026-03-02', batchNumber: 'TODAY' });
  const { purpose } = await reserve(clinic, drugId, '4');
  const issue = () => clinic.tx((tx, context) => clinic.modules.stock.issue(tx, purpose, context));
  clinic.clock.advance({ hours: 24 });
  await assert.rejects(issue(), { code: 'stock.reserved-batch-expired' });
  await clinic.tx((tx, context) => clinic.modules.stock.release(tx, purpose, context));
  await assert.rejects(issue(), { code: 'stock.nothing-reserved' });
});

test('promised goods can neither be written off, moved nor counted away', async () => {
  await using clinic = await startClinic();
  const pharmacist = clinic.as('pharmacist');
  const { id: drugId } = await clinic.given.drug('阿奇霉素片');
  const location = await clinic.given.pharmacy();
  const { lines } = await clinic.given.goods({ drugId, quantity: '10' });
  const batchId = lines[0]?.batchId ?? '';
  await reserve(clinic, drugId, '7');
  const { id: locationId, quarantineId = '' } = location;
  const refused = { code: 'stock.not-enough-on-hand' };
  const away = { locationId, lines: [{ batchId, quantity: '4' }] };
  await assert.rejects(pharmacist.call(writeOffGoods, { ...away, reason: 'damaged' }), refused);
  const moved = { fromLocationId: locationId, toLocationId: quarantineId, lines: away.lines };
  await assert.rejects(pharmacist.call(transferGoods, moved), refused);
  const counted = (book: string, quantity: string) =>
    pharmacist.call(countStock, { locationId, reason: '月度盘点', lines: [{ batchId, book, counted: quantity }] });
  await assert.rejects(counted('10', '6'), refused);
  await assert.rejects(counted('9', '9'), { kind: 'conflict', code: 'stock.book-moved' });
  const { lines: after } = await counted('10', '8');
  assert.deepEqual(after, [{ batchId, book: '10', counted: '8', difference: '-2' }]);
});

test('goods come back into the batch they left, at most as many as left, to the shelf or to quarantine', async () => {
  await using clinic = await startClinic();
  const { stock } = clinic.modules;
  const { id: drugId } = await clinic.given.drug('阿奇霉素片');
  await clinic.given.goods({ drugId, quantity: '10' });
  const { purpose, lineId } = await reserve(clinic, drugId, '6');
  const [gone] = await clinic.tx((tx, context) => stock.issue(tx, purpose, context));
  const back = (quantity: string, to: 'stock' | 'quarantine') =>
    clinic.tx((tx, context) =>
      stock.takeBack(
        tx,
        purpose,
        [{ lineId, batchId: gone?.batchId ?? '', quantity: decimal(quantity), to }],
        'other',
        context,
      ),
    );
  await back('2', 'stock');
  await back('3', 'quarantine');
  await assert.rejects(back('2', 'stock'), {
    code: 'stock.returned-more-than-issued',
    facts: { quantity: '2', out: '1' },
  });
  const { batches } = await clinic.as('pharmacist').call(listBatches, { drugId });
  assert.deepEqual(batches.map(({ locationName, onHand }) => `${locationName} ${onHand}`).sort(), [
    '药房 6',
    '药房待处理区 3',
  ]);
  const [available] = await clinic.tx((tx, context) => stock.availableOf(tx, undefined, [drugId], context));
  assert.equal(available?.available, '6');
});

test('near expiry, low stock and the ledger can be looked up', async () => {
  await using clinic = await startClinic({ now: '2026-03-02T09:00:00+08:00' });
  const pharmacist = clinic.as('pharmacist');
  const { id: locationId } = await clinic.given.pharmacy();
  const drug = await clinic.given.drug('阿奇霉素片');
  await clinic.given.goods({ drugId: drug.id, quantity: '10', expiresOn: '2026-03-20', batchNumber: 'NEAR' });
  await clinic.given.goods({ drugId: drug.id, quantity: '10', expiresOn: '2026-08-20', batchNumber: 'HALF' });
  await clinic.given.goods({ drugId: drug.id, quantity: '10', expiresOn: '2029-08-20', batchNumber: 'FAR' });
  const levels = async (input: object) =>
    (await pharmacist.call(listBatches, input)).batches.map(
      ({ batchNumber, expiryLevel }) => `${batchNumber} ${expiryLevel}`,
    );
  assert.deepEqual(await levels({ text: '阿奇' }), ['NEAR 1', 'HALF 6', 'FAR far']);
  assert.deepEqual(await levels({ expiringWithinMonths: 3 }), ['NEAR 1']);
  assert.deepEqual(await levels({ text: 'hal' }), ['HALF 6']);
  clinic.clock.advance({ hours: 24 * 19 });
  assert.deepEqual(await levels({ expiringWithinMonths: 0 }), ['NEAR expired']);
  const { drugs } = await pharmacist.call(availabilityOf, { drugIds: drug.id });
  assert.deepEqual(
    drugs.map(({ onHand, available, nearestExpiry }) => [onHand, available, nearestExpiry]),
    [['30', '20', '2026-08-20']],
  );
  await pharmacist.call(setMinimum, { locationId, drugId: drug.id, minimum: '25' });
  const low = await pharmacist.call(lowStock, { locationId });
  assert.deepEqual(
    low.drugs.map(({ drugName, short }) => [drugName, short]),
    [['阿奇霉素片', '5']],
  );
  await pharmacist.call(setMinimum, { locationId, drugId: drug.id, minimum: '0' });
  assert.deepEqual((await pharmacist.call(lowStock, { locationId })).drugs, []);
  const page = await pharmacist.call(listMovements, { drugId: drug.id, limit: 2 });
  assert.deepEqual([page.movements.map(({ batchNumber }) => batchNumber), page.more], [['FAR', 'HALF'], true]);
  const last = page.movements.at(-1)?.id ?? '';
  const rest = await pharmacist.call(listMovements, { drugId: drug.id, limit: 2, before: last });
  assert.deepEqual([rest.movements.map(({ batchNumber }) => batchNumber), rest.more], [['NEAR'], false]);
});

test('a store is opened once for a department, and goods move from it to the pharmacy', async () => {
  await using clinic = await startClinic();
  const pharmacist = clinic.as('pharmacist');
  const departmentId = departmentIdOf(1, 'PHA');
  const store = await pharmacist.call(openLocation, { departmentId, kind: 'store', name: '药库' });
  const twice = pharmacist.call(openLocation, { departmentId, kind: 'store', name: '药库二' });
  await assert.rejects(twice, { code: 'stock.location-there' });
  const pharmacy = await clinic.given.pharmacy();
  const { locations } = await pharmacist.call(listLocations, {});
  assert.deepEqual(locations.map(({ kind }) => kind).sort(), ['pharmacy', 'quarantine', 'store']);
  const { id: drugId } = await clinic.given.drug('阿奇霉素片');
  const { lines } = await clinic.given.goods({ drugId, quantity: '10', location: store });
  assert.equal(
    (await pharmacist.call(availabilityOf, { locationId: pharmacy.id, drugIds: [drugId] })).drugs[0]?.onHand,
    '0',
  );
  await pharmacist.call(transferGoods, {
    fromLocationId: store.id,
    toLocationId: pharmacy.id,
    lines: [{ batchId: lines[0]?.batchId ?? '', quantity: '6' }],
  });
  assert.equal(
    (await pharmacist.call(availabilityOf, { locationId: pharmacy.id, drugIds: [drugId] })).drugs[0]?.onHand,
    '6',
  );
});

test('who may not, cannot; another institution sees nothing', async () => {
  await using clinic = await startClinic();
  const { id: drugId } = await clinic.given.drug('阿奇霉素片');
  await clinic.given.goods({ drugId, quantity: '10' });
  const { id: locationId } = await clinic.given.pharmacy();
  const line = {
    drugId,
    batchNumber: 'X',
    expiresOn: '2027-01-01',
    quantity: '1',
    unit: 'pack' as const,
    purchasePrice: '1',
  };
  for (const name of ['cashier', 'doctor', 'system-admin'] as const) {
    const tried = clinic.as(name).call(receiveGoods, { locationId, lines: [line] });
    await assert.rejects(tried, { kind: 'forbidden' }, name);
  }
  const neighbour = clinic.as('pharmacist', { institutionId: 2 });
  assert.deepEqual((await neighbour.call(listBatches, {})).batches, []);
  await assert.rejects(neighbour.call(receiveGoods, { locationId, lines: [line] }), {
    code: 'stock.location-not-known',
  });
});

test('parts of a unit, and more than any store holds, are refused at their field', async () => {
  await using clinic = await startClinic();
  const { id: drugId } = await clinic.given.drug('阿奇霉素片');
  const { id: locationId } = await clinic.given.pharmacy();
  const { lines } = await clinic.given.goods({ drugId, quantity: '10' });
  const batchId = lines[0]?.batchId ?? '';
  const pharmacist = clinic.as('pharmacist');
  const received = (more: object) =>
    pharmacist.call(receiveGoods, {
      locationId,
      lines: [
        {
          drugId,
          batchNumber: 'X',
          expiresOn: '2027-01-01',
          quantity: '1',
          unit: 'pack',
          purchasePrice: '1',
          ...more,
        },
      ],
    });
  const refused = [
    [received({ quantity: '0.5' }), 'lines.0.quantity', 'stock.whole-units'],
    [received({ quantity: '999999999999' }), 'lines.0.quantity', 'input.too-big'],
    [received({ purchasePrice: '999999999999' }), 'lines.0.purchasePrice', 'input.too-big'],
    [
      pharmacist.call(writeOffGoods, { locationId, reason: 'damaged', lines: [{ batchId, quantity: '0.1' }] }),
      'lines.0.quantity',
      'stock.whole-units',
    ],
    [
      pharmacist.call(countStock, { locationId, reason: '月末', lines: [{ batchId, book: '10', counted: '9.5' }] }),
      'lines.0.counted',
      'stock.whole-units',
    ],
  ] as const;
  for (const [work, path, code] of refused) {
    await assert.rejects(work, (error: DomainError) => {
      assert.deepEqual(
        error.fields.map((field) => [field.path, field.code]),
        [[path, code]],
      );
      return true;
    });
  }
});

test('a shelf is looked after by its own department, and only known drugs are watched', async () => {
  await using clinic = await startClinic();
  const { id: locationId } = await clinic.given.pharmacy();
  const { id: drugId } = await clinic.given.drug('阿奇霉素片');
  const { actor } = clinic.as('pharmacist');
  const elsewhere = departmentIdOf(1, 'GEN');
  const grants = new Map([...actor.grants.keys()].map((key) => [key, new Set([elsewhere])] as const));
  const stranger = clinic.asActor({ ...actor, grants });
  const watch = { locationId, drugId, minimum: '20' };
  await assert.rejects(stranger.call(setMinimum, watch), { kind: 'forbidden' });
  const store = { departmentId: departmentIdOf(1, 'PHA'), kind: 'store', name: '药库' } as const;
  await assert.rejects(stranger.call(openLocation, store), { kind: 'forbidden' });
  const unknown = clinic.as('pharmacist').call(setMinimum, { ...watch, drugId: newId() });
  await assert.rejects(unknown, { code: 'stock.drug-not-known' });
  await clinic.as('pharmacist').call(setMinimum, watch);
  const { drugs } = await clinic.as('pharmacist').call(lowStock, { locationId });
  assert.deepEqual(
    drugs.map(({ short }) => short),
    ['20'],
  );
});

test('the database refuses what the code would never write', async () => {
  await using clinic = await startClinic();
  const { id: drugId } = await clinic.given.drug('阿奇霉素片');
  await clinic.given.goods({ drugId, quantity: '10' });
  await reserve(clinic, drugId, '4');
  const client = new pg.Client({ connectionString: clinic.connectionString });
  await client.connect();
  try {
    const act = (sql: string) => client.query(sql);
    await assert.rejects(act('update stock.movement set quantity = 5, after = 5'), /never changed/);
    await assert.rejects(act('delete from stock.movement'), /never changed/);
    await assert.rejects(act('update stock.balance set on_hand = on_hand + 1'), /its ledger ends at/);
    await assert.rejects(act('update stock.balance set reserved = 0'), /open reservations sum to/);
    await assert.rejects(act('update stock.balance set on_hand = 3'), /balance_covers_reservations/);
    await assert.rejects(
      act("update stock.reservation set state = 'released', closed_at = now()"),
      /open reservations/,
    );
    const copied = act(
      `insert into stock.movement (institution_id, id, location_id, batch_id, drug_id, position, kind, quantity, before,
         after, purpose_kind, purpose_id, moved_at, moved_by, moved_by_name)
       select institution_id, gen_random_uuid(), location_id, batch_id, drug_id, position + 1, kind, quantity, after,
         after + quantity, purpose_kind, purpose_id, moved_at, moved_by, moved_by_name from stock.movement`,
    );
    await assert.rejects(copied, /its ledger ends at/);
  } finally {
    await client.end();
  }
});
