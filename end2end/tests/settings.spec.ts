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
