import { expect, test } from '../test.ts';

test('a starred room stands first, on every screen of who starred it and on nobody else\'s', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('릴리스', ['도윤']);
  await seoyeon.createRoom('점심');
  const tab = await seoyeon.anotherTab();

  await seoyeon.openMenu('릴리스');
  await seoyeon.menuItem('위에 고정하기').click();
  for (const screen of [seoyeon, tab]) {
    await expect(screen.section('고정').getByRole('link')).toHaveText(/릴리스/);
    await expect(screen.section('방').getByRole('link')).toHaveText(/점심/);
  }
  await expect(doyun.room('릴리스')).toBeVisible();
  await expect(doyun.section('고정').getByRole('link')).toHaveCount(0);

  // It is kept.
  await seoyeon.page.reload();
  await seoyeon.connected();
  await expect(seoyeon.section('고정').getByRole('link')).toHaveText(/릴리스/);
  await seoyeon.openMenu('릴리스');
  await seoyeon.menuItem('고정 풀기').click();
  await expect(tab.section('고정').getByRole('link')).toHaveCount(0);
});

test('a muted room has a bell and no count, and comes back', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('잡담', ['도윤']);
  await seoyeon.createRoom('메모');
  await seoyeon.openMenu('잡담');
  await seoyeon.menuItem('알림 끔').click();
  await expect(seoyeon.room('잡담').getByText('알림 끔')).toBeAttached();

  await doyun.open('잡담');
  await doyun.say('@서연 조용하네요');
  await expect(seoyeon.room('잡담').getByText('조용하네요')).toBeVisible();
  await expect(seoyeon.unread('잡담')).toHaveCount(0);
  await expect(seoyeon.page).toHaveTitle(/^메모/);

  await seoyeon.openMenu('잡담');
  await expect(seoyeon.menuItem('알림 끔')).toBeChecked();
  await seoyeon.menuItem('모든 메시지').click();
  await expect(seoyeon.unread('잡담')).toHaveText('안 읽은 메시지 1개');
  await expect(seoyeon.page).toHaveTitle(/^\(1\) 메모/);
});

test('a room is read without being opened', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('공지', ['도윤']);
  await seoyeon.createRoom('메모');
  const tab = await seoyeon.anotherTab();
  await doyun.open('공지');
  await doyun.say('금요일은 네 시에 마쳐요');
  await expect(tab.unread('공지')).toHaveText('안 읽은 메시지 1개');
  await seoyeon.openMenu('공지');
  await seoyeon.menuItem('읽음으로 표시').click();
  await expect(seoyeon.unread('공지')).toHaveCount(0);
  await expect(tab.unread('공지')).toHaveCount(0);
});

test('a room that is not open is left from its menu', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('야근', ['도윤']);
  await doyun.createRoom('메모');
  await doyun.openMenu('야근');
  await doyun.menuItem('방 나가기').click();
  await doyun.page.getByRole('dialog').getByRole('button', { name: '방 나가기' }).click();
  await expect(doyun.room('야근')).toHaveCount(0);
  await expect(doyun.heading('메모')).toBeVisible();
  await expect(seoyeon.log.getByText('도윤님이 나갔어요')).toBeVisible();
});

test('the menu is opened and used by keys, by the right button and by a finger that stays', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('점심');
  await seoyeon.menuButton('점심').focus();
  await seoyeon.page.keyboard.press('Enter');
  await expect(seoyeon.menuItem('위에 고정하기')).toBeFocused();
  await seoyeon.page.keyboard.press('ArrowDown');
  await expect(seoyeon.menuItem('모든 메시지')).toBeFocused();
  await seoyeon.page.keyboard.press('ArrowUp');
  await seoyeon.page.keyboard.press('ArrowUp');
  await expect(seoyeon.menuItem('방 나가기')).toBeFocused();
  await seoyeon.page.keyboard.press('Escape');
  await expect(seoyeon.page.getByRole('menu')).toHaveCount(0);
  await expect(seoyeon.menuButton('점심')).toBeFocused();

  await seoyeon.room('점심').click({ button: 'right' });
  await expect(seoyeon.page.getByRole('menu')).toBeVisible();
  // Beside it is out of it.
  await seoyeon.page.mouse.click(900, 600);
  await expect(seoyeon.page.getByRole('menu')).toHaveCount(0);

  const phone = await person('도윤', { viewport: { width: 390, height: 740 }, hasTouch: true, isMobile: true });
  await phone.createRoom('산책');
  await phone.backToRooms();
  await phone.hold(phone.room('산책'));
  await phone.menuItem('위에 고정하기').tap();
  await expect(phone.section('고정').getByRole('link')).toHaveText(/산책/);
  await expect(phone.rooms).toBeVisible();
});

test('the details of a room set the same', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('점심');
  const tab = await seoyeon.anotherTab();
  await seoyeon.details();
  await seoyeon.panel.getByRole('switch', { name: '목록 위에 고정' }).check();
  await expect(tab.section('고정').getByRole('link')).toHaveText(/점심/);
  await seoyeon.panel.getByText('알림 끔', { exact: true }).click();
  await expect(tab.room('점심').getByText('알림 끔')).toBeAttached();
  await tab.openMenu('점심');
  await tab.menuItem('고정 풀기').click();
  await expect(seoyeon.panel.getByRole('switch', { name: '목록 위에 고정' })).not.toBeChecked();
  await expect(seoyeon.panel.getByRole('radio', { name: '알림 끔' })).toBeChecked();
});

test('Alt and arrows go from room to room as they stand, with Shift to what is unread', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  for (const room of ['셋째', '둘째', '첫째']) await seoyeon.createRoom(room, ['도윤']);
  await seoyeon.openMenu('셋째');
  await seoyeon.menuItem('위에 고정하기').click();
  // In the list: 셋째, 첫째, 둘째.
  await expect(seoyeon.rooms.getByRole('list', { name: '고정' })).toContainText('셋째');
  await expect(seoyeon.page.locator('dialog')).toHaveCount(0);
  await expect(seoyeon.heading('첫째')).toBeVisible();
  await seoyeon.page.keyboard.press('Alt+ArrowUp');
  await expect(seoyeon.heading('셋째')).toBeVisible();
  await seoyeon.page.keyboard.press('Alt+ArrowUp');
  await expect(seoyeon.heading('셋째')).toBeVisible();
  await doyun.open('둘째');
  await doyun.say('여기요');
  await expect(seoyeon.unread('둘째')).toHaveText('안 읽은 메시지 1개');
  await seoyeon.page.keyboard.press('Alt+Shift+ArrowUp');
  await expect(seoyeon.heading('둘째')).toBeVisible();
});

test('the filter finds rooms by initials, and says when it finds none', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('디자인 리뷰');
  await seoyeon.createRoom('점심');
  const field = seoyeon.rooms.locator('..').getByRole('textbox', { name: '방이나 사람 찾기' });
  await field.fill('ㄷㅈ');
  await expect(seoyeon.rooms.getByRole('link')).toHaveText(/디자인 리뷰/);
  await field.fill('없는 방');
  await expect(seoyeon.rooms.getByRole('link')).toHaveCount(0);
  await expect(seoyeon.rooms.getByRole('status')).toHaveText('찾지 못했어요');
  await field.press('Escape');
  await expect(seoyeon.rooms.getByRole('link')).toHaveCount(2);
});
