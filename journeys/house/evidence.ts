import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';

const FOLDER = resolve(import.meta.dirname, '..', '..', 'artifacts', 'journeys');

/** Does one step at a screen. When it fails, a picture of that screen is kept under `artifacts/journeys/`. */
export async function atScreen<Output>(page: Page, step: string, work: () => Promise<Output>): Promise<Output> {
  try {
    return await work();
  } catch (error) {
    await mkdir(FOLDER, { recursive: true });
    const path = join(FOLDER, `${step.replaceAll(/[^\w\u4e00-\u9fff]+/g, '-')}.png`);
    await page.screenshot({ path }).catch(() => {});
    throw new Error(`${step} (${path}): ${(error as Error).message}`, { cause: error });
  }
}
