import { expect, test, type Person } from '../test.ts';

/** Two people in a room. */
async function two(person: (name: string) => Promise<Person>): Promise<[Person, Person]> {
  const seoyeon = await person('서연');
  const doyun = await person('도윤');
  await seoyeon.createRoom('점심 뭐 먹지', ['도윤']);
  await doyun.open('점심 뭐 먹지');
  return [seoyeon, doyun];
}

test('a message is edited from its menu, with the arrow up, and by the keys', async ({ person }) => {
  const [seoyeon, doyun] = await two(person);
  await seoyeon.say('오늘 닭갈비 어때요?');
  await seoyeon.inMenu('오늘 닭갈비 어때요?', '고치기');
  await expect(seoyeon.composer).toHaveValue('오늘 닭갈비 어때요?');
  await expect(seoyeon.composer).toBeFocused();
  await seoyeon.write('오늘 냉면 어때요?');
  for (const who of [seoyeon, doyun]) {
    await expect(who.message('오늘 냉면 어때요?')).toBeVisible();
    await expect(who.entry('오늘 냉면 어때요?')).toContainText('고침');
    await expect(who.entries).toHaveCount(1);
  }
  await expect(doyun.room('점심 뭐 먹지')).toContainText('오늘 냉면 어때요?');
  await expect(seoyeon.composer).toHaveValue('');

  // An arrow up in the empty field takes up the last one; Escape lets it be, and what was being written comes back.
  await seoyeon.composer.press('ArrowUp');
  await expect(seoyeon.composer).toHaveValue('오늘 냉면 어때요?');
  await seoyeon.composer.press('Escape');
  await expect(seoyeon.composer).toHaveValue('');
  await seoyeon.composer.fill('쓰다 만 말');
  await seoyeon.entry('오늘 냉면 어때요?').focus();
  await seoyeon.page.keyboard.press('e');
  await expect(seoyeon.composer).toHaveValue('오늘 냉면 어때요?');
  await seoyeon.composer.press('Escape');
  await expect(seoyeon.composer).toHaveValue('쓰다 만 말');

  // It is what the server knows, too; and others' messages have no such item.
  await doyun.page.reload();
  await expect(doyun.entry('오늘 냉면 어때요?')).toContainText('고침');
  await doyun.connected();
  const bar = await doyun.actions('오늘 냉면 어때요?');
  await bar.getByRole('button', { name: '더 보기' }).click();
  await expect(doyun.page.getByRole('menuitem', { name: '답하기' })).toBeFocused();
  await expect(doyun.page.getByRole('menuitem', { name: '고치기' })).toHaveCount(0);
  await expect(doyun.page.getByRole('menuitem', { name: '메시지 지우기' })).toHaveCount(0);
  await doyun.page.keyboard.press('Escape');
  await expect(doyun.page.getByRole('menu')).toHaveCount(0);
});

test('a message is deleted, asked once, and leaves a tombstone', async ({ person }) => {
  const [seoyeon, doyun] = await two(person);
  await doyun.say('비밀번호는 감자예요');
  await expect(seoyeon.message('비밀번호는 감자예요')).toBeVisible();
  // It is her room: she may delete what others said.
  await seoyeon.inMenu('비밀번호는 감자예요', '메시지 지우기');
  const dialog = seoyeon.page.getByRole('dialog');
  await expect(dialog).toContainText('되돌릴 수 없어요');
  await dialog.getByRole('button', { name: '그만두기' }).click();
  await expect(doyun.message('비밀번호는 감자예요')).toBeVisible();
  await seoyeon.inMenu('비밀번호는 감자예요', '메시지 지우기');
  await dialog.getByRole('button', { name: '메시지 지우기' }).click();
  for (const who of [seoyeon, doyun]) {
    await expect(who.message('비밀번호는 감자예요')).toHaveCount(0);
    await expect(who.message('지운 메시지예요')).toBeVisible();
    await expect(who.page.locator('body')).not.toContainText('감자');
  }
  await seoyeon.page.reload();
  await expect(seoyeon.message('지운 메시지예요')).toBeVisible();
  // Nothing left of one's own is asked as a deletion, too.
  await seoyeon.connected();
  await seoyeon.say('잘못 쓴 말');
  await seoyeon.composer.press('ArrowUp');
  await seoyeon.write('');
  await dialog.getByRole('button', { name: '메시지 지우기' }).click();
  await expect(doyun.message('지운 메시지예요')).toHaveCount(2);
  await expect(seoyeon.writing).toHaveCount(0);
});

test('reactions are added, counted, and taken back', async ({ person }) => {
  const [seoyeon, doyun] = await two(person);
  await seoyeon.say('닭갈비로 정했어요');
  const bar = await doyun.actions('닭갈비로 정했어요');
  await bar.getByRole('button', { name: '반응 남기기 👍' }).click();
  await expect(seoyeon.reaction('닭갈비로 정했어요', '👍')).toHaveText(/1/);
  await expect(seoyeon.reaction('닭갈비로 정했어요', '👍')).toHaveAttribute('aria-pressed', 'false');
  await expect(seoyeon.reaction('닭갈비로 정했어요', '👍')).toHaveAttribute('title', '도윤님');
  await seoyeon.reaction('닭갈비로 정했어요', '👍').click();
  for (const who of [seoyeon, doyun]) {
    await expect(who.reaction('닭갈비로 정했어요', '👍')).toHaveText(/2/);
    await expect(who.reaction('닭갈비로 정했어요', '👍')).toHaveAttribute('aria-pressed', 'true');
  }
  await doyun.page.reload();
  await expect(doyun.reaction('닭갈비로 정했어요', '👍')).toHaveText(/2/);
  await expect(doyun.reaction('닭갈비로 정했어요', '👍')).toHaveAttribute('aria-pressed', 'true');
  await doyun.connected();
  for (const who of [doyun, seoyeon]) await who.reaction('닭갈비로 정했어요', '👍').click();
  await expect(doyun.reaction('닭갈비로 정했어요', '👍')).toHaveCount(0);
  await expect(seoyeon.unread('점심 뭐 먹지')).toHaveCount(0);
});

