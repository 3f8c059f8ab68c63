import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Operation } from '@xinglin/kernel/operation';
import { administratorRoles, role as roleShape } from '#contract/staff';
import { accessRules } from '#platform/access/access-rules';
import { type Browser, openHttp, ownHeaders } from '#testing/http';
import { personOf } from '#testing/people';
import { startClinic } from '#testing/start-clinic';
import { accessFaultsOf, requireSoundAccess } from './access-of-app.ts';

const roles = roleShape.options;

/** The bare request of an operation: enough to be let in or turned away, never enough to take effect. */
async function knock(browser: Browser, operation: Operation): Promise<{ status: number; code: string | undefined }> {
  const path = operation.path.replace(/:\w+/g, '00000000-0000-7000-8000-000000000000');
  const hasBody = operation.method === 'POST' || operation.method === 'PUT';
  const answer = await browser.fetch(`/api${path}`, {
    method: operation.method,
    headers: { ...(hasBody ? ownHeaders : { 'x-xinglin-request': '1' }), 'idempotency-key': 'knock-00000001' },
    ...(hasBody ? { body: '{}' } : {}),
  });
  const body = (await answer.json()) as { error?: { code: string } } | null;
  return { status: answer.status, code: body?.error?.code };
}

test('the files of knowledge/access and the operations of the server fit each other', async () => {
  await using clinic = await startClinic();
  const { app } = clinic;
  const operations = [...app.routes, ...app.directRoutes].map(({ operation }) => operation);
  const faults = accessFaultsOf(app.access, operations);
  assert.deepEqual(
    faults.map(({ kind, text }) => `${kind}: ${text}`),
    [],
  );
});

test('the server does not start when an operation asks for a permission that nobody defined', async () => {
  await using clinic = await startClinic();
  const operations = clinic.app.routes.map(({ operation }) => operation);
  const permissions = new Map([...clinic.app.access.permissions].filter(([key]) => key !== 'visits.register'));
  assert.throws(
    () => requireSoundAccess(accessRules(permissions), operations),
    /visits\.register needs visits\.register/,
  );
});

test('every operation: 401 without a session, 403 for every role that does not hold its permission', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic, { settings: { requestsPerMinute: 1_000_000 } });
  const { routes, directRoutes, access } = http.app;
  const operations = [...routes, ...directRoutes].map(({ operation }) => operation);
  assert.ok(operations.length > 40, `${operations.length} operations`);

  const stranger = http.browser();
  for (const operation of operations.filter(({ permission }) => permission !== 'public')) {
    const { status, code } = await knock(stranger, operation);
    assert.deepEqual([status, code], [401, 'platform.not-signed-in'], operation.name);
  }

  let refused = 0;
  for (const role of roles) {
    const browser = http.browser();
    assert.equal((await browser.signIn(role)).step, 'done');
    for (const operation of operations) {
      if (operation.permission === 'public' || operation.permission === 'signed-in') continue;
      const isHeld = access.permissionsOf(role).includes(operation.permission);
      // A role that holds the permission is answered in some way by the operation itself; not tried for real here.
      if (isHeld) continue;
      const { status, code } = await knock(browser, operation);
      assert.deepEqual([status, code], [403, 'platform.no-permission'], `${role}: ${operation.name}`);
      refused++;
    }
  }
  assert.ok(refused > 200, `only ${refused} pairs were tried`);

  // A refusal is in the journal like everything else.
  const entries = await clinic.db.transaction({ institutionId: 1 }, (tx) =>
    tx.one<{ count: number }>(
      "select count(*) from audit.entry where outcome = 'refused' and reason = 'platform.no-permission'",
    ),
  );
  assert.equal(entries.count, refused);
});

test('a role is let in wherever it holds the permission', async () => {
  await using clinic = await startClinic();
  await using http = await openHttp(clinic, { settings: { requestsPerMinute: 1_000_000 } });
  const queries = http.app.routes.map(({ operation }) => operation).filter(({ kind }) => kind === 'query');
  for (const role of roles) {
    const browser = http.browser();
    await browser.signIn(role);
    for (const operation of queries) {
      const isFree = operation.permission === 'public' || operation.permission === 'signed-in';
      if (!isFree && !http.app.access.permissionsOf(role).includes(operation.permission)) continue;
      const { status, code } = await knock(browser, operation);
      assert.ok(![401, 500].includes(status), `${role}: ${operation.name} ${status} ${code}`);
      assert.notEqual(code, 'platform.no-permission', `${role}: ${operation.name}`);
    }
  }
});

test('the three administrators hold no permission of each other and none that touches a person’s data', async () => {
  await using clinic = await startClinic();
  const { routes, access } = clinic.app;
  for (const role of administratorRoles) {
    for (const permission of access.permissionsOf(role)) {
      const personal = routes.filter(
        ({ operation }) => operation.permission === permission && operation.person !== 'none',
      );
      // The auditor looks for accesses to a person by the person's internal number, and sees nothing of the person.
      const names = personal.map(({ operation }) => operation.name).filter((name) => name !== 'audit.search');
      assert.deepEqual(names, [], `${role} ${permission}`);
    }
  }
  const person = personOf(1, 'system-admin');
  const grants = await clinic.tx((tx) => clinic.modules.staff.actorFor(tx, person.accountId));
  assert.deepEqual([...(grants?.grants.keys() ?? [])].sort(), [...access.permissionsOf('system-admin')].sort());
});
