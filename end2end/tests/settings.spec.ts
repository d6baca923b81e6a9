import { InputMethod } from '../ime.ts';
import { expect, test } from '../test.ts';

test('the language and the colours are chosen, and stay', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.page.goto('/settings');
  await seoyeon.choose({ theme: '어둡게', language: 'English' });
  const html = seoyeon.page.locator('html');
  await expect(html).toHaveAttribute('lang', 'en');
  await expect(html).toHaveAttribute('data-theme', 'dark');

  await seoyeon.page.goto('/');
  await expect(html).toHaveAttribute('lang', 'en');
  await expect(html).toHaveAttribute('data-theme', 'dark');
  // Nothing is said in Korean but her name, and the letter of it in her circle.
  const words = await seoyeon.page.locator('body').innerText();
  expect(words.replaceAll('서연', '').replaceAll(/^서$/gm, '')).not.toMatch(/[가-힣]/);
});

test('a new name is on the screens of the others', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('점심', ['도윤']);
  await doyun.open('점심');

  await seoyeon.page.goto('/settings');
  await seoyeon.changeName('박서연');
  await seoyeon.page.goto('/');
  await seoyeon.open('점심');
  await seoyeon.say('이름을 바꿨어요');
  await expect(doyun.entry('이름을 바꿨어요')).toContainText('박서연');
});

test('a password is changed, and the old one is worth nothing', async ({ stranger }) => {
  const seoyeon = await stranger('서연');
  await seoyeon.signUp();
  await seoyeon.page.goto('/settings');
  await seoyeon.changePassword('새로운 비밀번호 하나');
  await seoyeon.signOut();

  const old = seoyeon.password;
  seoyeon.expectsRefusals = true;
  await seoyeon.signIn(old);
  await expect(seoyeon.page.getByRole('alert')).toBeVisible();
  await seoyeon.signIn('새로운 비밀번호 하나');
  await expect(seoyeon.rooms).toBeVisible();
});

test('ending another session signs that browser out', async ({ person, stranger }) => {
  const seoyeon = await person('서연');
  const phone = await stranger('서연');
  await phone.signIn();
  await seoyeon.page.goto('/settings');
  await seoyeon.endOtherSession();
  // Its screen notices by itself: the server has ended its connection.
  phone.expectsRefusals = true;
  await expect(phone.page).toHaveURL(/\/sign-in/);
});

test('own messages on the left and larger text are on her screen only', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('점심', ['도윤']);
  const room = seoyeon.page.url();
  await doyun.open('점심');
  await doyun.say('오늘 뭐 먹을까요?');
  await seoyeon.say('국수 어때요?');
  const left = async (who: typeof doyun, text: string) => (await who.message(text).boundingBox())!.x;
  const size = (who: typeof doyun, text: string) => who.message(text).evaluate((said) => getComputedStyle(said).fontSize);
  const before = await left(doyun, '국수 어때요?');
  // In a bubble, away from the edge that everybody else speaks along.
  expect(await left(seoyeon, '국수 어때요?')).toBeGreaterThan((await left(seoyeon, '오늘 뭐 먹을까요?')) + 200);

  await seoyeon.page.goto('/settings');
  await seoyeon.page.getByText('모두 왼쪽', { exact: true }).click();
  await seoyeon.page.getByText('18', { exact: true }).click();
  await seoyeon.choose({});
  await seoyeon.page.goto(room);
  await seoyeon.connected();
  await seoyeon.say('바로 갈게요');
  for (const text of ['국수 어때요?', '바로 갈게요']) {
    expect(await left(seoyeon, text)).toBe(await left(seoyeon, '오늘 뭐 먹을까요?'));
    expect(await size(seoyeon, text)).toBe('18px');
  }
  expect(await size(seoyeon, '오늘 뭐 먹을까요?')).toBe('18px');
  expect(await seoyeon.composer.evaluate((field) => getComputedStyle(field).fontSize)).toBe('18px');
  // Her own, by a name and a face as everybody has, and with what can be done with one's own.
  await expect(seoyeon.entry('국수 어때요?')).toContainText('나');
  await seoyeon.inMenu('국수 어때요?', '고치기');
  await seoyeon.write('냉면 어때요?');
  await expect(doyun.message('냉면 어때요?')).toBeVisible();

  expect(await left(doyun, '냉면 어때요?')).toBe(before);
  expect(await size(doyun, '냉면 어때요?')).toBe('15px');
  await doyun.page.reload();
  await doyun.connected();
  expect(await left(doyun, '오늘 뭐 먹을까요?')).toBeGreaterThan(before + 200);
});

test('where Enter is a new line, Ctrl+Enter sends, in Hangul too', async ({ person }) => {
  const seoyeon = await person('서연');
  await person('도윤');
  await seoyeon.createRoom('한글', ['도윤']);
  const room = seoyeon.page.url();
  await expect(seoyeon.page.getByText('Shift+Enter 줄바꿈')).toBeVisible();
  await seoyeon.page.goto('/settings');
  await seoyeon.switch('Enter로 보내기').uncheck();
  await seoyeon.choose({});
  await seoyeon.page.goto(room);
  await seoyeon.connected();
  await expect(seoyeon.page.getByText('Ctrl+Enter 보내기')).toBeVisible();

  await seoyeon.composer.focus();
  const keyboard = await InputMethod.of(seoyeon.page);
  await keyboard.type('회의');
  await keyboard.enter('Windows', '의');
  await expect(seoyeon.composer).toHaveValue('회의\n');
  await keyboard.type('안녕');
  await seoyeon.page.keyboard.press('Control+Enter');
  await expect(seoyeon.composer).toHaveValue('');
  await seoyeon.keepsShowing(['회의\n안녕']);

  // While somebody is offered, Enter takes them.
  await seoyeon.composer.pressSequentially('@도');
  await expect(seoyeon.page.getByRole('option', { name: '도윤' })).toBeVisible();
  await seoyeon.composer.press('Enter');
  await expect(seoyeon.composer).toHaveValue('@도윤 ');
  await seoyeon.composer.press('Control+Enter');
  await expect(seoyeon.entry('@도윤')).toBeVisible();
});

test('rooms in one line have no preview, and nothing moves that she has told to be still', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('점심');
  const room = seoyeon.page.url();
  await seoyeon.say('국수 먹어요');
  const row = seoyeon.room('점심');
  await expect(row.getByText('국수 먹어요')).toBeVisible();
  const moves = () => row.evaluate((row) => getComputedStyle(row).transitionProperty);
  expect(await moves()).not.toBe('none');

  await seoyeon.page.goto('/settings');
  await seoyeon.page.getByText('한 줄', { exact: true }).click();
  await seoyeon.switch('움직임 줄이기').check();
  await seoyeon.choose({});
  await seoyeon.page.goto(room);
  await seoyeon.connected();
  await expect(row).toBeVisible();
  await expect(row.getByText('국수 먹어요')).toBeHidden();
  expect((await row.boundingBox())!.height).toBe(32);
  expect(await moves()).toBe('none');
});
