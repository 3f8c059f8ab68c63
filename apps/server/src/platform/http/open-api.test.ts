import assert from 'node:assert/strict';
import { test } from 'node:test';
import { command, query } from '@xinglin/kernel/operation';
import { decimalText, id, instant, optionalText, queryInt, text } from '@xinglin/kernel/shapes';
import { z } from 'zod';
import { openHttp } from '#testing/http';
import { startClinic } from '#testing/start-clinic';
import { jsonSchema, openApi } from './open-api.ts';

interface Described {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly { name: string; in: string; required: boolean; schema: object }[];
  readonly requestBody?: {
    content: { 'application/json': { schema: { properties: Record<string, object>; required: string[] } } };
  };
  readonly responses: Record<string, unknown>;
  readonly security: readonly object[];
}
interface Description {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Described>>;
  readonly components: { schemas: Record<string, object>; responses: Record<string, object> };
}

const summary = { zh: '试验', en: 'Trial' };
const read = query({
  name: 'trial.read',
  path: '/trial/:trialId',
  permission: 'trial.read',
  summary,
  input: z.object({ trialId: id, limit: queryInt(1, 50, 20), search: optionalText(10) }),
  output: z.object({ at: instant, dose: decimalText, note: optionalText(20) }),
  person: 'none',
});
const write = command({
  name: 'trial.write',
  method: 'POST',
  path: '/trial/:trialId/notes',
  permission: 'public',
  summary,
  input: z.object({ trialId: id, body: text(100), mark: z.int().optional() }),
  output: z.object({}),
  person: 'none',
});

test('parameters and bodies are split as the server reads them', () => {
  const { paths } = openApi([read, write], '1.0.0') as unknown as Description;
  const reading = paths['/api/trial/{trialId}']?.get;
  assert.deepEqual(
    reading?.parameters.map((parameter) => `${parameter.in} ${parameter.name} ${parameter.required}`),
    ['path trialId true', 'query limit false', 'query search false'],
  );
  const writing = paths['/api/trial/{trialId}/notes']?.post;
  const schema = writing?.requestBody?.content['application/json'].schema;
  assert.deepEqual(Object.keys(schema?.properties ?? {}), ['body', 'mark']);
  assert.deepEqual(schema?.required, ['body']);
  assert.deepEqual(
    writing?.parameters.map(({ name }) => name),
    ['trialId', 'X-Xinglin-Request', 'Idempotency-Key'],
  );
  assert.deepEqual(writing?.security, []);
  assert.equal(reading?.security.length, 1);
});

test('what a transform makes is described by what goes in', () => {
  assert.deepEqual(Object.keys(jsonSchema(read.output, 'output').properties as object), ['at', 'dose', 'note']);
  const { at, dose } = jsonSchema(read.output, 'output').properties as Record<string, Record<string, unknown>>;
  assert.equal(at?.type, 'string');
  assert.equal(at?.format, 'date-time');
  assert.equal(dose?.type, 'string');
});

test('the description of the whole server is sound OpenAPI 3.1', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const answer = await http.browser().fetch('/api/openapi.json');
  assert.equal(answer.status, 200);
  const description = (await answer.json()) as Description;
  assert.match(description.openapi, /^3\.1\.\d$/);
  const seen = new Set<string>();
  for (const [path, methods] of Object.entries(description.paths)) {
    assert.ok(path.startsWith('/api/'), path);
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const operation of Object.values(methods)) {
      const where = `${operation.operationId} ${path}`;
      assert.ok(!seen.has(operation.operationId), `twice: ${where}`);
      seen.add(operation.operationId);
      assert.match(operation.summary, /\p{Script=Han}/u, where);
      assert.match(operation.description, /^[A-Z]/, where);
      const declared = operation.parameters.filter((parameter) => parameter.in === 'path');
      assert.deepEqual(declared.map(({ name }) => name).sort(), [...inPath].sort(), where);
      assert.ok(
        declared.every(({ required, schema }) => required && Object.keys(schema).length > 0),
        where,
      );
      assert.ok(operation.responses['200'] && operation.responses.default, where);
    }
  }
  assert.equal(seen.size, http.app.routes.length + http.app.directRoutes.length);
  checkReferences(description, description);
});

/** Every `$ref` leads somewhere in the document. */
function checkReferences(part: unknown, whole: object): void {
  if (typeof part !== 'object' || part === null) return;
  for (const [key, value] of Object.entries(part)) {
    if (key === '$ref') {
      const found = String(value)
        .split('/')
        .slice(1)
        .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], whole);
      assert.ok(found, String(value));
    } else checkReferences(value, whole);
  }
}

test('the readable page needs nothing from elsewhere', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic);
  const get = async (path: string) => {
    const answer = await http.browser().fetch(path);
    assert.equal(answer.status, 200, path);
    return { text: await answer.text(), type: answer.headers.get('content-type') ?? '' };
  };
  const page = await get('/api/docs');
  assert.match(page.type, /text\/html/);
  const linked = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link ?? '');
  assert.ok(linked.length >= 3 && linked.every((link) => /^(\/api\/|data:)/.test(link)), linked.join(' '));
  for (const link of linked.filter((address) => address.startsWith('/'))) await get(link);
  assert.ok(!/<script>|style=|onclick=/.test(page.text), 'nothing that the policy would stop');
  assert.match((await get('/api/docs/page.js')).type, /javascript/);
});
