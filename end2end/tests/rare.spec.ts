import type { Page } from '@playwright/test';
import { expect, test } from '../test.ts';

/** The code of the search, the details and the dialogs. */
const RARE = /\/split_rare\.[\w-]+\.wasm$/;

/** Every request for it, from here on. */
function fetches(page: Page): string[] {
  const urls: string[] = [];
  page.on('request', (request) => {
    if (RARE.test(request.url())) urls.push(request.url());
  });
  return urls;
}

test('what is looked at now and then is fetched when its button is pointed at, once for all of it', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  const asked = fetches(seoyeon.page);
  await seoyeon.page.reload();
  await seoyeon.connected();
  await seoyeon.say('읽고 쓰는 데는 필요 없어요');
  expect(asked).toHaveLength(0);

  await seoyeon.searchLink.hover();
  await expect.poll(() => asked.length).toBe(1);
  await seoyeon.search('읽고');
  await expect(seoyeon.hits).toHaveCount(1);
  await seoyeon.page.keyboard.press('Escape');
  await seoyeon.details();
  await seoyeon.createRoom('또 하나');
  expect(asked).toHaveLength(1);
});

test('until it is here the conversation stays, and then the keyboard is in it', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  await seoyeon.say('그대로 있어요');
  await seoyeon.page.reload();
  await seoyeon.connected();
  const asked = fetches(seoyeon.page);
  let letGo = (): void => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await seoyeon.page.route(RARE, async (route) => {
    await held;
    await route.continue();
  });

  await seoyeon.page.keyboard.press('Control+f');
  await expect.poll(() => asked.length).toBe(1);
  await expect(seoyeon.message('그대로 있어요')).toBeInViewport();
  letGo();
  await expect(seoyeon.searchField).toBeFocused();
  await expect(seoyeon.message('그대로 있어요')).toBeHidden();
});

const AWAY = [
  { because: 'the network is away', answer: { abort: 'internetdisconnected' } },
  { because: 'the server is a newer one', answer: { status: 404 } },
] as const;

for (const { because, answer } of AWAY) {
  test(`when it does not come, because ${because}, that is said; the rest goes on, and it can be tried again`, async ({ person }) => {
    const seoyeon = await person('서연');
    await seoyeon.createRoom('업무');
    await seoyeon.page.reload();
    await seoyeon.connected();
    const { page } = seoyeon;
    await page.route(RARE, (route) => ('abort' in answer ? route.abort(answer.abort) : route.fulfill(answer)));

    const notice = page.getByRole('alert').filter({ hasText: '불러오지 못했어요' });
    await page.keyboard.press('Control+f');
    await expect(notice).toBeVisible();
    await seoyeon.say('쓰는 데는 문제없어요');
    await notice.getByRole('button', { name: '지금 시도' }).click();
    await expect(notice).toBeVisible();
    // A dialog that did not come either holds no keys.
    await seoyeon.openCreateRoom();
    await expect(notice).toBeVisible();
    await page.getByRole('textbox', { name: '방이나 사람 찾기' }).press('Control+k');
    await expect(notice).toBeVisible();

    await page.unroute(RARE);
    await notice.getByRole('button', { name: '지금 시도' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expect(notice).toBeHidden();
    await page.keyboard.press('Escape');
    await seoyeon.search('문제없어요');
    await expect(seoyeon.hits).toHaveCount(1);
    // Browsers log what did not come, and the loader logs what it made of that. Nothing else went wrong.
    const complaints = seoyeon.complaints.splice(0);
    expect(complaints.length).toBeGreaterThan(0);
    for (const complaint of complaints) expect(complaint).toMatch(/Failed to load resource|__wasm_split/);
  });
}
