import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { endSession } from '#platform/sign-in/contract';
import { type Browser, openHttp } from '#testing/http';
import { startClinic } from '#testing/start-clinic';

interface Stream extends AsyncDisposable {
  /** The next event as `name data`; fails after two seconds. */
  next(): Promise<string>;
  /** Nothing more comes for a while. */
  isQuiet(): Promise<boolean>;
}

async function listen(browser: Browser, topics: string): Promise<Stream> {
  const stop = new AbortController();
  const response = await browser.fetch(`/api/live?topics=${topics}`, { signal: stop.signal });
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type') ?? '', /text\/event-stream/);
  const reader = (response.body ?? new ReadableStream()).getReader();
  const waiting: string[] = [];
  let text = '';
  const pump = (async () => {
    for (;;) {
      const { value, done } = await reader.read().catch(() => ({ value: undefined, done: true }));
      if (done || !value) break;
      text += new TextDecoder().decode(value);
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        const name = /^event: (.*)$/m.exec(block)?.[1];
        if (name) waiting.push(`${name} ${/^data: (.*)$/m.exec(block)?.[1] ?? ''}`.trim());
      }
    }
    waiting.push('closed');
  })();
  const stream: Stream = {
    next: async () => {
      for (let round = 0; round < 200; round++) {
        const found = waiting.shift();
        if (found !== undefined) return found;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      throw new Error('nothing came');
    },
    isQuiet: async () => {
      await new Promise((resolve) => setTimeout(resolve, 150));
      return waiting.length === 0;
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await pump;
    },
  };
  assert.equal(await stream.next(), 'ready');
  return stream;
}

test('a change reaches the open pages of the same institution that asked for it, once, after the commit', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const [here, neighbour] = [http.browser(), http.browser()];
  await here.signIn('doctor');
  await neighbour.signIn('doctor', { institutionId: 2 });
  await using mine = await listen(here, 'visits.queue:a,stock.low');
  await using theirs = await listen(neighbour, 'visits.queue:a');

  await clinic.tx(async (tx) => {
    tx.changed('visits.queue:a');
    tx.changed('visits.queue:a');
    tx.changed('visits.queue:b');
  });
  assert.equal(await mine.next(), 'changed visits.queue:a');
  assert.ok(await mine.isQuiet(), 'once, and nothing that was not asked for');
  assert.ok(await theirs.isQuiet(), 'the other institution hears nothing');

  const failing = clinic.tx(async (tx) => {
    tx.changed('stock.low');
    throw new Error('rolled back');
  });
  await assert.rejects(failing);
  assert.ok(await mine.isQuiet(), 'nothing happened, nothing is told');
});

test('listening survives the loss of its connection, and says that something may have been missed', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const browser = http.browser();
  await browser.signIn('doctor');
  await using stream = await listen(browser, 'visits.queue:a');
  const owner = new pg.Client({ connectionString: clinic.connectionString });
  await owner.connect();
  try {
    const cut = await owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'xinglin-listen' and datname = current_database()`,
    );
    assert.equal(cut.rowCount, 1);
  } finally {
    await owner.end();
  }
  assert.equal(await stream.next(), 'missed');
  await clinic.tx(async (tx) => tx.changed('visits.queue:a'));
  assert.equal(await stream.next(), 'changed visits.queue:a');
});

test('without a session, without topics or with too many of them nothing is opened', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic, { settings: { maxLivePerSession: 2 } });
  const browser = http.browser();
  const status = async (query: string) => (await browser.fetch(`/api/live${query}`)).status;
  assert.equal(await status('?topics=visits.queue:a'), 401);
  await browser.signIn('doctor');
  assert.equal(await status(''), 400);
  assert.equal(await status('?topics=no-dot'), 400);
  assert.equal(await status(`?topics=${Array.from({ length: 51 }, (_, n) => `a.b${n}`).join(',')}`), 400);
  await using _one = await listen(browser, 'a.b');
  {
    await using _two = await listen(browser, 'a.b');
    assert.equal(await status('?topics=a.b'), 503);
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  await using _three = await listen(browser, 'a.b');
});

test('a page whose session has ended is told so and let go of', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic, { settings: { liveHeartbeatMs: 50 } });
  const browser = http.browser();
  await browser.signIn('doctor');
  await using stream = await listen(browser, 'a.b');
  await new Promise((resolve) => setTimeout(resolve, 120));
  assert.ok(await stream.isQuiet());
  await browser.call(endSession, {});
  assert.equal(await stream.next(), 'ended');
  assert.equal(await stream.next(), 'closed');
});

test('the server closes in the presence of open pages', async () => {
  await using clinic = await startClinic();
  const http = await openHttp(clinic);
  const browser = http.browser();
  await browser.signIn('doctor');
  await using stream = await listen(browser, 'a.b');
  const begun = performance.now();
  await http[Symbol.asyncDispose]();
  assert.equal(await stream.next(), 'closed');
  assert.ok(performance.now() - begun < 3_000);
});
