import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fen } from '@xinglin/kernel/money';
import pg from 'pg';
import {
  billOfVisit,
  daySummary,
  findSettlements,
  openBills,
  previewRefund,
  receipt,
  refund,
  settle,
  settlementsOfVisit,
} from '#contract/charging';
import { cash } from '#testing/given/charging';
import { startClinic } from '#testing/start-clinic';

test('a bill is settled in cash: change, receipt number, capital amount, and nothing is open any more', async () => {
  await using clinic = await startClinic();
  const visit = await clinic.given.visit();
  await clinic.given.charges(visit, [
    { amountFen: 1001, category: 'treatment' },
    { amountFen: 234, category: 'material' },
  ]);
  const cashier = clinic.as('cashier');
  const { bills } = await cashier.call(openBills, {});
  assert.deepEqual(
    bills.map(({ totalFen, lines, paying }) => [totalFen, lines, paying]),
    [[1235, 2, false]],
  );
  const paid = await cashier.call(settle, {
    visitId: visit.visitId,
    expectedTotalFen: 1235,
    payments: [{ method: 'cash', amountFen: 1235, tenderedFen: 2000 }],
  });
  assert.ok(paid.outcome === 'settled');
  assert.deepEqual(paid.settlement.payments, [{ method: 'cash', amountFen: 1235, tenderedFen: 2000, changeFen: 765 }]);
  assert.equal(paid.settlement.receiptNumber, '202600000001');
  const paper = await cashier.call(receipt, { settlementId: paid.settlement.id });
  assert.equal(paper.totalInCapitals, '壹拾贰元叁角伍分');
  assert.equal(paper.institutionName, '试验镇卫生院');
  assert.deepEqual(
    paper.categories.map(({ category, amountFen }) => [category, amountFen]),
    [
      ['treatment', 1001],
      ['material', 234],
    ],
  );
  assert.deepEqual((await cashier.call(openBills, {})).bills, []);
  const again = cashier.call(settle, { visitId: visit.visitId, expectedTotalFen: 0, payments: [] });
  await assert.rejects(again, { kind: 'conflict', code: 'charging.nothing-to-pay' });
});

test('open bills are listed latest first, and found by person', async () => {
  await using clinic = await startClinic();
  const early = await clinic.given.visit();
  await clinic.given.charges(early, [{ amountFen: 100 }]);
  clinic.clock.advance({ minutes: 5 });
  const late = await clinic.given.visit();
  await clinic.given.charges(late, [{ amountFen: 200 }]);
  const cashier = clinic.as('cashier');
  const visitsOf = async (input: { readonly patientId?: string; readonly limit?: number }) => {
    const { bills, more } = await cashier.call(openBills, input);
    return [bills.map(({ visitId }) => visitId), more];
  };
  assert.deepEqual(await visitsOf({}), [[late.visitId, early.visitId], false]);
  assert.deepEqual(await visitsOf({ limit: 1 }), [[late.visitId], true]);
  assert.deepEqual(await visitsOf({ patientId: early.patientId }), [[early.visitId], false]);
});

test('a bill that changed under the cashier is refused with the new total', async () => {
  await using clinic = await startClinic();
  const visit = await clinic.given.visit();
  await clinic.given.charges(visit, [{ amountFen: 500 }]);
  await clinic.given.charges(visit, [{ amountFen: 300 }]);
  const stale = clinic.as('cashier').call(settle, {
    visitId: visit.visitId,
    expectedTotalFen: 500,
    payments: cash(fen(500)),
  });
  await assert.rejects(stale, {
    kind: 'conflict',
    code: 'charging.bill-changed',
    facts: { expectedFen: 500, totalFen: 800 },
  });
});

test('two cashiers press at once: one settles; a retry with the same key is the same payment', async () => {
  await using clinic = await startClinic();
  const visit = await clinic.given.visit();
  await clinic.given.charges(visit, [{ amountFen: 500 }, { amountFen: 700 }]);
  const input = { visitId: visit.visitId, expectedTotalFen: 1200, payments: cash(fen(1200)) };
  const presses = await Promise.allSettled([
    ...Array.from({ length: 3 }, () => clinic.as('cashier').call(settle, input, { key: 'same-press' })),
    clinic.as('cashier').call(settle, input),
    clinic.as('cashier').call(settle, input),
  ]);
  const receipts = new Set(
    presses.flatMap((press) =>
      press.status === 'fulfilled' && press.value.outcome === 'settled' ? [press.value.settlement.receiptNumber] : [],
    ),
  );
  assert.equal(receipts.size, 1);
  for (const press of presses) {
    if (press.status === 'rejected') assert.equal(press.reason.code, 'charging.nothing-to-pay');
  }
  const { settlements } = await clinic.as('cashier').call(settlementsOfVisit, { visitId: visit.visitId });
  assert.equal(settlements.length, 1);
});

