import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { type Browser, chromium, type Page } from 'playwright-core';
import { DEMO_PASSWORD, DEMO_TOTP_SECRET } from '../../apps/server/src/demo/demo-accounts.ts';
import { findBrowser } from '../../tools/find-browser.mjs';

const SCREEN = { width: 1366, height: 768 };
const STEP_MS = 15_000;

/** Real Chromium, as a clinic would run it, but without a window. */
export async function openBrowser(): Promise<Browser & AsyncDisposable> {
  const executablePath = await findBrowser();
  assert.ok(executablePath, 'no Chromium was found: set CHROMIUM_PATH');
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

export interface Person {
  readonly page: Page;
  /** What the browser complained about; a journey ends by asking that there is nothing. */
  readonly complaints: readonly string[];
}

/** How every browser of a journey is set, as the machines in a Chinese clinic are. */
export const SETTINGS = { viewport: SCREEN, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' } as const;

/** One person at a screen of their own: a session, cookies and storage shared with nobody. */
export async function personAt(browser: Browser, url: string, userName: string): Promise<Person> {
  const person = await newPage(browser, userName);
  await person.page.goto(url);
  await signIn(person.page, userName);
  return person;
}

/** An empty page of a browser that nobody has used. `who` names it in its complaints. */
export async function newPage(browser: Browser, who: string): Promise<Person> {
  const context = await browser.newContext(SETTINGS);
  return watched(await context.newPage(), who);
}

/** The page with an ear on its console. */
export function watched(page: Page, who: string): Person {
  page.setDefaultTimeout(STEP_MS);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`${who}: ${error.message}`));
  page.on('console', (message) => {
    // A refused request is an answer of the clinic, and the page shows it.
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
      complaints.push(`${who}: ${message.text()}`);
  });
  return { page, complaints };
}

/** By keyboard, as everybody does. Administrators also type the code of their authenticator. */
export async function signIn(page: Page, userName: string): Promise<void> {
  await page.getByLabel('用户名').fill(userName);
  await page.keyboard.press('Tab');
  await page.keyboard.type(DEMO_PASSWORD);
  await page.keyboard.press('Enter');
  const code = page.getByLabel('动态码');
  await page.locator('.xl-frame').or(code).first().waitFor();
  if (await code.isVisible()) {
    await code.fill(oneTimeCode(DEMO_TOTP_SECRET, Date.now()));
    await page.keyboard.press('Enter');
  }
  await page.locator('.xl-frame').waitFor();
}

/** RFC 6238 with SHA-1, six digits, thirty seconds. */
export function oneTimeCode(secret: string, nowMs: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(nowMs / 30_000)));
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 0xf;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
