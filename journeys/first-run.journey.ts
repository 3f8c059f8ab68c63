import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { atScreen } from './house/evidence.ts';
import { expectFocus, typeThrough } from './house/keys.ts';
import { newPage, oneTimeCode, openBrowser } from './house/people.ts';
import { startEmptyHouse } from './house/running-house.ts';

interface Officer {
  readonly name: string;
  readonly userName: string;
  readonly firstPassword: string;
  readonly ownPassword: string;
  /** A work place only this administrator has. */
  readonly place: string;
}

const officers: readonly Officer[] = [
  {
    name: '沈一',
    userName: 'xitong',
    firstPassword: 'Orchard-Gate-2026',
    ownPassword: 'Plum-Ladder-Rain-7',
    place: '/institution',
  },
  {
    name: '韩二',
    userName: 'anquan',
    firstPassword: 'Harbour-Lamp-2026',
    ownPassword: 'Cedar-Window-Snow-8',
    place: '/accounts',
  },
  {
    name: '杨三',
    userName: 'shenji',
    firstPassword: 'Meadow-Stone-2026',
    ownPassword: 'Maple-Bridge-Wind-9',
    place: '/audit',
  },
];
/** Work with people's data, which no administrator has. */
const clinical = ['/registration', '/triage', '/desk', '/cashier', '/review', '/dispensing', '/stock'];

test('an empty house is set up by the first-run page and handed to three administrators', async (t) => {
  await using house = await startEmptyHouse();
  await using browser = await openBrowser();

  const first = await newPage(browser, 'first run');
  await first.page.goto(house.url);
  await atScreen(first.page, 'the first-run page creates the institution', () => createInstitution(first.page));

  for (const officer of officers) {
    await t.test(`${officer.userName} takes the account over and sees only the own places`, async () => {
      const { page, complaints } = await newPage(browser, officer.userName);
      await page.goto(house.url);
      await atScreen(page, `${officer.userName} takes the account over`, () => takeOver(page, officer));
      await atScreen(page, `${officer.userName} sees the own places`, () => seesOwnPlaces(page, officer));
      assert.deepEqual(complaints, []);
      await page.context().close();
    });
  }
  assert.deepEqual(first.complaints, []);
});

/** One form, filled in with the Enter key; in the last field it sends the form. */
async function createInstitution(page: Page): Promise<void> {
  await page.getByRole('heading', { name: '首次设置：机构与三员' }).waitFor();
  await expectFocus(page.getByLabel('机构名称'), 'writing begins at once');
  const typed = ['杏花镇卫生院', '', 'XH0001', '990101'];
  for (const { name, userName, firstPassword } of officers) typed.push(name, userName, firstPassword);
  await typeThrough(page, typed);
  await page.getByText('基层医疗卫生一体化系统').waitFor();
}

/** First password, a password of one's own, an authenticator, the backup codes; then the work. */
async function takeOver(page: Page, { userName, firstPassword, ownPassword, name }: Officer): Promise<void> {
  const keys = page.keyboard;
  await expectFocus(page.getByLabel('用户名'), 'signing in begins at once');
  await keys.type(userName);
  await keys.press('Tab');
  await keys.type(firstPassword);
  await keys.press('Enter');

  await page.getByText('请先设置新密码').waitFor();
  await expectFocus(page.getByLabel('当前密码'), 'changing the password begins at once');
  await typeThrough(page, [firstPassword, ownPassword, ownPassword]);

  await page.getByText('此账号须绑定动态码').waitFor();
  const secret = (await page.locator('.ant-typography.xl-num').textContent()) ?? '';
  await expectFocus(page.getByLabel('认证器显示的数字'), 'the code is typed at once');
  await keys.type(oneTimeCode(secret.trim(), Date.now()));
  await page.screenshot({ path: '/tmp/xl/jn/shots/fr2.png' });
  await keys.press('Enter');

  await page.getByText('请抄下备用码并妥善保管').waitFor();
  assert.ok((await page.locator('.xl-backup-codes span').count()) >= 8);
  await page.screenshot({ path: '/tmp/xl/jn/shots/fr3.png' });
  await expectFocus(page.getByRole('button', { name: '已保存，继续' }), 'Enter goes on');
  await keys.press('Enter');
  await page.locator('.xl-frame').waitFor();
  await page.getByRole('button', { name }).waitFor();
}

/** The menu holds the own place and none of the others'; an address typed by hand is refused as well. */
async function seesOwnPlaces(page: Page, officer: Officer): Promise<void> {
  const others = officers.filter(({ place }) => place !== officer.place).map(({ place }) => place);
  const open = async (path: string) => {
    await page.goto(new URL(path, page.url()).href);
    const nowhere = page.getByText('没有这个页面');
    await page.locator('.xl-content > *').or(nowhere).first().waitFor();
    assert.equal(await nowhere.count(), 0, `there is no page ${path}`);
    return (await page.getByText('您没有打开此页面的权限').count()) === 0;
  };
  await page.screenshot({ path: `/tmp/xl/jn/shots/fr-${officer.userName}.png` });
  assert.ok(await open(officer.place), `${officer.userName} may not open ${officer.place}`);
  for (const place of [...others, ...clinical])
    assert.ok(!(await open(place)), `${officer.userName} may open ${place}`);
}
