import type { Locator } from '@playwright/test';
import { expect, test, type Person } from '../test.ts';

/** Nothing is wider than the screen. */
async function fits(person: Person): Promise<void> {
  const [content, screen] = await person.page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(content).toBeLessThanOrEqual(screen ?? 0);
}

for (const width of [390, 320]) {
  test(`on a phone of ${width} px rooms and conversation are two pages`, async ({ person }) => {
    const phone = { viewport: { width, height: 740 }, hasTouch: true, isMobile: true };
    const seoyeon = await person('서연', phone);
    await fits(seoyeon);
    await seoyeon.createRoom('아주 긴 이름을 가진 방이라서 한 줄에 다 들어가지 않는 방');
    await expect(seoyeon.composer).toBeVisible();
    await fits(seoyeon);

    // On a phone Enter begins a line; the button sends.
    await seoyeon.composer.fill('띄어쓰기없이아주길게이어지는말도화면밖으로나가지않아야해요'.repeat(3));
    await seoyeon.sendButton.tap();
    await expect(seoyeon.entries).toHaveCount(1);
    await fits(seoyeon);

    await seoyeon.backButton.tap();
    await expect(seoyeon.rooms).toBeInViewport();
    await expect(seoyeon.composer).not.toBeInViewport();
    await fits(seoyeon);

    for (const path of ['/settings', '/admin', '/sign-in', '/sign-up']) {
      await seoyeon.page.goto(path);
      await fits(seoyeon);
    }
  });
}

test('the way back to the list is the phone\'s own', async ({ person }) => {
  const seoyeon = await person('서연', { viewport: { width: 390, height: 740 }, hasTouch: true, isMobile: true });
  await seoyeon.createRoom('메모');
  await seoyeon.page.goto('/');
  await seoyeon.connected();
  await seoyeon.backToRooms();
  const steps = await seoyeon.page.evaluate(() => history.length);
  for (const back of [() => seoyeon.backButton.tap(), () => seoyeon.page.goBack()]) {
    await seoyeon.open('메모');
    await back();
    await expect(seoyeon.rooms).toBeInViewport();
    await expect(seoyeon.page).toHaveURL(/\/$/);
  }
  // Neither has left a step behind that leads into the conversation again.
  expect(await seoyeon.page.evaluate(() => history.length)).toBe(steps + 1);
  await seoyeon.page.goForward();
  await expect(seoyeon.heading('메모')).toBeVisible();
});

test('the tabs of the list lead to where one was called and to the search, and the phone\'s own way back ends it', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연', { viewport: { width: 390, height: 740 }, hasTouch: true, isMobile: true });
  await seoyeon.createRoom('점심', ['도윤']);
  await seoyeon.backToRooms();
  await doyun.open('점심');
  await doyun.say('@서연 닭갈비 어때요?');
  await doyun.say('저는 좋아요');
  const tab = (name: string) => seoyeon.page.getByRole('navigation', { name: '이동' }).getByRole('link', { name });
  await expect(tab('방')).toHaveText(/^1/);

  await tab('나를 부름').tap();
  await expect(seoyeon.hits).toHaveText(/닭갈비/);
  await expect(seoyeon.rooms).toBeHidden();
  await fits(seoyeon);
  await seoyeon.page.goBack();
  await expect(seoyeon.rooms).toBeVisible();
  await expect(seoyeon.page).toHaveURL(/\/$/);

  // What is opened from there takes its place: the way back leads to the list.
  await tab('찾기').tap();
  await seoyeon.searchField.fill('닭갈비');
  await seoyeon.hits.tap();
  await expect(seoyeon.heading('점심')).toBeVisible();
  await seoyeon.page.goBack();
  await expect(seoyeon.rooms).toBeVisible();
  await expect(tab('나: 설정')).toBeVisible();
});

test('the phone\'s own way back closes what covers the conversation', async ({ person }) => {
  const seoyeon = await person('서연', { viewport: { width: 390, height: 740 }, hasTouch: true, isMobile: true });
  await seoyeon.createRoom('메모');
  await seoyeon.details();
  await seoyeon.page.goBack();
  await expect(seoyeon.panel).toBeHidden();
  await expect(seoyeon.composer).toBeVisible();
  await seoyeon.openSearch();
  await seoyeon.page.goBack();
  await expect(seoyeon.searchField).toBeHidden();
  await expect(seoyeon.composer).toBeVisible();
  // Closed by the page's own button, it leaves no step behind.
  await seoyeon.details();
  await seoyeon.panel.getByRole('button', { name: '닫기' }).tap();
  await expect(seoyeon.panel).toBeHidden();
  await seoyeon.page.goBack();
  await expect(seoyeon.rooms).toBeVisible();
});

