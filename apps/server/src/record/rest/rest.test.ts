import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bundle, CapabilityStatement, OperationOutcome, Patient, Resource } from '@medplum/fhirtypes';
import { type Browser, type HttpClinic, openHttp, ownHeaders } from '#testing/http';
import { type StartedClinic, startClinic } from '#testing/start-clinic';
import { person, vitalSign, zhangSanfeng } from '../testing/examples.ts';

const NOW = '2026-03-02T09:00:00+08:00';

interface House extends AsyncDisposable {
  readonly clinic: StartedClinic;
  readonly http: HttpClinic;
  readonly doctor: Browser;
}

/** A clinic with one patient, p-1, of two versions and twelve observations; and a deleted one, p-9. */
async function openHouse(): Promise<House> {
  const clinic = await startClinic({ now: NOW });
  const http = await openHttp(clinic);
  const { record } = clinic.app;
  await clinic.tx(async (tx, context) => {
    await record.put(
      tx,
      [
        { ...zhangSanfeng, id: 'p-1' },
        { ...person('李四'), id: 'p-9' },
      ],
      context,
    );
    await record.put(tx, [{ ...zhangSanfeng, id: 'p-1', active: true }], context);
    const days = Array.from({ length: 12 }, (_, index) => `2026-02-${10 + index}T09:00:00+08:00`);
    await record.put<Resource>(
      tx,
      [
        { resourceType: 'Practitioner', id: 'd-1', name: [{ text: '王医生' }] },
        ...days.map((day, index) => ({
          ...vitalSign('p-1', index % 2 === 0 ? '8867-4' : '8480-6', 60 + index, day),
          id: `o-${10 + index}`,
          performer: [{ reference: 'Practitioner/d-1' }],
        })),
      ],
      context,
    );
    await record.remove(tx, 'Patient', 'p-9', context);
  });
  const doctor = http.browser();
  await doctor.signIn('doctor');
  return {
    clinic,
    http,
    doctor,
    [Symbol.asyncDispose]: async () => {
      await http[Symbol.asyncDispose]();
      await clinic[Symbol.asyncDispose]();
    },
  };
}

const json = async <Kind>(answer: Response): Promise<Kind> => (await answer.json()) as Kind;
const codesOf = ({ issue }: OperationOutcome) => issue?.map(({ details }) => details?.coding?.[0]?.code);
const idsOf = ({ entry = [] }: Bundle, mode = 'match') =>
  entry.filter(({ search }) => search?.mode === mode).map(({ resource }) => resource?.id);
const next = ({ link = [] }: Bundle): string | undefined => link.find(({ relation }) => relation === 'next')?.url;

