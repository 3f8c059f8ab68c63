import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** The Node this project pins, installed by npm. */
export const ownNode = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');

/** @param {string} text */
export const say = (text) => process.stdout.write(`${text}\n`);

/**
 * Runs a program and shows what it says.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<boolean>} whether it ended well.
 */
export function run(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: 'inherit', ...options });
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
}

/**
 * Runs a program silently.
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {string | undefined} what it wrote, undefined when it failed.
 */
export function ask(program, args) {
  const { status, stdout } = spawnSync(program, args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * Does the work again after a pause while it fails.
 * @param {number} times
 * @param {number} pauseMs grows with each attempt.
 * @param {() => Promise<boolean>} work
 */
export async function persist(times, pauseMs, work) {
  for (let attempt = 1; attempt <= times; attempt++) {
    if (await work()) return true;
    if (attempt < times) await new Promise((resolve) => setTimeout(resolve, pauseMs * attempt));
  }
  return false;
}

/**
 * The machine's own Node, not the one inside node_modules: `npm ci` removes that one while it works.
 * @returns {string}
 */
export function machineNode() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? process.execPath;
}
