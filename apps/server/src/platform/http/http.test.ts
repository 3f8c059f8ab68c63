import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ApiError, type ErrorBody } from '@xinglin/kernel/client';
import { DomainError, invalidField } from '@xinglin/kernel/domain-error';
import { command, query } from '@xinglin/kernel/operation';
import { text } from '@xinglin/kernel/shapes';
import { z } from 'zod';
import { serve } from '#platform/operations';
import { openHttp, ownHeaders } from '#testing/http';
import { startClinic } from '#testing/start-clinic';

const summary = { zh: '试验', en: 'Trial' };
const echo = query({
  name: 'trial.echo',
  path: '/trial/:id/echo',
  permission: 'public',
  summary,
  input: z.object({
    id: z.string(),
    count: z.coerce.number().optional(),
    tags: z.array(z.string()).optional(),
  }),
  output: z.object({ id: z.string(), count: z.number().optional(), tags: z.array(z.string()).optional() }),
  person: 'none',
});
const change = command({
  name: 'trial.change',
  method: 'PUT',
  path: '/trial/:id',
  permission: 'signed-in',
  summary,
  input: z.object({ id: text(10), name: text(5), nested: z.object({ n: z.int() }).optional() }),
  output: z.object({ id: z.string(), name: z.string() }),
  person: 'none',
});
const fail = command({
  name: 'trial.fail',
  method: 'POST',
  path: '/trial/fail',
  permission: 'signed-in',
  summary,
  input: z.object({ how: z.string() }),
  output: z.object({}),
  person: 'none',
});

const failures: Record<string, () => Promise<never>> = {
  field: () => Promise.reject(invalidField('how', 'input.choice')),
  part: () =>
    Promise.reject(new DomainError('rule', 'input.at-most', { limit: '5' }, [{ path: 'how', code: 'input.at-most' }])),
  rule: () => Promise.reject(new DomainError('rule', 'platform.step-not-allowed', { state: 'a', event: 'b' })),
  bug: () => Promise.reject(new Error('secret detail of 张三')),
};

const additions = {
  routes: [
    serve(echo, async (_tx, input) => input),
    serve(change, async (_tx, { id, name }) => ({ id, name })),
    serve(fail, async (tx, { how }) => {
      if (how === 'database') await tx.run("select '张三 13800138000'::uuid");
      return (await failures[how]?.()) ?? {};
    }),
  ],
};

const bodyOf = async (response: Response) => (await response.json()) as ErrorBody;

test('input comes from path, query string and body; the path wins', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic, { additions });
  const browser = http.browser();
  assert.deepEqual(await browser.call(echo, { id: 'a/b ?', count: 3, tags: ['x'] }), {
    id: 'a/b ?',
    count: 3,
    tags: ['x'],
  });
  assert.deepEqual(await browser.call(echo, { id: '1', tags: ['x', 'y&z'] }), { id: '1', tags: ['x', 'y&z'] });
  await browser.signIn('doctor');
  const answer = await browser.fetch('/api/trial/mine', {
    method: 'PUT',
    headers: { ...ownHeaders, 'idempotency-key': 'key-00000001' },
    body: JSON.stringify({ id: 'other', name: 'n' }),
  });
  assert.deepEqual(await answer.json(), { id: 'mine', name: 'n' });
});

test('every refusal has one shape, in both languages, with the fields it is about', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic, { additions });
  const browser = http.browser();
  await browser.signIn('doctor');
  const error = await browser.call(change, { id: '1', name: 'too long a name' }).catch((thrown: unknown) => thrown);
  assert.ok(error instanceof ApiError);
  assert.equal(error.kind, 'invalid');
  assert.equal(error.status, 400);
  assert.equal(error.code, 'platform.invalid-input');
  assert.deepEqual(error.fields, [
    { path: 'name', code: 'input.too-long', message: { zh: '内容过长', en: 'Too long.' } },
  ]);
  assert.ok(error.requestId);

  const rule = await browser.call(fail, { how: 'rule' }).catch((thrown: unknown) => thrown);
  assert.ok(rule instanceof ApiError);
  assert.deepEqual(
    [rule.status, rule.facts, rule.text.zh],
    [422, { state: 'a', event: 'b' }, '当前状态（a）不能进行该操作（b）'],
  );
  const part = await browser.call(fail, { how: 'part' }).catch((thrown: unknown) => thrown);
  assert.ok(part instanceof ApiError);
  assert.equal(part.fields[0]?.message.zh, '不能大于 5');
});

