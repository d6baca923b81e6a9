import { expect, test } from '../test.ts';

test('what was deleted while somebody answers it is said, and the answer is heard', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('점심', ['도윤']);
  await doyun.open('점심');
  await doyun.say('닭갈비 먹을래요?');
  await (await seoyeon.actions('닭갈비')).getByRole('button', { name: '답하기' }).click();
  await expect(seoyeon.writing).toContainText('도윤님에게 답하기');
  await seoyeon.composer.fill('저는 좋아요');
  await doyun.inMenu('닭갈비', '메시지 지우기');
  await doyun.page.getByRole('dialog').getByRole('button', { name: '메시지 지우기' }).click();
  await expect(seoyeon.writing).toContainText('지운 메시지예요');
  await seoyeon.composer.press('Enter');
  for (const who of [seoyeon, doyun]) await expect(who.entry('저는 좋아요').locator('[data-quote]')).toContainText('지운 메시지예요');
  await seoyeon.settled();
});

test('an answer and an edit that were begun wait in their rooms', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('산책', ['도윤']);
  await seoyeon.say('일곱 시에 나가요');
  await seoyeon.createRoom('점심', ['도윤']);
  await doyun.open('점심');
  await doyun.say('닭갈비 먹을래요?');
  await (await seoyeon.actions('닭갈비')).getByRole('button', { name: '답하기' }).click();
  await seoyeon.composer.fill('저는 냉면이');

  await seoyeon.open('산책');
  await expect(seoyeon.writing).toBeHidden();
  await expect(seoyeon.composer).toHaveValue('');
  await seoyeon.inMenu('일곱 시', '고치기');
  await seoyeon.composer.fill('여덟 시에 나가');

  await seoyeon.open('점심');
  await expect(seoyeon.writing).toContainText('도윤님에게 답하기');
  await expect(seoyeon.composer).toHaveValue('저는 냉면이');
  await seoyeon.page.reload();
  await seoyeon.connected();
  await expect(seoyeon.writing).toContainText('도윤님에게 답하기');
  await seoyeon.composer.fill('저는 냉면이 좋아요');
  await seoyeon.composer.press('Enter');
  await expect(doyun.entry('저는 냉면이 좋아요').locator('[data-quote]')).toContainText('닭갈비');
  await expect(seoyeon.writing).toBeHidden();

  // An edit waits as long as the page does.
  await seoyeon.open('산책');
  await expect(seoyeon.writing).toBeHidden();
  await seoyeon.inMenu('일곱 시', '고치기');
  await seoyeon.composer.fill('여덟 시에 나가');
  await seoyeon.open('점심');
  await expect(seoyeon.composer).toHaveValue('');
  await seoyeon.open('산책');
  await expect(seoyeon.writing).toContainText('고치는 중');
  await expect(seoyeon.composer).toHaveValue('여덟 시에 나가');
  await seoyeon.composer.fill('여덟 시에 나가요');
  await seoyeon.composer.press('Enter');
  await doyun.open('산책');
  await expect(doyun.message('여덟 시에 나가요')).toBeVisible();
});

test('who is taken out of the room that they write in is told so, and keeps what they wrote', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('점심', ['도윤']);
  await doyun.open('점심');
  await doyun.composer.fill('저는 닭갈비가 좋은데');
  await seoyeon.remove('도윤');
  await expect(doyun.page.getByRole('alert')).toContainText('‘점심’에 더는 들어갈 수 없어요');
  await expect(doyun.page.getByText('저는 닭갈비가 좋은데')).toBeVisible();
  await doyun.createRoom('산책');
  await expect(doyun.page.getByText('저는 닭갈비가 좋은데')).toHaveCount(0);
});

test('the address of a message opens here, and the menu gives the focus back', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('산책', ['도윤']);
  await seoyeon.say('일곱 시에 나가요');
  const seq = await seoyeon.entry('일곱 시').getAttribute('data-seq');
  const address = `${seoyeon.page.url()}?at=${seq}#hit`;
  await seoyeon.createRoom('점심', ['도윤']);
  await seoyeon.say(`여기 보세요 ${address}`);
  await doyun.open('점심');
  await doyun.markPage();
  await doyun.entry('여기 보세요').getByRole('link').click();
  await expect(doyun.heading('산책')).toBeVisible();
  await expect(doyun.entry('일곱 시')).toHaveAttribute('data-marked', '');
  expect(await doyun.isMarkedPage()).toBe(true);

  await (await doyun.actions('일곱 시')).getByRole('button', { name: '더 보기' }).click();
  await expect(doyun.page.getByRole('menuitem', { name: '답하기' })).toBeFocused();
  await doyun.page.keyboard.press('Escape');
  await expect(doyun.entry('일곱 시')).toBeFocused();
});

test('the focus is in the conversation again when a dialog took along what had it', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('점심');
  await seoyeon.say('지울 말');
  await seoyeon.inMenu('지울 말', '메시지 지우기');
  await seoyeon.page.getByRole('dialog').getByRole('button', { name: '메시지 지우기' }).click();
  await expect(seoyeon.page.getByRole('dialog')).toHaveCount(0);
  await expect.poll(() => seoyeon.page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
  // What is typed now is meant for the composer.
  await seoyeon.page.keyboard.type('a');
  await expect(seoyeon.composer).toHaveValue('a');
});
