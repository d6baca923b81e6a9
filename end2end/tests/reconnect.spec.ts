import { expect, test } from '../test.ts';

test('a killed server that comes back has everything, and the screens go on by themselves', async ({ suda, person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('장애 대응', ['도윤']);
  await doyun.open('장애 대응');
  for (const text of ['하나', '둘', '셋']) await seoyeon.say(text);
  await expect(doyun.message('셋')).toBeVisible();
  for (const somebody of [seoyeon, doyun]) await somebody.markPage();

  await suda.kill();
  await expect(seoyeon.offline).toBeVisible();
  await expect(doyun.offline).toBeVisible();
  // Written while nobody is there: it waits, and says so.
  await seoyeon.write('서버가 죽었나요?');
  await expect(seoyeon.message('서버가 죽었나요?')).toBeVisible();
  await doyun.write('저도 끊겼어요');

  await suda.startAgain();
  await expect(doyun.message('서버가 죽었나요?')).toBeVisible({ timeout: 30_000 });
  await expect(seoyeon.message('저도 끊겼어요')).toBeVisible({ timeout: 30_000 });
  await expect(seoyeon.offline).toBeHidden();

  // Nothing is missing, nothing is doubled, in one order for both; and nobody has reloaded.
  for (const somebody of [seoyeon, doyun]) {
    await somebody.settled();
    const contents = await somebody.contents();
    expect(contents.slice(0, 3)).toEqual(['하나', '둘', '셋']);
    expect([...contents].sort()).toEqual(['둘', '셋', '하나', '서버가 죽었나요?', '저도 끊겼어요'].sort());
    expect(await somebody.isMarkedPage()).toBe(true);
  }
  expect(await seoyeon.contents()).toEqual(await doyun.contents());

  await doyun.say('다시 됐네요');
  await expect(seoyeon.message('다시 됐네요')).toBeVisible();
  // And a reload shows what is stored: the same.
  const before = await seoyeon.contents();
  await seoyeon.page.reload();
  await expect(seoyeon.message('다시 됐네요')).toBeVisible();
  expect(await seoyeon.contents()).toEqual(before);
});

test('nothing that was acknowledged is lost when the server is killed in the middle of talking', async ({ suda, person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('수다', ['도윤']);
  await doyun.open('수다');

  const said = Array.from({ length: 12 }, (_, index) => `이야기 ${String(index + 1).padStart(2, '0')}`);
  for (const [index, text] of said.entries()) {
    if (index === 6) await suda.kill();
    await seoyeon.write(text);
  }
  await suda.startAgain();
  await expect(doyun.message('이야기 12')).toBeVisible({ timeout: 30_000 });
  await doyun.settled();
  expect(await doyun.contents()).toEqual(said);
  expect(await seoyeon.contents()).toEqual(said);
});

test('what was written while the server was away survives closing the page', async ({ suda, person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('메모');
  await seoyeon.say('그전에');
  const room = seoyeon.page.url();

  await suda.kill();
  await expect(seoyeon.offline).toBeVisible();
  await seoyeon.write('그동안에');
  await expect(seoyeon.message('그동안에')).toBeVisible();
  await seoyeon.page.goto('about:blank');
  await suda.startAgain();
  await seoyeon.page.goto(room);
  await seoyeon.connected();
  await expect(seoyeon.message('그동안에')).toBeVisible();
  await seoyeon.settled();
  await seoyeon.page.reload();
  await expect(seoyeon.message('그동안에')).toBeVisible();
  expect(await seoyeon.contents()).toEqual(['그전에', '그동안에']);
});

test('who was cut off alone catches up with what the others said meanwhile', async ({ person, line }) => {
  const doyun = await person('도윤', {}, line);
  const seoyeon = await person('서연');
  await seoyeon.createRoom('점심', ['도윤']);
  await doyun.open('점심');
  await seoyeon.say('어디서 볼까요?');
  await expect(doyun.message('어디서 볼까요?')).toBeVisible();
  await doyun.markPage();

  line.cut();
  await expect(doyun.offline).toBeVisible();
  await doyun.write('입구에서요');
  await seoyeon.say('저는 좀 늦어요');
  await expect(seoyeon.offline).toBeHidden();
  line.mend();
  await doyun.reconnected();
  for (const somebody of [doyun, seoyeon]) await somebody.keepsShowing(['어디서 볼까요?', '저는 좀 늦어요', '입구에서요']);
  expect(await doyun.isMarkedPage()).toBe(true);
});

test('where no websocket gets through, people talk all the same', async ({ person, stranger }) => {
  const seoyeon = await person('서연');
  const doyun = await stranger('도윤');
  // As proxies do that know nothing of websockets.
  await doyun.page.routeWebSocket(/./, (socket) => socket.close());
  await doyun.signUp();
  await seoyeon.createRoom('점심', ['도윤']);
  await doyun.open('점심');
  await doyun.say('여기는 웹소켓이 막혀 있어요');
  await expect(seoyeon.message('여기는 웹소켓이 막혀 있어요')).toBeVisible();
  await seoyeon.composer.pressSequentially('음');
  await expect(doyun.typing).toContainText('서연');
  await seoyeon.composer.press('Enter');
  await expect(doyun.message('음')).toBeVisible();
});
