import assert from 'node:assert/strict';
import { test } from 'node:test';
import { previewRefund, refund } from '#contract/charging';
import {
  accept,
  CHECK_POINTS,
  getTask,
  handOut,
  prepare,
  printData,
  queue,
  reallocate,
  returnToDoctor,
  type Task,
  takeBack,
  tasksOfVisit,
} from '#contract/dispensing';
import { decideSetting } from '#contract/institutions';
import { insistOnPrescription, prescriptionsOfVisit } from '#contract/prescriptions';
import { availabilityOf, countStock, listMovements } from '#contract/stock';
import { departmentIdOf } from '#testing/seed-institutions';
import { type StartedClinic, startClinic } from '#testing/start-clinic';

const checked = [...CHECK_POINTS];

/** A prescription that is paid, with its task, and goods for it on the shelf. */
async function paidSheet(
  clinic: StartedClinic,
  options: { readonly quantity?: string; readonly batches?: readonly string[] } = {},
) {
  const drug = await clinic.given.drug('阿奇霉素片');
  for (const expiresOn of options.batches ?? ['2028-06-30']) {
    await clinic.given.goods({ drugId: drug.id, quantity: options.quantity ?? '60', expiresOn });
  }
  const visit = await clinic.given.visit();
  await clinic.given.diagnosis(visit.visitId);
  const sheet = await clinic.given.signedPrescription({ ...visit, items: [{ drugId: drug.id, frequency: 'qd' }] });
  const settlement = await clinic.given.paid(visit.visitId);
  const { tasks } = await clinic.as('pharmacist').call(tasksOfVisit, { visitId: visit.visitId });
  const [task] = tasks;
  assert.ok(task);
  return { visit, drug, sheet, settlement, task };
}

const stockOf = async (clinic: StartedClinic, drugId: string) => {
  const { drugs } = await clinic.as('pharmacist').call(availabilityOf, { drugIds: [drugId] });
  return [drugs[0]?.onHand, drugs[0]?.reserved];
};

const handed = async (clinic: StartedClinic, { id: taskId, version }: Task) => {
  const pharmacist = clinic.as('pharmacist');
  const after = await pharmacist.call(accept, { taskId, version });
  return pharmacist.call(handOut, { taskId, version: after.version, checked, counselling: '饭后服' });
};

test('payment promises the goods and opens a task that shows what the pharmacist decides by', async () => {
  await using clinic = await startClinic();
  const { task, drug } = await paidSheet(clinic);
  assert.deepEqual([task.state, task.paid, task.kinds, task.steps], ['to-review', true, 1, ['accept', 'return']]);
  assert.equal(task.allergyState, 'not-asked');
  assert.equal(task.checkStatus, 'partial');
  assert.ok(task.diagnoses.length === 1);
  const [item] = task.items;
  assert.deepEqual([item?.quantity, item?.unit, item?.split, item?.batches[0]?.quantity], ['6', '片', false, '6']);
  assert.match(item?.usage ?? '', /每次500mg，口服.*共3天/);
  assert.deepEqual(await stockOf(clinic, drug.id), ['60', '6']);
  clinic.clock.advance({ minutes: 7 });
  const { tasks } = await clinic.as('pharmacist').call(queue, {});
  assert.deepEqual(
    tasks.map(({ waitingMinutes, state }) => [waitingMinutes, state]),
    [[7, 'to-review']],
  );
});

test('two pharmacists hand out at once: the goods leave once', async () => {
  await using clinic = await startClinic();
  const { task, drug } = await paidSheet(clinic);
  const { version } = await clinic.as('pharmacist').call(accept, { taskId: task.id, version: task.version });
  const input = { taskId: task.id, version, checked };
  const presses = await Promise.allSettled([
    clinic.as('pharmacist').call(handOut, input),
    clinic.as('second-pharmacist').call(handOut, input),
    clinic.as('pharmacist').call(handOut, input),
  ]);
  assert.equal(presses.filter(({ status }) => status === 'fulfilled').length, 1);
  for (const press of presses) {
    if (press.status === 'rejected') assert.equal(press.reason.code, 'dispensing.changed-elsewhere');
  }
  assert.deepEqual(await stockOf(clinic, drug.id), ['54', '0']);
  const { movements } = await clinic.as('pharmacist').call(listMovements, { drugId: drug.id, kind: 'issue' });
  assert.equal(movements.length, 1);
});

