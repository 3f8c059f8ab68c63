import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { defaultHttpSettings } from '../http/settings.ts';
import { defaultLockRule } from '../sign-in/settings.ts';
import { type Config, commands, options } from './options.ts';
import { readConfig } from './read-config.ts';
import { commandHelp, helpText } from './reference.ts';

function configOf(args: readonly string[], env: Record<string, string> = {}): Config {
  const asked = readConfig(args, env);
  assert.ok(asked.kind === 'run');
  return asked.config;
}

const refusal = (args: readonly string[], env: Record<string, string> = {}): string => {
  try {
    readConfig(args, env);
  } catch (error) {
    return (error as Error).message;
  }
  throw new assert.AssertionError({ message: `accepted: ${args.join(' ')} ${JSON.stringify(env)}` });
};

test('nothing given means the defaults', () => {
  const config = configOf([]);
  assert.equal(config.port, 8080);
  assert.equal(config.host, '127.0.0.1');
  assert.equal(config.data, resolve('data'));
  assert.equal(config.keyFile, resolve('data/keys/master.json'));
  assert.equal(config.databaseUrl, undefined);
  assert.equal(config.empty, false);
  assert.equal(config.roles, 'both');
  assert.deepEqual(config.trustProxy, []);
  assert.equal(config.encryption, 'aes-256-gcm');
  const { requestsPerMinute, signInsPerMinute, maxLiveConnections, metricsToken } = config;
  const fromHttp = { ...defaultHttpSettings, requestsPerMinute, signInsPerMinute, maxLiveConnections };
  assert.deepEqual(fromHttp, defaultHttpSettings, 'options and their module agree on the defaults');
  assert.equal(metricsToken, undefined);
  const { lockAfterFailures, lockMinutes } = config;
  assert.deepEqual({ failures: lockAfterFailures, withinMinutes: lockMinutes, lockMinutes }, defaultLockRule);
});

test('a flag wins over the environment, and that over the default', () => {
  assert.equal(configOf([], { XINGLIN_PORT: '9001' }).port, 9001);
  assert.equal(configOf(['--port', '9002'], { XINGLIN_PORT: '9001' }).port, 9002);
  assert.equal(configOf(['--port=9003', '--empty'], { XINGLIN_EMPTY: 'false' }).empty, true);
  assert.equal(configOf(['--empty=false'], { XINGLIN_EMPTY: 'yes' }).empty, false);
  assert.equal(configOf([], { XINGLIN_PORT: '' }).port, 8080);
  assert.equal(configOf(['--data', '/srv/x']).keyFile, '/srv/x/keys/master.json');
  assert.deepEqual(configOf(['--trust-proxy', '10.0.0.0/8, fd00::1']).trustProxy, ['10.0.0.0/8', 'fd00::1']);
});

test('a bad value is refused by name, in both languages, all of them at once', () => {
  const message = refusal(['--port', 'high', '--roles=chief'], { XINGLIN_HOST: 'a b' });
  for (const place of ['--port', '--roles', 'XINGLIN_HOST']) assert.ok(message.includes(place), place);
  assert.match(message, /不正确/);
  assert.match(message, /not valid/);
  for (const args of [
    ['--port', '70000'],
    ['--port'],
    ['--port', '-1'],
    ['--port', '1e3'],
    ['--database-connections', '1'],
    ['--trust-proxy', '10.0.0.0/33'],
    ['--trust-proxy', 'everyone'],
    ['--encryption', 'rot13'],
    ['--database-url', 'mysql://x'],
    ['--tls-cert', 'a.pem'],
    ['--lock-after-failures', '0'],
    ['--sign-ins-per-minute', '0'],
    ['--metrics-token', 'short'],
    ['--unknown'],
    ['stray'],
  ]) {
    assert.ok(refusal(args).includes(args[0] ?? ''), args.join(' '));
  }
});

test('a refused secret, or an address that holds one, is not repeated', () => {
  assert.ok(!refusal([], { DATABASE_URL: 'mysql://root:hidden@db' }).includes('hidden'));
  assert.ok(!refusal(['--database-url', 'mysql://root:hidden@db']).includes('hidden'));
  assert.ok(!refusal(['--card-provider-secret', 'hidden']).includes('hidden'));
  assert.ok(!refusal([], { XINGLIN_METRICS_TOKEN: 'hidden' }).includes('hidden'));
});

test('a command heeds its own options and nothing else', () => {
  const asked = readConfig(['--data', '/srv/x'], { XINGLIN_PORT: 'high', XINGLIN_KEY_FILE: '/srv/k.json' }, [
    'data',
    'keyFile',
  ]);
  assert.ok(asked.kind === 'run');
  assert.deepEqual([asked.config.data, asked.config.keyFile, asked.config.port], ['/srv/x', '/srv/k.json', 8080]);
  assert.throws(() => readConfig(['--port', '1'], {}, ['data']), /Unknown option --port/);
});

test('options that belong together are refused alone', () => {
  assert.match(refusal(['--tls-key', 'key.pem']), /--tls-cert and --tls-key must be given together/);
  assert.match(refusal(['--card-provider-url', 'https://pay.example']), /--card-provider-secret/);
});

test('help names every option', () => {
  assert.equal(readConfig(['--port', 'x', '--help'], {}).kind, 'help');
  for (const { flag, env } of Object.values(options)) {
    assert.ok(helpText().includes(flag));
    assert.ok(helpText().includes(env));
  }
  for (const command of Object.values(commands)) {
    for (const name of command.options) assert.ok(commandHelp(command).includes(options[name].flag));
  }
});
