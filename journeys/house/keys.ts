import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';

const shown: Readonly<Record<string, string>> = { ArrowDown: '↓', ArrowUp: '↑', Escape: 'Esc' };

/**
 * Presses a key that the screen offers: in the hint bar at the foot of the window, or in the field it jumps to. Waits
 * until it is offered, as a person would look there first; a key that is offered nowhere is a failure of the screen.
 */
export async function pressHinted(page: Page, keys: string): Promise<void> {
  const written = keys
    .split('+')
    .map((part) => shown[part] ?? part)
    .join('+');
  const inBar = page.locator('.xl-key:not(.xl-key-off) kbd').filter({ hasText: new RegExp(`^${escaped(written)}$`) });
  await inBar
    .or(page.getByPlaceholder(`（${written}）`))
    .first()
    .waitFor();
  await page.keyboard.press(keys.replace('Ctrl', 'Control'));
}

const escaped = (text: string): string => text.replace(/[+.*?^$()[\]{}|\\]/g, '\\$&');

/** Presses `keys` until `done`, at most `limit` times; a list is walked through this way. */
export async function pressUntil(page: Page, keys: string, done: () => Promise<boolean>, limit = 60): Promise<void> {
  for (let presses = 0; presses < limit; presses += 1) {
    if (await done()) return;
    await pressHinted(page, keys);
    await page.waitForTimeout(120);
  }
  throw new Error(`${keys} was pressed ${limit} times in vain`);
}

/** Enter in each field after typing its value; an empty value passes the field by. */
export async function typeThrough(page: Page, values: readonly string[]): Promise<void> {
  for (const value of values) {
    await page.keyboard.type(value);
    await page.keyboard.press('Enter');
  }
}

/** The keyboard is where the next character will go: a mouse would be needed otherwise. */
export async function expectFocus(field: Locator, why: string): Promise<void> {
  const hasFocus = () => field.evaluate((element) => element.matches(':focus, :focus-within'));
  for (let tries = 0; tries < 40 && !(await hasFocus()); tries += 1) await field.page().waitForTimeout(50);
  if (await hasFocus()) return;
  const elsewhere = await field.page().locator(':focus').allTextContents();
  assert.fail(`${why}: the keyboard is at ${elsewhere.join() || 'nothing'}`);
}

const activeChoice = (page: Page): Locator =>
  page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option-active');

/** Enter on the choice that an open list offers, once it is the one that was meant; the list closes. */
export async function chooseActive(page: Page, text: string): Promise<void> {
  await activeChoice(page).filter({ hasText: text }).waitFor();
  await page.keyboard.press('Enter');
  await activeChoice(page).waitFor({ state: 'hidden' });
}

/** Walks with an arrow key through an open list until the choice with this text is the active one. */
export async function walkTo(page: Page, arrow: 'ArrowDown' | 'ArrowUp', text: string): Promise<void> {
  await activeChoice(page).waitFor();
  for (let steps = 0; steps < 30; steps += 1) {
    if (((await activeChoice(page).textContent()) ?? '').includes(text)) return;
    await page.keyboard.press(arrow);
  }
  throw new Error(`no choice ${text} in the list`);
}