test('nothing leaves without a review, all ten points, and another than the prescriber', async () => {
  await using clinic = await startClinic();
  const { task } = await paidSheet(clinic);
  const pharmacist = clinic.as('pharmacist');
  const unreviewed = pharmacist.call(handOut, { taskId: task.id, version: task.version, checked });
  await assert.rejects(unreviewed, { kind: 'conflict', code: 'platform.step-not-allowed' });
  const { version } = await pharmacist.call(accept, { taskId: task.id, version: task.version });
  const nine = pharmacist.call(handOut, { taskId: task.id, version, checked: checked.slice(1) });
  await assert.rejects(nine, { code: 'dispensing.not-all-checked', facts: { missing: 1 } });
  // A village doctor who is pharmacist too may not give out what they prescribed.
  const both = { ...pharmacist.actor, staffId: clinic.as('doctor').actor.staffId };
  const own = clinic.asActor(both).call(handOut, { taskId: task.id, version, checked });
  await assert.rejects(own, { kind: 'rule', code: 'dispensing.own-prescription' });
  for (const name of ['doctor', 'cashier', 'system-admin'] as const) {
    await assert.rejects(clinic.as(name).call(handOut, { taskId: task.id, version, checked }), { kind: 'forbidden' });
  }
});

test('sent back to the doctor the goods are free at once; a second signature brings it back to review', async () => {
  await using clinic = await startClinic();
  const { task, drug, sheet, visit } = await paidSheet(clinic);
  const pharmacist = clinic.as('pharmacist');
  const back = await pharmacist.call(returnToDoctor, { taskId: task.id, version: task.version, reason: '剂量请核对' });
  assert.deepEqual(
    [back.state, back.review?.outcome, back.review?.note],
    ['returned-to-doctor', 'returned', '剂量请核对'],
  );
  assert.deepEqual(await stockOf(clinic, drug.id), ['60', '0']);
  const [seen] = (await clinic.as('doctor').call(prescriptionsOfVisit, { visitId: visit.visitId })).prescriptions;
  assert.deepEqual([seen?.state, seen?.reviewState, seen?.reviewNote], ['paid', 'returned', '剂量请核对']);

  await clinic.as('doctor').call(insistOnPrescription, { prescriptionId: sheet.id, reason: '已核对，按此执行' });
  const again = await pharmacist.call(getTask, { taskId: task.id });
  assert.equal(again.state, 'to-review');
  assert.deepEqual(await stockOf(clinic, drug.id), ['60', '6']);
  assert.equal((await handed(clinic, again)).state, 'handed-out');
});

test('with two persons asked for, who prepared does not hand out', async () => {
  await using clinic = await startClinic();
  await clinic.as('system-admin').call(decideSetting, { key: 'dispensing.two-persons', value: true, reason: '试验' });
  const { task } = await paidSheet(clinic);
  const pharmacist = clinic.as('pharmacist');
  const accepted = await pharmacist.call(accept, { taskId: task.id, version: task.version });
  const alone = pharmacist.call(handOut, { taskId: task.id, version: accepted.version, checked });
  await assert.rejects(alone, { code: 'dispensing.not-prepared' });
  const prepared = await pharmacist.call(prepare, { taskId: task.id, version: accepted.version });
  const input = { taskId: task.id, version: prepared.version, checked };
  await assert.rejects(pharmacist.call(handOut, input), { code: 'dispensing.needs-two-persons' });
  const done = await clinic.as('second-pharmacist').call(handOut, input);
  assert.deepEqual([done.preparation?.by.name, done.handOut?.by.name], ['孙药师', '周药师']);
});

