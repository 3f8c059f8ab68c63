import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultHashCost, passwordHasher } from './password-hash.ts';

const cheap = { memoryKib: 64, passes: 1 };

test('a hash names its own parameters, differs each time, and opens for its password only', async () => {
  const hasher = passwordHasher(cheap);
  const [one, two] = await Promise.all([hasher.hash('Kestrel-7-Lantern'), hasher.hash('Kestrel-7-Lantern')]);
  assert.match(one, /^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
  assert.notEqual(one, two);
  assert.equal(await hasher.verify(one, 'Kestrel-7-Lantern'), true);
  assert.equal(await hasher.verify(one, 'Kestrel-7-lantern'), false);
  assert.equal(await hasher.verify(undefined, 'Kestrel-7-Lantern'), false);
});

test('the same text typed in another Unicode form is the same password', async () => {
  const hasher = passwordHasher(cheap);
  assert.equal(await hasher.verify(await hasher.hash('Caf\u00e9-2026-x'), 'Cafe\u0301-2026-x'), true);
});

test('a hash of another cost still opens, and is told to be outdated', async () => {
  const old = await passwordHasher(cheap).hash('Kestrel-7-Lantern');
  const hasher = passwordHasher({ memoryKib: 128, passes: 1 });
  assert.equal(await hasher.verify(old, 'Kestrel-7-Lantern'), true);
  assert.equal(hasher.isOutdated(old), true);
  assert.equal(hasher.isOutdated(await hasher.hash('x')), false);
});

test('a damaged hash is an error and not a wrong password', async () => {
  await assert.rejects(passwordHasher(cheap).verify('$argon2id$broken', 'x'), /not an argon2id hash/);
});

test('an unknown account costs the time of a known one', async () => {
  const hasher = passwordHasher(defaultHashCost);
  const stored = await hasher.hash('Kestrel-7-Lantern');
  const time = async (hash: string | undefined) => {
    const times: number[] = [];
    for (let round = 0; round < 5; round++) {
      const begun = performance.now();
      await hasher.verify(hash, 'wrong');
      times.push(performance.now() - begun);
    }
    return times.sort((a, b) => a - b)[2] ?? 0;
  };
  const [known, unknown] = [await time(stored), await time(undefined)];
  // Both do the whole work: far more than answering without looking, whatever else the machine is doing.
  assert.ok(unknown > known / 3 && unknown > 2, `known ${known} ms, unknown ${unknown} ms`);
});

test('a flood is turned away when the waiting room is full', async () => {
  const hasher = passwordHasher(cheap);
  const results = await Promise.allSettled(Array.from({ length: 200 }, () => hasher.verify(undefined, 'x')));
  const refused = results.filter((result) => result.status === 'rejected');
  assert.equal(refused.length, 200 - 102);
  for (const { reason } of refused) assert.equal((reason as { code: string }).code, 'platform.busy');
  assert.equal(await hasher.verify(undefined, 'x'), false, 'and works on afterwards');
});
