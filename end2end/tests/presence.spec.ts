import { expect, test } from '../test.ts';

test('who is here is shown, and gone when they close their last tab', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('점심', ['도윤']);
  await doyun.open('점심');
  await seoyeon.details();
  await expect(seoyeon.member('도윤')).toContainText('접속 중');

  await doyun.close();
  await expect(seoyeon.member('도윤')).not.toContainText('접속 중', { timeout: 30_000 });
});

test('who looks at no screen of theirs is away', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('점심', ['도윤']);
  await doyun.open('점심');
  await seoyeon.details();
  await expect(seoyeon.member('도윤')).toContainText('접속 중');
  await doyun.look(false);
  await expect(seoyeon.member('도윤')).toContainText('자리 비움', { timeout: 30_000 });
  await doyun.look(true);
  await expect(seoyeon.member('도윤')).toContainText('접속 중');
});
