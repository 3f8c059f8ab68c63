import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { chooseActive, expectFocus, pressHinted } from '../house/keys.ts';
import type { MadeUpPerson } from '../house/made-up-person.ts';
import type { Registered } from './front-desk.ts';

/** The doctor calls the next person, who is hers. */
export async function callIn(page: Page, { ticket }: Registered, person: MadeUpPerson): Promise<void> {
  await page.locator('.xl-desk-entry', { hasText: ticket }).waitFor();
  await pressHinted(page, 'F2');
  const entry = page.locator('.xl-desk-entry-current');
  await entry.getByText('已叫').waitFor();
  const shown = (await entry.textContent()) ?? '';
  assert.ok(shown.includes(ticket) && shown.includes(person.name), `called ${shown} instead of ${ticket}`);
}

/** Opens the visit and writes the note, section by section, with the diagnosis. */
export async function writeNote(page: Page): Promise<void> {
  const keys = page.keyboard;
  await pressHinted(page, 'F3');
  const complaint = page.getByLabel('主诉');
  await complaint.waitFor();
  assert.equal(await complaint.inputValue(), '咽痛2天', 'the note starts from what triage asked');
  await expectFocus(complaint, 'writing begins at once');
  const sections = [
    '2天前受凉后咽痛，吞咽时加重，无发热，无咳嗽。',
    '既往体健，青霉素过敏。',
    '咽充血，双侧扁桃体Ⅱ度肿大，可见脓点，颌下淋巴结触痛。',
    '未查。',
    '抗感染治疗，三天后复诊。',
    '多饮水，注意休息。',
  ];
  for (const words of sections) {
    await keys.press('Tab');
    await keys.type(words);
  }
  await pressHinted(page, 'Alt+D');
  await keys.type('jxbtty');
  await chooseActive(page, '急性扁桃体炎');
  await page.locator('.xl-note-line', { hasText: 'J03.900' }).waitFor();
  await page.getByText('已保存', { exact: true }).waitFor();
}

/** Amoxicillin for a person with a penicillin allergy: stopped, with the rule that says so; it cannot be signed. */
export async function amoxicillinIsStopped(page: Page): Promise<void> {
  await addDrug(page, 'amxl', '阿莫西林胶囊');
  const alert = page.locator('.xl-alert-block');
  await alert.first().waitFor();
  const said = (await alert.first().textContent()) ?? '';
  assert.match(said, /禁止/);
  assert.match(said, /青霉素/);
  assert.match(said, /规则 \S+ v\S+ · \S+/, 'an alert names its rule and its source');
  await pressHinted(page, 'F9');
  await page.getByText('有禁止项，不能签署').waitFor();
  assert.equal(await page.getByText('处方已签署').count(), 0);

  await pressHinted(page, 'Ctrl+Delete');
  await alert.first().waitFor({ state: 'detached' });
  assert.equal(await page.locator('.xl-line').count(), 0);
}

/** Azithromycin in its usual dose: checked, nothing against it, signed. @returns the sheet's id. */
export async function prescribeAlternative(page: Page): Promise<string> {
  await addDrug(page, 'aqms', '阿奇霉素片');
  await page.getByText('已检查，无提示').waitFor();
  const answered = page.waitForResponse((response) => new URL(response.url()).pathname.endsWith('/sign'));
  await pressHinted(page, 'F9');
  await page.getByText('处方已签署').waitFor();
  return ((await (await answered).json()) as { id: string }).id;
}

export async function signNoteAndFinish(page: Page, person: MadeUpPerson): Promise<void> {
  await pressHinted(page, 'F8');
  await page.getByText('病历已签名').waitFor();
  await pressHinted(page, 'F10');
  await page.getByText(`${person.name} 就诊结束`).waitFor();
}

async function addDrug(page: Page, letters: string, name: string): Promise<void> {
  await pressHinted(page, 'Alt+Q');
  await page.keyboard.type(letters);
  await chooseActive(page, name);
  await page.locator('.xl-line', { hasText: name }).waitFor();
}
