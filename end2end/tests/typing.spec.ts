import { expect, test } from '../test.ts';

test('that somebody is typing is shown, and gone with their message', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('점심', ['도윤']);
  await doyun.open('점심');

  await seoyeon.composer.pressSequentially('음');
  await expect(doyun.typing).toContainText('서연');
  await expect(seoyeon.typing).toHaveCount(0);
  await seoyeon.composer.press('Enter');
  await expect(doyun.message('음')).toBeVisible();
  await expect(doyun.typing).toHaveCount(0);
});

test('that somebody is typing is gone by itself when they stop', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('점심', ['도윤']);
  await doyun.open('점심');

  await seoyeon.composer.pressSequentially('저기');
  await expect(doyun.typing).toContainText('서연');
  await expect(doyun.typing).toHaveCount(0, { timeout: 9_000 });
});
