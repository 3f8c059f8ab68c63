import { isIP } from 'node:net';
import { resolve } from 'node:path';
import type { Bilingual } from '@xinglin/kernel/operation';
import { z } from 'zod';

/** One thing that whoever runs the server may decide. A flag wins over the environment, that over the default. */
export interface Option<Shape extends z.ZodType = z.ZodType> {
  readonly flag: `--${string}`;
  readonly env: string;
  /** What stands for the value in the help; undefined for a switch, which is on when it is named. */
  readonly value: string | undefined;
  readonly shape: Shape;
  /** As it would be written; undefined when there is none. */
  readonly fallback: string | undefined;
  readonly description: Bilingual;
}

const option = <Shape extends z.ZodType>(definition: Option<Shape>): Option<Shape> => definition;

const wholeNumber = (low: number, high: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.int().min(low).max(high));
const path = z
  .string()
  .min(1)
  .transform((text) => resolve(text));
const optionalPath = path.optional();
const onOff = z
  .enum(['true', 'false', '1', '0', 'yes', 'no', 'on', 'off'])
  .transform((text) => ['true', '1', 'yes', 'on'].includes(text));

/** A proxy's address or network: 10.0.0.0/8, fd00::/8, 192.168.1.2. */
const isNetwork = (text: string): boolean => {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  const widest = version === 4 ? 32 : 128;
  return (
    version !== 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= widest))
  );
};

