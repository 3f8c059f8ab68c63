import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';

/**
 * Measures how long people wait after `npm start` on an installed tree: until the sign-in page answers, and until
 * /readyz says that people can work. First start: an empty data folder. Second start: the same folder again.
 *
 *   node bench/startup.ts [--rounds 3]
 *
 * Starts the real program on a folder and port of its own and writes `bench/startup.md`.
 */
const rounds = Number(/--rounds[= ](\d+)/.exec(process.argv.slice(2).join(' '))?.[1] ?? 3);
const root = join(import.meta.dirname, '..');
/** The targets of docs/architecture.md, in seconds. */
const TARGETS = { secondPage: 10, firstPage: 60 };
const GIVE_UP_MS = 10 * 60_000;

interface Measured {
  readonly pageMs: number;
  readonly readyMs: number;
}

async function measure(data: string, args: readonly string[]): Promise<Measured> {
  const startedAt = performance.now();
  const program = join(root, 'apps', 'server', 'src', 'main.ts');
  const child = spawn(process.execPath, [program, '--port', '0', '--data', data, '--log-level', 'error', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await poll(async () => /https?:\/\/[\d.]+:\d+/.exec(output)?.[0], child);
  const elapsedAt = async (path: string) => {
    await poll(async () => (await answers(`${url}${path}`)) || undefined, child);
    return performance.now() - startedAt;
  };
  const pageMs = await elapsedAt('/');
  const readyMs = await elapsedAt('/readyz');
  child.kill('SIGTERM');
  await ended;
  return { pageMs, readyMs };
}

const answers = async (url: string): Promise<boolean> => {
  const response = await fetch(url, { headers: { accept: 'text/html, application/json' } }).catch(() => undefined);
  await response?.arrayBuffer();
  return response?.status === 200;
};

async function poll<Value>(look: () => Promise<Value | undefined>, child: { exitCode: number | null }): Promise<Value> {
  const until = Date.now() + GIVE_UP_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (child.exitCode !== null || Date.now() > until) throw new Error('the server did not come up');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1);
const middle = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

async function series(args: readonly string[]) {
  const first: Measured[] = [];
  const second: Measured[] = [];
  for (let round = 0; round < rounds; round++) {
    const folder = await mkdtemp(join(tmpdir(), 'xinglin-startup-'));
    try {
      first.push(await measure(join(folder, 'data'), args));
      second.push(await measure(join(folder, 'data'), args));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  return { first, second };
}

const row = (name: string, measured: readonly Measured[]): string => {
  const page = measured.map(({ pageMs }) => pageMs);
  const ready = measured.map(({ readyMs }) => readyMs);
  const all = page.map(seconds).join(', ');
  return `| ${name} | ${seconds(middle(page))} s | ${seconds(middle(ready))} s | ${all} |`;
};

const demo = await series([]);
const empty = await series(['--empty']);
const { model = 'unknown' } = cpus()[0] ?? {};
const page = `# Start-up times

Until the sign-in page answers, and until \`/readyz\` says that people can work; middle of ${rounds} rounds, and the
page times of every round. Targets: second start within ${TARGETS.secondPage} s, first start with demo data within
${TARGETS.firstPage} s.

| start | sign-in page | ready for work | every round (s) |
| --- | --- | --- | --- |
${row('first, with demo data', demo.first)}
${row('second, with demo data', demo.second)}
${row('first, `--empty`', empty.first)}
${row('second, `--empty`', empty.second)}

Machine: ${availableParallelism()} cores (${model.trim()}), ${Math.round(totalmem() / 1024 ** 3)} GiB, ${process.platform} ${process.arch}, Node ${process.version}.

Taken by \`node bench/startup.ts\` on an installed and built tree (\`node tools/prepare.mjs --build\`).
`;
await writeFile(join(import.meta.dirname, 'startup.md'), page);
process.stdout.write(page);
