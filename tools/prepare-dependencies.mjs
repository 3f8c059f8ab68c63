import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ask, machineNode, ownNode, persist, root, run, say } from './run-program.mjs';

const lockFile = join(root, 'package-lock.json');
const stampFile = join(root, 'node_modules', '.xinglin-installed');

/** Installs the dependencies when they are missing or other than package-lock.json says. */
export async function prepareDependencies() {
  const wanted = createHash('sha256').update(readFileSync(lockFile)).digest('hex');
  const installed = existsSync(stampFile) ? readFileSync(stampFile, 'utf8').trim() : undefined;
  if (installed === wanted && nodeWorks()) return;
  if (installed === undefined && isAsLocked() && nodeWorks()) {
    writeFileSync(stampFile, `${wanted}\n`);
    return;
  }
  say('正在安装依赖… Installing dependencies…');
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  if (!(await persist(3, 5_000, () => npm(args)))) {
    throw new Error(
      '依赖安装失败（npm ci）。请检查网络或 npm 镜像设置后重试。\n' +
        'Installing the dependencies failed (npm ci). Check the network or the npm registry setting and try again.',
    );
  }
  // Where install scripts are switched off, Node itself and PostgreSQL's links are still missing.
  if (!nodeWorks()) await npm(['rebuild', '--ignore-scripts=false', '--loglevel=error']);
  if (!nodeWorks()) {
    throw new Error(
      `安装后的 Node 无法运行（${ownNode}）。请确认 npm 允许运行安装脚本（ignore-scripts=false）。\n` +
        `The installed Node does not run (${ownNode}). Make sure that npm may run install scripts (ignore-scripts=false).`,
    );
  }
  writeFileSync(stampFile, `${wanted}\n`);
}

/** @param {readonly string[]} args */
function npm(args) {
  const node = machineNode();
  const env = { ...process.env, PATH: withoutOwnPrograms() };
  const script = process.env.npm_execpath;
  if (script && /\.c?js$/.test(script) && existsSync(script)) return run(node, [script, ...args], { env });
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { env });
}

const withoutOwnPrograms = () =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.startsWith(join(root, 'node_modules')))
    .join(delimiter);

function nodeWorks() {
  const { version } = JSON.parse(readFileSync(lockFile, 'utf8')).packages['node_modules/node'] ?? {};
  return existsSync(ownNode) && ask(ownNode, ['--version']) === `v${version}`;
}

/** Whether someone's own `npm ci` put exactly the locked packages there: npm keeps its own account of what it did. */
function isAsLocked() {
  const accountFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(accountFile)) return false;
  const wanted = JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  const present = JSON.parse(readFileSync(accountFile, 'utf8')).packages;
  return Object.entries(wanted).every(([place, { version, optional, link }]) => {
    if (!place.startsWith('node_modules/') || optional || link) return true;
    return present[place]?.version === version;
  });
}
