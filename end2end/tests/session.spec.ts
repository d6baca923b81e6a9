import { expect, test } from '../test.ts';

test('somebody signs up, signs out, and signs in again', async ({ stranger }) => {
  const seoyeon = await stranger('서연');
  await seoyeon.signUp();
  await expect(seoyeon.rooms).toBeVisible();

  await seoyeon.signOut();
  await seoyeon.page.goto('/');
  await expect(seoyeon.page).toHaveURL(/\/sign-in/);

  await seoyeon.signIn();
  await expect(seoyeon.rooms).toBeVisible();
});

test('a wrong password is refused in words, and the name stays in its field', async ({ stranger }) => {
  const seoyeon = await stranger('서연');
  await seoyeon.signUp();
  await seoyeon.signOut();

  seoyeon.expectsRefusals = true;
  await seoyeon.signIn('틀린 비밀번호예요');
  await expect(seoyeon.page.getByRole('alert')).toBeVisible();
  await expect(seoyeon.field.name).toHaveValue('서연');
  await expect(seoyeon.field.password).toHaveValue('');
});

test('a name that is taken is refused, also when it only looks different', async ({ person, stranger }) => {
  await person('Minjun');
  const impostor = await stranger('ｍinjun');
  impostor.expectsRefusals = true;
  await impostor.signUp();
  await expect(impostor.page.getByRole('alert')).toBeVisible();
  await expect(impostor.field.name).toHaveValue('ｍinjun');
});

test('who follows a link to a room comes back to it after signing in', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('점심 뭐 먹지');
  const room = seoyeon.page.url();
  await seoyeon.signOut();

  await seoyeon.page.goto(room);
  await seoyeon.fillSignIn();
  await expect(seoyeon.page).toHaveURL(room);
  await expect(seoyeon.heading('점심 뭐 먹지')).toBeVisible();
});

test('somebody else does not get into a room by its address', async ({ person }) => {
  const seoyeon = await person('서연');
  const doyun = await person('도윤');
  await seoyeon.createRoom('비밀 회의');
  await seoyeon.say('아무도 보면 안 돼요');

  doyun.expectsRefusals = true;
  await doyun.page.goto(seoyeon.page.url());
  await expect(doyun.page.locator('body')).not.toContainText('아무도 보면 안 돼요');
  await expect(doyun.page.locator('body')).not.toContainText('비밀 회의');
});