test('read, versions and what has gone', async () => {
  await using house = await openHouse();
  const { doctor } = house;
  const current = await doctor.fetch('/fhir/Patient/p-1');
  assert.equal(current.status, 200);
  assert.equal(current.headers.get('content-type'), 'application/fhir+json; charset=utf-8');
  assert.equal(current.headers.get('etag'), 'W/"2"');
  assert.equal(current.headers.get('last-modified'), 'Mon, 02 Mar 2026 01:00:00 GMT');
  const patient = await json<Patient>(current);
  assert.deepEqual(patient, {
    ...zhangSanfeng,
    active: true,
    id: 'p-1',
    meta: { versionId: '2', lastUpdated: '2026-03-02T01:00:00.000Z' },
  });
  const first = await json<Patient>(await doctor.fetch('/fhir/Patient/p-1/_history/1'));
  assert.deepEqual([first.active, first.meta?.versionId], [undefined, '1']);

  const statusOf = async (path: string, headers: Record<string, string> = {}) =>
    (await doctor.fetch(path, { headers })).status;
  assert.equal(await statusOf('/fhir/Patient/p-1', { 'if-none-match': 'W/"2"' }), 304);
  assert.equal(await statusOf('/fhir/Patient/p-1', { 'if-none-match': 'W/"1"' }), 200);
  assert.equal(await statusOf('/fhir/Patient/p-1', { 'if-modified-since': 'Mon, 02 Mar 2026 01:00:00 GMT' }), 304);
  assert.equal(await statusOf('/fhir/Patient/p-1', { 'if-modified-since': 'Mon, 02 Mar 2026 00:59:59 GMT' }), 200);
  assert.equal(await statusOf('/fhir/Patient/nobody'), 404);
  assert.equal(await statusOf('/fhir/Patient/p-1/_history/3'), 404);
  assert.equal(await statusOf('/fhir/Patient/p-1/_history/x'), 404);
  assert.equal(await statusOf('/fhir/Unicorn/1'), 404);
  assert.equal(await statusOf('/fhir/Patient/p-1?_elements=name'), 400);
  assert.equal(await statusOf('/fhir/Patient/p-1', { accept: 'application/fhir+xml' }), 406);
  assert.equal(await statusOf('/fhir/Patient/p-1?_format=application/fhir+json', { accept: 'text/html' }), 200);
  assert.equal(await statusOf('/fhir/Patient/p-1?_format=xml'), 406);

  const head = await doctor.fetch('/fhir/Patient/p-1', { method: 'HEAD' });
  assert.deepEqual([head.status, head.headers.get('etag'), await head.text()], [200, 'W/"2"', '']);
  const gone = await doctor.fetch('/fhir/Patient/p-9');
  assert.deepEqual([gone.status, gone.headers.get('etag')], [410, 'W/"2"']);
  assert.deepEqual(codesOf(await json(gone)), ['record.deleted']);
  assert.match(await (await doctor.fetch('/fhir/Patient/p-1?_pretty=true')).text(), /\n {2}"active": true/);

  const history = await json<Bundle>(await doctor.fetch('/fhir/Patient/p-1/_history?_count=1'));
  assert.deepEqual([history.type, history.total, history.entry?.[0]?.response?.etag], ['history', 2, 'W/"2"']);
  const older = await json<Bundle>(await doctor.fetch((next(history) ?? '').replace(house.http.url, '')));
  assert.deepEqual(
    older.entry?.map(({ request, resource }) => [request?.method, resource?.meta?.versionId]),
    [['PUT', '1']],
  );
  assert.equal(next(older), undefined);
  const deleted = await json<Bundle>(await doctor.fetch('/fhir/Patient/p-9/_history'));
  assert.deepEqual(
    deleted.entry?.map(({ request, resource }) => [request?.method, resource?.id]),
    [
      ['DELETE', undefined],
      ['PUT', 'p-9'],
    ],
  );
});

