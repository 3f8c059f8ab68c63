import type { Browser, Page } from 'playwright-core';
import { madeUpPerson } from '../../journeys/house/made-up-person.ts';
import { openBrowser, personAt } from '../../journeys/house/people.ts';
import { startHouse } from '../../journeys/house/running-house.ts';
import { type Camera, openCamera } from './camera.ts';
import { atCashier, atPharmacy } from './scenes/counters.ts';
import { atDesk, openVisit } from './scenes/desk.ts';
import { registerNew, registerResident, triageAllergic, triagePlain } from './scenes/front-desk.ts';
import { takeAccount, takeAudit, takePerson } from './scenes/offices.ts';

const HISTORY_MS = 600_000;

/**
 * Takes the pictures of the manual: one made-up woman with a penicillin allergy goes through the demo institution, and
 * every screen is photographed at the moment the page about it speaks of. Needs the built web app.
 *
 *   npm run manual:pictures
 *
 * XINGLIN_JOURNEY_URL takes a demo institution that runs already, where these people have not been registered today.
 */
async function makePictures(): Promise<void> {
  await using house = await startHouse();
  await untilHistoryIsLoaded(house.url);
  await using browser = await openBrowser();
  const camera = await openCamera();
  await takeSignIn(browser, house.url, camera);
  const sit = async (userName: string): Promise<Page> => (await personAt(browser, house.url, userName)).page;
  const person = madeUpPerson(Date.now());

  const registrar = await sit('guahao');
  const others = [];
  for (const letters of ['zhang', 'chen', 'zhao']) others.push(await registerResident(registrar, house.url, letters));
  const ticket = await registerNew(registrar, house.url, person, camera);
  await takeAccount(registrar, house.url, camera);
  await registrar.context().close();

  const nurse = await sit('fenzhen');
  for (const other of others.slice(0, 2)) await triagePlain(nurse, house.url, other);
  await triageAllergic(nurse, house.url, ticket, person, camera);

  const doctor = await sit('yisheng');
  await openVisit(doctor, house.url, ticket);
  await atDesk(doctor, person, camera);
  await nurse.goto(`${house.url}/board`);
  await nurse.getByText('就诊中').first().waitFor();
  await camera.take(nurse, 'board');
  await nurse.context().close();
  await doctor.context().close();

  const cashier = await sit('shoufei');
  await atCashier(cashier, house.url, person, camera);
  await cashier.context().close();

  const pharmacist = await sit('yaoshi');
  await atPharmacy(pharmacist, house.url, person, camera);
  await pharmacist.context().close();

  await takePerson(await sit('guanli'), house.url, camera);
  await takeAudit(await sit('shenji'), house.url, camera);
  process.stdout.write(`${camera.taken.length} pictures: ${camera.taken.join(', ')}\n`);
}

/** People can work before the history is in, but a file without past visits says little. */
async function untilHistoryIsLoaded(url: string): Promise<void> {
  const deadline = Date.now() + HISTORY_MS;
  while (Date.now() < deadline) {
    const answer = await fetch(`${url}/readyz`);
    const { parts } = (await answer.json()) as { readonly parts: Readonly<Record<string, { readonly state: string }>> };
    if (parts['demo-history']?.state === 'done') return;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  throw new Error('the history of the demo institution was not loaded in time');
}

async function takeSignIn(browser: Browser, url: string, camera: Camera): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByLabel('用户名').waitFor();
  await camera.take(page, 'sign-in');
  await context.close();
}

await makePictures();