test('an answer quotes what it answers, and leads there', async ({ person }) => {
  const [seoyeon, doyun] = await two(person);
  await seoyeon.say('몇 시에 볼까요?');
  const bar = await doyun.actions('몇 시에 볼까요?');
  await bar.getByRole('button', { name: '답하기' }).click();
  await expect(doyun.writing).toContainText('서연님에게 답하기');
  await expect(doyun.composer).toBeFocused();
  await doyun.say('열두 시요');
  await expect(doyun.writing).toHaveCount(0);
  for (const who of [seoyeon, doyun]) await expect(who.entry('열두 시요').locator('[data-quote]')).toContainText('몇 시에 볼까요?');
  // What it answers is edited, and deleted: the quote follows.
  await seoyeon.inMenu('몇 시에 볼까요?', '고치기');
  await seoyeon.write('언제 볼까요?');
  await expect(doyun.entry('열두 시요').locator('[data-quote]')).toContainText('언제 볼까요?');
  await doyun.entry('열두 시요').locator('[data-quote]').click();
  await expect(doyun.entries.first()).toHaveAttribute('data-marked', '');
});

test('a message is marked as unread, copied, and addressed', async ({ person }) => {
  const [seoyeon, doyun] = await two(person);
  await doyun.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  for (const text of ['하나', '둘', '셋']) await seoyeon.say(text);
  await expect(doyun.message('셋')).toBeVisible();
  await doyun.inMenu('둘', '여기부터 안 읽음으로');
  await expect(doyun.unread('점심 뭐 먹지')).toHaveText(/2/);
  await expect(doyun.page.getByRole('separator')).toBeVisible();
  // It stays so while the room is open, and is read when they come again.
  await doyun.createRoom('다른 방');
  await expect(doyun.unread('점심 뭐 먹지')).toHaveText(/2/);
  await doyun.open('점심 뭐 먹지');
  await expect(doyun.unread('점심 뭐 먹지')).toHaveCount(0);
  await doyun.inMenu('둘', '글 복사');
  await expect(doyun.page.getByRole('status').filter({ hasText: '복사했어요' })).toBeVisible();
  expect(await doyun.page.evaluate(() => navigator.clipboard.readText())).toBe('둘');
  await doyun.inMenu('둘', '링크 복사');
  await expect.poll(() => doyun.page.evaluate(() => navigator.clipboard.readText())).toMatch(/\/rooms\/[\w-]+\?at=\d+#hit$/);
  await seoyeon.page.goto(await doyun.page.evaluate(() => navigator.clipboard.readText()));
  await expect(seoyeon.entry('둘')).toHaveAttribute('data-marked', '');
});

test('on a phone a long press opens the menu of a message', async ({ person }) => {
  const phone = { viewport: { width: 390, height: 740 }, hasTouch: true, isMobile: true };
  const doyun = await person('도윤', phone);
  const seoyeon = await person('서연');
  await seoyeon.createRoom('점심 뭐 먹지', ['도윤']);
  await doyun.open('점심 뭐 먹지');
  await seoyeon.say('길게 눌러 보세요');
  const box = await doyun.message('길게 눌러 보세요').boundingBox();
  const at = { x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 10 };
  const devtools = await doyun.context.newCDPSession(doyun.page);
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] });
  const sheet = doyun.page.getByRole('dialog');
  await expect(sheet).toBeVisible();
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await sheet.getByRole('button', { name: '반응 남기기 🎉' }).click();
  await expect(seoyeon.reaction('길게 눌러 보세요', '🎉')).toHaveText(/1/);
  await expect(sheet).toHaveCount(0);
});

test('the finger that opened the menu of a message presses nothing in it when it is lifted', async ({ person }) => {
  const doyun = await person('도윤', { viewport: { width: 390, height: 740 }, hasTouch: true, isMobile: true });
  const seoyeon = await person('서연');
  await seoyeon.createRoom('점심 뭐 먹지', ['도윤']);
  await doyun.open('점심 뭐 먹지');
  // The last one stands where the menu will be.
  await seoyeon.post(Array.from({ length: 20 }, (_, index) => `${index + 1}번째 이야기`));
  const last = doyun.message('20번째 이야기');
  await expect(last).toBeInViewport();
  await doyun.hold(last);
  // A tap would have come before this key.
  await doyun.page.keyboard.press('ArrowDown');
  await expect(doyun.page.getByRole('dialog')).toBeVisible();
  await expect(doyun.writing).toHaveCount(0);
  await expect(doyun.page.getByText('복사했어요')).toHaveCount(0);
});

test('the menu of a message is whole, wherever it stands', async ({ person }) => {
  const [seoyeon] = await two(person);
  await seoyeon.post(Array.from({ length: 20 }, (_, index) => `${index + 1}번째 이야기`));
  await expect(seoyeon.message('20번째 이야기')).toBeInViewport();
  for (const index of [20, 18, 16, 14, 12]) {
    const bar = await seoyeon.actions(`${index}번째 이야기`);
    await bar.getByRole('button', { name: '더 보기' }).click();
    // Nothing lies over its ends.
    for (const item of ['답하기', '메시지 지우기']) await seoyeon.page.getByRole('menuitem', { name: item }).click({ trial: true });
    await seoyeon.page.keyboard.press('Escape');
    await expect(seoyeon.page.getByRole('menu')).toHaveCount(0);
  }
});
