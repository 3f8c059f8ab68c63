import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { startClinic } from '#testing/start-clinic';
import { purgeIdempotencyKeys } from './house-jobs.ts';
import { handleJob, type JobRun, job } from './job.ts';
import { enqueue, startWorker } from './queue.ts';

const tellPlatform = job({ name: 'trial.tell-platform', payload: z.object({ reportId: z.string() }) });

async function until(isDone: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 15_000;
  while (!(await isDone())) {
    assert.ok(Date.now() < end, 'waited 15 s');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('a job exists exactly when its transaction is committed', async () => {
  await using clinic = await startClinic({ additions: { jobs: [handleJob(tellPlatform, async () => {})] } });
  await clinic.tx((tx) => tx.enqueue(tellPlatform.name, { reportId: 'r-1' }));
  const undone = clinic.tx(async (tx) => {
    await tx.enqueue(tellPlatform.name, { reportId: 'r-2' });
    throw new Error('changed my mind');
  });
  await assert.rejects(undone, /changed my mind/);
  assert.deepEqual(await clinic.waitingJobs(), [
    { job: tellPlatform.name, institutionId: 1, payload: { reportId: 'r-1' } },
  ]);
});

test('a job that nobody handles is refused when it is enqueued, not forgotten', async () => {
  await using clinic = await startClinic();
  await assert.rejects(
    clinic.tx((tx) => tx.enqueue('trial.nobody', {})),
    /no queue for the job trial.nobody/,
  );
});

test('a worker runs a job once, and again after a failure, without keeping the words of the error', async () => {
  const runs: { payload: { reportId: string }; run: JobRun }[] = [];
  const errors: unknown[] = [];
  const handler = handleJob(tellPlatform, async (payload, run) => {
    runs.push({ payload, run });
    if (payload.reportId === 'fails') throw new Error('王小明 13800000000');
  });
  await using clinic = await startClinic({ additions: { jobs: [handler] } });
  const worker = await startWorker({
    pool: clinic.db.pool,
    handlers: [handler],
    onError: (error) => errors.push(error),
    pollSeconds: 0.5,
  });
  try {
    await clinic.tx((tx) => tx.enqueue(tellPlatform.name, { reportId: 'works' }));
    await clinic.tx((tx) => tx.enqueue(tellPlatform.name, { reportId: 'fails' }), 2);
    await until(() => runs.length >= 2);
    const stateOf = () =>
      clinic.db.transaction('platform', (tx) =>
        tx.many<{ state: string; output: unknown }>(
          'select state, output from pgboss.job where name = $1 order by created_on',
          [tellPlatform.name],
        ),
      );
    await until(async () => (await stateOf()).map(({ state }) => state).join() === 'completed,retry');
    assert.ok(!JSON.stringify(await stateOf()).includes('王小明'));
    assert.equal(errors.length, 1);
    assert.equal(runs.find(({ payload }) => payload.reportId === 'fails')?.run.institutionId, 2);
    assert.equal(runs.filter(({ payload }) => payload.reportId === 'works').length, 1);
  } finally {
    await worker.stop(5_000);
  }
});

test('a job of the wrong shape fails and does not reach the handler', async () => {
  const handler = handleJob(tellPlatform, async () => assert.fail('reached'));
  await assert.rejects(async () => handler.run({ reportId: 7 }, { jobId: 'j', institutionId: 1 }), z.ZodError);
});

test('answers older than a week are purged, younger ones kept, of every institution', async () => {
  await using clinic = await startClinic();
  const INSERT = `insert into platform.idempotency (institution_id, key, digest, created_at)
                  values ($1, $2, '\\x00', now() - make_interval(days => $3))`;
  for (const institutionId of [1, 2]) {
    await clinic.tx(async (tx) => {
      await tx.run(INSERT, [institutionId, 'key-old-1', 8]);
      await tx.run(INSERT, [institutionId, 'key-new-1', 6]);
    }, institutionId);
  }
  assert.equal(await purgeIdempotencyKeys(clinic.db), 2);
  const left = await clinic.db.transaction('platform', (tx) => tx.many('select key from platform.idempotency'));
  assert.deepEqual(left, [{ key: 'key-new-1' }, { key: 'key-new-1' }]);
});

test('work of the whole house is enqueued without an institution', async () => {
  await using clinic = await startClinic({ additions: { jobs: [handleJob(tellPlatform, async () => {})] } });
  await clinic.db.transaction('platform', (tx) =>
    enqueue(tx, tellPlatform.name, { institutionId: undefined, payload: { reportId: 'r' } }),
  );
  const [waiting] = await clinic.waitingJobs();
  assert.equal(waiting?.institutionId, null);
});