test('search by GET and POST, pages, compartments, everything', async () => {
  await using house = await openHouse();
  const { doctor, http } = house;
  const get = async (path: string) => json<Bundle>(await doctor.fetch(path.replace(http.url, '')));

  const byDate = await get(
    '/fhir/Observation?patient=p-1&code=http://loinc.org|8867-4&_sort=-date&_count=2&_total=accurate',
  );
  assert.deepEqual([byDate.type, byDate.total, idsOf(byDate)], ['searchset', 6, ['o-20', 'o-18']]);
  assert.equal(byDate.entry?.[0]?.fullUrl, `${http.url}/fhir/Observation/o-20`);
  assert.deepEqual(idsOf(await get(next(byDate) ?? '')), ['o-16', 'o-14']);

  const form = { ...ownHeaders, 'content-type': 'application/x-www-form-urlencoded' };
  const posted = await doctor.fetch('/fhir/Patient/_search', {
    method: 'POST',
    headers: form,
    body: 'identifier=510101197001011238&name=zsf',
  });
  assert.deepEqual(idsOf(await json(posted)), ['p-1']);
  const wrongBody = await doctor.fetch('/fhir/Patient/_search', { method: 'POST', headers: ownHeaders, body: '{}' });
  assert.deepEqual(codesOf(await json(wrongBody)), ['record.body-not-form']);

  assert.deepEqual(idsOf(await get('/fhir/Patient/p-1/Observation?date=lt2026-02-12')), ['o-10', 'o-11']);
  assert.equal((await doctor.fetch('/fhir/Patient/nobody/Observation')).status, 404);
  assert.equal((await doctor.fetch('/fhir/Patient/p-1/Practitioner')).status, 400);
  assert.equal((await doctor.fetch('/fhir/Encounter/e-1/Observation')).status, 404);

  const seen: (string | undefined)[] = [];
  const included = new Set<string | undefined>();
  for (let path: string | undefined = '/fhir/Patient/p-1/$everything?_count=5'; path; ) {
    const page: Bundle = await get(path);
    seen.push(...idsOf(page));
    for (const id of idsOf(page, 'include')) included.add(id);
    path = next(page);
  }
  assert.deepEqual(seen.toSorted(), [...Array.from({ length: 12 }, (_, index) => `o-${10 + index}`), 'p-1']);
  assert.deepEqual([...included], ['d-1']);
  assert.deepEqual(idsOf(await get('/fhir/Patient/p-1/$everything?_type=Patient')), ['p-1']);

  const lenient = await doctor.fetch('/fhir/Patient?favourite=blue&name=zsf', {
    headers: { prefer: 'handling=lenient' },
  });
  const answer = await json<Bundle>(lenient);
  assert.deepEqual(idsOf(answer), ['p-1']);
  const warning = answer.entry?.find(({ search }) => search?.mode === 'outcome')?.resource as OperationOutcome;
  assert.deepEqual([warning.issue?.[0]?.severity, codesOf(warning)], ['warning', ['record.search-unknown']]);
  assert.match(warning.issue?.[0]?.details?.text ?? '', /不支持的检索参数：favourite .*favourite is not supported/);
  assert.doesNotMatch(answer.link?.[0]?.url ?? '', /favourite/);
  const strict = await doctor.fetch('/fhir/Patient?favourite=blue');
  assert.equal(strict.status, 400);
  assert.deepEqual(codesOf(await json(strict)), ['record.search-invalid', 'record.search-unknown']);
});

test('what is written is refused, with the operation that does it', async () => {
  await using house = await openHouse();
  const { doctor } = house;
  const attempts: readonly (readonly [string, string])[] = [
    ['POST', '/fhir/Patient'],
    ['PUT', '/fhir/Patient/p-1'],
    ['PATCH', '/fhir/Patient/p-1'],
    ['DELETE', '/fhir/Patient/p-1'],
    ['POST', '/fhir'],
    ['POST', '/fhir/Patient/p-1/$merge'],
    ['DELETE', '/fhir/Coverage?status=active'],
  ];
  for (const [method, path] of attempts) {
    const body = method === 'DELETE' ? {} : { body: '{"not even":' };
    const headers = { ...ownHeaders, 'content-type': 'application/fhir+json' };
    const answer = await doctor.fetch(path, { method, headers, ...body });
    assert.deepEqual([answer.status, answer.headers.get('allow')], [405, 'GET, HEAD'], `${method} ${path}`);
    const outcome = await json<OperationOutcome>(answer);
    assert.equal(outcome.issue?.[0]?.code, 'not-supported');
    const text = outcome.issue?.[0]?.details?.text ?? '';
    if (path.startsWith('/fhir/Patient')) assert.match(text, /patients\.register \(POST \/api\/patients\)/);
    else assert.deepEqual(codesOf(outcome), ['record.write-refused-all']);
  }
  assert.equal((await json<Patient>(await doctor.fetch('/fhir/Patient/p-1'))).meta?.versionId, '2');
});

