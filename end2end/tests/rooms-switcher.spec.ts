import { InputMethod } from '../ime.ts';
import { expect, test } from '../test.ts';

test('Ctrl+K goes to a room by its initials, with what matches marked', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('디자인 리뷰');
  await seoyeon.createRoom('점심 뭐 먹지');
  await seoyeon.composer.focus();
  const { offers, chosen } = await seoyeon.openSwitcher();
  // The open room is no place to go to.
  await expect(offers).toHaveText([/디자인 리뷰/]);
  await seoyeon.switcherField.fill('ㄷㅈ');
  await expect(offers).toHaveText([/디자인 리뷰/, /‘ㄷㅈ’ 방 만들기/, /메시지에서 ‘ㄷㅈ’ 찾기/]);
  await expect(offers.first().locator('mark')).toHaveText('디자');
  await expect(chosen).toHaveText(/디자인 리뷰/);
  await seoyeon.switcherField.press('Enter');
  await expect(seoyeon.heading('디자인 리뷰')).toBeVisible();
  await expect(seoyeon.switcherField).toHaveCount(0);
});

test('the key is K wherever it stands, and with a Hangul layout', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('메모');
  const devtools = await seoyeon.page.context().newCDPSession(seoyeon.page);
  await devtools.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'ㅏ', code: 'KeyK', windowsVirtualKeyCode: 75, modifiers: 2 });
  await expect(seoyeon.switcherField).toBeFocused();
  await seoyeon.page.keyboard.press('Escape');
  await expect(seoyeon.switcherField).toHaveCount(0);
});

test('Enter in the middle of a syllable goes once, to what the whole syllable finds', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('회의록');
  await seoyeon.createRoom('회의실 예약');
  await seoyeon.createRoom('회식');
  const { offers } = await seoyeon.openSwitcher();
  const keyboard = await InputMethod.of(seoyeon.page);
  await keyboard.type('회의록', async (typed) => {
    await expect(seoyeon.switcherField).toHaveValue(typed);
    await expect(offers.filter({ hasText: '회의록' }).first()).toBeVisible();
  });
  await keyboard.enter('macOS', '록');
  await expect(seoyeon.heading('회의록')).toBeVisible();
  await expect(seoyeon.composer).toHaveValue('');
});

test('a person is found by name, and a conversation with them begins', async ({ person }) => {
  const doyun = await person('이도윤');
  const seoyeon = await person('서연');
  const { offers } = await seoyeon.openSwitcher();
  await seoyeon.switcherField.fill('ㄷㅇ');
  await expect(offers.first()).toHaveText(/이도윤/);
  await seoyeon.switcherField.press('Enter');
  await expect(seoyeon.heading('이도윤')).toBeVisible();
  await seoyeon.say('안녕하세요');
  await doyun.open('서연');
  await expect(doyun.message('안녕하세요')).toBeVisible();
  // The second time it is the same one.
  await seoyeon.openSwitcher();
  await seoyeon.switcherField.fill('도윤');
  await seoyeon.switcherField.press('Enter');
  await expect(seoyeon.message('안녕하세요')).toBeVisible();
  expect(await seoyeon.rooms.getByRole('link').count()).toBe(1);
});

test('arrows choose, and what is typed becomes a room or a search', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  await seoyeon.say('점심은 닭갈비');
  let { chosen } = await seoyeon.openSwitcher();
  await seoyeon.switcherField.fill('닭갈비 모임');
  await expect(chosen).toHaveText(/방 만들기/);
  await seoyeon.switcherField.press('Enter');
  await expect(seoyeon.page.getByRole('dialog').getByLabel('방 이름')).toHaveValue('닭갈비 모임');
  await seoyeon.page.keyboard.press('Escape');
  await expect(seoyeon.page.getByRole('dialog')).toHaveCount(0);

  ({ chosen } = await seoyeon.openSwitcher());
  await seoyeon.switcherField.fill('닭갈비');
  await expect(chosen).toHaveText(/방 만들기/);
  await seoyeon.switcherField.press('ArrowDown');
  await seoyeon.switcherField.press('ArrowDown');
  await expect(chosen).toHaveText(/메시지에서/);
  await seoyeon.switcherField.press('ArrowUp');
  await seoyeon.switcherField.press('ArrowDown');
  await seoyeon.switcherField.press('Enter');
  await expect(seoyeon.searchField).toHaveValue('닭갈비');
  await expect(seoyeon.hits).toHaveText(/점심은 닭갈비/);
});