test('a bug is told to the log and to nobody else; not even the log repeats values of a row', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic, { additions });
  const browser = http.browser();
  await browser.signIn('doctor');
  for (const how of ['bug', 'database']) {
    const answer = await browser.fetch('/api/trial/fail', {
      method: 'POST',
      headers: { ...ownHeaders, 'idempotency-key': `key-${how}-1` },
      body: JSON.stringify({ how }),
    });
    assert.equal(answer.status, 500);
    const body = await answer.text();
    assert.ok(body.includes('platform.unexpected'));
    for (const leak of ['张三', '13800138000', 'uuid', 'at ', 'secret', 'trial.fail'])
      assert.ok(!body.includes(leak), leak);
  }
  const log = http.logged();
  assert.ok(log.includes('secret detail'), 'our own error is logged in full');
  assert.ok(log.includes('22P02') && !log.includes('13800138000'), 'the database error without the value');
});

test('what is wrong before any operation runs has the same shape', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic, { additions, settings: { maxBodyBytes: 2_000 } });
  const send = (path: string, init: RequestInit) => http.browser().fetch(path, init);
  const post = (body: string, headers: Record<string, string> = ownHeaders) =>
    send('/api/session', { method: 'POST', headers, body });
  const answers: [Promise<Response>, number, string][] = [
    [post('{'), 400, 'platform.bad-json'],
    [post(''), 400, 'platform.bad-json'],
    [post('{"__proto__":{"isAdmin":true}}'), 400, 'platform.bad-json'],
    [
      post('userName=x', { ...ownHeaders, 'content-type': 'application/x-www-form-urlencoded' }),
      415,
      'platform.not-json',
    ],
    [post('x', { ...ownHeaders, 'content-type': 'text/plain' }), 415, 'platform.not-json'],
    [post(JSON.stringify({ userName: 'x'.repeat(3_000) })), 413, 'platform.body-too-large'],
    [post('[1]'), 400, 'platform.invalid-input'],
    [post('"text"'), 400, 'platform.invalid-input'],
    [send('/api/nothing-here', {}), 404, 'platform.no-such-address'],
    [send('/api/session/%zz', {}), 404, 'platform.no-such-address'],
    [send('/api/session', { method: 'PATCH', headers: ownHeaders, body: '{}' }), 404, 'platform.no-such-address'],
    [send('/nowhere', {}), 404, 'platform.no-such-address'],
  ];
  for (const [answer, status, code] of answers) {
    const response = await answer;
    const { error } = await bodyOf(response);
    assert.deepEqual([response.status, error.code], [status, code], code);
    assert.ok(error.message.zh !== '' && error.message.en !== '' && error.message.zh !== code);
    assert.equal(error.requestId, response.headers.get('x-request-id'));
    assert.equal(response.headers.get('cache-control'), 'no-store');
  }
});

test('a caller’s own request number is kept when it is harmless', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const sent = async (id: string) =>
    (await http.browser().fetch('/healthz', { headers: { 'x-request-id': id } })).headers.get('x-request-id');
  assert.equal(await sent('proxy-12345678'), 'proxy-12345678');
  assert.match((await sent('<script>12345')) ?? '', /^[0-9a-f-]{36}$/);
});