test('only who may, only the own institution, and every reading is in the journal with its patients', async () => {
  await using house = await openHouse();
  const { http, doctor, clinic } = house;
  assert.equal((await http.browser().fetch('/fhir/Patient/p-1')).status, 401);
  const cashier = http.browser();
  await cashier.signIn('cashier');
  assert.equal((await cashier.fetch('/fhir/Patient/p-1')).status, 403);
  const elsewhere = http.browser();
  await elsewhere.signIn('doctor', { institutionId: 2 });
  assert.equal((await elsewhere.fetch('/fhir/Patient/p-1')).status, 404);
  assert.deepEqual(idsOf(await json(await elsewhere.fetch('/fhir/Patient?name=zsf'))), []);
  assert.equal((await elsewhere.fetch('/fhir/Patient/p-1/$everything')).status, 404);

  await doctor.fetch('/fhir/Patient/p-1');
  await doctor.fetch('/fhir/Observation?code=8867-4');
  await doctor.fetch('/fhir/Patient/nobody');
  await doctor.fetch('/fhir/Patient?favourite=blue');
  const entries = await clinic.db.transaction('platform', (tx) =>
    tx.many<{ operation: string; persons: string[]; outcome: string; reason: string | null }>(
      `select operation, persons, outcome, reason from audit.entry where operation like 'record.%' order by id`,
    ),
  );
  assert.deepEqual(
    entries.map(({ operation, persons, outcome, reason }) => [operation, persons.join(), outcome, reason]),
    [
      ['record.read Patient', 'p-1', 'refused', 'platform.no-permission'],
      ['record.read Patient', 'p-1', 'refused', 'record.not-found'],
      ['record.search Patient', '', 'done', null],
      ['record.everything Patient', 'p-1', 'refused', 'record.not-found'],
      ['record.read Patient', 'p-1', 'done', null],
      ['record.search Observation', 'p-1', 'done', null],
      ['record.read Patient', 'nobody', 'refused', 'record.not-found'],
      ['record.search Patient', '', 'refused', 'record.search-invalid'],
    ],
  );
});

test('the capability statement promises what is served, and no more', async () => {
  await using house = await openHouse();
  const { http, doctor } = house;
  const statement = await json<CapabilityStatement>(await http.browser().fetch('/fhir/metadata'));
  assert.deepEqual([statement.fhirVersion, statement.kind], ['4.0.1', 'instance']);
  const resources = statement.rest?.[0]?.resource ?? [];
  assert.ok(resources.length >= 40);
  for (const { type, searchParam = [], interaction = [] } of resources) {
    assert.deepEqual(
      interaction.map(({ code }) => code),
      ['read', 'vread', 'history-instance', 'search-type'],
    );
    // Every parameter named is answered: one search with all of them asked for by presence.
    const asked = new URLSearchParams(
      searchParam.filter(({ type: kind }) => kind !== 'composite').map(({ name }) => [`${name}:missing`, 'false']),
    );
    const answer = await doctor.fetch(`/fhir/${type}?${asked}&_count=1`);
    assert.equal(answer.status, 200, `${type}: ${await answer.text()}`);
  }
  assert.ok(!JSON.stringify(statement).includes('"update"'));
});

test('hostile addresses and parameters get an OperationOutcome, never a fault', async () => {
  await using house = await openHouse();
  const { doctor } = house;
  const paths = [
    '/fhir/Patient/%00',
    '/fhir/Patient/..%2f..%2fetc',
    `/fhir/Patient/${'a'.repeat(2_000)}`,
    "/fhir/Patient?name=';drop table record.resource;--",
    `/fhir/Patient?name=${'王'.repeat(1_000)}`,
    '/fhir/Patient?_id=%00',
    '/fhir/Patient?name=%00',
    '/fhir/Patient?identifier=%ff%fe',
    '/fhir/Patient?birthdate=9999-99-99',
    '/fhir/Patient?birthdate=ge0001-01-01&birthdate=le9999-12-31',
    '/fhir/Patient?_lastUpdated=ge0001&_lastUpdated=lt9999-12-31',
    '/fhir/Observation?value-quantity=1e999',
    '/fhir/Observation?value-quantity=lt1e300',
    '/fhir/Patient?_page=AAAA',
    `/fhir/Patient?${Array.from({ length: 150 }, () => 'gender=male').join('&')}`,
    '/fhir/Patient?constructor=1&__proto__=1&toString=1',
    '/fhir/constructor/1',
    '/fhir/__proto__',
  ];
  for (const path of paths) {
    const answer = await doctor.fetch(path);
    const body = await json<Resource>(answer);
    assert.ok(answer.status < 500, `${path}: ${answer.status}`);
    assert.ok(
      answer.status === 200 || body.resourceType === 'OperationOutcome',
      `${path.slice(0, 80)}: ${answer.status} ${JSON.stringify(body)}`,
    );
  }
});
