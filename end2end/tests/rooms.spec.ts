import { expect, test } from '../test.ts';

test('a room is made, and people are invited by typing their names', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('점심 뭐 먹지', ['도윤']);

  await expect(seoyeon.heading('점심 뭐 먹지')).toBeVisible();
  // On his screen at once, without a reload.
  await expect(doyun.room('점심 뭐 먹지')).toBeVisible();
  await doyun.open('점심 뭐 먹지');
  await expect(doyun.heading('점심 뭐 먹지')).toBeVisible();
});

test('somebody is invited later, and reads what was said before', async ({ person }) => {
  const jimin = await person('지민');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('릴리스');
  await seoyeon.say('금요일에 배포해요');

  await seoyeon.invite('지민');
  await jimin.open('릴리스');
  await expect(jimin.message('금요일에 배포해요')).toBeVisible();
});

test('a public room is found and joined', async ({ person }) => {
  const seoyeon = await person('서연');
  const doyun = await person('도윤');
  await seoyeon.createRoom('산책 모임', [], 'public');
  await seoyeon.say('일요일 아침 어때요');

  await doyun.join('산책 모임');
  await expect(doyun.message('일요일 아침 어때요')).toBeVisible();
  await doyun.say('좋아요');
  await expect(seoyeon.message('좋아요')).toBeVisible();
});

test('a room gets a new name on every screen', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('디자인', ['도윤']);
  await doyun.open('디자인');

  await seoyeon.rename('디자인 리뷰');
  await expect(doyun.heading('디자인 리뷰')).toBeVisible();
  await expect(doyun.room('디자인 리뷰')).toBeVisible();
});

test('who leaves a room hears no more of it, and the others go on', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('야근', ['도윤']);
  await doyun.open('야근');

  await doyun.leave();
  await expect(doyun.room('야근')).toHaveCount(0);
  await seoyeon.say('도윤 님 갔어요?');
  await expect(doyun.page.locator('body')).not.toContainText('도윤 님 갔어요?');
});

test('a deleted room is gone for everybody', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('임시', ['도윤']);
  await doyun.open('임시');

  await seoyeon.delete();
  await expect(seoyeon.room('임시')).toHaveCount(0);
  await expect(doyun.room('임시')).toHaveCount(0);
});

test('two people have one conversation of their own, whoever begins it', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.beginDirect('도윤');
  await seoyeon.say('둘이서만 이야기해요');
  await doyun.beginDirect('서연');
  await expect(doyun.message('둘이서만 이야기해요')).toBeVisible();
  expect(await seoyeon.rooms.getByRole('link').count()).toBe(1);
});

test('who is removed has the room no more, and is not told what is said there', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('팀', ['도윤']);
  await doyun.open('팀');
  await seoyeon.remove('도윤');
  await expect(doyun.room('팀')).toHaveCount(0);
  await expect(doyun.composer).toHaveCount(0);
  await seoyeon.say('이제 우리만 봐요');
  await expect(doyun.page.locator('body')).not.toContainText('이제 우리만 봐요');
});

test('back and forward open the rooms again', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('첫째');
  await seoyeon.createRoom('둘째');
  await seoyeon.page.goBack();
  await expect(seoyeon.heading('첫째')).toBeVisible();
  await seoyeon.page.goForward();
  await expect(seoyeon.heading('둘째')).toBeVisible();
});

test('any member says what a room is about, on every screen', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('릴리스', ['도윤'], 'public');
  await doyun.open('릴리스');
  await doyun.setTopic('금요일 배포. 막히면 바로 말하기');
  const header = seoyeon.page.locator('header');
  await expect(header.getByText('금요일 배포. 막히면 바로 말하기')).toBeVisible();
  await expect(seoyeon.log.getByText('도윤님이 주제를 ‘금요일 배포. 막히면 바로 말하기’로 바꿨어요')).toBeVisible();
  // Who is not in the room reads it in the list of public rooms.
  const jimin = await person('지민');
  await jimin.openCreateRoom();
  await expect(jimin.page.getByRole('dialog').getByRole('listitem').filter({ hasText: '릴리스' })).toContainText('금요일 배포');
  await seoyeon.setTopic('');
  await expect(doyun.page.locator('header').getByText('금요일 배포')).toHaveCount(0);
  await expect(doyun.log.getByText('서연님이 주제를 지웠어요')).toBeVisible();
});
