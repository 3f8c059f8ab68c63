import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { palettePng } from './palette-png.ts';

const FOLDER = fileURLToPath(new URL('./pictures', import.meta.url));

export interface Camera {
  /** Takes the window as it stands once it has come to rest: nothing loading, no passing message over it. */
  take(page: Page, name: string): Promise<void>;
  readonly taken: readonly string[];
}

export async function openCamera(): Promise<Camera> {
  await mkdir(FOLDER, { recursive: true });
  const taken: string[] = [];
  return {
    taken,
    async take(page, name) {
      await atRest(page);
      const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' });
      await writeFile(`${FOLDER}/${name}.png`, palettePng(picture));
      taken.push(name);
    },
  };
}

async function atRest(page: Page): Promise<void> {
  const busy = '.ant-spin-spinning, .ant-btn-loading, .ant-skeleton-active, .ant-message-notice';
  await page.locator(busy).first().waitFor({ state: 'hidden' });
}
