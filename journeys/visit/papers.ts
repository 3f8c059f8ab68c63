import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';

const FOLDER = resolve(import.meta.dirname, '..', '..', 'artifacts', 'papers');
const POINTS_PER_MM = 72 / 25.4;
/** Chromium rounds page sizes to whole pixels of 1/96 inch. */
const ROUNDING_MM = 0.6;

interface Expected {
  readonly widthMm: number;
  /** Left out for a roll: it is cut where the content ends. */
  readonly heightMm?: number;
  readonly words: readonly string[];
  readonly name: string;
}

/** Opens a print view, checks what it says, and that it becomes exactly one page of the right size as a PDF. */
export async function paperIsRight(page: Page, path: string, expected: Expected): Promise<void> {
  await page.goto(new URL(path, page.url()).href);
  const paper = page.locator('.xl-paper');
  await paper.waitFor();
  await paper
    .getByText(expected.words[0] ?? '')
    .first()
    .waitFor();
  const said = ((await paper.textContent()) ?? '').replaceAll(/\s+/g, '');
  for (const words of expected.words)
    assert.ok(said.includes(words.replaceAll(/\s+/g, '')), `${expected.name} does not say ${words}: ${said}`);
  const pdf = await page.pdf({ preferCSSPageSize: true });
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, `${expected.name}.pdf`), pdf);
  const pages = pagesOf(pdf);
  assert.equal(pages.length, 1, `${expected.name} takes ${pages.length} pages`);
  const [{ widthMm, heightMm } = { widthMm: 0, heightMm: 0 }] = pages;
  assert.ok(Math.abs(widthMm - expected.widthMm) < ROUNDING_MM, `${expected.name} is ${widthMm} mm wide`);
  if (expected.heightMm === undefined) {
    const contentMm = await paper.evaluate((element) => (element.getBoundingClientRect().height * 25.4) / 96);
    assert.ok(heightMm >= contentMm && heightMm < contentMm + 10, `${expected.name}: ${heightMm} for ${contentMm} mm`);
  } else assert.ok(Math.abs(heightMm - expected.heightMm) < ROUNDING_MM, `${expected.name} is ${heightMm} mm high`);
}

/** Page sizes from the page dictionaries, which Chromium writes uncompressed. */
const pagesOf = (pdf: Buffer): readonly { readonly widthMm: number; readonly heightMm: number }[] =>
  pdf
    .toString('latin1')
    .split('endobj')
    .filter((object) => /\/Type\s*\/Page\s/.test(object))
    .map((object) => {
      const [, width, height] = /\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/.exec(object) ?? [];
      return { widthMm: Number(width) / POINTS_PER_MM, heightMm: Number(height) / POINTS_PER_MM };
    });
