import type { Page } from 'playwright-core';
import { pressHinted } from '../../../journeys/house/keys.ts';
import type { MadeUpPerson } from '../../../journeys/house/made-up-person.ts';
import type { Camera } from '../camera.ts';

/** Takes the money in cash; then shows what a refund would give back, without giving it. */
export async function atCashier(page: Page, url: string, person: MadeUpPerson, camera: Camera): Promise<void> {
  await page.goto(`${url}/cashier`);
  await page.getByRole('cell', { name: person.name }).first().click();
  await page.getByText('阿奇霉素').first().waitFor();
  await page.locator('input:focus').waitFor();
  await page.keyboard.type('100');
  await page.getByText(/找零 ¥/).waitFor();
  await camera.take(page, 'cashier');
  const answered = page.waitForResponse(
    (response) => response.request().method() === 'POST' && /\/settle/.test(response.url()),
  );
  await pressHinted(page, 'F9');
  const { settlement } = (await (await answered).json()) as { readonly settlement: { readonly id: string } };
  await page.getByText(`${person.name} 已收费`).waitFor();
  await page.goto(`${url}/print/receipt/${settlement.id}`);
  await page.getByText('门诊收费票据').waitFor();
  await camera.take(page, 'receipt-paper');

  await page.goto(`${url}/settlements`);
  await page.getByRole('row', { name: person.name }).getByRole('button', { name: '退费' }).click();
  const dialog = page.getByRole('dialog');
  await dialog
    .getByRole('row', { name: /阿奇霉素/ })
    .getByRole('checkbox')
    .check();
  await dialog.getByPlaceholder('退费原因（必填）').fill('患者要求改药');
  await dialog.getByText(/原路退回/).waitFor();
  await camera.take(page, 'refund');
}

/** Review, hand-out, and the shelves. */
export async function atPharmacy(page: Page, url: string, person: MadeUpPerson, camera: Camera): Promise<void> {
  await page.goto(`${url}/review`);
  await page.getByText(person.name).first().click();
  await page.getByRole('button', { name: '审方通过' }).waitFor();
  await camera.take(page, 'review');
  await pressHinted(page, 'F9');
  await page.getByText('审方通过').first().waitFor();
  await page.goto(`${url}/dispensing`);
  await page.getByText(person.name).first().click();
  await pressHinted(page, 'F8');
  await pressHinted(page, 'F7');
  await page.getByRole('checkbox', { name: '临床诊断', checked: true }).waitFor();
  await camera.take(page, 'dispensing');
  await pressHinted(page, 'F9');
  await page.getByText(`${person.name} 已发药`).waitFor();
  await page.goto(`${url}/stock`);
  await page.getByRole('row').nth(5).waitFor();
  await camera.take(page, 'stock');
}