test('a promised batch that expired or broke is exchanged for the next one', async () => {
  await using clinic = await startClinic({ now: '2026-03-02T09:00:00+08:00' });
  const { task } = await paidSheet(clinic, { batches: ['2026-03-05', '2027-01-01'] });
  const pharmacist = clinic.as('pharmacist');
  const first = task.items[0]?.batches[0];
  assert.equal(first?.expiresOn, '2026-03-05');
  const accepted = await pharmacist.call(accept, { taskId: task.id, version: task.version });
  clinic.clock.advance({ hours: 24 * 5 });
  const expired = pharmacist.call(handOut, { taskId: task.id, version: accepted.version, checked });
  await assert.rejects(expired, { code: 'stock.reserved-batch-expired' });
  const anew = await pharmacist.call(reallocate, { taskId: task.id, version: accepted.version });
  assert.equal(anew.items[0]?.batches[0]?.expiresOn, '2027-01-01');
  const broken = anew.items[0]?.batches[0]?.batchId ?? '';
  const none = pharmacist.call(reallocate, { taskId: task.id, version: anew.version, without: [broken] });
  await assert.rejects(none, { code: 'stock.not-enough' });
  const done = await pharmacist.call(handOut, { taskId: task.id, version: anew.version, checked });
  assert.equal(done.items[0]?.batches[0]?.batchId, broken);
});

test('drugs come back in parts, and money follows the goods: never before them, never more', async () => {
  await using clinic = await startClinic();
  const { task, settlement, drug } = await paidSheet(clinic);
  const pharmacist = clinic.as('pharmacist');
  const cashier = clinic.as('cashier');
  const done = await handed(clinic, task);
  const [item] = done.items;
  const batch = item?.batches[0];
  assert.ok(item && batch);
  const line = settlement.lines[0];
  const refundOf = (settlementId: string, itemId: string, quantity: string) => ({
    settlementId,
    lines: [{ itemId, quantity }],
  });
  const early = await cashier.call(previewRefund, refundOf(settlement.id, line?.itemId ?? '', '2'));
  assert.equal(early.refusedBy?.code, 'dispensing.goods-not-back');
  const tooEarly = {
    ...refundOf(settlement.id, line?.itemId ?? '', '2'),
    reason: '退药',
    expectedRefundFen: early.refundFen,
  };
  await assert.rejects(cashier.call(refund, tooEarly), { kind: 'rule', code: 'dispensing.goods-not-back' });

  const giveBack = (version: number, quantity: string, to: 'stock' | 'quarantine') =>
    pharmacist.call(takeBack, {
      taskId: task.id,
      version,
      reason: 'adverse-reaction',
      note: '皮疹',
      lines: [{ itemId: item.itemId, batchId: batch.batchId, quantity, to }],
    });
  const part = await giveBack(done.version, '2', 'quarantine');
  assert.deepEqual([part.state, part.items[0]?.returned, part.goodsReturns[0]?.note], ['handed-out', '2', '皮疹']);
  const first = await cashier.call(refund, tooEarly);
  assert.ok(first.kept);
  const more = {
    ...refundOf(first.kept.id, first.kept.lines[0]?.itemId ?? '', '1'),
    reason: '退药',
    expectedRefundFen: 1,
  };
  await assert.rejects(cashier.call(refund, more), {
    code: 'dispensing.goods-not-back',
    facts: { out: '4', keep: '3' },
  });
  await assert.rejects(giveBack(part.version, '5', 'stock'), { code: 'stock.returned-more-than-issued' });

  const all = await giveBack(part.version, '4', 'stock');
  assert.equal(all.state, 'goods-returned');
  assert.deepEqual(await stockOf(clinic, drug.id), ['58', '0']);
  const rest = { settlementId: first.kept.id, lines: first.kept.lines.map(({ itemId }) => ({ itemId })) };
  const { refundFen } = await cashier.call(previewRefund, rest);
  await cashier.call(refund, { ...rest, reason: '退药', expectedRefundFen: refundFen });
  const [sheet] = (await clinic.as('doctor').call(prescriptionsOfVisit, { visitId: task.visitId })).prescriptions;
  assert.equal(sheet?.state, 'returned');
  const { resources } = await clinic.tx((tx) =>
    clinic.app.record.search(tx, 'MedicationDispense', { patient: task.patientId }),
  );
  const [record] = resources;
  assert.ok(record?.resourceType === 'MedicationDispense');
  assert.deepEqual([record.status, record.quantity?.value], ['cancelled', 0]);
});

