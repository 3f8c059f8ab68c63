import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Fen, fen } from '@xinglin/kernel/money';
import {
  askAgain,
  billOfVisit,
  getPaymentOrder,
  openPaybacks,
  refund,
  retryPayback,
  settle,
  settlementsOfVisit,
} from '#contract/charging';
import { httpCardProvider, startCardSimulator } from '#modules/charging';
import { startAtTerminal } from '#testing/card-terminal';
import type { StartedClinic } from '#testing/start-clinic';

async function startPayment(clinic: StartedClinic, amountFen: number, cashFen = 0) {
  const visit = await clinic.given.visit({ stage: 'waiting' });
  await clinic.given.charges(visit, [{ amountFen }]);
  const byCard = { method: 'card' as const, amountFen: amountFen - cashFen };
  const payments =
    cashFen === 0 ? [byCard] : [byCard, { method: 'cash' as const, amountFen: cashFen, tenderedFen: cashFen + 50 }];
  const answer = await clinic
    .as('cashier')
    .call(settle, { visitId: visit.visitId, expectedTotalFen: amountFen, payments });
  assert.ok(answer.outcome === 'paying');
  return { visitId: visit.visitId, orderId: answer.order.id };
}

const look = async (clinic: StartedClinic, { visitId, orderId }: { visitId: string; orderId: string }) => {
  const cashier = clinic.as('cashier');
  const [{ state }, { settlements }, { totalFen }] = await Promise.all([
    cashier.call(getPaymentOrder, { orderId }),
    cashier.call(settlementsOfVisit, { visitId }),
    cashier.call(billOfVisit, { visitId }),
  ]);
  const sum = settlements.reduce<number>((total, one) => total + one.totalFen, 0);
  return { state, settledFen: sum, openFen: totalFen as number };
};

test('an approved card payment becomes one settlement of the cashier who began it', async () => {
  await using at = await startAtTerminal();
  const { clinic, simulator, work, workAgain } = at;
  const started = await startPayment(clinic, 3500, 500);
  assert.deepEqual(await look(clinic, started), { state: 'asking', settledFen: 0, openFen: 0 });
  const meanwhile = clinic
    .as('cashier')
    .call(settle, { visitId: started.visitId, expectedTotalFen: 3500, payments: [] });
  await assert.rejects(meanwhile, { code: 'charging.being-paid' });
  assert.deepEqual(await work(), []);
  assert.deepEqual(await look(clinic, started), { state: 'approved', settledFen: 3500, openFen: 0 });
  await workAgain();
  assert.deepEqual(await look(clinic, started), { state: 'approved', settledFen: 3500, openFen: 0 });
  assert.deepEqual(await simulator.totals(), { takenFen: 3000, paidBackFen: 0, orders: 1 });
  const { settlements } = await clinic.as('cashier').call(settlementsOfVisit, { visitId: started.visitId });
  assert.equal(settlements[0]?.cashierName, clinic.as('cashier').actor.displayName);
  const [byCard, byCash] = settlements[0]?.payments ?? [];
  assert.match(byCard?.reference ?? '', /^SIM/);
  assert.deepEqual([byCash?.amountFen, byCash?.changeFen], [500, 50]);
});

test('a declined card leaves the bill open, to be paid another way', async () => {
  await using at = await startAtTerminal();
  const { clinic, simulator, work } = at;
  await simulator.tell({ next: [{ fate: 'decline' }] });
  const started = await startPayment(clinic, 1000);
  await work();
  assert.deepEqual(await look(clinic, started), { state: 'declined', settledFen: 0, openFen: 1000 });
  assert.equal((await clinic.given.paid(started.visitId)).totalFen, 1000);
  assert.equal((await simulator.totals()).takenFen, 0);
});

