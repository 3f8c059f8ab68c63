import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startClinic } from '#testing/start-clinic';
import type { Tx } from '../transaction.ts';
import { startListener } from './listener.ts';
import { type Reader, remembered } from './remembered.ts';

const CHANNEL = 'trial_remembered';
const rename = (tx: Tx, name: string) => tx.run('update institutions.site set name = $1', [name]);

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await isSo())) {
    assert.ok(Date.now() < end, 'waited 10 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** One process: its own listener and memory, and how often it really read. */
async function startProcess(connectionString: string) {
  const listener = await startListener(connectionString, [CHANNEL]);
  const reads = { count: 0 };
  const sites = remembered(listener, CHANNEL, async (tx: Reader) => {
    reads.count++;
    const rows = await tx.many<{ name: string }>('select name from institutions.site order by code');
    return rows.map(({ name }) => name);
  });
  return { sites, reads, [Symbol.asyncDispose]: () => listener.close() };
}

test('read once, and anew in every process when somebody changed it', async () => {
  await using clinic = await startClinic();
  await using here = await startProcess(clinic.connectionString);
  await using there = await startProcess(clinic.connectionString);
  const seen = ({ sites }: typeof here) => clinic.tx((tx) => sites.of(tx));
  const [before] = await seen(here);
  await seen(there);
  for (let times = 0; times < 5; times++) await Promise.all([seen(here), seen(there)]);
  assert.deepEqual([here.reads.count, there.reads.count], [1, 1]);

  await clinic.tx(async (tx) => {
    await rename(tx, '新院区');
    await here.sites.forget(tx);
    // The transaction that changes it sees its change, and others do not yet.
    assert.equal((await here.sites.of(tx))[0], '新院区');
    assert.equal((await seen(there))[0], before);
  });
  await until(async () => (await seen(here))[0] === '新院区' && (await seen(there))[0] === '新院区');
});

test('what was rolled back is remembered by nobody', async () => {
  await using clinic = await startClinic();
  await using here = await startProcess(clinic.connectionString);
  const undone = clinic.tx(async (tx) => {
    await rename(tx, '不算数');
    await here.sites.forget(tx);
    await here.sites.of(tx);
    throw new Error('changed my mind');
  });
  await assert.rejects(undone, /changed my mind/);
  const [name] = await clinic.tx((tx) => here.sites.of(tx));
  assert.notEqual(name, '不算数');
});

test('one institution never gets what another remembered', async () => {
  await using clinic = await startClinic();
  await using here = await startProcess(clinic.connectionString);
  await clinic.tx((tx) => rename(tx, '一院'), 1);
  await clinic.tx((tx) => rename(tx, '二院'), 2);
  assert.equal((await clinic.tx((tx) => here.sites.of(tx), 1))[0], '一院');
  assert.equal((await clinic.tx((tx) => here.sites.of(tx), 2))[0], '二院');
});

test('without a listener nothing is remembered', async () => {
  await using clinic = await startClinic();
  let reads = 0;
  const value = remembered(undefined, CHANNEL, async () => ++reads);
  await clinic.tx((tx) => value.of(tx));
  await clinic.tx((tx) => value.of(tx));
  assert.equal(reads, 2);
});
