import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { residentIdCheck } from '@xinglin/kernel/resident-id';
import { registerPatient } from '../../apps/server/src/modules/patients/contract.ts';
import { assertNoAllergy } from '../../apps/server/src/modules/patients/health/contract.ts';
import { openDesk, signIn } from './client.ts';
import { oneVisit, type Team } from './one-visit.ts';
import { PASSWORD, type Prepared, prepare } from './prepare.ts';
import { type MeasuredServer, placeOptions, startMeasuredServer } from './server.ts';

/**
 * Complete outpatient visits through real HTTP against a real server process on a temporary data folder.
 * `npm run bench -- visit [--sessions 1,4,8,16,32] [--visits 200] [--profile folder] [--database-url url] [--json]`
 */
const { values } = parseArgs({
  options: {
    sessions: { type: 'string', default: '1,4,8,16,32' },
    /** Measured visits of each stage. */
    visits: { type: 'string', default: '200' },
    profile: { type: 'string' },
    json: { type: 'boolean', default: false },
    /** An empty database of your own, to look inside it; its CPU is then not measured. */
    'database-url': { type: 'string' },
  },
});
const STAGES = values.sessions.split(',').map(Number);
const VISITS = Number(values.visits);
const WARM_UP = 150;
const DEPARTMENTS = 8;
const TARGET_SERVER_CPU_MS = 60;

type Patient = { readonly id: string; readonly name: string };

const FAMILY = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张';
const GIVEN = '安柏晨丹恩芳光海佳凯兰明宁鹏青荣诗涛文欣雅泽俊伟';

/**
 * Made-up men with identity numbers of area 999999, which is nobody's, who were asked about allergies. Everybody comes
 * once: a second visit would find the first one's tablets and rightly stop the same drug.
 */
async function registerPatients(url: string, prepared: Prepared, count: number): Promise<Patient[]> {
  const patients: Patient[] = [];
  let begun = 0;
  const clerks = Array.from({ length: 4 }, async (_, clerk) => {
    const registrar = openDesk(url, `127.0.9.${10 + clerk}`);
    const doctor = openDesk(url, `127.0.9.${20 + clerk}`);
    await signIn(registrar, prepared.userNames.registrar, PASSWORD);
    await signIn(doctor, prepared.doctors[0]?.userName ?? '', PASSWORD);
    while (begun < count) {
      const person = madeUpPerson(begun++);
      const { patient } = await registrar.call(registerPatient, person);
      await doctor.call(assertNoAllergy, { patientId: patient.id });
      patients.push({ id: patient.id, name: person.name });
    }
    registrar.close();
    doctor.close();
  });
  await Promise.all(clerks);
  return patients;
}

function madeUpPerson(number: number) {
  const letter = (letters: string, at: number) => letters[at % letters.length] ?? '';
  const name = letter(FAMILY, number) + letter(GIVEN, Math.floor(number / 20)) + letter(GIVEN, number * 3 + 1);
  const bornOn = `${1962 + (number % 40)}-0${1 + (number % 9)}-${10 + (number % 19)}`;
  const sequence = String(1 + ((2 * Math.floor(number / 40)) % 998)).padStart(3, '0');
  const body = `999999${bornOn.replaceAll('-', '')}${sequence}`;
  return { name, documents: [{ kind: 'resident-id' as const, number: body + residentIdCheck(body) }] };
}

async function openTeam(url: string, prepared: Prepared, index: number): Promise<Team & { close(): void }> {
  const address = `127.0.${1 + Math.floor(index / 200)}.${10 + (index % 200)}`;
  const doctor = prepared.doctors[index];
  const departmentId = prepared.departmentIds[index % prepared.departmentIds.length];
  if (!doctor || departmentId === undefined) throw new Error(`no doctor ${index}`);
  const { userNames } = prepared;
  const pharmacist = userNames.pharmacist;
  const names = [
    userNames.registrar,
    userNames['triage-nurse'],
    doctor.userName,
    userNames.cashier,
    pharmacist,
    pharmacist,
  ];
  const desks = names.map(() => openDesk(url, address));
  for (const [at, desk] of desks.entries()) await signIn(desk, names[at] ?? '', PASSWORD);
  const [registrar, nurse, doctorDesk, cashier, reviewer, dispenser] = desks;
  if (!registrar || !nurse || !doctorDesk || !cashier || !reviewer || !dispenser) throw new Error('a desk is missing');
  return {
    registrar,
    nurse,
    doctor: doctorDesk,
    cashier,
    reviewer,
    dispenser,
    doctorId: doctor.staffId,
    departmentId,
    close: () => {
      for (const desk of desks) desk.close();
    },
  };
}

interface Stage {
  readonly sessions: number;
  readonly visits: number;
  readonly visitsPerSecond: number;
  readonly serverCpuMs: number;
  readonly databaseCpuMs: number;
  /** Write system calls of the server per visit. */
  readonly writes: number;
  readonly visitMs: { readonly p50: number; readonly p99: number };
  readonly memoryMib: number;
  readonly steps: readonly { readonly step: string; readonly p50: number; readonly p99: number }[];
}

