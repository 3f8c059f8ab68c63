import { join, relative, resolve } from 'node:path';
import { startTestServer } from '../apps/server/src/testing/test-server.ts';
import { startHouse } from '../journeys/house/running-house.ts';
import { everyCore, runTests } from './run-tests.ts';
import { journeyFiles, testFiles } from './test-files.ts';

/**
 * `npm test`: type check, lint, architecture, unit and module tests, then journeys in a real browser. One PostgreSQL
 * serves the whole run. `npm test -- visits charging` runs only the files whose path holds one of the words.
 */
const root = resolve(import.meta.dirname, '..');
const words = process.argv.slice(2);
const chosen = (file: string) => words.length === 0 || words.some((word) => relative(root, file).includes(word));

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());

/** One demo institution for all journeys: starting it takes longer than most of them. */
async function shareHouse(): Promise<AsyncDisposable> {
  // One that does not start is tried again by each journey, which then fails by its name.
  const house = await startHouse().catch(() => undefined);
  if (house) process.env.XINGLIN_JOURNEY_URL = house.url;
  return { [Symbol.asyncDispose]: async () => house?.[Symbol.asyncDispose]() };
}

const server = await startTestServer();
process.env.XINGLIN_TEST_DATABASE_URL = server.connectionString;
const passed = await runTests(
  [
    { title: 'static checks', files: [join(root, 'tools', 'static.test.ts')].filter(chosen), concurrency: 1 },
    { title: 'tests', files: (await testFiles(root)).filter(chosen), concurrency: everyCore },
    { title: 'journeys', files: (await journeyFiles(root)).filter(chosen), concurrency: 1, share: shareHouse },
  ],
  interrupted.signal,
);
await server.stop();
process.exitCode = passed ? 0 : 1;
