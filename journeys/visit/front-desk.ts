import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { chooseActive, expectFocus, pressHinted, pressUntil, typeThrough, walkTo } from '../house/keys.ts';
import type { MadeUpPerson } from '../house/made-up-person.ts';

export interface Registered {
  readonly patientId: string;
  readonly visitId: string;
  /** What is called out in the waiting room. */
  readonly ticket: string;
}

/** The registrar makes the person from the identity card and sends her to the general clinic for the usual fee. */
export async function register(page: Page, person: MadeUpPerson): Promise<Registered> {
  const keys = page.keyboard;
  await page.getByPlaceholder('姓名、拼音、身份证、电话、卡号（F4）').waitFor();
  await keys.type(person.residentId);
  await page.getByText('没有找到').waitFor();

  await pressHinted(page, 'F2');
  const number = page.getByLabel('身份证号');
  await number.waitFor();
  assert.equal(await number.inputValue(), person.residentId, 'what was searched for is not typed twice');
  await keys.press('Enter');
  await keys.type(person.name);
  await keys.press('Enter');
  await keys.type(person.phone);
  await pressHinted(page, 'F9');

  const banner = page.getByRole('region', { name: person.name });
  await banner.waitFor();
  const strip = (await banner.textContent()) ?? '';
  assert.match(strip, /女/);
  assert.ok(strip.includes(`${person.ageYears}岁`), `sex and age come from the identity number: ${strip}`);
  assert.match(strip, /过敏史未询问/, 'unknown is said');

  await page.getByLabel('科室').waitFor();
  await keys.type('qkmz');
  await chooseActive(page, '全科门诊');
  const answered = page.waitForResponse(
    (response) => response.request().method() === 'POST' && new URL(response.url()).pathname === '/api/visits',
  );
  await pressHinted(page, 'F9');
  const visit = (await (await answered).json()) as Registered;
  await page.getByText(`已挂号：全科门诊 ${visit.ticket} 号`).waitFor();
  await page.getByRole('cell', { name: visit.ticket, exact: true }).waitFor();
  return visit;
}

/** The triage nurse asks about allergies, measures, takes the suggested grade and sends her to wait. */
export async function triage(page: Page, { ticket }: Registered, person: MadeUpPerson): Promise<void> {
  const keys = page.keyboard;
  await page.getByRole('cell', { name: ticket, exact: true }).waitFor();
  const title = page.getByText(`${ticket} 分诊 · 全科门诊`);
  await pressUntil(page, 'Alt+ArrowDown', () => title.isVisible());
  const complaint = page.getByLabel('主诉');
  await complaint.waitFor();

  await recordPenicillinAllergy(page);
  await page.getByRole('region', { name: person.name }).getByText('过敏：青霉素类').waitFor();
  await expectFocus(complaint, 'the dialog gives the keyboard back to where it was');

  await typeThrough(page, ['咽痛2天', '37.2', '84', '18', '124', '78', '98', '56']);
  await keys.type('160');
  await page.getByText(/建议 IVb 级/).waitFor();
  await page.locator('.xl-verdict-unknown').nth(1).waitFor();
  assert.equal(await page.locator('.xl-verdict-normal').count(), 6, 'six signs have a range, and all are in it');
  assert.equal(
    await page.locator('.xl-verdict-unknown').count(),
    2,
    'weight and height have none: unknown, not normal',
  );
  await pressHinted(page, 'F9');
  await page.getByText(`${ticket} 已分诊，进入候诊`).waitFor();
}

async function recordPenicillinAllergy(page: Page): Promise<void> {
  const keys = page.keyboard;
  await pressHinted(page, 'Alt+A');
  const dialog = page.getByRole('dialog', { name: '记录过敏' });
  await dialog.waitFor();
  await expectFocus(dialog.getByLabel('过敏原'), 'the dialog begins in its first field');
  await keys.type('qms');
  await chooseActive(page, '青霉素');
  await keys.press('Enter');
  // What kind of reaction: the usual answer, an allergy, stands.
  await keys.press('Enter');
  await keys.press('ArrowDown');
  await walkTo(page, 'ArrowUp', '中等');
  await chooseActive(page, '中等');
  await keys.press('Enter');
  await typeThrough(page, ['全身皮疹', '']);
  await dialog.waitFor({ state: 'detached' });
}
