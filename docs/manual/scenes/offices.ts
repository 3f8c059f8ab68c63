import type { Page } from 'playwright-core';
import type { Camera } from '../camera.ts';

export async function takeAccount(page: Page, url: string, camera: Camera): Promise<void> {
  await page.goto(`${url}/account`);
  await page.getByText('本机').waitFor();
  await camera.take(page, 'account');
}

/** A resident of the demo institution as the manager finds her, with what is known about her health. */
export async function takePerson(page: Page, url: string, camera: Camera): Promise<void> {
  await page.goto(url);
  await page.getByPlaceholder(/查找居民/).click();
  await page.keyboard.type('wang');
  await page.locator('.ant-select-item-option-active').waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: '健康信息' }).click();
  await page.getByText('基本健康信息').waitFor();
  await camera.take(page, 'person');
}

export async function takeAudit(page: Page, url: string, camera: Camera): Promise<void> {
  await page.goto(`${url}/audit`);
  await page.getByRole('button', { name: '校验完整性' }).click();
  await page.getByText(/日志完整/).waitFor();
  await camera.take(page, 'audit');
}
