import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';

const root = resolve(import.meta.dirname, '..');
const program = (...parts: string[]) => join(root, 'node_modules', ...parts);

/** Runs a checker of ours under this Node; its whole output is the reason when it finds something. */
async function passes(script: string, ...args: string[]): Promise<void> {
  const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const code = await new Promise((done, failed) => child.once('error', failed).once('close', done));
  assert.equal(code, 0, `\n${output.trim().slice(-20_000)}`);
}

describe('the whole tree', { concurrency: 2 }, () => {
  const typeCheck = program('typescript-native', 'bin', 'tsc');
  test('server and tools pass the type check', () => passes(typeCheck, '-p', 'tsconfig.json'));
  test('web passes the type check', () => passes(typeCheck, '-p', 'tsconfig.web.json'));
  test('format and lint', () => passes(program('@biomejs', 'biome', 'bin', 'biome'), 'ci', '--colors=off'));
  test('no unused files, exports or dependencies', () => passes(program('knip', 'bin', 'knip.js')));
});
