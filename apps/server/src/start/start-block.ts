import { demoAccountLines } from '../demo/demo-accounts.ts';
import type { Config } from '../platform/config/options.ts';

/** What whoever started the server wants to read first. */
export function startBlock(config: Config, url: string | undefined, isDemo: boolean): string {
  const line = '─'.repeat(64);
  const where =
    url === undefined
      ? ['杏林后台任务进程已启动。  Xinglin is running background jobs.']
      : [`杏林已启动，请用浏览器打开：  Xinglin is running at:`, '', `    ${url}`];
  const database =
    config.databaseUrl === undefined ? `数据目录 Data folder: ${config.data}` : '数据库 Database: DATABASE_URL';
  const demo = isDemo && url !== undefined ? [...demoAccountLines(), ''] : [];
  return [line, ...where, '', ...demo, database, '按 Ctrl-C 停止。  Press Ctrl-C to stop.', line].join('\n');
}
