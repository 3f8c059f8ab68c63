import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runDoor } from './door.ts';
import { openHouse } from './house.ts';
import { runHttp } from './http.ts';
import { line } from './measure.ts';

/**
 * The record store: its door as modules use it, then its FHIR interface over HTTP, on a durable database of its own.
 * `npm run bench -- record`, or with a size: `node bench/record/bench.ts --patients 10000 --count 5000`.
 */
const { values } = parseArgs({
  options: {
    patients: { type: 'string', default: '2000' },
    observations: { type: 'string', default: '10' },
    connections: { type: 'string', default: '16' },
    count: { type: 'string', default: '3000' },
    profile: { type: 'string' },
  },
});
const size = {
  patients: Number(values.patients),
  perPatient: Number(values.observations),
  connections: Number(values.connections),
  count: Number(values.count),
};

const dataFolder = await mkdtemp(join(tmpdir(), 'xinglin-bench-record-'));
const print = (text: string) => process.stdout.write(`${text}\n`);
try {
  const load = loadavg()[0]?.toFixed(1);
  print(`${availableParallelism()} × ${cpus()[0]?.model}; load before the run ${load}; ${JSON.stringify(size)}`);
  print(
    '| operation                                      |    per s |   p50 ms |   p99 ms | program µs | database µs |',
  );
  print(
    '| ---------------------------------------------- | -------- | -------- | -------- | ---------- | ----------- |',
  );
  const filled = await (async () => {
    await using house = await openHouse(dataFolder);
    return await runDoor(house, size);
  })();
  for (const figure of filled.figures) print(line(figure));
  const { disk } = filled;
  const served = await runHttp(dataFolder, size, filled.patientIds, values.profile);
  for (const figure of served.figures) print(line(figure));
  print(`disk per Observation of ${disk.jsonBytes} bytes: ${disk.perObservation.toFixed(0)} bytes (${disk.rows} rows)`);
  for (const { name, bytes } of disk.parts) print(`  ${name.padEnd(24)} ${bytes.toFixed(0)}`);
  print(`disk per version replaced: ${filled.bytesPerOldVersion.toFixed(0)} bytes`);
  print(`memory of the server after the searches: ${served.serverMib} MiB`);
} finally {
  await rm(dataFolder, { recursive: true, force: true });
}
