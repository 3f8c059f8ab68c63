import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Patient, Resource } from '@medplum/fhirtypes';
import { DomainError } from '@xinglin/kernel/domain-error';
import pg from 'pg';
import { type StartedClinic, startClinic } from '#testing/start-clinic';
import { createRecord, type RecordTx } from './index.ts';
import { person, vitalSign, zhangSanfeng } from './testing/examples.ts';

const NOW = '2026-03-02T09:00:00+08:00';

/** The one resource of a put of one. */
const only = <Item>([item]: readonly Item[]): Item => {
  assert.ok(item !== undefined);
  return item;
};

const rejectsWith = async (work: Promise<unknown>, code: string, fields?: readonly string[]) => {
  const error = await work.then(
    () => assert.fail('was not refused'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof DomainError, String(error));
  assert.equal(error.code, code);
  if (fields)
    assert.deepEqual(error.fields.map(({ path, code: fault }) => `${path} ${fault}`).sort(), [...fields].sort());
};

/** As the database's owner, above row-level security. */
async function asOwner<Result>(clinic: StartedClinic, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: clinic.connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

test('a resource is created, changed, deleted and written again, and every version stays readable', async () => {
  await using clinic = await startClinic({ now: NOW });
  const record = createRecord(clinic);
  const put = (patient: Patient) => clinic.tx(async (tx, context) => only(await record.put(tx, [patient], context)));

  const first = await put(zhangSanfeng);
  assert.deepEqual(first.meta, { versionId: '1', lastUpdated: '2026-03-02T01:00:00.000Z' });
  clinic.clock.advance({ minutes: 5 });
  const second = await put({ ...first, active: true });
  assert.deepEqual(second.meta, { versionId: '2', lastUpdated: '2026-03-02T01:05:00.000Z' });
  const { id } = first;

  await clinic.tx(async (tx, context) => {
    assert.deepEqual(await record.read(tx, 'Patient', id), second);
    assert.deepEqual(await record.vread(tx, 'Patient', id, 1), first);
    assert.equal(await record.read(tx, 'Practitioner', id), undefined);
    assert.equal(await record.remove(tx, 'Patient', id, context), true);
    assert.equal(await record.remove(tx, 'Patient', id, context), false);
    assert.equal(await record.read(tx, 'Patient', id), undefined);
    assert.deepEqual((await record.search(tx, 'Patient', { _id: id })).resources, []);
  });
  const fourth = await put({ ...zhangSanfeng, id });
  assert.equal(fourth.meta.versionId, '4');

  await clinic.tx(async (tx) => {
    const { versions, next } = await record.history(tx, 'Patient', id);
    assert.deepEqual(
      versions.map(({ version, resource }) => [version, resource?.active ?? resource?.gender]),
      [
        [4, 'male'],
        [3, undefined],
        [2, true],
        [1, 'male'],
      ],
    );
    assert.equal(next, undefined);
    const page = await record.history(tx, 'Patient', id, { limit: 2 });
    assert.equal(page.next, 3);
    assert.deepEqual((await record.history(tx, 'Patient', id, { before: 3, limit: 2 })).versions, versions.slice(2));
  });
});

test('what comes back is what was put, also with other meta, long text and nothing at all', async () => {
  await using clinic = await startClinic({ now: NOW });
  const record = createRecord(clinic);
  const resources: Resource[] = [
    { ...zhangSanfeng, meta: { profile: ['http://example.org/p'], tag: [{ system: 'urn:t', code: 'a' }] } },
    { resourceType: 'Patient' },
    { resourceType: 'Patient', id: 'A.b-9', extension: [{ url: 'urn:x', valueString: '"meta":{' }] },
    { resourceType: 'Basic', code: { text: '长'.repeat(60_000) } },
  ];
  await clinic.tx(async (tx, context) => {
    const stored = await record.put(tx, resources, context);
    for (const [index, { id, resourceType, meta }] of stored.entries()) {
      const found = await record.read(tx, resourceType as 'Patient', id);
      assert.deepEqual(found, { ...resources[index], id, meta });
      assert.equal(meta.versionId, '1');
    }
  });
});

test('a batch of any size is a few statements', async () => {
  await using clinic = await startClinic({ now: NOW });
  const record = createRecord(clinic);
  const statements: string[] = [];
  const counted = (tx: RecordTx): RecordTx => ({
    ...tx,
    many: (sql, params) => {
      statements.push(sql);
      return tx.many(sql, params);
    },
    run: (sql, params) => {
      statements.push(sql);
      return tx.run(sql, params);
    },
  });
  await clinic.tx(async (tx, context) => {
    const patient = only(await record.put(tx, [zhangSanfeng], context));
    const vitals = Array.from({ length: 500 }, (_, index) => vitalSign(patient.id, '8867-4', index, NOW));
    const stored = await record.put(counted(tx), vitals, context);
    assert.equal(statements.length, 2, statements.join('\n'));
    statements.length = 0;
    const later = vitals.map((vital, index) => ({ ...vital, id: stored[index]?.id ?? '' }));
    await record.put(counted(tx), [...later.slice(0, 250), vitalSign(patient.id, '8867-4', 1, NOW)], context);
    assert.equal(statements.length, 2, statements.join('\n'));
    const { total } = await record.search(tx, 'Observation', { patient: patient.id, _count: '0' });
    assert.equal(total, 501);
  });
});

test('wrong resources are refused with all their faults at once, and nothing of the batch is stored', async () => {
  await using clinic = await startClinic({ now: NOW });
  const record = createRecord(clinic);
  const wrong = {
    resourceType: 'Patient',
    gender: 'x',
    name: [{ family: 7 }],
    birthDate: '1970-02-30',
  } as unknown as Patient;
  await rejectsWith(
    clinic.tx((tx, context) => record.put(tx, [person('李四'), wrong], context)),
    'record.invalid-resource',
    [
      '[1].Patient.birthDate record.bad-format',
      '[1].Patient.gender record.code-not-allowed',
      '[1].Patient.name[0].family record.wrong-type',
    ],
  );
  const total = await clinic.tx(
    async (tx) => (await record.search(tx, 'Patient', { name: '李四', _count: '0' })).total,
  );
  assert.equal(total, 0);
});

test('references must lead to something in the same institution; a batch may refer to itself', async () => {
  await using clinic = await startClinic({ now: NOW });
  const record = createRecord(clinic);
  const stored = await clinic.tx((tx, context) =>
    record.put<Resource>(tx, [vitalSign('p-1', '8867-4', 70, NOW), { ...zhangSanfeng, id: 'p-1' }], context),
  );
  assert.equal(stored.length, 2);
  const refers = (institution: number, to: string) =>
    clinic.tx((tx, context) => record.put(tx, [vitalSign(to, '8867-4', 70, NOW)], context), institution);
  await rejectsWith(refers(1, 'p-2'), 'record.invalid-resource', [
    'Observation.subject.reference record.reference-missing',
  ]);
  await rejectsWith(refers(2, 'p-1'), 'record.invalid-resource', [
    'Observation.subject.reference record.reference-missing',
  ]);
  await clinic.tx((tx, context) => record.remove(tx, 'Patient', 'p-1', context));
  await rejectsWith(refers(1, 'p-1'), 'record.invalid-resource', [
    'Observation.subject.reference record.reference-missing',
  ]);
});

test('who has read an old version cannot write over a newer one', async () => {
  await using clinic = await startClinic({ now: NOW });
  const record = createRecord(clinic);
  const put = (patient: Patient, expected: number) =>
    clinic.tx((tx, context) =>
      record.put(tx, [patient], context, { expectedVersions: { [`Patient/${patient.id}`]: expected } }),
    );
  const patient = { ...zhangSanfeng, id: 'p-1' };
  await put(patient, 0);
  await rejectsWith(put(patient, 0), 'record.version-conflict');
  const both = await Promise.allSettled([put({ ...patient, active: true }, 1), put({ ...patient, active: false }, 1)]);
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
});

test('writers that press together each add a version, and none is lost', async () => {
  await using clinic = await startClinic({ now: NOW });
  const record = createRecord(clinic);
  const put = (gender: string) =>
    clinic.tx((tx, context) => record.put(tx, [{ ...zhangSanfeng, id: 'p-1', gender: gender as 'male' }], context));
  await put('male');
  const batches = Array.from({ length: 12 }, (_, index) => put(index % 2 === 0 ? 'female' : 'unknown'));
  await Promise.all(batches);
  const { versions } = await clinic.tx((tx) => record.history(tx, 'Patient', 'p-1'));
  assert.deepEqual(
    versions.map(({ version }) => version),
    Array.from({ length: 13 }, (_, index) => 13 - index),
  );
  // Two that create the same id at once: one wins, the other is told.
  const created = await Promise.allSettled(
    Array.from({ length: 4 }, () =>
      clinic.tx((tx, context) => record.put(tx, [{ ...zhangSanfeng, id: 'p-2' }], context)),
    ),
  );
  const refused = created.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  for (const reason of refused) assert.equal(reason.code, 'record.created-meanwhile');
  const { versions: second } = await clinic.tx((tx) => record.history(tx, 'Patient', 'p-2'));
  assert.equal(second.length, created.length - refused.length);
});

test('an institution sees its own record only, also with SQL of its own', async () => {
  await using clinic = await startClinic({ now: NOW });
  const record = createRecord(clinic);
  await clinic.tx((tx, context) => record.put(tx, [{ ...zhangSanfeng, id: 'p-1' }], context), 1);
  await clinic.tx(async (tx, context) => {
    assert.equal(await record.read(tx, 'Patient', 'p-1'), undefined);
    assert.deepEqual((await record.search(tx, 'Patient', { name: '张三丰' })).resources, []);
    assert.deepEqual((await record.history(tx, 'Patient', 'p-1')).versions, []);
    // The same id may stand in both houses, each with its own history.
    await record.put(tx, [{ ...person('王五'), id: 'p-1' }], context);
    const rows = await tx.many('select id from record.resource where id = $1', ['p-1']);
    assert.equal(rows.length, 1);
    const written = await tx.run('update record.resource set updated_at = now() where institution_id = 1');
    assert.equal(written, 0);
  }, 2);
  await assert.rejects(
    clinic.tx(
      (tx) =>
        tx.run(
          `insert into record.version (institution_id, version, updated_at, type, id) values (1, 9, now(), 1, 'x')`,
        ),
      2,
    ),
    /row-level security/,
  );
  const name = await clinic.tx(async (tx) => (await record.read(tx, 'Patient', 'p-1'))?.name?.[0]?.text);
  assert.equal(name, '张三丰');
});

test('the database keeps every version: nothing can be replaced, changed or removed behind the record', async () => {
  await using clinic = await startClinic({ now: NOW });
  const record = createRecord(clinic);
  await clinic.tx(async (tx, context) => {
    await record.put(tx, [{ ...zhangSanfeng, id: 'p-1' }], context);
    await record.put(tx, [{ ...zhangSanfeng, id: 'p-1', active: true }], context);
  });
  const attempts: readonly (readonly [string, RegExp])[] = [
    ['delete from record.resource', /never removed/],
    ['truncate record.resource', /never removed/],
    ['delete from record.version', /never removed/],
    [`update record.version set content = null`, /never removed/],
    [`update record.resource set content = '\\x00'`, /final/],
    [`update record.resource set updated_at = now()`, /final/],
    [`update record.resource set version = 9, content = '\\x00' where id = 'p-1'`, /must be followed by 3/],
    [`update record.resource set id = 'other', version = version + 1`, /keeps its/],
  ];
  await asOwner(clinic, async (client) => {
    for (const [sql, refusal] of attempts) await assert.rejects(client.query(sql), refusal, sql);
    // A next version written by hand still leaves the one before in the history.
    await client.query(`update record.resource set version = 3, content = null where id = 'p-1'`);
  });
  const { versions } = await clinic.tx((tx) => record.history(tx, 'Patient', 'p-1'));
  assert.deepEqual(
    versions.map(({ version }) => version),
    [3, 2, 1],
  );
});

test('content that was changed or moved is refused, never shown', async () => {
  await using clinic = await startClinic({ now: NOW });
  const record = createRecord(clinic);
  const read = () => clinic.tx((tx) => record.read(tx, 'Patient', 'p-1'));
  await clinic.tx((tx, context) =>
    record.put(
      tx,
      [
        { ...zhangSanfeng, id: 'p-1' },
        { ...person('王五'), id: 'p-2' },
      ],
      context,
    ),
  );
  assert.ok(await read());
  // A person with full rights on the database, who also takes the guard away.
  const tamper = (sql: string) =>
    asOwner(clinic, async (client) => {
      await client.query('alter table record.resource disable trigger all');
      await client.query(sql);
    });
  const original = await asOwner(clinic, async (client) => {
    const { rows } = await client.query(`select content, updated_at, version from record.resource where id = 'p-1'`);
    return rows[0] as { content: Buffer; updated_at: Date };
  });
  const hex = original.content.toString('hex');
  const restore = `update record.resource set content = '\\x${hex}', version = 1, updated_at = '${original.updated_at.toISOString()}' where id = 'p-1'`;
  const changes = [
    `update record.resource set content = set_byte(content, length(content) - 1, get_byte(content, length(content) - 1) # 1) where id = 'p-1'`,
    `update record.resource set content = (select content from record.resource where id = 'p-2') where id = 'p-1'`,
    `update record.resource set version = 2 where id = 'p-1'`,
    `update record.resource set updated_at = updated_at - interval '1 day' where id = 'p-1'`,
  ];
  for (const sql of changes) {
    await tamper(sql);
    await assert.rejects(read(), sql);
    await tamper(restore);
    assert.ok(await read(), 'put back, it opens again');
  }
});

test('names, numbers and codes cannot be read from the tables', async () => {
  await using clinic = await startClinic({ now: NOW });
  const record = createRecord(clinic);
  await clinic.tx((tx, context) => record.put(tx, [zhangSanfeng], context));
  const dump = await asOwner(clinic, async (client) => {
    const { rows } = await client.query('select r::text as row from record.resource r');
    return rows.map(({ row }: { row: string }) => row).join('\n');
  });
  const hexOf = (text: string) => Buffer.from(text).toString('hex');
  for (const secret of ['510101197001011238', '13800001111', '张三丰', 'male']) {
    assert.ok(!dump.includes(secret) && !dump.includes(hexOf(secret)), secret);
  }
});

test('look-ups by id stay on the primary key, also on a table that was never analysed', async () => {
  await using clinic = await startClinic({ now: NOW });
  const record = createRecord(clinic);
  const plans: string[] = [];
  const explaining = (tx: RecordTx): RecordTx => {
    const explain = async (sql: string, params: readonly unknown[] = []) => {
      const rows = await tx.many<{ 'QUERY PLAN': string }>(`explain ${sql}`, params);
      plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
    };
    return {
      ...tx,
      many: async (sql, params) => {
        await explain(sql, params);
        return tx.many(sql, params);
      },
      maybe: async (sql, params) => {
        await explain(sql, params);
        return tx.maybe(sql, params);
      },
      run: async (sql, params) => {
        await explain(sql, params);
        return tx.run(sql, params);
      },
    };
  };
  await clinic.tx(async (plain, context) => {
    const patients = await record.put(
      plain,
      Array.from({ length: 800 }, (_, index) => person(`李${index}`)),
      context,
    );
    const vitals = patients.map(({ id }) => vitalSign(id, '8867-4', 70, NOW));
    const stored = await record.put(plain, vitals, context);
    const one = only(stored);
    const tx = explaining(plain);
    await record.put(tx, stored.slice(0, 3), context);
    await record.read(tx, 'Observation', one.id);
    await record.vread(tx, 'Observation', one.id, 1);
    await record.history(tx, 'Observation', one.id);
    await record.remove(tx, 'Observation', one.id, context);
  });
  assert.equal(plans.length, 7);
  const used = new Set(plans.join('\n').match(/(?:resource|version)_\w+/g));
  assert.deepEqual([...used].sort(), ['resource_pkey', 'version_pkey'], plans.join('\n'));
  assert.doesNotMatch(plans.join('\n'), /Seq Scan/);
});