test('the answer is lost after the money was taken: nobody knows, it is asked, and charged once', async () => {
  await using at = await startAtTerminal();
  const { clinic, simulator, work, workAgain } = at;
  for (const line of ['lost-answer', 'forged-answer'] as const) {
    await simulator.tell({ next: [{ line }] });
    const started = await startPayment(clinic, 1000);
    assert.deepEqual(await work(), ['Undecided'], line);
    assert.deepEqual(await look(clinic, started), { state: 'unknown', settledFen: 0, openFen: 0 }, line);
    await workAgain();
    assert.deepEqual(await look(clinic, started), { state: 'approved', settledFen: 1000, openFen: 0 }, line);
  }
  assert.deepEqual(await simulator.totals(), { takenFen: 2000, paidBackFen: 0, orders: 2 });
});

test('the question is lost on the way: the order is closed at the provider before the bill opens again', async () => {
  await using at = await startAtTerminal();
  const { clinic, simulator, work, workAgain } = at;
  await simulator.tell({ next: [{ line: 'lost-question' }] });
  const started = await startPayment(clinic, 1000);
  assert.deepEqual(await work(), ['Undecided']);
  await workAgain();
  assert.deepEqual(await look(clinic, started), { state: 'declined', settledFen: 0, openFen: 1000 });
  const late = httpCardProvider({ url: simulator.url, secret: simulator.secret, timeoutMs: 2_000 });
  const arrived = await late.collect({ orderId: started.orderId, amountFen: fen(1000), subject: 'late' });
  assert.deepEqual(arrived, { result: 'declined', reason: 'closed' });
  assert.equal((await simulator.totals()).takenFen, 0);
});

test('a provider that is away leaves the outcome unknown and nothing else', async () => {
  await using at = await startAtTerminal();
  const { clinic, simulator, work } = at;
  await simulator.stop();
  const started = await startPayment(clinic, 1000);
  assert.deepEqual(await work(), ['Undecided']);
  assert.deepEqual(await look(clinic, started), { state: 'unknown', settledFen: 0, openFen: 0 });
});

test('a customer who does not decide: the cashier gives up, and what was paid in the last moment still counts', async () => {
  await using at = await startAtTerminal();
  const { clinic, simulator, work } = at;
  await simulator.tell({ next: [{ fate: 'wait' }, { fate: 'wait' }] });
  const waits = await startPayment(clinic, 1000);
  const hurries = await startPayment(clinic, 2000);
  assert.deepEqual(await work(), ['Undecided', 'Undecided']);
  assert.equal((await look(clinic, waits)).state, 'asking');
  await simulator.tell({ decide: { orderId: hurries.orderId, state: 'approved' } });
  for (const { orderId } of [waits, hurries]) await clinic.as('cashier').call(askAgain, { orderId, giveUp: true });
  assert.deepEqual(await work(), []);
  assert.deepEqual(await look(clinic, waits), { state: 'declined', settledFen: 0, openFen: 1000 });
  assert.deepEqual(await look(clinic, hurries), { state: 'approved', settledFen: 2000, openFen: 0 });
});

test('an undecided payment is closed by itself after a while', async () => {
  await using at = await startAtTerminal();
  const { clinic, simulator, work, workAgain } = at;
  await simulator.tell({ next: [{ fate: 'wait' }] });
  const started = await startPayment(clinic, 1000);
  await work();
  clinic.clock.advance({ minutes: 4 });
  assert.deepEqual(await workAgain(), ['Undecided']);
  clinic.clock.advance({ minutes: 2 });
  assert.deepEqual(await workAgain(), []);
  assert.deepEqual(await look(clinic, started), { state: 'declined', settledFen: 0, openFen: 1000 });
});

