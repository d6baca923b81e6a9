import { expect, test } from '../test.ts';

test.describe('by invitation', () => {
  test.use({ options: ['--registration', 'invite'] });

  test('the administrator makes an invite link, and somebody signs up with it', async ({ person, stranger }) => {
    // The first account needs no code: somebody has to begin.
    const seoyeon = await person('서연');
    await seoyeon.page.goto('/admin');
    const link = await seoyeon.makeInvite();

    const doyun = await stranger('도윤');
    await doyun.signUp(link);
    await expect(doyun.rooms).toBeVisible();
  });

  test('without a code nobody gets in', async ({ person, stranger }) => {
    await person('서연');
    const stray = await stranger('나그네');
    stray.expectsRefusals = true;
    await stray.signUp('/sign-up?invite=wrong-code');
    await expect(stray.page.getByRole('alert')).toBeVisible();
    await expect(stray.rooms).toHaveCount(0);
  });
});

test('a reset link gives somebody a new password, once', async ({ person, stranger }) => {
  const seoyeon = await person('서연');
  await person('도윤');
  await seoyeon.page.goto('/admin');
  const link = await seoyeon.makeResetLink('도윤');

  const doyun = await stranger('도윤');
  await doyun.reset(link, '새로 정한 비밀번호');
  await expect(doyun.rooms).toBeVisible();
  await doyun.signOut();
  await doyun.signIn('새로 정한 비밀번호');
  await expect(doyun.rooms).toBeVisible();

  doyun.expectsRefusals = true;
  await doyun.page.goto(link);
  await expect(doyun.field.password).toHaveCount(0);
});

test('a closed account is out at once, and does not come back', async ({ person }) => {
  const seoyeon = await person('서연');
  const doyun = await person('도윤');
  await seoyeon.page.goto('/admin');
  await seoyeon.closeAccount('도윤');

  // His screen notices by itself: the server has ended his connection.
  doyun.expectsRefusals = true;
  await expect(doyun.page).toHaveURL(/\/sign-in/);
  await doyun.signIn();
  await expect(doyun.page.getByRole('alert')).toBeVisible();
});

test('administration is not for everybody', async ({ person }) => {
  await person('서연');
  const doyun = await person('도윤');
  doyun.expectsRefusals = true;
  const answer = await doyun.page.goto('/admin');
  expect(answer?.status()).toBe(403);
});
