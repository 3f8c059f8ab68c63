import assert from 'node:assert/strict';
import type { BrowserContext, Page } from 'playwright-core';
import type { MadeUpPerson } from '../house/made-up-person.ts';
import type { Registered } from './front-desk.ts';

/** The board on the wall: a second page of the triage desk's session. */
export async function hangUpBoard(desk: Page): Promise<Page> {
  const context: BrowserContext = desk.context();
  const board = await context.newPage();
  await board.goto(new URL('/board', desk.url()).href);
  await board.getByRole('heading', { name: '候诊叫号' }).waitFor();
  return board;
}

/** Shows the call by itself, large, with a masked name: 林*青, never 林晓青. */
export async function boardShowsCall(board: Page, { ticket }: Registered, person: MadeUpPerson): Promise<void> {
  const letters = [...person.name];
  const masked = `${letters[0]}*${letters.at(-1)}`;
  await board.getByText(`请 ${ticket} 号 ${masked} 到 全科门诊 就诊`).waitFor();
  const shown = (await board.locator('body').textContent()) ?? '';
  assert.ok(!shown.includes(person.name), 'no full name in the waiting room');
  assert.ok(!shown.includes(person.residentId.slice(-4)), 'nothing else about her either');
}
