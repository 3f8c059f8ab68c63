import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * `npm run bench` runs every benchmark one after the other; `npm run bench -- startup visit` only those named; options
 * after the names are handed on. Each is a program of its own: `bench/<name>.ts` or `bench/<name>/bench.ts`, which
 * writes its figures beside itself.
 */
const here = import.meta.dirname;
const programs = new Map(
  readdirSync(here, { withFileTypes: true }).flatMap((entry): [string, string][] => {
    if (entry.isDirectory()) return [[entry.name, join(here, entry.name, 'bench.ts')]];
    const name = /^(.+)\.ts$/.exec(entry.name)?.[1];
    return name === undefined || name === 'run' ? [] : [[name, join(here, entry.name)]];
  }),
);
const given = process.argv.slice(2);
const firstOption = given.findIndex((word) => word.startsWith('-'));
const asked = firstOption < 0 ? given : given.slice(0, firstOption);
const options = firstOption < 0 ? [] : given.slice(firstOption);
const unknown = asked.filter((name) => !programs.has(name));
if (unknown.length > 0) {
  process.stderr.write(`no benchmark ${unknown.join(', ')}; there are: ${[...programs.keys()].join(', ')}\n`);
  process.exit(1);
}
for (const name of asked.length > 0 ? asked : programs.keys()) {
  process.stdout.write(`\n── ${name} ──\n`);
  const child = spawn(process.execPath, [programs.get(name) ?? '', ...options], { stdio: 'inherit' });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) process.exitCode = 1;
}
