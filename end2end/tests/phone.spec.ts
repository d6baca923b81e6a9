import { expect, test, type Person } from '../test.ts';

/** Nothing is wider than the screen. */
async function fits(person: Person): Promise<void> {
  const [content, screen] = await person.page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(content).toBeLessThanOrEqual(screen ?? 0);
}

for (const width of [390, 320]) {
  test(`on a phone of ${width} px rooms and conversation are two pages`, async ({ person }) => {
    const phone = { viewport: { width, height: 740 }, hasTouch: true, isMobile: true };
    const seoyeon = await person('서연', phone);
    await fits(seoyeon);
    await seoyeon.createRoom('아주 긴 이름을 가진 방이라서 한 줄에 다 들어가지 않는 방');
    await expect(seoyeon.composer).toBeVisible();
    await fits(seoyeon);

    // On a phone Enter begins a line; the button sends.
    await seoyeon.composer.fill('띄어쓰기없이아주길게이어지는말도화면밖으로나가지않아야해요'.repeat(3));
    await seoyeon.sendButton.tap();
    await expect(seoyeon.entries).toHaveCount(1);
    await fits(seoyeon);

    await seoyeon.backButton.tap();
    await expect(seoyeon.rooms).toBeInViewport();
    await expect(seoyeon.composer).not.toBeInViewport();
    await fits(seoyeon);

    for (const path of ['/settings', '/admin', '/sign-in', '/sign-up']) {
      await seoyeon.page.goto(path);
      await fits(seoyeon);
    }
  });
}

test('on a phone Enter begins a new line', async ({ person }) => {
  const seoyeon = await person('서연', { viewport: { width: 390, height: 740 }, hasTouch: true, isMobile: true });
  await seoyeon.createRoom('메모');
  await seoyeon.composer.pressSequentially('첫째');
  await seoyeon.composer.press('Enter');
  await seoyeon.composer.pressSequentially('둘째');
  await expect(seoyeon.composer).toHaveValue('첫째\n둘째');
  await expect(seoyeon.entries).toHaveCount(0);
});
