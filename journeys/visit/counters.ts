import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { chooseActive, expectFocus, pressHinted } from '../house/keys.ts';
import type { MadeUpPerson } from '../house/made-up-person.ts';

export interface Paid {
  readonly settlementId: string;
  readonly receiptNumber: string;
}

/** The cashier finds her by name, takes a twenty for fee and medicine together, and gives change. */
export async function pay(page: Page, person: MadeUpPerson): Promise<Paid> {
  const keys = page.keyboard;
  await page.getByRole('cell', { name: person.name }).first().waitFor();
  await expectFocus(page.getByLabel('按姓名、拼音、证件、电话找人'), 'the window begins by finding the person');
  await keys.type(person.residentId);
  await chooseActive(page, person.name);
  await page.getByText('应收 ¥7.30').waitFor();
  const bill = (await page.locator('.ant-table-tbody').last().textContent()) ?? '';
  assert.match(bill, /挂号费.*1\.00.*西药费.*阿奇霉素片.*6\.30/);

  const tendered = page.getByLabel('实收');
  await expectFocus(tendered, 'the money is typed at once');
  await keys.type('5');
  await page.getByText('实收不足').waitFor();
  await keys.press('Control+A');
  await keys.type('20');
  await page.getByText('找零 ¥12.70').waitFor();
  const answered = page.waitForResponse((response) => new URL(response.url()).pathname.endsWith('/settle'));
  await keys.press('Enter');
  const { settlement } = (await (await answered).json()) as {
    settlement: { readonly id: string; readonly receiptNumber: string };
  };
  await page.getByText(`${person.name} 已收费 ¥7.30`).waitFor();
  await page.getByText('找零 ¥12.70').waitFor();
  await page.getByText(`票据号 ${settlement.receiptNumber}`).waitFor();
  return { settlementId: settlement.id, receiptNumber: settlement.receiptNumber };
}

/** The reviewing pharmacist sees person, allergy, diagnosis and check in one place, and accepts. @returns the task's id. */
export async function review(page: Page, person: MadeUpPerson): Promise<string> {
  await chooseTask(page, person);
  const banner = page.getByRole('region', { name: person.name });
  await banner.getByText('过敏：青霉素类').waitFor();
  await page.getByText('急性扁桃体炎').waitFor();
  await page.getByText('每次500mg，口服，每日一次，共3天').waitFor();
  await page.getByText('系统已检查，0 条提示').waitFor();
  await pressHinted(page, 'F10');
  await page.getByPlaceholder('退回医师须写明原因').waitFor();
  const answered = page.waitForResponse((response) => new URL(response.url()).pathname.endsWith('/accept'));
  await pressHinted(page, 'F9');
  await page.locator('.ant-message').getByText('审方通过').waitFor();
  await banner.waitFor({ state: 'detached' });
  return ((await (await answered).json()) as { id: string }).id;
}

export interface GivenBatch {
  readonly batchNumber: string;
  readonly quantity: string;
}

/** Another pharmacist prepares the goods, compares all ten points and hands them out. */
export async function handOut(page: Page, person: MadeUpPerson): Promise<GivenBatch> {
  await chooseTask(page, person);
  const batch = (await page.getByText(/效期\d{4}-\d{2}-\d{2} ×/).textContent()) ?? '';
  const [, batchNumber = '', quantity = ''] = /^(\S+) 效期\S+ × (\S+)$/.exec(batch) ?? [];
  await pressHinted(page, 'F8');
  await page.getByText('已配药', { exact: true }).waitFor();
  assert.equal(await page.locator('.xl-key-off', { hasText: '发药' }).count(), 1, 'not before the ten points');
  await pressHinted(page, 'F7');
  await page.getByText('四查十对 10/10').waitFor();
  await pressHinted(page, 'F9');
  await page.getByText(`${person.name} 已发药`).waitFor();
  return { batchNumber, quantity };
}

/** Finds the sheet of this person among those that wait, as when she stands at the window. */
async function chooseTask(page: Page, person: MadeUpPerson): Promise<void> {
  await page.getByRole('cell', { name: person.name }).first().waitFor();
  await pressHinted(page, 'F3');
  await page.keyboard.type(person.residentId);
  await chooseActive(page, person.name);
  await page.getByRole('region', { name: person.name }).waitFor();
}
