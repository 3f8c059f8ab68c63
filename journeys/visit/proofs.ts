import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { answer } from '../house/answers.ts';
import { chooseActive } from '../house/keys.ts';
import type { MadeUpPerson } from '../house/made-up-person.ts';
import type { GivenBatch, Paid } from './counters.ts';
import type { Registered } from './front-desk.ts';

/** The doctor opens the person's page from the search box: the whole visit stands in the time line. */
export async function timeLineTellsTheVisit(page: Page, person: MadeUpPerson, batch: GivenBatch): Promise<void> {
  await page.keyboard.press('Control+K');
  await page.keyboard.type(person.residentId);
  await chooseActive(page, person.name);
  await page.waitForURL(/\/patients\//);
  const line = page.locator('.xl-person-card').last();
  await line.getByText('J03.900').waitFor();
  await line.getByText(batch.batchNumber).waitFor();
  const told = (await line.textContent()) ?? '';
  for (const words of [
    '全科门诊',
    '王建国',
    '急性扁桃体炎',
    '咽痛2天',
    '37.2',
    '124',
    '双侧扁桃体Ⅱ度肿大',
    '阿奇霉素片',
    '已发药',
    '6.30',
  ])
    assert.ok(told.includes(words), `the time line does not tell ${words}: ${told}`);
  assert.ok(!told.includes('阿莫西林'), 'what was never signed is not told');
}

interface Settled {
  readonly settlements: readonly {
    readonly id: string;
    readonly totalFen: number;
    readonly lines: readonly { readonly amountFen: number }[];
    readonly payments: readonly { readonly method: string; readonly amountFen: number }[];
  }[];
}

export const cashToHandIn = async (page: Page): Promise<number> =>
  (await answer<{ cashToHandInFen: number }>(page, '/api/charging/day-summary')).cashToHandInFen;

/** One settlement for the visit; its lines and its payments sum to the same; the till holds exactly that much more. */
export async function booksAreRight(page: Page, visit: Registered, paid: Paid, cashBefore: number): Promise<void> {
  const { settlements } = await answer<Settled>(page, `/api/charging/visits/${visit.visitId}/settlements`);
  assert.equal(settlements.length, 1);
  const sum = (parts: readonly { readonly amountFen: number }[] = []) =>
    parts.reduce((total, { amountFen }) => total + amountFen, 0);
  assert.equal(settlements[0]?.id, paid.settlementId);
  assert.equal(settlements[0]?.totalFen, 730);
  assert.equal(sum(settlements[0]?.lines), 730);
  assert.equal(sum(settlements[0]?.payments), 730);
  assert.equal((await cashToHandIn(page)) - cashBefore, 730);

  await page.goto(new URL('/settlements', page.url()).href);
  await page.getByLabel('票据号').waitFor();
  await page.keyboard.type(paid.receiptNumber);
  const row = page.getByRole('row', { name: paid.receiptNumber });
  await row.waitFor();
  assert.match((await row.textContent()) ?? '', /收费现金7\.30孙丽/);
}

interface Batches {
  readonly batches: readonly { readonly batchNumber: string; readonly onHand: string; readonly reserved: string }[];
}
interface Movements {
  readonly movements: readonly {
    readonly batchNumber: string;
    readonly kind: string;
    readonly quantity: string;
    readonly purpose: { readonly kind: string };
    readonly movedByName: string;
  }[];
}

/** On hand and promised of every batch of a drug, by batch number. */
export async function stockOf(page: Page, drugName: string): Promise<ReadonlyMap<string, readonly [number, number]>> {
  const { batches } = await answer<Batches>(page, `/api/stock/batches?text=${encodeURIComponent(drugName)}&limit=500`);
  const byNumber = new Map<string, readonly [number, number]>();
  for (const { batchNumber, onHand, reserved } of batches) {
    const [has = 0, promised = 0] = byNumber.get(batchNumber) ?? [];
    byNumber.set(batchNumber, [has + Number(onHand), promised + Number(reserved)]);
  }
  return byNumber;
}

/** The batch that was given fell by exactly what was given, nothing stays promised, and the ledger says by whom. */
export async function stockFell(
  page: Page,
  before: Awaited<ReturnType<typeof stockOf>>,
  batch: GivenBatch,
): Promise<void> {
  const after = await stockOf(page, '阿奇霉素片');
  const [had = 0, promised = 0] = before.get(batch.batchNumber) ?? [];
  assert.deepEqual(after.get(batch.batchNumber), [had - Number(batch.quantity), promised]);
  for (const [number, amounts] of before)
    if (number !== batch.batchNumber) assert.deepEqual(after.get(number), amounts, `batch ${number} was touched`);
  const { movements } = await answer<Movements>(page, '/api/stock/movements?kind=issue&limit=200');
  // The demo history may still hand out other drugs behind this journey.
  const issue = movements.find(({ batchNumber }) => batchNumber === batch.batchNumber);
  assert.equal(Number(issue?.quantity), -Number(batch.quantity));
  assert.equal(issue?.movedByName, '郑红');
}

/** The auditor finds who touched this person's data, and the journal is whole. */
export async function journalTellsAll(page: Page, { patientId }: Registered): Promise<void> {
  await page.goto(new URL('/audit', page.url()).href);
  const person = page.getByPlaceholder('患者编号');
  await person.fill(patientId);
  for (const operation of [
    'patients.read',
    'visits.triage',
    'visits.call-next',
    'emr.sign',
    'prescriptions.sign',
    'charging.settle',
    'dispensing.accept',
    'dispensing.hand-out',
  ]) {
    await page.getByPlaceholder('操作').fill(operation);
    await page.keyboard.press('Enter');
    await page.locator('.ant-table-tbody').getByText(operation).first().waitFor();
  }
  await page.getByRole('button', { name: '校验完整性' }).click();
  await page.getByText(/日志完整：\d+ 条记录/).waitFor({ timeout: 60_000 });
}

interface Bundle {
  readonly resourceType: string;
  readonly entry?: readonly { readonly resource: Readonly<Record<string, unknown>> }[];
}

/** The record over FHIR R4, as the doctor is allowed to read it. */
export async function recordShowsAll(page: Page, { patientId, visitId }: Registered): Promise<void> {
  const find = async (type: string) => {
    const bundle = await answer<Bundle>(page, `/fhir/${type}?patient=${patientId}`);
    assert.equal(bundle.resourceType, 'Bundle');
    return (bundle.entry ?? []).map(({ resource }) => resource);
  };
  const told = async (type: string) => JSON.stringify(await find(type));
  const [encounter, ...more] = await find('Encounter');
  assert.deepEqual([encounter?.id, encounter?.status, more.length], [visitId, 'finished', 0]);
  assert.match(await told('AllergyIntolerance'), /青霉素/);
  assert.match(await told('Condition'), /J03\.900/);
  assert.match(await told('Observation'), /"value":37\.2/);
  assert.match(await told('Composition'), /双侧扁桃体/);
  const requests = await told('MedicationRequest');
  assert.match(requests, /阿奇霉素/);
  assert.ok(!requests.includes('阿莫西林'), 'a medicine that was never signed is not in the record');
  const [dispense] = await find('MedicationDispense');
  assert.equal(dispense?.status, 'completed');
  const patient = await answer<Record<string, unknown>>(page, `/fhir/Patient/${patientId}`);
  assert.equal(patient.gender, 'female');
}
