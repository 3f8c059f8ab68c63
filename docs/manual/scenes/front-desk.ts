import type { Page } from 'playwright-core';
import { chooseActive, pressHinted, typeThrough, walkTo } from '../../../journeys/house/keys.ts';
import type { MadeUpPerson } from '../../../journeys/house/made-up-person.ts';
import type { Camera } from '../camera.ts';

/** A resident of the demo institution whose name begins so; returns the ticket. */
export async function registerResident(page: Page, url: string, letters: string): Promise<string> {
  await openRegistration(page, url);
  await page.keyboard.type(letters);
  await page.locator('.ant-select-item-option-active').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.xl-banner').waitFor();
  return chooseDepartment(page);
}

/** Somebody with an identity card whom nobody has seen before; returns the ticket. */
export async function registerNew(page: Page, url: string, person: MadeUpPerson, camera: Camera): Promise<string> {
  await openRegistration(page, url);
  await page.keyboard.type(person.residentId);
  await page.getByText('没有找到').waitFor();
  await pressHinted(page, 'F2');
  await page.getByLabel('身份证号').waitFor();
  await page.keyboard.press('Enter');
  await typeThrough(page, [person.name]);
  await page.keyboard.type(person.phone);
  await camera.take(page, 'new-person');
  await pressHinted(page, 'F9');
  await page.getByRole('region', { name: person.name }).waitFor();
  return chooseDepartment(page, () => camera.take(page, 'registration'));
}

async function openRegistration(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/registration`);
  await page.locator('input:focus').waitFor();
}

async function chooseDepartment(page: Page, before: () => Promise<void> = async () => {}): Promise<string> {
  await page.getByLabel('科室').waitFor();
  await page.keyboard.type('qkmz');
  await chooseActive(page, '全科门诊');
  await page.getByText('挂号费', { exact: true }).waitFor();
  await before();
  const answered = page.waitForResponse(
    (response) => response.request().method() === 'POST' && new URL(response.url()).pathname === '/api/visits',
  );
  await pressHinted(page, 'F9');
  const { ticket } = (await (await answered).json()) as { readonly ticket: string };
  await page.getByText(`已挂号：全科门诊 ${ticket} 号`).waitFor();
  return ticket;
}

export async function triagePlain(page: Page, url: string, ticket: string): Promise<void> {
  await openTriage(page, url, ticket);
  await typeThrough(page, ['头晕1周', '36.6', '76', '18', '136', '84', '98', '62']);
  await page.keyboard.type('165');
  await finishTriage(page, ticket);
}

/** Asks about allergies first, as the strip above the form reminds the nurse to. */
export async function triageAllergic(
  page: Page,
  url: string,
  ticket: string,
  person: MadeUpPerson,
  camera: Camera,
): Promise<void> {
  await openTriage(page, url, ticket);
  await pressHinted(page, 'Alt+A');
  const dialog = page.getByRole('dialog', { name: '记录过敏' });
  await dialog.waitFor();
  await page.locator('[role=dialog] input:focus').waitFor();
  await page.keyboard.type('qms');
  await chooseActive(page, '青霉素');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await walkTo(page, 'ArrowUp', '中等');
  await chooseActive(page, '中等');
  await page.keyboard.press('Enter');
  await page.keyboard.type('全身皮疹');
  await camera.take(page, 'allergy');
  await typeThrough(page, ['', '']);
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('region', { name: person.name }).getByText('过敏：青霉素类').waitFor();
  await typeThrough(page, ['咽痛2天', '37.2', '84', '18', '124', '78', '98', '56']);
  await page.keyboard.type('160');
  await page.locator('.xl-verdict-unknown').nth(1).waitFor();
  await camera.take(page, 'triage');
  await finishTriage(page, ticket);
}

async function openTriage(page: Page, url: string, ticket: string): Promise<void> {
  await page.goto(`${url}/triage`);
  await page.getByRole('cell', { name: ticket, exact: true }).click();
  await page.getByText(`${ticket} 分诊 · 全科门诊`).waitFor();
  await page.getByLabel('主诉').waitFor();
  await page.locator('input:focus, textarea:focus').waitFor();
}

/** The suggestion is the last one when it knows of weight and height, which were typed last and have no range. */
async function finishTriage(page: Page, ticket: string): Promise<void> {
  await page.locator('.xl-verdict-unknown').nth(1).waitFor();
  await page.getByText(/建议 \S+ 级/).waitFor();
  await pressHinted(page, 'F9');
  await page.getByText(`${ticket} 已分诊，进入候诊`).waitFor();
}