export const options = {
  port: option({
    flag: '--port',
    env: 'XINGLIN_PORT',
    value: 'port',
    shape: wholeNumber(0, 65_535),
    fallback: '8080',
    description: { zh: '监听端口；0 表示任选空闲端口', en: 'Port to listen on; 0 takes any free one.' },
  }),
  host: option({
    flag: '--host',
    env: 'XINGLIN_HOST',
    value: 'address',
    shape: z.string().regex(/^[\w.:-]{1,253}$/),
    fallback: '127.0.0.1',
    description: {
      zh: '监听地址；0.0.0.0 让局域网内其他电脑也能访问（请同时设置 TLS）',
      en: 'Address to listen on; 0.0.0.0 lets other machines of the network in (set TLS too).',
    },
  }),
  data: option({
    flag: '--data',
    env: 'XINGLIN_DATA',
    value: 'folder',
    shape: path,
    fallback: './data',
    description: {
      zh: '数据目录：内置数据库、密钥文件、附件都在其中',
      en: 'Data folder: the embedded database, the key file and stored files are in it.',
    },
  }),
  databaseUrl: option({
    flag: '--database-url',
    env: 'DATABASE_URL',
    value: 'url',
    shape: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    fallback: undefined,
    description: {
      zh: '使用已有的 PostgreSQL（15 或更高版本），不设则启动内置数据库',
      en: 'A PostgreSQL of your own, version 15 or later; without it the embedded one is started.',
    },
  }),
  databaseConnections: option({
    flag: '--database-connections',
    env: 'XINGLIN_DATABASE_CONNECTIONS',
    value: 'number',
    shape: wholeNumber(2, 500),
    fallback: '12',
    description: { zh: '本进程最多使用的数据库连接数', en: 'Most database connections this process uses.' },
  }),
  empty: option({
    flag: '--empty',
    env: 'XINGLIN_EMPTY',
    value: undefined,
    shape: onOff,
    fallback: 'false',
    description: {
      zh: '不装入演示数据；首次打开网页时建立机构和三个管理员',
      en: 'No demo data; the first page opened creates the institution and the three administrators.',
    },
  }),
  roles: option({
    flag: '--roles',
    env: 'XINGLIN_ROLES',
    value: 'web|worker|both',
    shape: z.enum(['web', 'worker', 'both']),
    fallback: 'both',
    description: {
      zh: '本进程的职责：web 提供网页和接口，worker 执行后台任务',
      en: 'What this process does: web serves pages and API, worker runs background jobs.',
    },
  }),
  tlsCert: option({
    flag: '--tls-cert',
    env: 'XINGLIN_TLS_CERT',
    value: 'file',
    shape: optionalPath,
    fallback: undefined,
    description: {
      zh: 'TLS 证书文件（PEM，含中间证书）',
      en: 'TLS certificate file (PEM, with intermediate certificates).',
    },
  }),
  tlsKey: option({
    flag: '--tls-key',
    env: 'XINGLIN_TLS_KEY',
    value: 'file',
    shape: optionalPath,
    fallback: undefined,
    description: { zh: 'TLS 私钥文件（PEM）', en: 'TLS private key file (PEM).' },
  }),
  publicUrl: option({
    flag: '--public-url',
    env: 'XINGLIN_PUBLIC_URL',
    value: 'url',
    shape: z.url({ protocol: /^https?$/ }).optional(),
    fallback: undefined,
    description: {
      zh: '用户实际使用的网址（经代理或域名访问时设置）；以 https: 开头时，Cookie 只经加密连接发送',
      en: 'The address people use, when a proxy or a name stands in front; with https: cookies travel encrypted only.',
    },
  }),
  trustProxy: option({
    flag: '--trust-proxy',
    env: 'XINGLIN_TRUST_PROXY',
    value: 'addresses',
    shape: z
      .string()
      .transform((text) => (text === 'none' ? [] : text.split(',').map((part) => part.trim())))
      .refine((parts) => parts.every(isNetwork)),
    fallback: 'none',
    description: {
      zh: '可信反向代理的地址或网段，逗号分隔；只有它们转告的客户端地址才被采信。none 表示没有代理',
      en: 'Addresses or networks of reverse proxies, comma-separated; only these are believed about the client address. none: no proxy.',
    },
  }),
  encryption: option({
    flag: '--encryption',
    env: 'XINGLIN_ENCRYPTION',
    value: 'aes-256-gcm|sm4-gcm',
    shape: z.enum(['aes-256-gcm', 'sm4-gcm']),
    fallback: 'aes-256-gcm',
    description: {
      zh: '新数据的加密算法；以前加密的数据照常可读',
      en: 'Algorithm that seals new data; what was sealed before stays readable.',
    },
  }),
  keyFile: option({
    flag: '--key-file',
    env: 'XINGLIN_KEY_FILE',
    value: 'file',
    shape: optionalPath,
    fallback: undefined,
    description: {
      zh: '主密钥文件；默认为数据目录下的 keys/master.json，首次启动时生成。请另行备份',
      en: 'Key file; by default keys/master.json in the data folder, made at the first start. Back it up separately.',
    },
  }),
  cardProviderUrl: option({
    flag: '--card-provider-url',
    env: 'XINGLIN_CARD_PROVIDER_URL',
    value: 'url',
    shape: z.url({ protocol: /^https?$/ }).optional(),
    fallback: undefined,
    description: {
      zh: '银行卡收单服务的网址；不设则启动模拟程序（另一进程），不收真钱',
      en: 'Address of the card payment provider; without it a simulator runs as a process of its own and takes no real money.',
    },
  }),
  cardProviderSecret: option({
    flag: '--card-provider-secret',
    env: 'XINGLIN_CARD_PROVIDER_SECRET',
    value: 'secret',
    shape: z.string().min(16).optional(),
    fallback: undefined,
    description: {
      zh: '与收单服务约定的签名密钥（至少 16 个字符）；建议用环境变量给出',
      en: 'Secret that signs messages to the card payment provider (16 characters or more); better given by environment.',
    },
  }),
  requestsPerMinute: option({
    flag: '--requests-per-minute',
    env: 'XINGLIN_REQUESTS_PER_MINUTE',
    value: 'number',
    shape: wholeNumber(60, 1_000_000),
    fallback: '12000',
    description: {
      zh: '每个客户端地址每分钟最多请求数；整个机构可能共用一个地址',
      en: 'Most requests a minute from one client address; a whole clinic may sit behind one.',
    },
  }),
  signInsPerMinute: option({
    flag: '--sign-ins-per-minute',
    env: 'XINGLIN_SIGN_INS_PER_MINUTE',
    value: 'number',
    shape: wholeNumber(1, 10_000),
    fallback: '60',
    description: {
      zh: '每个客户端地址每分钟最多登录次数',
      en: 'Most sign-ins a minute from one client address.',
    },
  }),
  lockAfterFailures: option({
    flag: '--lock-after-failures',
    env: 'XINGLIN_LOCK_AFTER_FAILURES',
    value: 'number',
    shape: wholeNumber(3, 20),
    fallback: '5',
    description: {
      zh: '连续登录失败多少次后锁定用户名（不存在的用户名同样锁定，因此全系统只有一个数值）',
      en: 'Failed sign-ins that lock a user name, whether it exists or not; one number for the whole installation.',
    },
  }),
  lockMinutes: option({
    flag: '--lock-minutes',
    env: 'XINGLIN_LOCK_MINUTES',
    value: 'minutes',
    shape: wholeNumber(1, 1_440),
    fallback: '15',
    description: {
      zh: '锁定多少分钟；失败次数也按这段时间累计',
      en: 'Minutes a lock lasts; failures are counted over the same time.',
    },
  }),
  metricsToken: option({
    flag: '--metrics-token',
    env: 'XINGLIN_METRICS_TOKEN',
    value: 'secret',
    shape: z.string().min(16).optional(),
    fallback: undefined,
    description: {
      zh: '读取 /metrics 的令牌（至少 16 个字符，Authorization: Bearer …）；不设则只有本机可读。建议用环境变量给出',
      en: 'Token that opens /metrics (16 characters or more, Authorization: Bearer …); without it this machine alone may read them. Better given by environment.',
    },
  }),
  maxLiveConnections: option({
    flag: '--max-live-connections',
    env: 'XINGLIN_MAX_LIVE_CONNECTIONS',
    value: 'number',
    shape: wholeNumber(1, 100_000),
    fallback: '500',
    description: {
      zh: '本进程最多同时为多少个打开的页面推送更新',
      en: 'Most open pages this process keeps up to date at the same time.',
    },
  }),
  logLevel: option({
    flag: '--log-level',
    env: 'XINGLIN_LOG_LEVEL',
    value: 'level',
    shape: z.enum(['silent', 'error', 'warn', 'info', 'debug', 'trace']),
    fallback: 'info',
    description: {
      zh: '日志级别：silent、error、warn、info、debug、trace',
      en: 'Log level: silent, error, warn, info, debug, trace.',
    },
  }),
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof options;

/** A command beside the server, and the options that mean something to it. */
export interface CommandReference {
  readonly script: `${string}:${string}`;
  readonly options: readonly OptionName[];
  readonly description: Bilingual;
}

export const commands = {
  verifyAudit: {
    script: 'audit:verify',
    options: ['data', 'databaseUrl', 'keyFile'],
    description: {
      zh: '校验审计日志是否完整，指出每一处修改、删除、插入和缺口。结束代码：0 完整，1 有问题或无法校验，2 未发现问题但没有锚点文件，无法判断末尾是否被截去',
      en: 'Verifies that the audit journal is whole and names every edit, deletion, insertion and gap. Exit code: 0 whole, 1 faults or not verifiable, 2 no fault found but without anchors, so that a cut-off end would not show.',
    },
  },
  rotateKeys: {
    script: 'keys:rotate',
    options: ['data', 'databaseUrl', 'keyFile'],
    description: {
      zh: '更换主密钥，并生成新的数据密钥；以前加密的数据照常可读，服务器不必停止',
      en: 'Replaces the key-encryption key and makes a new data key; what was sealed before stays readable, and the server need not stop.',
    },
  },
} as const satisfies Record<string, CommandReference>;

type Values = { readonly [Name in OptionName]: z.output<(typeof options)[Name]['shape']> };

/** What this process was told, checked; the key file's place is always known. */
export interface Config extends Omit<Values, 'keyFile'> {
  readonly keyFile: string;
}
