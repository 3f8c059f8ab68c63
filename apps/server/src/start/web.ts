import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { messagesOfApp } from '../messages-of-app.ts';
import type { Config } from '../platform/config/options.ts';
import { createMetrics } from '../platform/http/metrics.ts';
import { createReadiness, type Readiness } from '../platform/http/readiness.ts';
import { type HttpServer, startHttp } from '../platform/http/server.ts';
import { defaultHttpSettings, type HttpSettings } from '../platform/http/settings.ts';
import { createLiveHub } from '../platform/live/hub.ts';
import { StartupError } from '../platform/startup-error.ts';
import type { OpenApp } from './open-parts.ts';

export interface Web {
  readonly http: HttpServer;
  readonly readiness: Readiness;
}

const STAFF_APP = fileURLToPath(new URL('../../../staff-web/dist', import.meta.url));
const PING_TIMEOUT_MS = 2_000;

/** Opens the port. @throws StartupError when it is taken or the TLS files cannot be read. */
export async function startWeb(config: Config, { parts, app }: OpenApp, log: Logger): Promise<Web> {
  const ping = () =>
    withinTime(
      PING_TIMEOUT_MS,
      parts.db.transaction('platform', (tx) => tx.one('select 1 as alive')),
    );
  const readiness = createReadiness(ping);
  readiness.set('migrations', 'done');
  const http = await startHttp({
    ...parts,
    routes: app.routes,
    directRoutes: app.directRoutes,
    mounts: app.mounts,
    runner: app.runner,
    authenticate: app.signIn.authenticate,
    messages: messagesOfApp,
    log,
    live: createLiveHub(parts.listener),
    readiness,
    metrics: createMetrics(parts.db.pool),
    settings: await httpSettings(config),
  }).catch((error: NodeJS.ErrnoException) => {
    throw error.syscall === 'listen' ? notListening(config, error) : error;
  });
  return { http, readiness };
}

async function httpSettings(config: Config): Promise<HttpSettings> {
  const { host, port, trustProxy, publicUrl, tlsCert, tlsKey, metricsToken } = config;
  return {
    ...defaultHttpSettings,
    host,
    port,
    requestsPerMinute: config.requestsPerMinute,
    signInsPerMinute: config.signInsPerMinute,
    maxLiveConnections: config.maxLiveConnections,
    ...(metricsToken === undefined ? {} : { metricsToken }),
    trustProxy: trustProxy.length > 0 ? trustProxy : false,
    behindTls: publicUrl?.startsWith('https:') ?? false,
    staticRoot: STAFF_APP,
    ...(tlsCert && tlsKey
      ? { tls: { cert: await pem('--tls-cert', tlsCert), key: await pem('--tls-key', tlsKey) } }
      : {}),
  };
}

async function pem(option: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { message } = error as Error;
    throw new StartupError({ zh: `${option}：无法读取（${message}）`, en: `${option} cannot be read: ${message}` });
  }
}

function notListening({ host, port }: Config, error: NodeJS.ErrnoException): StartupError {
  if (error.code === 'EADDRINUSE') {
    return new StartupError({
      zh: `端口 ${port} 已被其他程序占用。请用 --port 选择另一端口。`,
      en: `Port ${port} is in use by another program. Choose another with --port.`,
    });
  }
  return new StartupError({
    zh: `无法监听 ${host}:${port}：${error.message}`,
    en: `Cannot listen on ${host}:${port}: ${error.message}`,
  });
}

async function withinTime<Result>(timeoutMs: number, work: Promise<Result>): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
