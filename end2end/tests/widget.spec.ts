import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Page } from '@playwright/test';
import config from '../playwright.config.ts';
import { expect, test as base } from '../test.ts';

/** A page of another site (`localhost`, where the program is at `127.0.0.1`), whose author put the widget into it. */
type Site = { origin: string; host: (html: string) => void };

const serve = async (use: (site: Site) => Promise<void>) => {
  let html = '';
  const server = createServer((_, answer) => answer.setHeader('content-type', 'text/html; charset=utf-8').end(html)).listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP port has a number');
  await use({ origin: `http://localhost:${address.port}`, host: (page) => (html = page) });
  server.close();
};

const test = base.extend<{ shop: Site; elsewhere: Site }>({
  shop: ({}, use) => serve(use),
  elsewhere: ({}, use) => serve(use),
  options: async ({ shop }, use) => use(['--guests', 'public-rooms', '--allowed-origins', shop.origin]),
});

const launch = config.use?.launchOptions;
test.use({ launchOptions: { ...launch, args: [...(launch?.args ?? []), '--test-third-party-cookie-phaseout'] } });

const page = (suda: string, room: string, attributes = '') => `<!DOCTYPE html><html lang="ko"><meta name="viewport" content="width=device-width">
  <body style="margin:0"><h1>가게</h1><div id="here" style="margin-left:20px"></div>
  <script src="${suda}/widget.js" data-room="${room}" ${attributes}></script></body></html>`;

const frame = (visitor: Page) => visitor.frameLocator('suda-widget iframe');

test('a guest comes in through a page of another site, and talks', async ({ browser, suda, shop, person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('상담 창구', [], 'public');
  const room = new URL(seoyeon.page.url()).pathname.split('/').pop() ?? '';
  shop.host(page(suda.url, room));
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  // A cookie of ours that may go anywhere: this browser keeps it from a frame of another site.
  const visitor = await context.newPage();
  await visitor.goto(suda.url);
  const probe = 'probe=1; SameSite=None; Secure';
  expect(await visitor.evaluate((cookie) => ((document.cookie = cookie), document.cookie), probe)).toContain('probe');
  await visitor.goto(shop.origin);

  const button = visitor.getByRole('button', { name: '수다 열기' });
  await button.click();
  const inside = frame(visitor);
  await inside.getByLabel('이름').fill('손님');
  expect(await inside.locator('html').evaluate(() => document.cookie)).not.toContain('probe');
  await inside.getByRole('button', { name: '손님으로 들어가기' }).click();
  await inside.getByRole('textbox', { name: '메시지 쓰기' }).fill('안녕하세요, 배송 문의예요 📦');
  await inside.getByRole('textbox', { name: '메시지 쓰기' }).press('Enter');
  await expect(seoyeon.message('안녕하세요, 배송 문의예요 📦')).toBeVisible();
  await expect(seoyeon.entry('배송 문의예요').getByText('손님', { exact: true }).first()).toBeVisible();
  await seoyeon.say('네, 주문 번호를 알려 주세요');
  await expect(inside.getByText('네, 주문 번호를 알려 주세요', { exact: true })).toBeVisible();

  // Above the button, which stands at the foot of the page, and within it.
  const panel = visitor.getByRole('dialog');
  const [around, at] = [await panel.boundingBox(), await visitor.locator('suda-widget .open').boundingBox()];
  expect(around && at && around.y >= 0 && around.y + around.height <= at.y && around.x + around.width <= 1280).toBe(true);
  await visitor.screenshot({ path: 'screenshots/widget-light.png' });

  // It remembers that it was open, and the browser who came.
  await visitor.reload();
  await expect(inside.getByText('네, 주문 번호를 알려 주세요', { exact: true })).toBeVisible();
  await visitor.getByRole('dialog').getByRole('button', { name: '수다 닫기' }).press('Escape');
  await expect(visitor.getByRole('dialog')).toBeHidden();
  await expect(button).toBeFocused();
  await visitor.reload();
  await expect(button).toBeVisible();
  await expect(visitor.getByRole('dialog')).toBeHidden();

  // On a phone it is the whole screen.
  await visitor.setViewportSize({ width: 320, height: 568 });
  await button.click();
  await inside.getByRole('textbox', { name: '메시지 쓰기' }).fill('여기서도 돼요');
  await inside.getByRole('button', { name: '보내기' }).click();
  await expect(seoyeon.message('여기서도 돼요')).toBeVisible();
  expect(await panel.boundingBox()).toEqual({ x: 0, y: 0, width: 320, height: 568 });
  await visitor.screenshot({ path: 'screenshots/widget-phone-light.png' });
  expect(await visitor.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  await context.close();
});

test('it opens where there is room', async ({ browser, suda, shop, person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('상담 창구', [], 'public');
  shop.host(page(suda.url, new URL(seoyeon.page.url()).pathname.split('/').pop() ?? '', 'data-into="#here"'));
  const visitor = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await visitor.goto(shop.origin);
  const button = visitor.getByRole('button', { name: '수다 열기' });
  const at = await button.boundingBox();
  await button.click();
  const around = await visitor.getByRole('dialog').boundingBox();
  // At the top on the left: below it, and to its right.
  expect(around && at && around.y >= at.y + at.height && around.x >= at.x - 1).toBe(true);
  await visitor.close();
});

test('a page that is not allowed gets nothing', async ({ browser, suda, elsewhere, person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('상담 창구', [], 'public');
  const path = new URL(seoyeon.page.url()).pathname;
  elsewhere.host(page(suda.url, path.split('/').pop() ?? '') + `<iframe src="${suda.url}${path}"></iframe>`);
  const visitor = await browser.newPage();
  const said = visitor.waitForEvent('console', (message) => message.text().startsWith('suda: '));
  const refused = visitor.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
  await visitor.goto(elsewhere.origin);
  expect((await said).text()).toContain('--allowed-origins');
  await refused;
  await expect(visitor.locator('suda-widget')).toHaveCount(0);
  await visitor.close();
});
