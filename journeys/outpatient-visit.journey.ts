import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { atScreen } from './house/evidence.ts';
import { madeUpPerson } from './house/made-up-person.ts';
import { openBrowser, type Person, personAt } from './house/people.ts';
import { startHouse } from './house/running-house.ts';
import { handOut, pay, review } from './visit/counters.ts';
import { amoxicillinIsStopped, callIn, prescribeAlternative, signNoteAndFinish, writeNote } from './visit/doctor.ts';
import { register, triage } from './visit/front-desk.ts';
import { paperIsRight } from './visit/papers.ts';
import {
  booksAreRight,
  cashToHandIn,
  journalTellsAll,
  recordShowsAll,
  stockFell,
  stockOf,
  timeLineTellsTheVisit,
} from './visit/proofs.ts';
import { boardShowsCall, hangUpBoard } from './visit/waiting-room.ts';

/**
 * Six people at six screens take a woman with a penicillin allergy, whom the house has never seen, from the front desk
 * to the pharmacy; by keyboard, the doctor without touching a mouse. Then everything the visit left behind is checked.
 */
test('one new patient goes from the front desk to the pharmacy', async (t) => {
  await using house = await startHouse();
  await using browser = await openBrowser();
  const open: Person[] = [];
  const at = async (userName: string, place: string) => {
    const person = await personAt(browser, new URL(place, house.url).href, userName);
    open.push(person);
    return person.page;
  };
  const check = (name: string, page: Page, work: () => Promise<void>) => t.test(name, () => atScreen(page, name, work));
  const patient = madeUpPerson(Date.now());

  const frontDesk = await at('guahao', '/registration');
  const visit = await atScreen(frontDesk, 'the registrar registers her', () => register(frontDesk, patient));
  const nurse = await at('fenzhen', '/triage');
  await atScreen(nurse, 'the nurse triages her', () => triage(nurse, visit, patient));
  const board = await hangUpBoard(nurse);

  const doctor = await at('yisheng', '/desk');
  await atScreen(doctor, 'the doctor calls her', () => callIn(doctor, visit, patient));
  await atScreen(board, 'the board shows the call', () => boardShowsCall(board, visit, patient));
  await atScreen(doctor, 'the doctor writes the note', () => writeNote(doctor));
  await atScreen(doctor, 'amoxicillin is stopped', () => amoxicillinIsStopped(doctor));
  const prescriptionId = await atScreen(doctor, 'an alternative goes through', () => prescribeAlternative(doctor));
  await atScreen(doctor, 'the doctor signs and finishes', () => signNoteAndFinish(doctor, patient));

  const cashier = await at('shoufei', '/cashier');
  const reviewer = await at('yaoshi', '/review');
  const cashBefore = await cashToHandIn(cashier);
  const stockBefore = await stockOf(reviewer, '阿奇霉素片');
  const paid = await atScreen(cashier, 'the cashier takes the money', () => pay(cashier, patient));
  const taskId = await atScreen(reviewer, 'the pharmacist reviews', () => review(reviewer, patient));
  const counter = await at('yaoshi2', '/dispensing');
  const batch = await atScreen(counter, 'another pharmacist hands out', () => handOut(counter, patient));

  await check('the time line tells the visit', doctor, () => timeLineTellsTheVisit(doctor, patient, batch));
  await check('the books are right', cashier, () => booksAreRight(cashier, visit, paid, cashBefore));
  await check('the stock fell by what was given', counter, () => stockFell(counter, stockBefore, batch));
  await check('the record shows it all over FHIR', doctor, () => recordShowsAll(doctor, visit));
  await check('the prescription is printed on A5', doctor, () =>
    paperIsRight(doctor, `/print/prescription/${prescriptionId}`, {
      name: 'prescription',
      widthMm: 148,
      heightMm: 210,
      words: ['处方笺', '示范镇卫生院', patient.name, '急性扁桃体炎', '阿奇霉素片', '每次 500mg', '王建国', '6.30'],
    }),
  );
  await check('the receipt is printed on an 80 mm roll', cashier, () =>
    paperIsRight(cashier, `/print/receipt/${paid.settlementId}`, {
      name: 'receipt',
      widthMm: 80,
      words: ['门诊收费票据', paid.receiptNumber, patient.name, '7.30', '柒元叁角整', '找零', '12.70'],
    }),
  );
  await check('the labels are printed on an 80 mm roll', counter, () =>
    paperIsRight(counter, `/print/labels/${taskId}`, {
      name: 'labels',
      widthMm: 80,
      words: [patient.name, '阿奇霉素片', '每次500mg，口服，每日一次，共3天', batch.batchNumber, '常温保存'],
    }),
  );
  const auditor = await at('shenji', '/audit');
  await check('the journal tells who touched her data', auditor, () => journalTellsAll(auditor, visit));
  const complaints = open.flatMap((person) => person.complaints);
  assert.deepEqual(complaints, [], 'no browser complained');
});