test('writes of other sites are refused, whatever the cookie says', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic, { additions });
  const browser = http.browser();
  await browser.signIn('doctor');
  const write = async (headers: Record<string, string>) => {
    const init = { method: 'PUT', body: '{"name":"n"}' };
    const key = { 'idempotency-key': `key-${Math.random()}`, 'content-type': 'application/json' };
    const answer = await browser.fetch('/api/trial/1', { ...init, headers: { ...key, ...headers } });
    return answer.ok ? 'done' : (await bodyOf(answer)).error.code;
  };
  const own = new URL(http.url).origin;
  assert.equal(await write({}), 'platform.foreign-request');
  assert.equal(await write({ origin: 'https://evil.example' }), 'platform.foreign-request');
  assert.equal(await write({ origin: 'null' }), 'platform.foreign-request');
  assert.equal(await write({ origin: own.replace('http:', 'https:') }), 'platform.foreign-request');
  assert.equal(await write({ 'x-xinglin-request': '1', 'sec-fetch-site': 'cross-site' }), 'platform.foreign-request');
  assert.equal(await write({ origin: own, 'sec-fetch-site': 'same-site' }), 'platform.foreign-request');
  assert.equal(await write({ origin: own }), 'done');
  assert.equal(await write({ 'x-xinglin-request': '1' }), 'done');
  // A preflight of another site gets no permission.
  const preflight = await browser.fetch('/api/trial/1', {
    method: 'OPTIONS',
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'PUT' },
  });
  assert.equal(preflight.headers.get('access-control-allow-origin'), null);
});

test('every answer carries the security headers', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  for (const path of ['/healthz', '/api/session', '/api/docs', '/nowhere', '/api/nothing']) {
    const { headers } = await http.browser().fetch(path);
    const policy = headers.get('content-security-policy') ?? '';
    assert.ok(policy.includes("default-src 'self'") && policy.includes("script-src 'self';"), path);
    assert.ok(!policy.includes('unsafe-eval') && !/script-src[^;]*unsafe/.test(policy), path);
    assert.ok(policy.includes("object-src 'none'") && policy.includes("frame-ancestors 'self'"), path);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('x-frame-options'), 'SAMEORIGIN');
    assert.equal(headers.get('referrer-policy'), 'same-origin');
    assert.equal(headers.get('strict-transport-security'), null, 'not without TLS');
    assert.equal(headers.get('x-powered-by'), null);
  }
  assert.equal((await http.browser().fetch('/api/session')).headers.get('cache-control'), 'no-store');
});

test('an address that asks too much is told to wait, for sign-in sooner', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic, { settings: { requestsPerMinute: 8, signInsPerMinute: 3 } });
  const signIn = () =>
    http
      .browser()
      .fetch('/api/session', { method: 'POST', headers: ownHeaders, body: '{"userName":"a","password":"b"}' });
  const statuses = [];
  for (let time = 0; time < 4; time++) statuses.push((await signIn()).status);
  assert.deepEqual(statuses, [401, 401, 401, 429]);
  const answer = await signIn();
  assert.equal((await bodyOf(answer)).error.code, 'platform.too-many-requests');
  assert.ok(Number(answer.headers.get('retry-after')) >= 1);
  const others = [];
  for (let time = 0; time < 5; time++) others.push((await http.browser().fetch('/healthz')).status);
  assert.deepEqual(others, [200, 200, 200, 429, 429]);
});

test('/readyz says what people wait for, and how far it has come', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const read = async () => {
    const answer = await http.browser().fetch('/readyz');
    return { status: answer.status, body: (await answer.json()) as { reasons: { code: string }[]; parts: object } };
  };
  assert.equal((await http.browser().fetch('/healthz')).status, 200);
  assert.equal((await read()).status, 200);
  http.readiness.set('demo-base', 'working', 0.4);
  http.readiness.set('demo-history', 'waiting');
  const waiting = await read();
  assert.equal(waiting.status, 503);
  assert.deepEqual(
    waiting.body.reasons.map(({ code }) => code),
    ['demo-base'],
  );
  assert.deepEqual(waiting.body.parts, {
    'demo-base': { state: 'working', progress: 0.4 },
    'demo-history': { state: 'waiting' },
  });
  http.readiness.set('demo-base', 'done');
  http.readiness.set('demo-history', 'working', 0.1);
  assert.equal((await read()).status, 200, 'history loads behind');
});

