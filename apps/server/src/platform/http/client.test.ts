import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError, createClient, requestOf } from '@xinglin/kernel/client';
import { command } from '@xinglin/kernel/operation';
import { z } from 'zod';
import { grantRole, listMembers, whoAmI } from '#contract/staff';
import { serve } from '#platform/operations';
import { openHttp } from '#testing/http';
import { personOf } from '#testing/people';
import { startClinic } from '#testing/start-clinic';

const summary = { zh: '试验', en: 'Trial' };
const count = command({
  name: 'trial.count',
  method: 'POST',
  path: '/trial/count',
  permission: 'signed-in',
  summary,
  input: z.object({}),
  output: z.object({ presses: z.int() }),
  person: 'none',
});

test('an input is laid out as path, query string or body', () => {
  const read = { path: '/a/:id/b', method: 'GET' } as const;
  assert.deepEqual(requestOf(read, { id: 'x/y', n: 3, on: false, list: ['p', 'q'], none: undefined, nil: null }), {
    url: '/a/x%2Fy/b?n=3&on=false&list=p&list=q',
    body: undefined,
  });
  assert.deepEqual(requestOf({ path: '/a/:id', method: 'PUT' }, { id: '1', name: 'n', gone: undefined }), {
    url: '/a/1',
    body: '{"name":"n"}',
  });
  assert.deepEqual(requestOf({ path: '/a', method: 'DELETE' }, {}), { url: '/a', body: undefined });
  assert.throws(() => requestOf(read, { n: 1 }), TypeError);
});

test('the client speaks with the real server: queries, commands, deletes, refusals', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const browser = http.browser();
  await browser.signIn('security-admin');
  const { members } = await browser.call(listMembers, { role: 'doctor', left: false });
  assert.equal(members.length, 2);
  const { accountId } = personOf(1, 'cashier');
  const account = await browser.call(grantRole, { accountId, role: 'registrar' });
  assert.equal(account.assignments.length, 2);
  const error = await browser.call(grantRole, { accountId, role: 'registrar' }).catch((thrown: unknown) => thrown);
  assert.ok(error instanceof ApiError);
  assert.deepEqual(
    [error.kind, error.code, error.text.en],
    ['conflict', 'staff.role-held', 'The account holds this role already.'],
  );
});

test('without a key each press counts; with the same key it counts once', async () => {
  let presses = 0;
  const route = serve(count, async () => ({ presses: ++presses }));
  await using clinic = await startClinic();
  await using http = await openHttp(clinic, { additions: { routes: [route] } });
  const browser = http.browser();
  await browser.signIn('doctor');
  await browser.call(count, {});
  await browser.call(count, {});
  assert.equal(presses, 2);
  const options = { idempotencyKey: 'one-press-only' };
  const [first, again] = [await browser.call(count, {}, options), await browser.call(count, {}, options)];
  assert.deepEqual([first, again, presses], [{ presses: 3 }, { presses: 3 }, 3]);
  const bad = browser.call(count, {}, { idempotencyKey: 'short' });
  await assert.rejects(bad, { code: 'platform.key-required' });
});

test('whoever must sign in is told, with the reason', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const heard: string[] = [];
  const client = createClient({ baseUrl: http.url, onUnauthenticated: ({ code }) => heard.push(code) });
  await assert.rejects(client.call(whoAmI, {}), { kind: 'unauthenticated' });
  assert.deepEqual(heard, ['platform.not-signed-in']);
});

test('no answer is an error of its own kind, and an abort stays an abort', async () => {
  const silent = createClient({ baseUrl: 'http://127.0.0.1:9' });
  await assert.rejects(silent.call(whoAmI, {}), { kind: 'network', status: 0, code: 'platform.no-answer' });
  const cut = createClient({ baseUrl: '', fetch: async () => new Response('{"half":', { status: 200 }) });
  await assert.rejects(cut.call(whoAmI, {}), { kind: 'network' });
  const page = createClient({ baseUrl: '', fetch: async () => new Response('<html>proxy</html>', { status: 502 }) });
  await assert.rejects(page.call(whoAmI, {}), { kind: 'unexpected', status: 502, facts: { status: 502 } });
  const stop = new AbortController();
  const waiting = createClient({
    baseUrl: '',
    fetch: (_url, { signal }) =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
  });
  const call = waiting.call(whoAmI, {}, { signal: stop.signal });
  stop.abort();
  await assert.rejects(call, { name: 'AbortError' });
});
