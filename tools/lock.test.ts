import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

interface Lock {
  readonly packages: Readonly<Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>>;
}

test('package-lock.json names the parts of packages for every system, or npm ci would refuse it', async () => {
  const file = new URL('../package-lock.json', import.meta.url);
  const { packages } = JSON.parse(await readFile(file, 'utf8')) as Lock;
  const places = Object.keys(packages);
  const wanted = Object.values(packages).flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies));
  const missing = wanted.filter((name) => !places.some((place) => place.endsWith(`node_modules/${name}`)));
  assert.deepEqual(missing, [], 'run: node tools/complete-lock.mjs');
});
