import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import {
  alertStatistics,
  discardPrescription,
  getPrescription,
  prescriptionsOfVisit,
  savePrescription,
  withdrawPrescription,
} from '#contract/prescriptions';
import { createDecisionSupport, readRuleFiles } from '#modules/decision-support';
import { createPrescriptions, readUsageCodes } from '#modules/prescriptions';
import { refusal, startDesk } from '#testing/prescriptions-desk';

const paracetamol = { drug: '对乙酰氨基酚片', singleDose: '500' } as const;
type Outcome = { readonly won: number; readonly codes: readonly string[] };

/** Presses at the same moment; what failed must have failed by a refusal with a code. */
async function together(presses: readonly Promise<unknown>[]): Promise<Outcome> {
  const settled = await Promise.allSettled(presses);
  const codes = settled.flatMap((each) => {
    if (each.status === 'fulfilled') return [];
    assert.ok(each.reason?.code, String(each.reason?.stack));
    return [each.reason.code as string];
  });
  return { won: settled.length - codes.length, codes };
}

async function rowsOf(connectionString: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test('two windows sign the same sheet at once: one signature, one number', async () => {
  await using desk = await startDesk();
  for (let round = 0; round < 5; round++) {
    const { visitId } = await desk.visit();
    const draft = await desk.draft(visitId, [paracetamol]);
    const { won, codes } = await together([desk.sign(draft), desk.sign(draft), desk.sign(draft)]);
    assert.equal(won, 1, codes.join());
    assert.ok(
      codes.every((code) => code === 'platform.step-not-allowed' || code === 'prescriptions.changed-elsewhere'),
    );
  }
  const numbers = await rowsOf(
    desk.connectionString,
    'select number, count(*)::int as count from prescriptions.prescription where number is not null group by number',
  );
  assert.equal(numbers.length, 5);
  const steps = await rowsOf(desk.connectionString, "select from prescriptions.step where event = 'sign'");
  assert.equal(steps.length, 5);
});

test('pressing twice with one key signs once and answers twice', async () => {
  await using desk = await startDesk();
  const { visitId } = await desk.visit();
  const draft = await desk.draft(visitId, [paracetamol]);
  const press = () => desk.sign(draft, {}, { key: 'sign-0001' });
  const [first, second] = await Promise.all([press(), press()]);
  assert.deepEqual(second, first);
});

test('sign against save, and sign against discard: exactly one of the two happens to the version', async () => {
  await using desk = await startDesk();
  for (let round = 0; round < 4; round++) {
    const { visitId } = await desk.visit();
    const draft = await desk.draft(visitId, [paracetamol]);
    const prescriptionId = draft.sheet.id;
    const rival =
      round % 2 === 0
        ? desk.doctor.call(savePrescription, { prescriptionId, version: 1, visitId, kind: 'ordinary', items: [] })
        : desk.doctor.call(discardPrescription, { prescriptionId, version: 1 });
    const { won, codes } = await together([desk.sign(draft), rival]);
    assert.equal(won, 1, codes.join());
    const { state, items } = await desk.doctor.call(getPrescription, { prescriptionId });
    if (state === 'signed') assert.equal(items.length, 1);
    else assert.ok(state === 'discarded' || (state === 'draft' && items.length === 0), state);
  }
});

test('the doctor withdraws while the cashier takes the money: one of them is told', async () => {
  await using desk = await startDesk();
  for (let round = 0; round < 4; round++) {
    const { visitId } = await desk.visit();
    const { id: prescriptionId } = await desk.sign(await desk.draft(visitId, [paracetamol]));
    const pay = () => desk.tx((tx, context) => desk.modules.prescriptions.markPaid(tx, prescriptionId, context));
    const withdraw = () => desk.doctor.call(withdrawPrescription, { prescriptionId, reason: '试验' });
    const { won, codes } = await together(round % 2 === 0 ? [pay(), withdraw()] : [withdraw(), pay()]);
    assert.equal(won, 1, codes.join());
    const { state } = await desk.doctor.call(getPrescription, { prescriptionId });
    const told = codes[0] ?? '';
    assert.ok(state === 'paid' ? told === 'prescriptions.paid-already' : told === 'platform.step-not-allowed', told);
  }
});

test('two windows save the same draft at once: the second is told, nothing is mixed', async () => {
  await using desk = await startDesk();
  const { visitId } = await desk.visit();
  const { sheet } = await desk.draft(visitId, [paracetamol]);
  const [line] = sheet.items;
  assert.ok(line);
  const save = (days: number) =>
    desk.doctor.call(savePrescription, {
      prescriptionId: sheet.id,
      version: sheet.version,
      visitId,
      kind: 'ordinary',
      items: [{ ...line, days, quantity: undefined }],
    });
  const { won, codes } = await together([save(2), save(4)]);
  assert.deepEqual({ won, codes }, { won: 1, codes: ['prescriptions.changed-elsewhere'] });
  const now = await desk.doctor.call(getPrescription, { prescriptionId: sheet.id });
  assert.deepEqual({ version: now.version, lines: now.items.length }, { version: 2, lines: 1 });
});

test('a number is never given again, also when a signature was refused or withdrawn', async () => {
  await using desk = await startDesk();
  const numbers: (string | undefined)[] = [];
  for (let round = 0; round < 3; round++) {
    const { visitId } = await desk.visit();
    const signed = await desk.sign(await desk.draft(visitId, [paracetamol]));
    numbers.push(signed.number);
    await desk.doctor.call(withdrawPrescription, { prescriptionId: signed.id, reason: '试验' });
  }
  assert.equal(new Set(numbers).size, 3);
});

test('the life of a sheet through the door: paid, dispensed, given back; every other step is refused', async () => {
  await using desk = await startDesk();
  const { markPaid, markDispensed, markRefunded, markReturned } = desk.modules.prescriptions;
  type Mark = typeof markPaid;
  const { visitId } = await desk.visit();
  const { id } = await desk.sign(await desk.draft(visitId, [paracetamol]));
  const mark = (step: Mark) => desk.tx((tx, context) => step(tx, id, context));
  const refused = async (...steps: readonly Mark[]) => {
    for (const step of steps) assert.equal((await refusal(mark(step))).code, 'platform.step-not-allowed');
  };
  const stateNow = async () => {
    const { state, reviewState } = await desk.doctor.call(getPrescription, { prescriptionId: id });
    return `${state} ${reviewState}`;
  };

  await refused(markDispensed, markRefunded);
  await mark(markPaid);
  await refused(markPaid);
  await desk.tx((tx, context) => markReturned(tx, id, context, '再核对'));
  assert.equal(await stateNow(), 'paid returned');
  await refused(markDispensed); // Sent back and not answered: nothing is handed out.
  await desk.tx((tx, context) =>
    desk.modules.prescriptions.insist(
      tx,
      { prescriptionId: id, reason: '已核对' },
      {
        ...context,
        actor: desk.doctor.actor,
      },
    ),
  );
  await mark(markDispensed);
  assert.equal(await stateNow(), 'dispensed accepted');
  await refused(markPaid, markDispensed);
  await mark(markRefunded);
  assert.equal(await stateNow(), 'returned accepted');
  await refused(markPaid, markDispensed, markRefunded);

  const { resources } = await desk.tx((tx) =>
    desk.app.record.search(tx, 'MedicationRequest', { encounter: `Encounter/${visitId}` }),
  );
  assert.deepEqual(
    resources.map(({ status }) => status),
    ['stopped'],
  );
});

test('what was signed cannot be changed in the database, and clinical words cannot be read there', async () => {
  await using desk = await startDesk();
  const { visitId } = await desk.visit();
  const { id } = await desk.sign(await desk.draft(visitId, [{ ...paracetamol, instructions: '饭后服用避免饮酒' }]));
  const act = (sql: string) => desk.db.transaction({ institutionId: 1 }, (tx) => tx.run(sql));
  await assert.rejects(act('update prescriptions.item set days = 1'), /never changed/);
  await assert.rejects(act('delete from prescriptions.item'), /never changed/);
  for (const table of ['alert_record', 'version', 'step']) {
    await assert.rejects(act(`update prescriptions.${table} set institution_id = 1`), /permission denied/);
    await assert.rejects(act(`delete from prescriptions.${table}`), /permission denied/);
  }
  const stored = await rowsOf(
    desk.connectionString,
    `select i.instructions, v.content from prescriptions.item i
     join prescriptions.version v using (institution_id, prescription_id) where i.prescription_id = '${id}'`,
  );
  assert.ok(stored.length >= 2);
  for (const row of stored) {
    for (const bytes of Object.values(row)) assert.ok(!(bytes as Buffer).includes('饭后服用'));
  }
  const read = await desk.doctor.call(getPrescription, { prescriptionId: id });
  assert.equal(read.items[0]?.instructions, '饭后服用避免饮酒');
});

test('another institution finds no sheet of ours', async () => {
  await using desk = await startDesk();
  const { visitId } = await desk.visit();
  const { id } = await desk.sign(await desk.draft(visitId, [paracetamol]));
  const neighbour = desk.as('doctor', { institutionId: 2 });
  assert.equal(
    (await refusal(neighbour.call(getPrescription, { prescriptionId: id }))).code,
    'prescriptions.not-found',
  );
  assert.deepEqual((await neighbour.call(prescriptionsOfVisit, { visitId })).prescriptions, []);
});

test('a check that breaks is never shown as passed: signing is refused, or the sheet says "failed"', async () => {
  await using desk = await startDesk();
  const { visitId } = await desk.visit();
  const draft = await desk.draft(visitId, [paracetamol]);
  const faults: unknown[] = [];
  const knowledge = readRuleFiles();
  const prescriptions = createPrescriptions({
    ...desk.modules,
    vault: desk.vault,
    record: desk.app.record,
    usage: readUsageCodes(),
    decisionSupport: createDecisionSupport({
      knowledge: { ...knowledge, drugs: knowledge.drugs.map((drug) => ({ ...drug, routeCodes: undefined as never })) },
      onFailure: (error) => faults.push(error),
    }),
  });
  const input = { prescriptionId: draft.sheet.id, version: draft.sheet.version, seen: [], responses: [] };
  const sign = () => desk.tx((tx, context) => prescriptions.sign(tx, input, { ...context, actor: desk.doctor.actor }));
  assert.equal((await refusal(sign())).code, 'prescriptions.check-failed');
  assert.ok(faults.length > 0);

  await desk.tx((tx) =>
    tx.run(
      `insert into institutions.setting_value (institution_id, id, key, value, decided_by, decided_at, reason)
       values (1, gen_random_uuid(), 'prescriptions.sign-when-check-failed', 'true', $1, now(), '试验')`,
      [desk.doctor.actor.staffId],
    ),
  );
  const signed = await sign();
  assert.deepEqual(
    { state: signed.state, check: signed.checkStatus, alerts: signed.alerts.length },
    {
      state: 'signed',
      check: 'failed',
      alerts: 0,
    },
  );
});

test('a penicillin keeps its gate: the pharmacist sees that a skin test comes first', async () => {
  await using desk = await startDesk();
  const { visitId } = await desk.visit();
  const { id } = await desk.sign(await desk.draft(visitId, [{ drug: '阿莫西林胶囊' }]));
  const { gates, items } = await desk.as('pharmacist').call(getPrescription, { prescriptionId: id });
  assert.deepEqual(
    gates.map(({ kind, ruleId, itemId }) => ({ kind, ruleId, itemId })),
    [{ kind: 'skin-test', ruleId: 'SK01', itemId: items[0]?.id }],
  );
});

test('rules that are overridden too often are found', async () => {
  await using desk = await startDesk();
  for (let round = 0; round < 2; round++) {
    const { visitId } = await desk.visit({ diagnosis: 'I10.x03' });
    const draft = await desk.draft(visitId, [
      { drug: '马来酸依那普利片', singleDose: '10', frequency: 'qd', days: 7 },
      { drug: '螺内酯片', singleDose: '20', frequency: 'qd', days: 7 },
    ]);
    const responses = draft.open.map((fingerprint) => ({ fingerprint, code: 'monitored' as const }));
    await desk.sign(draft, { responses });
  }
  const { rules } = await desk.as('manager').call(alertStatistics, { from: '2026-03-02', to: '2026-03-02' });
  assert.deepEqual(
    rules.find(({ ruleId }) => ruleId === 'I003'),
    { ruleId: 'I003', kind: 'interaction', shown: 2, overridden: 2, overriddenPercent: 100 },
  );
  const { rules: before } = await desk.as('manager').call(alertStatistics, { from: '2026-03-01', to: '2026-03-01' });
  assert.deepEqual(before, []);
});