const percentile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
const spread = (times: readonly number[]) => {
  const sorted = times.toSorted((a, b) => a - b);
  return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
};

async function runStage(
  server: MeasuredServer,
  prepared: Prepared,
  patients: Patient[],
  sessions: number,
  visits: number,
) {
  const teams: (Team & { close(): void })[] = [];
  for (let index = 0; index < sessions; index++) teams.push(await openTeam(server.url, prepared, index));
  const times = new Map<string, number[]>();
  const watch = {
    add: (step: string, ms: number) => {
      const known = times.get(step);
      if (known) known.push(ms);
      else times.set(step, [ms]);
    },
  };
  const whole: number[] = [];
  let begun = 0;
  const before = { ...server.cpu(), writes: server.writes() };
  const start = performance.now();
  await Promise.all(
    teams.map(async (team) => {
      while (begun++ < visits) {
        const patient = patients.pop();
        if (!patient) throw new Error('more visits than patients');
        const from = performance.now();
        await oneVisit(team, { patient, drugs: prepared.drugs }, watch);
        whole.push(performance.now() - from);
      }
    }),
  );
  const seconds = (performance.now() - start) / 1_000;
  const after = { ...server.cpu(), writes: server.writes() };
  for (const team of teams) team.close();
  return {
    sessions,
    visits,
    visitsPerSecond: visits / seconds,
    serverCpuMs: (after.server - before.server) / visits,
    databaseCpuMs: (after.database - before.database) / visits,
    writes: (after.writes - before.writes) / visits,
    visitMs: spread(whole),
    memoryMib: server.memory(),
    steps: [...times].map(([step, list]) => ({ step, ...spread(list) })).sort((a, b) => (a.step < b.step ? -1 : 1)),
  } satisfies Stage;
}

const one = (figure: number) => figure.toFixed(1);

function report(stages: readonly Stage[]): string {
  const lines = [
    '| sessions | visits/s | server CPU ms/visit | PostgreSQL CPU ms/visit | sum | writes/visit | visit p50 ms | visit p99 ms | memory MiB |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...stages.map(
      (stage) =>
        `| ${stage.sessions} | ${one(stage.visitsPerSecond)} | ${one(stage.serverCpuMs)} | ${one(stage.databaseCpuMs)} | ${one(stage.serverCpuMs + stage.databaseCpuMs)} | ${Math.round(stage.writes)} | ${one(stage.visitMs.p50)} | ${one(stage.visitMs.p99)} | ${stage.memoryMib} |`,
    ),
    '',
    `| step | ${stages.map(({ sessions }) => `${sessions}: p50 / p99 ms`).join(' | ')} |`,
    `| --- | ${stages.map(() => '---').join(' | ')} |`,
    ...(stages[0]?.steps ?? []).map(({ step }) => {
      const cells = stages.map(({ steps }) => {
        const found = steps.find((other) => other.step === step);
        return found ? `${one(found.p50)} / ${one(found.p99)}` : '–';
      });
      return `| ${step} | ${cells.join(' | ')} |`;
    }),
  ];
  return lines.join('\n');
}

const dataFolder = await mkdtemp(join(tmpdir(), 'xinglin-bench-'));
const place = placeOptions(dataFolder, values['database-url']);
const profileFolder = values.profile === undefined ? undefined : resolve(values.profile);
if (profileFolder !== undefined) await mkdir(profileFolder, { recursive: true });
const processor = cpus();
console.log(
  `${processor.length} × ${processor[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}; ` +
    'load generator, server and PostgreSQL share the machine',
);
try {
  const prepared = await prepare(place, {
    doctors: Math.max(...STAGES),
    departments: DEPARTMENTS,
  });
  const server = await startMeasuredServer({ place, profileFolder });
  try {
    const patients = await registerPatients(server.url, prepared, WARM_UP + VISITS * STAGES.length);
    await runStage(server, prepared, patients, Math.min(4, Math.max(...STAGES)), WARM_UP);
    await server.analyze();
    const stages: Stage[] = [];
    for (const sessions of STAGES) {
      const stage = await runStage(server, prepared, patients, sessions, VISITS);
      console.error(
        `${sessions} sessions: ${one(stage.visitsPerSecond)} visits/s, ${one(stage.serverCpuMs)} ms server CPU`,
      );
      stages.push(stage);
    }
    console.log(values.json ? JSON.stringify(stages, undefined, 2) : report(stages));
    const worst = Math.max(...stages.map(({ serverCpuMs }) => serverCpuMs));
    console.log(`\nserver CPU per visit at most ${one(worst)} ms; target under ${TARGET_SERVER_CPU_MS} ms`);
    if (worst >= TARGET_SERVER_CPU_MS) process.exitCode = 1;
  } finally {
    await server.stop();
  }
} finally {
  await rm(dataFolder, { recursive: true, force: true });
}