test('card money goes back to the card, once, also when the answer about it is lost', async () => {
  await using at = await startAtTerminal();
  const { clinic, simulator, work, workAgain } = at;
  const started = await startPayment(clinic, 3000, 1000);
  await work();
  const { settlements } = await clinic.as('cashier').call(settlementsOfVisit, { visitId: started.visitId });
  const [paid] = settlements;
  assert.ok(paid);
  await simulator.tell({ next: [{ line: 'lost-answer' }] });
  const done = await clinic.as('cashier').call(refund, {
    settlementId: paid.id,
    lines: paid.lines.map(({ itemId }) => ({ itemId })),
    reason: '未做',
    expectedRefundFen: 3000,
  });
  assert.deepEqual(done.back, [
    { method: 'card', amountFen: 2000 as Fen, done: false },
    { method: 'cash', amountFen: 1000 as Fen, done: true },
  ]);
  assert.deepEqual(await work(), ['Undecided']);
  const under = () => clinic.as('cashier').call(openPaybacks, {});
  assert.equal((await under()).paybacks[0]?.state, 'unknown');
  await workAgain();
  await workAgain();
  assert.deepEqual((await under()).paybacks, []);
  assert.deepEqual(await simulator.totals(), { takenFen: 2000, paidBackFen: 2000, orders: 1 });
});

test('a payback that the provider refuses waits for a person, who may try again', async () => {
  await using at = await startAtTerminal();
  const { clinic, simulator, work } = at;
  const started = await startPayment(clinic, 1000);
  await work();
  const { settlements } = await clinic.as('cashier').call(settlementsOfVisit, { visitId: started.visitId });
  const [paid] = settlements;
  assert.ok(paid);
  // Somebody has paid it back at the provider's own desk, so that ours is more than was paid.
  const desk = httpCardProvider({ url: simulator.url, secret: simulator.secret, timeoutMs: 2_000 });
  await desk.payBack({ paybackId: crypto.randomUUID(), orderId: started.orderId, amountFen: fen(400) });
  const lines = paid.lines.map(({ itemId }) => ({ itemId }));
  await clinic.as('cashier').call(refund, { settlementId: paid.id, lines, reason: '退', expectedRefundFen: 1000 });
  assert.deepEqual(await work(), []);
  const { paybacks } = await clinic.as('cashier').call(openPaybacks, {});
  assert.deepEqual(
    paybacks.map(({ state, reason, amountFen }) => [state, reason, amountFen]),
    [['failed', 'more-than-paid', 1000]],
  );
  const retried = await clinic.as('cashier').call(retryPayback, { paybackId: paybacks[0]?.id ?? '' });
  assert.equal(retried.state, 'asked');
  await work();
  assert.equal((await clinic.as('cashier').call(openPaybacks, {})).paybacks[0]?.state, 'failed');
});

test('the simulator believes nobody without the secret, and its books survive a restart', async (t) => {
  const { mkdtemp, rm } = await import('node:fs/promises');
  const { join } = await import('node:path');
  const { tmpdir } = await import('node:os');
  const folder = await mkdtemp(join(tmpdir(), 'card-'));
  t.after(() => rm(folder, { recursive: true }));
  const journal = join(folder, 'books.jsonl');
  const first = await startCardSimulator({ journal });
  const stranger = httpCardProvider({ url: first.url, secret: 'guessed', timeoutMs: 2_000 });
  const order = { orderId: crypto.randomUUID(), amountFen: fen(700), subject: 'x' };
  await assert.rejects(stranger.collect(order), { name: 'ProviderSilent' });
  const provider = httpCardProvider({ url: first.url, secret: first.secret, timeoutMs: 2_000 });
  await provider.collect(order);
  await first.stop();
  const second = await startCardSimulator({ journal });
  try {
    const after = httpCardProvider({ url: second.url, secret: second.secret, timeoutMs: 2_000 });
    assert.equal((await after.query(order.orderId)).result, 'approved');
    const payback = { paybackId: crypto.randomUUID(), orderId: order.orderId, amountFen: fen(700) };
    assert.deepEqual(await after.payBack(payback), { result: 'done' });
  } finally {
    await second.stop();
  }
});
