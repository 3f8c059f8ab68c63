import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { startClinic } from '#testing/start-clinic';
import { KEY_ACTIVATION_SECONDS, openVault, rotateKeys } from './keyring.ts';
import type { SealAlgorithm } from './vault.ts';

const algorithms: SealAlgorithm[] = ['aes-256-gcm', 'sm4-gcm'];

/** A vault on real tables and a real key file. */
async function opened(algorithm: SealAlgorithm = 'aes-256-gcm') {
  const clinic = await startClinic();
  const folder = await mkdtemp(join(tmpdir(), 'xinglin-keys-'));
  const keyFile = join(folder, 'keys', 'xinglin.key');
  const vault = await openVault(clinic.db, clinic.clock, { keyFile, algorithm });
  const close = async () => {
    await clinic[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  };
  return { clinic, keyFile, vault, [Symbol.asyncDispose]: close };
}

for (const algorithm of algorithms) {
  test(`${algorithm}: what was sealed opens in its place and nowhere else, and no changed byte opens`, async () => {
    await using house = await opened(algorithm);
    const { vault } = house;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), fc.nat(), (plain, context, where) => {
        const sealed = vault.seal(plain, context);
        assert.deepEqual(new Uint8Array(vault.open(sealed, context)), plain);
        assert.throws(() => vault.open(sealed, `${context}.`));
        const changed = Buffer.from(sealed);
        const position = where % changed.length;
        changed[position] = (changed[position] ?? 0) ^ 1;
        assert.throws(() => vault.open(changed, context));
      }),
      { numRuns: 200 },
    );
    const [first, second] = [vault.seal('同一内容', 'x'), vault.seal('同一内容', 'x')];
    assert.notDeepEqual(first, second);
    assert.ok(!first.includes(Buffer.from('同一内容')));
  });
}

test('values sealed with one algorithm open after the setting is changed to the other', async () => {
  await using house = await opened('aes-256-gcm');
  const sealed = house.vault.seal('张三', 'name');
  const changed = await openVault(house.clinic.db, house.clinic.clock, {
    keyFile: house.keyFile,
    algorithm: 'sm4-gcm',
  });
  assert.equal(changed.openText(sealed, 'name'), '张三');
  assert.equal(house.vault.openText(changed.seal('李四', 'name'), 'name'), '李四');
});

test('the key file is readable by its owner alone, and a file that others may read is refused', async () => {
  await using house = await opened();
  assert.equal((await stat(house.keyFile)).mode & 0o777, 0o600);
  await chmod(house.keyFile, 0o644);
  await assert.rejects(
    openVault(house.clinic.db, house.clinic.clock, { keyFile: house.keyFile, algorithm: 'aes-256-gcm' }),
    /may be read by others/,
  );
});

test('a missing or foreign key file is an error and never replaced by a new one', async () => {
  await using house = await opened();
  const again = () =>
    openVault(house.clinic.db, house.clinic.clock, { keyFile: house.keyFile, algorithm: 'aes-256-gcm' });
  const kept = await readFile(house.keyFile);
  await rm(house.keyFile);
  await assert.rejects(again(), /is missing, but the database holds encrypted data/);
  await using other = await opened();
  await writeFile(house.keyFile, await readFile(other.keyFile), { mode: 0o600 });
  await assert.rejects(again(), /does not hold key/);
  await writeFile(house.keyFile, kept, { mode: 0o600 });
  await again();
});

test('rotation: old values stay readable everywhere, new ones use the new key only when all processes know it', async () => {
  await using house = await opened();
  const { clinic, keyFile, vault } = house;
  const old = vault.seal('旧', 'x');
  const index = vault.blindIndex('phone', '13800000000');
  const keyId = (sealed: Buffer) => sealed.readUInt32BE(2);
  const before = await readFile(keyFile, 'utf8');
  const { dataKeyId, activeFrom } = await rotateKeys(clinic.db, clinic.clock, keyFile);
  assert.ok(activeFrom.equals(clinic.clock.now().add({ seconds: KEY_ACTIVATION_SECONDS })));
  assert.notEqual(await readFile(keyFile, 'utf8'), before);

  const rotating = await openVault(clinic.db, clinic.clock, { keyFile, algorithm: 'aes-256-gcm' });
  assert.equal(rotating.openText(old, 'x'), '旧');
  assert.equal(keyId(rotating.seal('新', 'x')), keyId(old), 'too early to use the new key');
  await vault.refresh();
  clinic.clock.advance({ seconds: KEY_ACTIVATION_SECONDS + 1 });
  const sealed = rotating.seal('新', 'x');
  assert.equal(keyId(sealed), dataKeyId);
  assert.equal(vault.openText(sealed, 'x'), '新', 'a process that was running all the time');
  assert.deepEqual(rotating.blindIndex('phone', '13800000000'), index, 'searches still find what was indexed before');
});

test('rotations pressed at the same time leave a key file that opens everything, and no key that opens nothing', async () => {
  await using house = await opened();
  const { clinic, keyFile, vault } = house;
  const old = vault.seal('旧', 'x');
  const secretsBefore = JSON.parse(await readFile(keyFile, 'utf8')).keys;
  await Promise.all(Array.from({ length: 6 }, () => rotateKeys(clinic.db, clinic.clock, keyFile)));
  const { keys } = JSON.parse(await readFile(keyFile, 'utf8'));
  assert.equal(keys.length, 1);
  assert.notDeepEqual(keys, secretsBefore);
  const again = await openVault(clinic.db, clinic.clock, { keyFile, algorithm: 'aes-256-gcm' });
  assert.equal(again.openText(old, 'x'), '旧');
});

test('a rotation with a foreign key file changes neither the file nor the database', async () => {
  await using house = await opened();
  await using other = await opened();
  const kept = await readFile(house.keyFile);
  const foreign = await readFile(other.keyFile);
  await writeFile(house.keyFile, foreign);
  await assert.rejects(rotateKeys(house.clinic.db, house.clinic.clock, house.keyFile), /does not hold key/);
  assert.deepEqual(await readFile(house.keyFile), foreign);
  await writeFile(house.keyFile, kept);
  await openVault(house.clinic.db, house.clinic.clock, { keyFile: house.keyFile, algorithm: 'aes-256-gcm' });
});

test('many processes opening an empty database at once agree on one set of keys', async () => {
  await using clinic = await startClinic();
  const folder = await mkdtemp(join(tmpdir(), 'xinglin-keys-'));
  const keyFile = join(folder, 'xinglin.key');
  const vaults = await Promise.all(
    Array.from({ length: 5 }, () => openVault(clinic.db, clinic.clock, { keyFile, algorithm: 'aes-256-gcm' })),
  );
  const sealed = vaults.map((vault) => vault.seal('共', 'x'));
  for (const vault of vaults) for (const value of sealed) assert.equal(vault.openText(value, 'x'), '共');
  await rm(folder, { recursive: true });
});
