import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ownNode, root, run, say } from './run-program.mjs';

/** Builds every web app whose sources changed since its last build. */
export async function prepareWeb() {
  for (const name of readdirSync(join(root, 'apps'))) {
    const app = join(root, 'apps', name);
    if (name.endsWith('-web') && existsSync(join(app, 'vite.config.ts'))) await build(name, app);
  }
}

/**
 * @param {string} name
 * @param {string} app
 */
async function build(name, app) {
  const dist = join(app, 'dist');
  const stamp = join(dist, '.stamp');
  const wanted = sourceHash(app);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === wanted) return;
  say(`正在构建 ${name}… Building ${name}…`);
  // Beside first: a server that is running keeps its files until the new ones are whole.
  const beside = join(root, 'node_modules', `.xinglin-build-${name}`);
  rmSync(beside, { recursive: true, force: true });
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const env = { ...process.env, NODE_ENV: 'production' };
  const args = [vite, 'build', '--outDir', beside, '--emptyOutDir', '--logLevel', 'warn'];
  if (!(await run(ownNode, args, { cwd: app, env }))) {
    throw new Error(`${name} 构建失败。\n${name} could not be built.`);
  }
  writeFileSync(join(beside, '.stamp'), `${wanted}\n`);
  rmSync(dist, { recursive: true, force: true });
  renameSync(beside, dist);
}

/**
 * Hash of everything that can end up in the bundle.
 * @param {string} app
 */
function sourceHash(app) {
  const serverSources = filesBelow(join(root, 'apps', 'server', 'src')).filter((file) =>
    /[/\\](contract|messages)\.ts$/.test(file),
  );
  const files = [
    ...filesBelow(app),
    ...filesBelow(join(root, 'packages')),
    ...serverSources,
    join(root, 'apps', 'server', 'package.json'),
    join(root, 'package-lock.json'),
  ];
  const hash = createHash('sha256');
  for (const file of files.map((path) => relative(root, path)).sort()) {
    if (/\.test\.tsx?$/.test(file)) continue;
    hash
      .update(`${file.replaceAll('\\', '/')}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function filesBelow(folder) {
  return readdirSync(folder)
    .filter((name) => name !== 'node_modules' && name !== 'dist')
    .flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? filesBelow(path) : [path];
    });
}