test('a hand-out and a refund at the same moment: one of them, never both', async () => {
  await using clinic = await startClinic();
  for (let round = 0; round < 4; round++) {
    const { task, settlement, drug } = await paidSheet(clinic, { quantity: '6' });
    const { version } = await clinic.as('pharmacist').call(accept, { taskId: task.id, version: task.version });
    const asked = { settlementId: settlement.id, lines: settlement.lines.map(({ itemId }) => ({ itemId })) };
    const before = await stockOf(clinic, drug.id);
    const [given, back] = await Promise.allSettled([
      clinic.as('pharmacist').call(handOut, { taskId: task.id, version, checked }),
      clinic.as('cashier').call(refund, { ...asked, reason: '不要了', expectedRefundFen: settlement.totalFen }),
    ]);
    assert.notEqual(given.status, back.status, `round ${round}`);
    const [onHand, reserved] = await stockOf(clinic, drug.id);
    assert.equal(reserved, '0');
    assert.equal(Number(before[0]) - Number(onHand), given.status === 'fulfilled' ? 6 : 0);
  }
});

test('labels carry use, batch and end of use; split packs a shorter one', async () => {
  await using clinic = await startClinic({ now: '2026-03-02T09:00:00+08:00' });
  const drug = await clinic.given.drug('阿莫西林胶囊', '0.25g×24粒/盒');
  await clinic.given.goods({ drugId: drug.id, quantity: '100', expiresOn: '2027-06-30', batchNumber: 'L1' });
  const visit = await clinic.given.visit();
  await clinic.given.diagnosis(visit.visitId);
  await clinic.given.signedPrescription({ ...visit, items: [{ drugId: drug.id, frequency: 'tid', days: 3 }] });
  await clinic.given.paid(visit.visitId);
  const { tasks } = await clinic.as('pharmacist').call(tasksOfVisit, { visitId: visit.visitId });
  const { labels } = await clinic.as('pharmacist').call(printData, { taskId: tasks[0]?.id ?? '' });
  assert.deepEqual(
    labels.map(({ quantity, batchNumber, useBefore, split, storage }) => [
      quantity,
      batchNumber,
      useBefore,
      split,
      storage,
    ]),
    [['18', 'L1', '2026-04-01', true, 'normal']],
  );
});

test('a pharmacist of another pharmacy neither sees nor moves the task', async () => {
  await using clinic = await startClinic();
  const { task, visit } = await paidSheet(clinic);
  const { actor } = clinic.as('pharmacist');
  const elsewhere = new Set([departmentIdOf(1, 'LAB')]);
  const stranger = clinic.asActor({
    ...actor,
    grants: new Map([...actor.grants.keys()].map((key) => [key, elsewhere])),
  });
  await assert.rejects(stranger.call(queue, {}), { kind: 'forbidden' });
  await assert.rejects(stranger.call(getTask, { taskId: task.id }), { kind: 'forbidden' });
  await assert.rejects(stranger.call(accept, { taskId: task.id, version: task.version }), { kind: 'forbidden' });
  assert.deepEqual((await stranger.call(tasksOfVisit, { visitId: visit.visitId })).tasks, []);
  const { id: locationId } = await clinic.given.pharmacy();
  const counted = stranger.call(countStock, {
    locationId,
    reason: '试验',
    lines: [{ batchId: task.items[0]?.batches[0]?.batchId ?? '', book: '60', counted: '0' }],
  });
  await assert.rejects(counted, { kind: 'forbidden' });
});

test('another institution sees no task', async () => {
  await using clinic = await startClinic();
  const { task } = await paidSheet(clinic);
  const neighbour = clinic.as('pharmacist', { institutionId: 2 });
  assert.deepEqual((await neighbour.call(queue, {})).tasks, []);
  await assert.rejects(neighbour.call(getTask, { taskId: task.id }), { kind: 'not-found' });
});
