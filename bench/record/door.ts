import type { Observation } from '@medplum/fhirtypes';
import pg from 'pg';
import { serverCpuMs } from '../patients/server-cpu.ts';
import type { House } from './house.ts';
import { type CpuReader, type Figure, measure } from './measure.ts';
import { cardOf, codeOf, nameOf, observation, patient, randomFrom } from './workload.ts';

export interface Size {
  readonly patients: number;
  readonly perPatient: number;
  readonly connections: number;
  /** Operations of each measured stage. */
  readonly count: number;
}

export interface Filled {
  readonly patientIds: readonly string[];
  readonly figures: readonly Figure[];
  readonly disk: Disk;
  readonly bytesPerOldVersion: number;
}

interface Disk {
  readonly rows: number;
  /** Bytes of both tables and all their indexes per Observation. */
  readonly perObservation: number;
  readonly jsonBytes: number;
  readonly parts: readonly { readonly name: string; readonly bytes: number }[];
}

/** Bytes of the history per version replaced. */
const perVersion = async (owner: pg.Client): Promise<number> => {
  const { rows } = await owner.query<{ bytes: string; versions: string }>(
    `select pg_total_relation_size('record.version') as bytes, count(*) as versions from record.version`,
  );
  return Number(rows[0]?.bytes) / Math.max(1, Number(rows[0]?.versions));
};

/** Fills the store through its door and measures the door. */
export async function runDoor(house: House, size: Size): Promise<Filled> {
  const owner = new pg.Client({ connectionString: house.ownerUrl });
  await owner.connect();
  try {
    return await measured(house, size, owner);
  } finally {
    await owner.end();
  }
}

async function measured(house: House, size: Size, owner: pg.Client): Promise<Filled> {
  const { record } = house.app;
  const cpu: CpuReader = {
    program: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1_000;
    },
    database: () => serverCpuMs(owner),
  };
  const figures: Figure[] = [];
  const { connections, count } = size;
  const stage = (name: string, times: number, work: (turn: number) => Promise<unknown>) =>
    measure(name, cpu, { count: times, connections, warmUp: Math.min(200, times) }, work).then((figure) => {
      figures.push(figure);
    });

  const patients = Array.from({ length: size.patients }, (_, number) => patient(number));
  const patientIds = patients.map(({ id }) => id ?? '');
  for (let from = 0; from < patients.length; from += 500) {
    await house.command([], (tx, context) => record.put(tx, patients.slice(from, from + 500), context));
  }
  await owner.query('vacuum analyze record.resource');
  const before = await sizes(owner);

  // Each patient's first observations one by one, the rest in transactions of twenty: what is measured is what fills.
  let number = 0;
  const next = () => {
    const made = observation(patientIds[number % patientIds.length] ?? '', number);
    number++;
    return made;
  };
  const singles: Observation[] = [];
  await stage('create one Observation', count, async () => {
    const one = next();
    singles.push(one);
    await house.command([], (tx, context) => record.put(tx, [one], context));
  });
  const rest = Math.max(0, size.patients * size.perPatient - number);
  await stage('transaction of 20 creates', Math.ceil(rest / 20), () =>
    house.command([], (tx, context) => record.put(tx, Array.from({ length: 20 }, next), context)),
  );
  const disk = diskOf(before, await sizes(owner), number, Buffer.byteLength(JSON.stringify(singles[0])));
  await owner.query('vacuum analyze record.resource');

  await stage('update one Observation', count, (turn) => {
    const changed = { ...singles[turn % singles.length], language: turn % 2 ? 'zh' : 'en' } as Observation;
    return house.command([], (tx, context) => record.put(tx, [changed], context));
  });
  const random = randomFrom(11);
  const someone = () => Math.floor(random() * size.patients);
  await stage('read one Observation', count, (turn) =>
    house.query((tx) => record.read(tx, 'Observation', singles[turn % singles.length]?.id ?? '')),
  );
  await stage('search Observation?patient&code', count, () =>
    house.query((tx) =>
      record.search(tx, 'Observation', {
        patient: patientIds[someone()] ?? '',
        code: `http://loinc.org|${codeOf(someone())}`,
      }),
    ),
  );
  await stage('search Observation?patient&_sort=-date&_count=10', count, () =>
    house.query((tx) =>
      record.search(tx, 'Observation', { patient: patientIds[someone()] ?? '', _sort: '-date', _count: '10' }),
    ),
  );
  await stage('search Patient?name (whole name)', count, () =>
    house.query((tx) => record.search(tx, 'Patient', { name: nameOf(someone()), _count: '20' })),
  );
  await stage('search Patient?identifier', count, () =>
    house.query((tx) => record.search(tx, 'Patient', { identifier: `urn:bench:card|${cardOf(someone())}` })),
  );
  return { patientIds, figures, disk, bytesPerOldVersion: await perVersion(owner) };
}

const PARTS = `
  select c.relname as name, pg_table_size(c.oid) as bytes from pg_class c
  where c.relnamespace = 'record'::regnamespace and c.relkind in ('r', 'i')`;

/** Tables with their TOAST and maps, and each index by itself. */
async function sizes(owner: pg.Client): Promise<Map<string, number>> {
  const { rows } = await owner.query<{ name: string; bytes: string }>(PARTS);
  return new Map(rows.map(({ name, bytes }) => [name, Number(bytes)]));
}

function diskOf(before: Map<string, number>, after: Map<string, number>, rows: number, jsonBytes: number): Disk {
  const parts = [...after]
    .map(([name, bytes]) => ({ name, bytes: (bytes - (before.get(name) ?? 0)) / rows }))
    .sort((a, b) => b.bytes - a.bytes);
  return { rows, perObservation: parts.reduce((sum, { bytes }) => sum + bytes, 0), jsonBytes, parts };
}
