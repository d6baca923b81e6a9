import { expect, test } from '../test.ts';

test('two people talk both ways', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('점심 뭐 먹지', ['도윤']);
  await doyun.open('점심 뭐 먹지');

  await seoyeon.say('오늘 닭갈비 어때요?');
  await expect(doyun.message('오늘 닭갈비 어때요?')).toBeVisible();
  await doyun.say('좋아요, 열두 시에 봐요 👍');
  await expect(seoyeon.message('좋아요, 열두 시에 봐요 👍')).toBeVisible();

  await seoyeon.say('네');
  await expect(doyun.message('네')).toBeVisible();
  expect(await doyun.contents()).toEqual(['오늘 닭갈비 어때요?', '좋아요, 열두 시에 봐요 👍', '네']);
  expect(await seoyeon.contents()).toEqual(await doyun.contents());
});

test('what is written goes to the room that is open, also after another one was', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('첫째 방');
  await seoyeon.say('첫째 방 이야기');
  await seoyeon.createRoom('둘째 방');
  await seoyeon.say('둘째 방 이야기');
  expect(await seoyeon.contents()).toEqual(['둘째 방 이야기']);

  // What is not sent waits in its own room, also over a reload.
  await seoyeon.composer.fill('쓰다 만 말');
  await seoyeon.open('첫째 방');
  await expect(seoyeon.composer).toHaveValue('');
  await expect(seoyeon.room('둘째 방')).toContainText('초안');
  await seoyeon.say('돌아와서 한 이야기');
  expect(await seoyeon.contents()).toEqual(['첫째 방 이야기', '돌아와서 한 이야기']);
  await seoyeon.page.reload();
  await expect(seoyeon.room('둘째 방')).toContainText('쓰다 만 말');
  await seoyeon.open('둘째 방');
  await expect(seoyeon.composer).toHaveValue('쓰다 만 말');
  await seoyeon.page.goBack();
  await expect(seoyeon.heading('첫째 방')).toBeVisible();
});

test('Shift+Enter begins a line, Enter sends both', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('메모');
  await seoyeon.composer.pressSequentially('첫째 줄');
  await seoyeon.composer.press('Shift+Enter');
  await seoyeon.composer.pressSequentially('둘째 줄');
  await seoyeon.composer.press('Enter');
  await expect(seoyeon.message(/첫째 줄\s둘째 줄/)).toBeVisible();
  await expect(seoyeon.composer).toHaveValue('');
  await expect(seoyeon.composer).toBeFocused();
});

test('markup that somebody types is text', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('메모');
  const text = '<img src=x onerror=alert(1)> </script><b>굵게</b> & "따옴표"';
  await seoyeon.say(text);
  await expect(seoyeon.message(text)).toBeVisible();
  await seoyeon.page.reload();
  await expect(seoyeon.message(text)).toBeVisible();
});

test('messages that one has not seen are counted, until the room is opened', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('점심', ['도윤']);
  await doyun.createRoom('다른 방');

  for (const text of ['하나', '둘', '셋']) await seoyeon.say(text);
  await expect(doyun.unread('점심')).toHaveText(/3/);
  await expect(doyun.page).toHaveTitle('(3) 다른 방 · 수다');
  await doyun.open('점심');
  await expect(doyun.message('셋')).toBeVisible();
  await expect(doyun.unread('점심')).toHaveCount(0);
  // Also after a reload: the store knows it.
  await doyun.open('다른 방');
  await doyun.page.reload();
  await expect(doyun.room('점심')).toBeVisible();
  await expect(doyun.unread('점심')).toHaveCount(0);
});

test('everything is there again after a reload, and older messages load upwards', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('역사');
  const said = Array.from({ length: 150 }, (_, index) => `${index + 1}번째 이야기`);
  await seoyeon.post(said);

  await seoyeon.page.reload();
  await expect(seoyeon.message('150번째 이야기')).toBeInViewport();
  expect((await seoyeon.contents()).length).toBeLessThan(150);
  await expect
    .poll(async () => {
      await seoyeon.scrollUp();
      return seoyeon.contents().then((contents) => contents[0]);
    }, { timeout: 30_000 })
    .toBe('1번째 이야기');
  // Everything that is still on the page, is there once and in order.
  const seen = (await seoyeon.contents()).map((text) => said.indexOf(text));
  expect(seen).toEqual(seen.map((_, index) => index));
});

