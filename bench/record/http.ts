import { Agent, request } from 'node:http';
import { createClient } from '@xinglin/kernel/client';
import { beginSession } from '../../apps/server/src/platform/sign-in/contract.ts';
import { type MeasuredServer, startMeasuredServer } from '../visit/server.ts';
import type { Size } from './door.ts';
import { DOCTOR, PASSWORD } from './house.ts';
import { type CpuReader, type Figure, measure } from './measure.ts';
import { cardOf, codeOf, nameOf, randomFrom } from './workload.ts';

export interface Served {
  readonly figures: readonly Figure[];
  readonly serverMib: number;
}

/** The FHIR interface over real HTTP with real sign-in: permission, row-level security, decryption, journal. */
export async function runHttp(
  dataFolder: string,
  size: Size,
  patientIds: readonly string[],
  profileFolder: string | undefined,
): Promise<Served> {
  const server = await startMeasuredServer({ place: ['--data', dataFolder], profileFolder });
  try {
    const cookie = await signIn(server.url);
    return await measured(server, cookie, size, patientIds);
  } finally {
    await server.stop();
  }
}

async function signIn(url: string): Promise<string> {
  const cookies: string[] = [];
  const client = createClient({
    baseUrl: url,
    fetch: async (address, init) => {
      const answer = await fetch(address, init);
      cookies.push(...answer.headers.getSetCookie().map((line) => line.split(';')[0] ?? ''));
      return answer;
    },
  });
  const { step } = await client.call(beginSession, { userName: DOCTOR, password: PASSWORD });
  if (step !== 'done') throw new Error(`sign-in ended at ${step}`);
  return cookies.join('; ');
}

async function measured(
  server: MeasuredServer,
  cookie: string,
  size: Size,
  patientIds: readonly string[],
): Promise<Served> {
  const { hostname, port } = new URL(server.url);
  // One connection each, from an address of its own: the server limits requests per address.
  const agents = Array.from({ length: size.connections }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
  const get = (path: string, connection: number): Promise<number> =>
    new Promise((resolve, reject) => {
      const options = { hostname, port, path, headers: { cookie }, localAddress: `127.0.77.${10 + connection}` };
      const outgoing = request({ ...options, agent: agents[connection % agents.length] }, (incoming) => {
        let bytes = 0;
        incoming.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
        });
        incoming.on('error', reject);
        incoming.on('end', () => {
          if (incoming.statusCode !== 200) reject(new Error(`${path} answered ${incoming.statusCode}`));
          else resolve(bytes);
        });
      });
      outgoing.on('error', reject);
      outgoing.end();
    });
  const cpu: CpuReader = { program: () => server.cpu().server, database: async () => server.cpu().database };
  const figures: Figure[] = [];
  const random = randomFrom(13);
  const someone = () => Math.floor(random() * size.patients);
  const stage = async (name: string, path: () => string) => {
    const options = { count: size.count, connections: size.connections };
    figures.push(await measure(name, cpu, options, (_turn, connection) => get(path(), connection)));
  };
  await stage('GET Patient/[id]', () => `/fhir/Patient/${patientIds[someone()]}`);
  await stage('GET Observation?patient&code', () => {
    const code = encodeURIComponent(`http://loinc.org|${codeOf(someone())}`);
    return `/fhir/Observation?patient=${patientIds[someone()]}&code=${code}`;
  });
  await stage(
    'GET Patient?name (whole name)',
    () => `/fhir/Patient?name=${encodeURIComponent(nameOf(someone()))}&_count=20`,
  );
  await stage(
    'GET Patient?identifier',
    () => `/fhir/Patient?identifier=${encodeURIComponent(`urn:bench:card|${cardOf(someone())}`)}`,
  );
  const serverMib = server.memory();
  for (const agent of agents) agent.destroy();
  return { figures, serverMib };
}