test('receipt numbers of one institution follow each other without gaps, also when settlements fail between', async () => {
  await using clinic = await startClinic();
  const visits = await Promise.all(Array.from({ length: 6 }, () => clinic.given.visit({ stage: 'waiting' })));
  for (const visit of visits) await clinic.given.charges(visit, [{ amountFen: 100 }]);
  const pay = (visitId: string, expectedTotalFen: number) =>
    clinic.as('cashier').call(settle, { visitId, expectedTotalFen, payments: cash(fen(expectedTotalFen)) });
  await Promise.allSettled(visits.flatMap(({ visitId }) => [pay(visitId, 100), pay(visitId, 99)]));
  const { settlements } = await clinic.as('cashier').call(findSettlements, { mine: true });
  const numbers = settlements.map(({ receiptNumber }) => receiptNumber).sort();
  assert.deepEqual(
    numbers,
    Array.from({ length: 6 }, (_, index) => `20260000000${index + 1}`),
  );
});

test('what comes from one source is paid together', async () => {
  await using clinic = await startClinic();
  const visit = await clinic.given.visit();
  await clinic.given.charges(visit, [{ amountFen: 500 }, { amountFen: 700 }]);
  await clinic.given.charges(visit, [{ amountFen: 300 }]);
  const cashier = clinic.as('cashier');
  const { lines } = await cashier.call(billOfVisit, { visitId: visit.visitId });
  const pay = (itemIds: string[], total: number) =>
    cashier.call(settle, { visitId: visit.visitId, itemIds, expectedTotalFen: total, payments: cash(fen(total)) });
  const idOf = (amount: number) => lines.find(({ amountFen }) => amountFen === amount)?.id ?? '';
  await assert.rejects(pay([idOf(500)], 500), { code: 'charging.source-split' });
  const paid = await pay([idOf(300)], 300);
  assert.equal(paid.outcome, 'settled');
  await assert.rejects(pay([idOf(300)], 300), { code: 'charging.line-not-open' });
  assert.equal((await cashier.call(billOfVisit, { visitId: visit.visitId })).totalFen, 1200);
});

test('a partial refund reverses the settlement and settles what is kept; the original stays on record', async () => {
  await using clinic = await startClinic();
  const visit = await clinic.given.visit();
  await clinic.given.charges(visit, [{ amountFen: 1000, quantity: '3' }, { amountFen: 700 }]);
  const original = await clinic.given.paid(visit.visitId);
  const cashier = clinic.as('cashier');
  const thirds = original.lines.find(({ amountFen }) => amountFen === 1000);
  const asked = { settlementId: original.id, lines: [{ itemId: thirds?.itemId ?? '', quantity: '1' }] };
  const preview = await cashier.call(previewRefund, asked);
  assert.deepEqual([preview.refundFen, preview.keptFen, preview.needsSupervisor], [333, 1367, false]);
  const wrong = cashier.call(refund, { ...asked, reason: '少做一次', expectedRefundFen: 334 });
  await assert.rejects(wrong, { code: 'charging.refund-changed', facts: { expectedFen: 334, refundFen: 333 } });
  const done = await cashier.call(refund, { ...asked, reason: '少做一次', expectedRefundFen: 333 });
  assert.deepEqual([done.reversal.totalFen, done.kept?.totalFen, done.refundedFen], [-1700, 1367, 333]);
  assert.deepEqual(done.back, [{ method: 'cash', amountFen: 333, done: true }]);
  assert.equal(done.reversal.originalReceiptNumber, original.receiptNumber);

  const { settlements } = await cashier.call(settlementsOfVisit, { visitId: visit.visitId });
  assert.deepEqual(
    settlements.map(({ kind, stands, totalFen }) => [kind, stands, totalFen]),
    [
      ['charge', false, 1700],
      ['reversal', false, -1700],
      ['kept', true, 1367],
    ],
  );
  const stale = cashier.call(refund, { ...asked, reason: '再退', expectedRefundFen: 333 });
  await assert.rejects(stale, { kind: 'conflict', code: 'charging.refunded-already' });

  const kept = done.kept;
  assert.ok(kept);
  const rest = await cashier.call(refund, {
    settlementId: kept.id,
    lines: kept.lines.map(({ itemId }) => ({ itemId })),
    reason: '全部退费',
    expectedRefundFen: 1367,
  });
  assert.equal(rest.kept, undefined);
  const summary = await cashier.call(daySummary, {});
  assert.deepEqual(
    [summary.takenFen, summary.refundedFen, summary.netFen, summary.cashToHandInFen, summary.receipts],
    [1700, 1700, 0, 0, 4],
  );
  assert.deepEqual(
    summary.categories.map(({ category, netFen }) => [category, netFen]),
    [['treatment', 0]],
  );
});

