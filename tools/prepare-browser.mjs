import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser } from './find-browser.mjs';
import { ask, ownNode, persist, root, run, say } from './run-program.mjs';

const FONT_PACKAGES = ['fonts-noto-cjk', 'fonts-wqy-zenhei'];

/**
 * Finds Chromium and a Chinese font for the browser tests, or installs them where that is possible. Without them it
 * says what to do and goes on: all other tests still run, and the browser tests then fail by name.
 */
export async function prepareBrowser() {
  if (!findBrowser()) await installBrowser();
  if (findBrowser() && process.platform === 'linux' && !hasChineseFont()) await installFont();
  const missing = [
    ...(findBrowser() ? [] : [['Chromium', 'Chromium', 'apt-get install chromium']]),
    ...(process.platform !== 'linux' || hasChineseFont()
      ? []
      : [['中文字体', 'a Chinese font', 'apt-get install fonts-noto-cjk']]),
  ];
  for (const [zh, en, how] of missing) {
    say(
      `\n缺少${zh}，浏览器测试将失败。请安装（如 ${how}）${zh === 'Chromium' ? '，或用 CHROMIUM_PATH 指定其路径' : ''}。\n` +
        `${en} is missing and the browser tests will fail. Install it (such as ${how})${zh === 'Chromium' ? ', or name its path with CHROMIUM_PATH' : ''}.\n`,
    );
  }
}

const hasApt = () => process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
const hasChineseFont = () => (ask('fc-list', [':lang=zh', 'family']) ?? '') !== '';

async function installBrowser() {
  if (process.env.CHROMIUM_PATH) return;
  say('正在安装 Chromium… Installing Chromium…');
  // Ubuntu's package of this name only points at a snap, which does not run in a container.
  const isUbuntu = /ubuntu/i.test(ask('sh', ['-c', '. /etc/os-release && echo $ID']) ?? '');
  if (hasApt() && !isUbuntu && (await aptInstall(['chromium', FONT_PACKAGES[0]]))) return;
  const place = join(root, 'node_modules', '.xinglin-browser');
  const cli = join(root, 'node_modules', 'playwright-core', 'cli.js');
  const args = [cli, 'install', ...(hasApt() ? ['--with-deps'] : []), 'chromium'];
  await persist(2, 5_000, () => run(ownNode, args, { env: { ...process.env, PLAYWRIGHT_BROWSERS_PATH: place } }));
}

async function installFont() {
  if (!hasApt()) return;
  say('正在安装中文字体… Installing a Chinese font…');
  for (const name of FONT_PACKAGES) {
    if (await aptInstall([name])) break;
  }
  await run('fc-cache', ['-f']);
}

/** @param {readonly string[]} packages */
function aptInstall(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return persist(3, 5_000, async () => {
    if (!(await run('apt-get', ['update', '-qq'], { env }))) return false;
    return run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
  });
}
