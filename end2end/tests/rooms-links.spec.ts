import { expect, test } from '../test.ts';

test('who follows an invite link and presses its button is in the room, and the log says so', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('릴리스');
  await seoyeon.say('금요일에 배포해요');
  const link = await seoyeon.makeLink();
  expect(new URL(link).pathname).toMatch(/^\/join\/[\w-]+\.[\w-]{43}$/);

  // To look joins nobody.
  await doyun.page.goto(link);
  await expect(doyun.page.getByRole('heading', { name: '‘릴리스’에 초대받았어요' })).toBeVisible();
  await expect(doyun.page.getByText('1명', { exact: true })).toBeVisible();
  await expect(seoyeon.log.getByText('들어왔어요')).toHaveCount(0);

  await doyun.page.getByRole('button', { name: '방에 들어가기' }).click();
  await doyun.connected();
  await expect(doyun.message('금요일에 배포해요')).toBeVisible();
  await expect(seoyeon.log.getByText('도윤님이 들어왔어요')).toBeVisible();
  await doyun.say('반가워요');
  await expect(seoyeon.message('반가워요')).toBeVisible();
  // Once more leads straight there.
  await doyun.page.goto(link);
  await expect(doyun.heading('릴리스')).toBeVisible();
});

test('who is not signed in comes by the door, and back to the invitation', async ({ person, stranger }) => {
  const seoyeon = await person('서연');
  const doyun = await person('도윤');
  await seoyeon.createRoom('비밀 모임');
  const link = await seoyeon.makeLink();
  const elsewhere = await stranger('도윤');
  await elsewhere.page.goto(link);
  await expect(elsewhere.page).toHaveURL(/\/sign-in/);
  await expect(elsewhere.page.locator('body')).not.toContainText('비밀 모임');
  elsewhere.password = doyun.password;
  await elsewhere.fillSignIn();
  await elsewhere.page.getByRole('button', { name: '방에 들어가기' }).click();
  await expect(elsewhere.heading('비밀 모임')).toBeVisible();
});

test('a revoked link leads nowhere, and says what to do', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('릴리스');
  const link = await seoyeon.makeLink();
  await expect(seoyeon.panel.getByText('7일 남음, 25명까지')).toBeVisible();
  await seoyeon.panel.getByRole('button', { name: '서연님이 만든 링크 거두기' }).click();
  await expect(seoyeon.panel.getByText('7일 남음')).toHaveCount(0);
  doyun.expectsRefusals = true;
  await doyun.page.goto(link);
  await expect(doyun.page.getByRole('heading', { name: '이 초대 링크는 더 쓸 수 없어요' })).toBeVisible();
  await doyun.page.getByRole('link', { name: '방 목록으로' }).click();
  await doyun.connected();
  await expect(doyun.room('릴리스')).toHaveCount(0);
});

test('an invite link is copied by a button', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await seoyeon.createRoom('릴리스');
  const link = await seoyeon.makeLink();
  await seoyeon.panel.getByRole('button', { name: '복사하기' }).click();
  await expect(seoyeon.panel.getByRole('status').filter({ hasText: '복사했어요' })).toBeVisible();
  expect(await seoyeon.page.evaluate(() => navigator.clipboard.readText())).toBe(link);
});

test('an invitation is followed without JavaScript', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('산책 모임');
  const link = await seoyeon.makeLink();
  const plain = await person('도윤', { javaScriptEnabled: false });
  await plain.page.goto(link);
  await plain.page.getByRole('button', { name: '방에 들어가기' }).click();
  await expect(plain.heading('산책 모임')).toBeVisible();
});

test('a card of a person leads to a conversation with them, from the log and from the members', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('팀', ['도윤']);
  await doyun.open('팀');
  await doyun.say('안녕하세요');
  await seoyeon.details();
  await expect(seoyeon.member('서연')).toContainText('방장');
  await expect(seoyeon.member('도윤')).not.toContainText('방장');

  await seoyeon.entry('안녕하세요').getByRole('button', { name: '도윤' }).click();
  const card = seoyeon.page.getByRole('dialog', { name: '프로필' });
  await expect(card).toContainText('도윤');
  await expect(card).toContainText('접속 중');
  await card.getByRole('button', { name: '메시지 보내기' }).click();
  await expect(seoyeon.heading('도윤')).toBeVisible();
  await seoyeon.say('둘이서만 이야기해요');
  await expect(doyun.room('서연')).toBeVisible();

  await doyun.details();
  await doyun.member('서연').getByRole('button', { name: /서연/ }).first().click();
  await doyun.page.getByRole('dialog', { name: '프로필' }).getByRole('button', { name: '메시지 보내기' }).click();
  await expect(doyun.message('둘이서만 이야기해요')).toBeVisible();
});
