import { expect, test } from '../test.ts';

test('a conversation of two says whether the other one is there, and when they were', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('점심', ['도윤']);
  await seoyeon.beginDirect('도윤');
  const header = seoyeon.page.locator('main header');
  await expect(header).toContainText('접속 중');
  await expect(header).not.toContainText('2명');
  await doyun.page.close();
  await expect(header).toContainText('방금 다녀감', { timeout: 30_000 });
  await seoyeon.page.reload();
  await expect(header).toContainText('방금 다녀감');
  const back = await doyun.context.newPage();
  await back.goto('/');
  await expect(header).toContainText('접속 중');
});
