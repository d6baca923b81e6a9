import { expect, test } from '../test.ts';

// What only a fleet can do; all of the main job runs on it too (see the configuration).

test('two people on different replicas talk, and go on when the replica of one is killed', async ({ suda, fleet, person }) => {
  const [seoyeon, minjun] = [await person('서연'), await person('민준')];
  const [hers, his] = [await fleet.replicaOf(await seoyeon.cookies()), await fleet.replicaOf(await minjun.cookies())];
  expect(hers).not.toBe(his);
  await seoyeon.createRoom('여러 서버', ['민준']);
  await minjun.open('여러 서버');
  await seoyeon.say('그쪽에서도 보여요?');
  await expect(minjun.message('그쪽에서도 보여요?')).toBeVisible();
  await fleet.killReplica(his);
  await minjun.say('내 서버가 죽어도 말이 가요');
  await expect(seoyeon.message('내 서버가 죽어도 말이 가요')).toBeVisible();
  await seoyeon.say('네, 한 번만 보여요');
  await expect(minjun.message('네, 한 번만 보여요')).toBeVisible();
  await expect(seoyeon.message('내 서버가 죽어도 말이 가요')).toHaveCount(1);
  await expect(minjun.message('내 서버가 죽어도 말이 가요')).toHaveCount(1);
  expect(suda.hasBeenAway).toBe(true);
});

test('while Redis is away everybody is told so, and what they write goes when it is back', async ({ fleet, person }) => {
  const [seoyeon, minjun] = [await person('서연'), await person('민준')];
  await seoyeon.createRoom('저장소', ['민준']);
  await minjun.open('저장소');
  await fleet.killRedis();
  await seoyeon.write('이 말은 기다려요');
  await expect(seoyeon.entry('이 말은 기다려요')).toContainText('기다리는 중');
  await expect(seoyeon.page.getByText('서버가 지금은 받지 못해요.')).toBeVisible();
  const tab = await minjun.page.context().newPage();
  const answer = await tab.goto('/');
  expect(answer?.status()).toBe(503);
  await expect(tab.getByRole('heading', { level: 1 })).toBeVisible();
  await fleet.startRedisAgain();
  await expect(minjun.message('이 말은 기다려요')).toBeVisible();
  await expect(seoyeon.message('이 말은 기다려요')).toHaveCount(1);
  await seoyeon.settled();
  await expect(seoyeon.page.getByText('서버가 지금은 받지 못해요.')).toBeHidden();
  await tab.reload();
  await expect(tab.getByRole('heading', { name: '저장소', level: 1 })).toBeVisible();
});
