import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Encounter, Patient, Resource } from '@medplum/fhirtypes';
import { DomainError } from '@xinglin/kernel/domain-error';
import pg from 'pg';
import { type StartedClinic, startClinic } from '#testing/start-clinic';
import type { HeldType } from '../definitions/held-types.ts';
import { createRecord, type RecordStore, type SearchParams } from '../index.ts';
import { person, vitalSign, zhangSanfeng } from '../testing/examples.ts';

const NOW = '2026-03-02T09:00:00+08:00';

const find = (clinic: StartedClinic, record: RecordStore, type: HeldType, params: SearchParams) =>
  clinic.tx((tx) => record.search(tx, type, params));

const ids = ({ resources }: { readonly resources: readonly { readonly id: string }[] }) =>
  resources.map(({ id }) => id);

async function refusal(work: Promise<unknown>): Promise<string[]> {
  const error = await work.then(
    () => assert.fail('was not refused'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof DomainError, String(error));
  return [error.code, ...error.fields.map(({ path, code }) => `${path} ${code}`)];
}

const put = (clinic: StartedClinic, record: RecordStore, resources: readonly Resource[]) =>
  clinic.tx((tx, context) => record.put(tx, resources, context));

test('pages stay whole while others write: nothing unchanged is shown twice or left out', async () => {
  await using clinic = await startClinic({ now: NOW });
  const record = createRecord(clinic);
  const orders = { 李: '_id', 王: '-_lastUpdated', 赵: 'birthdate', 孙: '-birthdate', 周: 'name' };
  for (const [family, sort] of Object.entries(orders)) {
    const all = Array.from({ length: 40 }, (_, index) => ({
      ...person(`${family}${index}`, { birthDate: `19${String(50 + (index % 7))}-01-01` }),
      id: `${sort.replace('_', '')}-${String(index).padStart(2, '0')}`,
    }));
    for (const [index, patient] of all.entries()) {
      if (index % 5 === 0) clinic.clock.advance({ seconds: 1 });
      await put(clinic, record, [patient]);
    }
    const seen: string[] = [];
    const touched = new Set<string>();
    let params: SearchParams = { name: family, _sort: sort, _count: '6' };
    for (let page = 0; ; page++) {
      const found = await find(clinic, record, 'Patient', params);
      seen.push(...ids(found));
      if (found.next === undefined) break;
      params = { _page: found.next };
      // Others add people, change one and delete one, before and behind the place where this reader stands.
      clinic.clock.advance({ seconds: 1 });
      const changed = all[(page * 11) % 40] ?? zhangSanfeng;
      const removed = all[(page * 13 + 5) % 40] ?? zhangSanfeng;
      touched.add(changed.id ?? '').add(removed.id ?? '');
      await put(clinic, record, [
        person(`${family}新`, { birthDate: '1953-01-01' }),
        { ...changed, id: changed.id ?? '', birthDate: page % 2 === 0 ? '1990-01-01' : '1930-01-01' },
      ]);
      await clinic.tx((tx, context) => record.remove(tx, 'Patient', removed.id ?? '', context));
    }
    for (const { id } of all) {
      if (touched.has(id)) continue;
      assert.equal(seen.filter((other) => other === id).length, 1, `${sort}: ${id}`);
    }
    assert.equal(new Set(seen.filter((id) => !touched.has(id))).size, seen.filter((id) => !touched.has(id)).length);
  }
});

test('orders: by date, by time of change, by name, several at once, those without a value last', async () => {
  await using clinic = await startClinic({ now: NOW });
  const record = createRecord(clinic);
  await put(clinic, record, [
    { ...person('李甲', { birthDate: '1970-05-01' }), id: 'p-c', gender: 'male' },
    { ...person('李乙', { birthDate: '1960-05-01' }), id: 'p-b', gender: 'female' },
    { ...person('李丙', { birthDate: '1960-05-01' }), id: 'p-a', gender: 'male' },
  ]);
  clinic.clock.advance({ minutes: 1 });
  await put(clinic, record, [{ ...person('李丁'), id: 'p-d', gender: 'female' }]);
  const order = async (sort: string) =>
    ids(await find(clinic, record, 'Patient', { name: '李', _sort: sort })).join(' ');
  assert.equal(await order('_id'), 'p-a p-b p-c p-d');
  assert.equal(await order('-_id'), 'p-d p-c p-b p-a');
  assert.equal(await order('-birthdate'), 'p-c p-b p-a p-d');
  assert.equal(await order('-_lastUpdated'), 'p-d p-c p-b p-a');
  assert.equal(await order('gender,-birthdate'), 'p-b p-d p-c p-a');
  assert.equal(await order('name'), 'p-d p-a p-b p-c');
  assert.deepEqual(await refusal(order('nonsense')), ['record.search-invalid', '_sort record.sort-unknown']);
});

test('a page in an order that no index has is refused when there are too many to sort', async () => {
  await using clinic = await startClinic({ now: NOW });
  const record = createRecord(clinic);
  await put(
    clinic,
    record,
    Array.from({ length: 1_001 }, (_, index) => person(`李${index}`)),
  );
  assert.deepEqual(await refusal(find(clinic, record, 'Patient', { _sort: 'name' })), ['record.sort-too-large']);
  assert.equal((await find(clinic, record, 'Patient', { _sort: 'name', name: '李77' })).resources.length, 11);
});

test('a search that the index cannot narrow goes through everything in pages of bounded work', async () => {
  await using clinic = await startClinic({ now: NOW });
  const record = createRecord(clinic);
  const many = Array.from({ length: 4_100 }, (_, index) => ({ ...person('李四'), id: `p-${10_000 + index}` }));
  await put(clinic, record, [
    ...many,
    { ...person('Xanthippe'), id: 'p-2' },
    { ...person('Xanthippe'), id: 'p-99999' },
  ]);
  const found: string[] = [];
  let params: SearchParams = { 'name:contains': 'nthi' };
  let pages = 0;
  for (;;) {
    const page = await find(clinic, record, 'Patient', params);
    found.push(...ids(page));
    pages++;
    if (page.next === undefined) break;
    params = { _page: page.next };
  }
  assert.deepEqual(found, ['p-2', 'p-99999']);
  assert.ok(pages >= 2, 'one request did not do it all');
  const { total } = await find(clinic, record, 'Patient', { 'name:contains': 'nthi', _total: 'accurate' });
  assert.equal(total, 2);
});

test('what is unknown is refused, or reported when asked to be lenient; what is wrong is always refused', async () => {
  await using clinic = await startClinic({ now: NOW });
  const record = createRecord(clinic);
  await put(clinic, record, [zhangSanfeng]);
  const params = { name: '张', favourite: 'blue', _revinclude: 'Observation:subject' };
  assert.deepEqual(await refusal(find(clinic, record, 'Patient', params)), [
    'record.search-invalid',
    'favourite record.search-unknown',
    '_revinclude record.search-unknown',
  ]);
  const page = await clinic.tx((tx) => record.search(tx, 'Patient', params, { handling: 'lenient' }));
  assert.deepEqual([page.resources.length, page.ignored], [1, ['favourite', '_revinclude']]);
  const wrong: readonly (readonly [HeldType, string, string, string])[] = [
    ['Observation', 'subject.name', '张', 'record.search-chained'],
    ['Observation', 'subject:Patient.name', '张', 'record.search-chained'],
    ['Patient', '_has:Observation:patient:code', 'x', 'record.search-chained'],
    ['Observation', 'date', 'yesterday', 'record.search-value'],
    ['Observation', 'date:exact', '2026', 'record.search-modifier'],
    ['Observation', 'code:in', 'http://vs', 'record.search-modifier'],
    ['Observation', 'code:text', 'x', 'record.search-modifier'],
    ['Observation', 'value-quantity', 'many', 'record.search-value'],
    ['Observation', 'subject:Practitioner', '1', 'record.search-modifier'],
    ['Observation', 'patient', 'Group/1', 'record.search-value'],
    ['Observation', 'code-value-quantity', '8480-6', 'record.search-value'],
    ['Observation', 'code', '', 'record.search-value'],
    ['Patient', 'name', '!', 'record.search-value'],
    ['Patient', '_count', '-1', 'record.search-value'],
    ['Patient', '_summary', 'text', 'record.search-value'],
    ['Patient', '_include', 'Patient:gender', 'record.include-unknown'],
    ['Patient', 'gender:missing', 'maybe', 'record.search-value'],
    ['Observation', 'code', Array.from({ length: 201 }, () => 'a').join(','), 'record.search-too-many'],
  ];
  for (const [type, name, value, code] of wrong) {
    const asked = clinic.tx((tx) => record.search(tx, type, { [name]: value }, { handling: 'lenient' }));
    assert.deepEqual(await refusal(asked), ['record.search-invalid', `${name} ${code}`]);
  }
});

test('a page link is of this house and this question, and nothing can be read from it', async () => {
  await using clinic = await startClinic({ now: NOW });
  const record = createRecord(clinic);
  await put(clinic, record, [person('李甲'), person('李乙'), person('李丙')]);
  const { next = '' } = await find(clinic, record, 'Patient', { name: '李', _count: '1' });
  assert.ok(!Buffer.from(next, 'base64url').toString('latin1').includes('name'));
  const pageInvalid = ['record.page-invalid'];
  assert.deepEqual(await refusal(find(clinic, record, 'Observation', { _page: next })), pageInvalid);
  assert.deepEqual(await refusal(find(clinic, record, 'Patient', { _page: next, gender: 'male' })), pageInvalid);
  assert.deepEqual(await refusal(find(clinic, record, 'Patient', { _page: `${next.slice(0, -2)}AA` })), pageInvalid);
  assert.deepEqual(await refusal(clinic.tx((tx) => record.search(tx, 'Patient', { _page: next }), 2)), pageInvalid);
});

test('references are included once each, of the types asked for', async () => {
  await using clinic = await startClinic({ now: NOW });
  const record = createRecord(clinic);
  const visit: Encounter = {
    resourceType: 'Encounter',
    id: 'e-1',
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
    subject: { reference: 'Patient/p-1' },
    participant: [{ individual: { reference: 'Practitioner/d-1' } }],
  };
  await put(clinic, record, [
    { ...zhangSanfeng, id: 'p-1' },
    { resourceType: 'Practitioner', id: 'd-1', name: [{ text: '李医生' }] },
    visit,
    { ...vitalSign('p-1', '8867-4', 70, NOW), encounter: { reference: 'Encounter/e-1' } },
    { ...vitalSign('p-1', '8310-5', 37, NOW), encounter: { reference: 'Encounter/e-1' } },
  ]);
  const included = async (type: HeldType, ...include: string[]) =>
    (await find(clinic, record, type, { _include: include })).included.map(
      ({ resourceType, id }) => `${resourceType}/${id}`,
    );
  assert.deepEqual(await included('Observation', 'Observation:encounter', 'Observation:subject'), [
    'Encounter/e-1',
    'Patient/p-1',
  ]);
  assert.deepEqual(await included('Observation', 'Observation:subject:Group'), []);
  assert.deepEqual(await included('Encounter', 'Encounter:practitioner'), ['Practitioner/d-1']);
});

test('the common clinical searches are index look-ups', async () => {
  await using clinic = await startClinic({ now: NOW });
  const record = createRecord(clinic);
  await clinic.tx(async (tx, context) => {
    const patients = await record.put<Patient>(
      tx,
      Array.from({ length: 1_000 }, (_, index) =>
        person(`李${'甲乙丙丁戊己庚辛壬癸'[index % 10]}${index}`, { birthDate: '1970-01-01' }),
      ),
      context,
    );
    for (let round = 0; round < 4; round++) {
      const day = `2026-0${round + 1}-02T09:00:00+08:00`;
      const codes = ['8867-4', '8480-6', '8462-4', '8310-5', '9279-1'];
      await record.put(
        tx,
        patients.map(({ id }, index) => vitalSign(id, codes[index % 5] ?? '', 60 + (index % 40), day)),
        context,
      );
    }
  });
  const owner = new pg.Client({ connectionString: clinic.connectionString });
  await owner.connect();
  await owner.query('analyze record.resource').finally(() => owner.end());
  const { id } = (await find(clinic, record, 'Patient', { name: '李甲0' })).resources[0] ?? assert.fail();
  const questions: readonly (readonly [HeldType, Record<string, string>])[] = [
    ['Observation', { patient: id, date: 'ge2026-02-01', _sort: '-date' }],
    ['Observation', { patient: id, code: 'http://loinc.org|8867-4', date: 'ge2026-02-01' }],
    ['Observation', { patient: id }],
    ['Observation', { _lastUpdated: 'lt2026-03-01', _sort: '-_lastUpdated' }],
    ['Observation', { date: 'ge2026-03-02', _sort: 'date' }],
    ['Observation', { code: '8867-4', 'value-quantity': 'gt99' }],
    ['Patient', { name: '李甲0' }],
    ['Patient', { name: 'lijia' }],
    ['Patient', { identifier: 'urn:x|1' }],
    ['Patient', { _id: id }],
  ];
  for (const [type, params] of questions) {
    const plan = await clinic.tx(async (tx) => {
      const plans: string[] = [];
      const explaining = {
        ...tx,
        many: async <Row>(sql: string, values?: readonly unknown[]): Promise<Row[]> => {
          const rows = await tx.many<{ 'QUERY PLAN': string }>(`explain ${sql}`, values);
          plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
          return [];
        },
      };
      await record.search(explaining, type, params);
      return plans.join('\n');
    });
    assert.match(plan, /Index (Only )?Scan|Bitmap Index Scan/, `${type}?${new URLSearchParams(params)}\n${plan}`);
    assert.doesNotMatch(plan, /Seq Scan/, `${type}?${new URLSearchParams(params)}\n${plan}`);
  }
});