test('two refunds of one settlement at once: one goes through', async () => {
  await using clinic = await startClinic();
  const visit = await clinic.given.visit();
  await clinic.given.charges(visit, [{ amountFen: 1000 }]);
  const { id: settlementId, lines } = await clinic.given.paid(visit.visitId);
  const input = { settlementId, lines: lines.map(({ itemId }) => ({ itemId })), reason: '退', expectedRefundFen: 1000 };
  const presses = await Promise.allSettled([1, 2, 3].map(() => clinic.as('cashier').call(refund, input)));
  assert.equal(presses.filter(({ status }) => status === 'fulfilled').length, 1);
  for (const press of presses) {
    if (press.status === 'rejected') assert.equal(press.reason.code, 'charging.refunded-already');
  }
});

test('a large refund on a later day needs a supervisor, a small one or one of the same day does not', async () => {
  await using clinic = await startClinic();
  const pay = async (amountFen: number) => {
    const visit = await clinic.given.visit({ stage: 'waiting' });
    await clinic.given.charges(visit, [{ amountFen }]);
    const { id: settlementId, lines } = await clinic.given.paid(visit.visitId);
    const asked = { settlementId, lines: lines.map(({ itemId }) => ({ itemId })) };
    return { ...asked, reason: '退', expectedRefundFen: amountFen };
  };
  await clinic.as('cashier').call(refund, await pay(20_000));
  const large = await pay(20_000);
  const small = await pay(10_000);
  clinic.clock.advance({ hours: 24 });
  await clinic.as('cashier').call(refund, small);
  assert.equal(
    (await clinic.as('cashier').call(previewRefund, { settlementId: large.settlementId, lines: large.lines }))
      .needsSupervisor,
    true,
  );
  await assert.rejects(clinic.as('cashier').call(refund, large), {
    kind: 'forbidden',
    code: 'charging.needs-supervisor',
  });
  await clinic.as('manager').call(refund, large);
});

test('a free bill is settled without a payment, and stands', async () => {
  await using clinic = await startClinic();
  const visit = await clinic.given.visit();
  await clinic.given.charges(visit, [{ amountFen: 0 }]);
  const { totalFen, stands, payments } = await clinic.given.paid(visit.visitId);
  assert.deepEqual([totalFen, stands, payments], [0, true, []]);
});

test('who may not take money cannot, and another institution sees none of it', async () => {
  await using clinic = await startClinic();
  const visit = await clinic.given.visit();
  await clinic.given.charges(visit, [{ amountFen: 500 }]);
  const input = { visitId: visit.visitId, expectedTotalFen: 500, payments: cash(fen(500)) };
  for (const name of ['doctor', 'pharmacist', 'registrar', 'security-admin'] as const) {
    await assert.rejects(clinic.as(name).call(settle, input), { kind: 'forbidden' }, name);
  }
  const neighbour = clinic.as('cashier', { institutionId: 2 });
  assert.deepEqual((await neighbour.call(openBills, {})).bills, []);
  await assert.rejects(neighbour.call(billOfVisit, { visitId: visit.visitId }), { kind: 'not-found' });
  await assert.rejects(neighbour.call(settle, input), { code: 'charging.nothing-to-pay' });
});

test('the database refuses to change the books or to unbalance them', async () => {
  await using clinic = await startClinic();
  const visit = await clinic.given.visit();
  await clinic.given.charges(visit, [{ amountFen: 500 }]);
  await clinic.given.paid(visit.visitId);
  const client = new pg.Client({ connectionString: clinic.connectionString });
  await client.connect();
  try {
    const act = (sql: string) => client.query(sql);
    for (const table of ['settlement', 'settlement_line', 'payment', 'posting', 'receipt']) {
      await assert.rejects(act(`delete from charging.${table}`), /never changed/, table);
    }
    await assert.rejects(act('update charging.posting set amount_fen = amount_fen * 2'), /never changed/);
    await assert.rejects(act('update charging.item set amount_fen = 1'), /never changed/);
    const late = `insert into charging.posting select institution_id, settlement_id, 'card', 500 from charging.posting limit 1`;
    await assert.rejects(act(late), /is complete/);
    const copy = (total: number, posted: string) => `
      with made as (
        insert into charging.settlement (institution_id, id, kind, visit_id, patient_id, total_fen, settled_at, settled_on,
          cashier_id, cashier_name)
        select institution_id, gen_random_uuid(), 'charge', visit_id, patient_id, ${total}, settled_at, settled_on, 'x', 'x'
        from charging.settlement limit 1 returning institution_id, id, total_fen
      ) ${posted}`;
    await assert.rejects(act(copy(500, 'select 1 from made')), /says 500, its lines 0/);
    await assert.rejects(act(copy(0, 'select 1 from made')), /has no receipt number/);
  } finally {
    await client.end();
  }
});
