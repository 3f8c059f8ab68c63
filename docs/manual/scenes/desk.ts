import type { Page } from 'playwright-core';
import { chooseActive, pressHinted } from '../../../journeys/house/keys.ts';
import type { MadeUpPerson } from '../../../journeys/house/made-up-person.ts';
import { writeNote } from '../../../journeys/visit/doctor.ts';
import type { Camera } from '../camera.ts';

/** Calls this person, whoever else waits before her. */
export async function openVisit(page: Page, url: string, ticket: string): Promise<void> {
  await page.goto(`${url}/desk`);
  await page.getByPlaceholder('诊室').fill('1诊室');
  const entry = page.locator('.xl-desk-entry', { hasText: ticket });
  await entry.click();
  await entry.getByRole('button', { name: '叫号' }).click();
  await entry.getByText('已叫').waitFor();
}

/** The note, amoxicillin that is stopped, azithromycin that goes through, the paper, the end of the visit. */
export async function atDesk(page: Page, person: MadeUpPerson, camera: Camera): Promise<void> {
  await writeNote(page);
  await addDrug(page, 'amxl', '阿莫西林胶囊');
  await page.locator('.xl-alert-block').first().waitFor();
  await camera.take(page, 'desk');
  await pressHinted(page, 'Ctrl+Delete');
  await page.locator('.xl-alert-block').first().waitFor({ state: 'detached' });
  await addDrug(page, 'aqms', '阿奇霉素片');
  await page.getByText('已检查，无提示').waitFor();
  await camera.take(page, 'prescription');
  const answered = page.waitForResponse(
    (response) => response.request().method() === 'POST' && /\/prescriptions\/[^/]+\/sign$/.test(response.url()),
  );
  await pressHinted(page, 'F9');
  const { id } = (await (await answered).json()) as { readonly id: string };
  await page.getByText('处方已签署').waitFor();
  const paper = await page.context().newPage();
  await paper.goto(new URL(`/print/prescription/${id}`, page.url()).href);
  await paper.getByText('处方笺').waitFor();
  await camera.take(paper, 'prescription-paper');
  await paper.close();
  await pressHinted(page, 'F8');
  await page.getByText('病历已签名').waitFor();
  await pressHinted(page, 'F10');
  await page.getByText(`${person.name} 就诊结束`).waitFor();
  await pressHinted(page, 'F2');
  await page.locator('.xl-desk-entry-current').getByText('已叫').waitFor();
  await pressHinted(page, 'F3');
  await page.getByLabel('主诉').waitFor();
}

async function addDrug(page: Page, letters: string, name: string): Promise<void> {
  await pressHinted(page, 'Alt+Q');
  await page.keyboard.type(letters);
  await chooseActive(page, name);
  await page.locator('.xl-line', { hasText: name }).waitFor();
}