test('/metrics are for this machine, or for who has the token', async () => {
  await using clinic = await startClinic();
  await using open = await openHttp(clinic);
  await open.browser().fetch('/api/session');
  const figures = await (await open.browser().fetch('/metrics')).text();
  assert.match(figures, /xinglin_request_duration_seconds_count\{operation="sign-in\.read-session",status="200"\} 1/);
  for (const name of [
    'process_cpu_seconds_total',
    'nodejs_eventloop_lag_p99_seconds',
    'xinglin_database_connections',
  ]) {
    assert.ok(figures.includes(name), name);
  }
  const forwarded = await open.browser().fetch('/metrics', { headers: { 'x-forwarded-for': '10.0.0.7' } });
  assert.equal(forwarded.status, 403);
  assert.equal((await bodyOf(forwarded)).error.code, 'platform.not-public');

  await using guarded = await openHttp(clinic, { settings: { metricsToken: 'a-token' } });
  const withToken = (token?: string) =>
    guarded.browser().fetch('/metrics', token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
  assert.deepEqual(
    [(await withToken()).status, (await withToken('b-token')).status, (await withToken('a-token')).status],
    [403, 403, 200],
  );
});

test('the staff app is served with hashed files for ever, its screens by any address', async () => {
  const root = await mkdtemp(join(tmpdir(), 'staff-web-'));
  try {
    await mkdir(join(root, 'assets'));
    await writeFile(join(root, 'index.html'), '<!doctype html><title>杏林</title>');
    await writeFile(join(root, 'assets', 'app-1a2b.js'), `export const x = ${JSON.stringify('x'.repeat(5_000))};`);
    await using clinic = await startClinic();
    await using http = await openHttp(clinic, { settings: { staticRoot: root } });
    const asset = await http.browser().fetch('/assets/app-1a2b.js', { headers: { 'accept-encoding': 'br' } });
    assert.equal(asset.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.equal(asset.headers.get('content-encoding'), 'br');
    assert.match(asset.headers.get('content-type') ?? '', /javascript/);
    const page = async (path: string, accept = 'text/html') => http.browser().fetch(path, { headers: { accept } });
    for (const path of ['/', '/visits/queue', '/sign-in?next=%2F']) {
      const answer = await page(path);
      assert.equal(answer.status, 200, path);
      assert.equal(answer.headers.get('cache-control'), 'no-cache');
      assert.match(await answer.text(), /杏林/);
    }
    assert.equal((await page('/assets/gone.js')).status, 404);
    assert.equal((await page('/api/nothing')).status, 404);
    assert.equal((await page('/picture.png', 'image/png')).status, 404);
    assert.equal((await page('/..%2f..%2fetc%2fpasswd', '*/*')).status, 404);
  } finally {
    await rm(root, { recursive: true });
  }
});

test('a mount stands on the same ground, and speaks FHIR where it says so', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic, {
    mounts: () => [
      {
        prefix: '/fhir',
        speaksFhir: true,
        register: (scope, { actorOf }) => {
          scope.get('/who', async (request) => ({ staffId: (await actorOf(request)).staffId }));
        },
      },
    ],
  });
  const browser = http.browser();
  const refused = await browser.fetch('/fhir/who');
  assert.equal(refused.status, 401);
  assert.match(refused.headers.get('content-type') ?? '', /^application\/fhir\+json/);
  const outcome = (await refused.json()) as { resourceType: string; issue: { code: string; severity: string }[] };
  assert.equal(outcome.resourceType, 'OperationOutcome');
  assert.deepEqual([outcome.issue[0]?.code, outcome.issue[0]?.severity], ['login', 'error']);
  await browser.signIn('doctor');
  assert.equal((await browser.fetch('/fhir/who')).status, 200);
});