test('nothing stands under the camera or the bar of a phone', async ({ person }) => {
  const seoyeon = await person('서연', { viewport: { width: 390, height: 740 }, hasTouch: true, isMobile: true });
  await seoyeon.createRoom('메모');
  const devtools = await seoyeon.page.context().newCDPSession(seoyeon.page);
  await devtools.send('Emulation.setSafeAreaInsetsOverride', { insets: { top: 48, bottom: 34, left: 0, right: 0 } });
  const box = async (of: Locator) => (await of.boundingBox()) ?? { y: -1, height: 0 };
  expect((await box(seoyeon.heading('메모'))).y).toBeGreaterThanOrEqual(48);
  const composer = await box(seoyeon.composer);
  expect(composer.y + composer.height).toBeLessThanOrEqual(740 - 34);
  await seoyeon.backButton.tap();
  const settings = await box(seoyeon.page.getByRole('link', { name: '설정' }));
  expect(settings.y + settings.height).toBeLessThanOrEqual(740 - 34);
  await fits(seoyeon);
});

test('a finger hits everything on a phone', async ({ person }) => {
  const seoyeon = await person('서연', { viewport: { width: 390, height: 740 }, hasTouch: true, isMobile: true });
  const small = () =>
    seoyeon.page.evaluate(() => {
      const all = document.querySelectorAll<HTMLElement>('a[href], button, input:not([type=hidden]), summary, [role=button]');
      const seen = [...all].filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }));
      const boxes = seen.map((one) => [one, (one.closest('label') ?? one).getBoundingClientRect()] as const);
      const less = boxes.filter(([, { width, height }]) => width > 1 && height > 1 && (width < 44 || height < 44));
      return less.map(([one, { width, height }]) => `${one.getAttribute('aria-label') ?? one.textContent}: ${width}x${height}`);
    });
  expect(await small()).toEqual([]);
  await seoyeon.createRoom('메모');
  await seoyeon.composer.fill('우유 사기');
  await seoyeon.sendButton.tap();
  await expect(seoyeon.entries).toHaveCount(1);
  expect(await small()).toEqual([]);
  await seoyeon.details();
  expect(await small()).toEqual([]);
  for (const path of ['/settings', '/admin', '/search']) {
    await seoyeon.page.goto(path);
    expect(await small(), path).toEqual([]);
  }
});

test('at twice its size nothing is cut off', async ({ person }) => {
  // A window of 1280 by 800 at 200 %.
  const seoyeon = await person('서연', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });
  await seoyeon.createRoom('아주 긴 이름을 가진 방이라서 한 줄에 다 들어가지 않는 방');
  await seoyeon.say('띄어쓰기없이아주길게이어지는말도화면밖으로나가지않아야해요'.repeat(3));
  await fits(seoyeon);
  await expect(seoyeon.composer).toBeInViewport({ ratio: 1 });
  await expect(seoyeon.log).toBeInViewport();
  await seoyeon.details();
  await fits(seoyeon);
  for (const path of ['/settings', '/admin', '/search']) {
    await seoyeon.page.goto(path);
    await fits(seoyeon);
  }
});

test('on a phone Enter begins a new line', async ({ person }) => {
  const seoyeon = await person('서연', { viewport: { width: 390, height: 740 }, hasTouch: true, isMobile: true });
  await seoyeon.createRoom('메모');
  await seoyeon.composer.pressSequentially('첫째');
  await seoyeon.composer.press('Enter');
  await seoyeon.composer.pressSequentially('둘째');
  await expect(seoyeon.composer).toHaveValue('첫째\n둘째');
  await expect(seoyeon.entries).toHaveCount(0);
});

test('a narrow window has all that a mouse can do, and Escape closes what covers the conversation', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연', { viewport: { width: 700, height: 740 } });
  await seoyeon.createRoom('점심', ['도윤']);
  await doyun.open('점심');
  await doyun.say('닭갈비 어때요?');
  await (await seoyeon.actions('닭갈비')).getByRole('button', { name: '답하기' }).click();
  await seoyeon.write('좋아요');
  await expect(doyun.entry('좋아요').locator('[data-quote]')).toContainText('닭갈비');

  await doyun.page.setViewportSize({ width: 900, height: 740 });
  await doyun.details();
  await doyun.page.keyboard.press('Escape');
  await expect(doyun.panel).toHaveCount(0);
  await expect(doyun.composer).toBeFocused();
});