test('what one reads stays where it is when older messages load above it', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('역사');
  await seoyeon.post(Array.from({ length: 120 }, (_, index) => `${index + 1}번째 이야기`));
  await seoyeon.page.reload();
  await expect(seoyeon.message('120번째 이야기')).toBeInViewport();

  const first = (await seoyeon.contents())[0] ?? '';
  const anchor = seoyeon.message(first);
  await anchor.scrollIntoViewIfNeeded();
  await expect.poll(async () => (await seoyeon.contents())[0]).not.toBe(first);
  await expect(anchor).toBeInViewport();
});

test('a second tab of one person shows the same', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('메모');
  const other = await seoyeon.anotherTab();
  await expect(other.heading('메모')).toBeVisible();

  await seoyeon.say('첫 번째 탭에서');
  await expect(other.message('첫 번째 탭에서')).toBeVisible();
  await other.say('두 번째 탭에서');
  await expect(seoyeon.message('두 번째 탭에서')).toBeVisible();
  expect(await seoyeon.contents()).toEqual(['첫 번째 탭에서', '두 번째 탭에서']);
  expect(await other.contents()).toEqual(['첫 번째 탭에서', '두 번째 탭에서']);
});

test('what is read in one tab is read in the other', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('점심', ['도윤']);
  await doyun.createRoom('다른 방');
  const other = await doyun.anotherTab();
  for (const text of ['하나', '둘']) await seoyeon.say(text);
  for (const tab of [doyun, other]) await expect(tab.unread('점심')).toHaveText(/2/);

  await doyun.open('점심');
  for (const tab of [doyun, other]) await expect(tab.unread('점심')).toHaveCount(0);
  await expect(other.heading('다른 방')).toBeVisible();
});

test('text that was typed before the page came to life is kept', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('메모');
  // The browser's code arrives late, as on a slow line.
  let deliver = () => {};
  const late = new Promise<void>((resolve) => (deliver = resolve));
  await seoyeon.page.route('**/*.wasm', async (route) => {
    await late;
    await route.continue();
  });
  await seoyeon.page.reload({ waitUntil: 'commit' });
  await seoyeon.composer.pressSequentially('일찍 썼어요');
  deliver();
  await seoyeon.connected();
  await expect(seoyeon.composer).toHaveValue('일찍 썼어요');
  await seoyeon.composer.press('Enter');
  await expect(seoyeon.message('일찍 썼어요')).toBeVisible();
});

test('a room opens at its first unread message, below a divider that stays', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('점심', ['도윤']);
  await seoyeon.say('읽은 이야기');
  await doyun.open('점심');
  await expect(doyun.message('읽은 이야기')).toBeVisible();
  await doyun.createRoom('다른 방');
  await seoyeon.post(Array.from({ length: 60 }, (_, index) => `${index + 1}번째 새 이야기`));
  await expect(doyun.unread('점심')).toHaveText(/60/);

  await doyun.open('점심');
  const divider = doyun.log.getByRole('separator');
  await expect(divider).toBeInViewport();
  await expect(doyun.message('1번째 새 이야기')).toBeInViewport();
  await expect(doyun.message('60번째 새 이야기')).not.toBeInViewport();
  await doyun.page.getByRole('button', { name: /새 메시지 \d+개/ }).click();
  await expect(doyun.message('60번째 새 이야기')).toBeInViewport();
  await expect(doyun.unread('점심')).toHaveCount(0);
  await expect(divider).toHaveCount(1);
});

test('who reads further up is left there, and told what is new', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('점심', ['도윤']);
  await seoyeon.post(Array.from({ length: 40 }, (_, index) => `${index + 1}번째 이야기`));
  await seoyeon.page.reload();
  await doyun.open('점심');
  await expect(seoyeon.message('40번째 이야기')).toBeInViewport();
  await seoyeon.message('20번째 이야기').scrollIntoViewIfNeeded();
  await expect(seoyeon.page.getByRole('button', { name: '맨 아래로' })).toBeVisible();
  const place = () => seoyeon.message('20번째 이야기').boundingBox();
  const before = await place();

  for (const text of ['하나', '둘']) await doyun.say(text);
  await expect(seoyeon.page.getByRole('button', { name: '새 메시지 2개' })).toBeVisible();
  expect((await place())?.y).toBe(before?.y);
  await seoyeon.page.keyboard.press('Escape');
  await expect(seoyeon.message('둘')).toBeInViewport();
});

test('a text over the bound is refused in words, and nothing of it is lost', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('메모');
  const text = '가'.repeat(4_001);
  await seoyeon.write(text);
  await expect(seoyeon.page.getByRole('alert')).toContainText('4000');
  await expect(seoyeon.composer).toHaveValue(text);
  await expect(seoyeon.entries).toHaveCount(0);
});
