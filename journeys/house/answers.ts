import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

/** Asks the server what the person signed in at this page may ask; the answer as JSON. */
export async function answer<Output>(page: Page, path: string): Promise<Output> {
  const response = await page.request.get(new URL(path, page.url()).href);
  assert.equal(response.status(), 200, `${path}: ${response.status()} ${(await response.text()).slice(0, 300)}`);
  return (await response.json()) as Output;
}
