import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { cruise } from 'dependency-cruiser';
import { moduleOrder } from '../apps/server/src/app.ts';
import { dependencyRules } from './dependency-rules.ts';
import { moduleMap } from './module-map.ts';

const root = resolve(import.meta.dirname, '..');
const canaries = join(root, 'architecture', 'canaries');

async function look(folder: string) {
  const { options, forbidden } = dependencyRules;
  // An absolute baseDir: with a relative one, workspace imports stay unresolved and escape the rules.
  const settings = { ...options, ruleSet: { forbidden }, validate: true, baseDir: folder };
  const { output } = await cruise(['apps', 'packages'], settings);
  if (typeof output === 'string') throw new Error(output);
  const { violations } = output.summary;
  return {
    files: new Set(output.modules.map(({ source }) => source)),
    fired: new Set(violations.map(({ rule }) => rule.name)),
    found: violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`),
  };
}

async function sourcesIn(folder: string): Promise<string[]> {
  const names = await Promise.all(['apps', 'packages'].map((part) => filesBelow(folder, part)));
  return names.flat().filter((name) => /\.tsx?$/.test(name) && !/(^|\/)(node_modules|dist)\//.test(name));
}

async function filesBelow(folder: string, part: string): Promise<string[]> {
  const entries = await readdir(join(folder, part), { recursive: true });
  return entries.map((name) => `${part}/${name.replaceAll('\\', '/')}`);
}

test('every rule catches its planted violation', async () => {
  const { fired } = await look(canaries);
  const silent = dependencyRules.forbidden.map(({ name }) => name).filter((name) => !fired.has(name ?? ''));
  assert.deepEqual(silent, []);
});

test('the whole tree is seen and clean', async () => {
  const { files, found } = await look(root);
  const unseen = (await sourcesIn(root)).filter((name) => !files.has(name));
  assert.deepEqual(unseen, [], 'files that were not read: is the TypeScript parser missing?');
  assert.deepEqual(found, []);
});

test('the map has no ring, and migrations run in its order', () => {
  const names = Object.keys(moduleMap);
  for (const [name, uses] of Object.entries(moduleMap)) {
    for (const use of uses) assert.ok(names.indexOf(use) < names.indexOf(name), `${name} stands before ${use}`);
  }
  assert.deepEqual([...moduleOrder], names);
});
