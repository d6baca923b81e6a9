import { InputMethod, type System } from '../ime.ts';
import { expect, test } from '../test.ts';

const SYSTEMS: System[] = ['Windows', 'macOS', 'Linux'];

for (const system of SYSTEMS) {
  test(`one Enter sends one whole Hangul message, as on ${system}`, async ({ person }) => {
    const seoyeon = await person('서연');
    await seoyeon.createRoom('한글');
    await seoyeon.composer.focus();
    const keyboard = await InputMethod.of(seoyeon.page);

    await keyboard.type('안녕');
    await expect(seoyeon.composer).toHaveValue('안녕');
    await keyboard.enter(system, '녕');
    await expect(seoyeon.composer).toHaveValue('');
    // Once, whole, and nothing left behind: now and a while later.
    await seoyeon.keepsShowing(['안녕']);
    await expect(seoyeon.composer).toHaveValue('');

    await keyboard.type('닭갈비');
    await expect(seoyeon.composer).toHaveValue('닭갈비');
    await keyboard.enter(system, '비');
    await seoyeon.keepsShowing(['안녕', '닭갈비']);
    await expect(seoyeon.composer).toHaveValue('');
  });
}

test('Enter on a composition that the browser commits late, as on a phone, loses nothing', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('한글');
  await seoyeon.composer.focus();
  const keyboard = await InputMethod.of(seoyeon.page);
  await keyboard.type('회의');
  await seoyeon.page.keyboard.press('Enter');
  await seoyeon.keepsShowing(['회의']);
  await expect(seoyeon.composer).toHaveValue('');
});

test('a search takes what is typed in Hangul as it is typed', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  await seoyeon.say('오늘회의는3시입니다');
  await seoyeon.openSearch();
  const keyboard = await InputMethod.of(seoyeon.page);
  await keyboard.type('회의');
  await expect(seoyeon.searchField).toHaveValue('회의');
  await expect(seoyeon.hits.filter({ hasText: '오늘회의는3시입니다' })).toBeVisible();
});
