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

test('who hides it in settings is not seen typing', async ({ person }) => {
  const jimin = await person('지민');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무', ['지민']);
  await jimin.open('업무');
  const room = seoyeon.page.url();
  const show = async (shown: boolean) => {
    await seoyeon.page.goto('/settings');
    await seoyeon.switch('입력 중 표시').setChecked(shown);
    await seoyeon.choose({});
    await seoyeon.page.goto(room);
    await seoyeon.connected();
  };
  await show(false);
  const frames: string[] = [];
  seoyeon.page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => frames.push(String(payload))));
  await seoyeon.page.reload();
  await seoyeon.connected();
  await seoyeon.composer.pressSequentially('비밀이에요');
  await seoyeon.composer.press('Enter');
  // What came after it is here, so it was not said.
  await expect(jimin.message('비밀이에요')).toBeVisible();
  expect(frames.some((frame) => frame.includes('send_message'))).toBe(true);
  expect(frames.filter((frame) => frame.includes('"typing"'))).toEqual([]);

  await show(true);
  await seoyeon.composer.pressSequentially('이제 보여요');
  await expect(jimin.typing).toBeVisible();
});
