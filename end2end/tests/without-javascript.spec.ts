import { expect, test } from '../test.ts';

test('the room is read and answered with JavaScript off', async ({ person, stranger }) => {
  const seoyeon = await person('서연');
  // The same person's second browser, where nothing is run.
  const plain = await stranger('서연', { javaScriptEnabled: false });
  await seoyeon.createRoom('점심');
  await seoyeon.say('오늘 닭갈비 어때요?');

  await plain.signIn();
  await plain.room('점심').click();
  await expect(plain.message('오늘 닭갈비 어때요?')).toBeVisible();

  await plain.composer.fill('스크립트 없이도 좋아요');
  await plain.sendButton.click();
  await expect(plain.message('스크립트 없이도 좋아요')).toBeVisible();
  await expect(plain.composer).toHaveValue('');
  // On the open screen at once.
  await expect(seoyeon.message('스크립트 없이도 좋아요')).toBeVisible();

  // A reload asks for the page again, and sends nothing twice.
  await plain.page.reload();
  expect(await plain.contents()).toEqual(['오늘 닭갈비 어때요?', '스크립트 없이도 좋아요']);
});

test('somebody signs up, signs out and in again with JavaScript off', async ({ stranger }) => {
  const doyun = await stranger('도윤', { javaScriptEnabled: false });
  await doyun.signUp();
  await expect(doyun.rooms).toBeVisible();
  await doyun.signOut();
  await doyun.signIn();
  await expect(doyun.rooms).toBeVisible();
});

test('settings are kept with JavaScript off', async ({ stranger }) => {
  const doyun = await stranger('도윤', { javaScriptEnabled: false });
  await doyun.signUp();
  await doyun.page.goto('/settings');
  await doyun.choose({ theme: '어둡게' });
  await expect(doyun.page.locator('html')).toHaveAttribute('data-theme', 'dark');
});
