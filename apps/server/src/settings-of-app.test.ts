import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Setting } from '@xinglin/kernel/setting';
import { settingsOfApp } from './settings-of-app.ts';

const here = fileURLToPath(new URL('./', import.meta.url));

const isSetting = (value: unknown): value is Setting =>
  typeof value === 'object' && value !== null && 'key' in value && 'shape' in value && 'fallback' in value;

/** Settings among the exports of a file, also those gathered in one object. */
const settingsIn = (exported: object): Setting[] =>
  Object.values(exported).flatMap((value: unknown) => {
    if (isSetting(value)) return [value];
    return typeof value === 'object' && value !== null ? Object.values(value).filter(isSetting) : [];
  });

test('every setting of every part can be decided', async () => {
  const files = globSync('{modules/*,platform/*,record}/settings.ts', { cwd: here });
  assert.ok(files.length >= 5);
  const known = new Set(settingsOfApp.map(({ key }) => key));
  for (const file of files) {
    for (const { key } of settingsIn((await import(pathToFileURL(`${here}${file}`).href)) as object)) {
      assert.ok(known.has(key), `${key} of ${file}`);
    }
  }
});

test('keys are owned once, defaults meet their own shape, and every setting says what it is and why', () => {
  const keys = settingsOfApp.map(({ key }) => key);
  assert.deepEqual(keys, [...new Set(keys)]);
  for (const { key, shape, fallback, title, source } of settingsOfApp) {
    const read = shape.safeParse(fallback);
    assert.ok(read.success, key);
    assert.deepEqual(read.data, fallback, key);
    assert.match(title.zh, /\p{Script=Han}/u, key);
    assert.match(title.en, /^[A-Z]/, key);
    assert.ok(source.length > 3, key);
  }
});
