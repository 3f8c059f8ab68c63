import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';
import { moduleMap } from '../architecture/module-map.ts';
import { decisionsOf, madePages } from './made-pages.ts';

const root = resolve(import.meta.dirname, '..');
const page = (path: string): Promise<string> => readFile(join(root, path), 'utf8');

async function filesBelow(folder: string, ending: RegExp): Promise<string[]> {
  const names = await readdir(join(root, folder), { recursive: true });
  return names
    .filter((name) => ending.test(name) && !/(^|[/\\])(node_modules|dist)[/\\]/.test(name))
    .map((name) => join(root, folder, name));
}

test('made pages are up to date', async () => {
  for (const [path, content] of await madePages(root)) assert.equal(await page(path), content, 'run: npm run docs');
});

test('decisions are numbered from 1 without gap or double, in file name and heading', async () => {
  const decisions = await decisionsOf(root);
  assert.ok(decisions.length > 20);
  for (const [index, { file, number, headed, title }] of decisions.entries()) {
    assert.equal(number, index + 1, `${file}: the next free number is ${index + 1}`);
    assert.equal(headed, number, `${file} must begin with "# ${number}. Title"`);
    assert.notEqual(title, '');
  }
});

test('the table of modules says what the module map says', async () => {
  const rows = (await page('docs/architecture.md')).matchAll(/^\| `([a-z-]+)` \| [^|]+ \| ([^|]+) \|$/gm);
  const told = Object.fromEntries(
    [...rows].map(([, name, uses = '']) => [name, [...uses.matchAll(/`([a-z-]+)`/g)].map(([, use]) => use)]),
  );
  assert.deepEqual(told, moduleMap);
});

test('links between pages lead somewhere', async () => {
  const pages = [
    ...['README.md', 'README.zh-CN.md'].map((name) => join(root, name)),
    ...(await Promise.all(['docs', 'knowledge', 'bench'].map((folder) => filesBelow(folder, /\.md$/)))).flat(),
  ];
  const dead: string[] = [];
  for (const file of pages) {
    for (const [, target = ''] of (await readFile(file, 'utf8')).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(https?:|#)/.test(target)) continue;
      if (!existsSync(join(dirname(file), target.replace(/#.*$/, '')))) dead.push(`${relative(root, file)}: ${target}`);
    }
  }
  assert.deepEqual(dead, []);
});

test('the glossary has every module, and its code names are found in the code', async () => {
  const glossary = await page('docs/glossary.md');
  for (const name of Object.keys(moduleMap)) assert.match(glossary, new RegExp(`^## .+ \\(\`${name}\`\\)$`, 'm'));
  const folders = ['apps/server/src', 'apps/staff-web/src', 'packages/kernel/src', 'knowledge/access'];
  const files = (await Promise.all(folders.map((folder) => filesBelow(folder, /\.(ts|tsx|sql|json)$/)))).flat();
  const code = (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
  const rows = glossary.split('\n').filter((line) => line.startsWith('| '));
  const named = rows.flatMap((row) =>
    [...(row.split(' | ')[2] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  );
  assert.ok(named.length > 200);
  const unknown = named.filter((name) => !code.includes(name) && !existsSync(join(root, name)));
  assert.deepEqual(unknown, [], 'renamed? then rename it in docs/glossary.md too');
});
