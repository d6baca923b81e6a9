import { expect, test, type Person } from '../test.ts';

/** A long conversation with three hits, read up to its end. */
async function conversation(person: (name: string) => Promise<Person>): Promise<Person> {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  const others = (from: number): string[] => Array.from({ length: 40 }, (_, index) => `다른 이야기 ${from + index}`);
  await seoyeon.post(['첫째 회의는 월요일', ...others(1), '둘째 회의는 화요일', ...others(41), '셋째 회의는 수요일', ...others(81)]);
  await seoyeon.page.reload();
  await seoyeon.connected();
  await expect(seoyeon.message('다른 이야기 120')).toBeInViewport();
  return seoyeon;
}

test('a hit opens its place; from there to the next and the one before, and Escape leads back twice', async ({ person }) => {
  const seoyeon = await conversation(person);
  const { page } = seoyeon;
  await seoyeon.search('회의');
  await expect(seoyeon.hits).toHaveCount(3);
  await seoyeon.hits.filter({ hasText: '둘째' }).click();
  await expect(seoyeon.message('둘째 회의는 화요일')).toBeInViewport();
  await expect(seoyeon.walk.getByRole('status')).toContainText('2 / 3');
  await expect(seoyeon.walk.getByRole('status')).toContainText('3개 가운데 2번째');

  await page.keyboard.press('F3');
  await expect(seoyeon.message('첫째 회의는 월요일')).toBeInViewport();
  await expect(seoyeon.message('첫째 회의는 월요일').locator('mark')).toHaveText('회의');
  await expect(seoyeon.walk).toContainText('3 / 3');
  await expect(seoyeon.walk.getByRole('button', { name: '다음 결과' })).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('F3');
  await expect(seoyeon.walk).toContainText('3 / 3');
  await page.keyboard.press('Shift+F3');
  await seoyeon.walk.getByRole('button', { name: '이전 결과' }).click();
  await expect(seoyeon.message('셋째 회의는 수요일')).toBeInViewport();
  await expect(seoyeon.walk).toContainText('1 / 3');

  await page.keyboard.press('Escape');
  await expect(seoyeon.searchField).toBeFocused();
  await expect(seoyeon.searchField).toHaveValue('회의');
  await expect(seoyeon.chosen).toContainText('셋째 회의는 수요일');
  await page.keyboard.press('Escape');
  await expect(seoyeon.searchField).toBeHidden();
  await expect(seoyeon.walk).toBeHidden();
  await expect(seoyeon.message('다른 이야기 120')).toBeInViewport();
  await expect(seoyeon.composer).toBeFocused();
});

test('Escape leads back to the room and the place where the search began', async ({ person }) => {
  const seoyeon = await conversation(person);
  await seoyeon.createRoom('잡담');
  await seoyeon.post(Array.from({ length: 60 }, (_, index) => `수다 ${index + 1}`));
  await seoyeon.page.reload();
  await seoyeon.connected();
  await seoyeon.message('수다 20').scrollIntoViewIfNeeded();
  await expect(seoyeon.message('수다 20')).toBeInViewport();
  await expect(seoyeon.page.getByRole('button', { name: '맨 아래로' })).toBeVisible();
  await seoyeon.search('첫째', 'everywhere');
  await seoyeon.hits.click();
  await expect(seoyeon.heading('업무')).toBeVisible();
  await expect(seoyeon.message('첫째 회의는 월요일')).toBeInViewport();
  await expect(seoyeon.walk).toContainText('1 / 1');

  await seoyeon.walk.getByRole('button', { name: '결과로 돌아가기' }).click();
  await expect(seoyeon.hits).toHaveText([/첫째 회의는 월요일/]);
  await seoyeon.page.keyboard.press('Escape');
  await expect(seoyeon.heading('잡담')).toBeVisible();
  await expect(seoyeon.message('수다 20')).toBeInViewport();
  await expect(seoyeon.message('수다 60')).not.toBeInViewport();
});

test('the results are where they were left', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  await seoyeon.post(Array.from({ length: 45 }, (_, index) => `회의 ${index + 1}`));
  await seoyeon.page.reload();
  await seoyeon.connected();
  await seoyeon.search('회의');
  await expect(seoyeon.hits).toHaveCount(45);
  const hit = seoyeon.hits.filter({ hasText: /회의 9$/ });
  await hit.scrollIntoViewIfNeeded();
  const before = await hit.boundingBox();
  await hit.click();
  await expect(seoyeon.walk).toContainText('37 / 45');
  await seoyeon.page.keyboard.press('Escape');
  await expect(seoyeon.chosen).toContainText('회의 9');
  await expect.poll(async () => (await hit.boundingBox())?.y).toBe(before?.y);
});

test('a step beyond the last hit fetches the next page', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  await seoyeon.post(Array.from({ length: 70 }, (_, index) => `회의 ${index + 1}`));
  await seoyeon.createRoom('잡담');
  await seoyeon.page.reload();
  await seoyeon.connected();
  await seoyeon.search('회의', 'everywhere');
  await expect(seoyeon.hits).toHaveCount(50);
  await seoyeon.hits.last().click();
  await expect(seoyeon.walk).toContainText('50 / 50+');
  await seoyeon.page.keyboard.press('F3');
  await expect(seoyeon.walk).toContainText('51 / 70');
  await expect(seoyeon.message('회의 20')).toBeInViewport();
});

test('who ends the search stays where it has led; the composer takes what is typed', async ({ person }) => {
  const seoyeon = await conversation(person);
  await seoyeon.search('첫째');
  await seoyeon.hits.click();
  await expect(seoyeon.walk.getByRole('button', { name: '다음 결과' })).toBeFocused();
  await seoyeon.page.keyboard.type('ok');
  await expect(seoyeon.composer).toHaveValue('ok');
  await seoyeon.walk.getByRole('button', { name: '찾기 마치기' }).click();
  await expect(seoyeon.walk).toBeHidden();
  await expect(seoyeon.message('첫째 회의는 월요일')).toBeInViewport();
});

test('everything by keys alone', async ({ person }) => {
  await person('회장님');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('회의실');
  await seoyeon.post(['회의 하나', '회의 둘']);
  await seoyeon.page.reload();
  await seoyeon.connected();
  const { page } = seoyeon;
  await page.keyboard.press('Control+Shift+f');
  await expect(seoyeon.searchField).toBeFocused();
  await page.keyboard.type('회');
  await expect(seoyeon.hits).toHaveCount(2);
  await expect(seoyeon.found('사람')).toHaveCount(1);
  // What the keys are on is said by the field, which keeps the focus.
  for (const expected of ['회의실', '회장님', '회의 둘', '회의 하나', '회의 하나']) {
    await expect(seoyeon.chosen).toContainText(expected);
    await expect(seoyeon.searchField).toHaveAttribute('aria-activedescendant', (await seoyeon.chosen.getAttribute('id')) ?? '');
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('ArrowUp');
  await expect(seoyeon.chosen).toContainText('회의 둘');
  await expect(seoyeon.searchField).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: '찾을 말 지우기' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('radio', { name: '모든 방에서' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: '보낸 사람' })).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await expect(seoyeon.searchField).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(seoyeon.message('회의 둘')).toBeInViewport();
  await expect(seoyeon.walk).toContainText('1 / 2');
});

test('searches of late come back, by keys or by pointer, and can be taken off', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  await seoyeon.post(['회의록을 공유합니다', '점심은 순댓국', '닭갈비 먹자']);
  await seoyeon.page.reload();
  await seoyeon.connected();
  const { page } = seoyeon;
  for (const query of ['회의', '점심', '닭갈']) {
    await seoyeon.search(query);
    await expect(seoyeon.hits).toHaveCount(1);
    await seoyeon.hits.click();
    await page.keyboard.press('Escape');
    await expect(seoyeon.searchField).toBeFocused();
  }
  // One of which nothing was opened does not count.
  await seoyeon.searchField.fill('저녁');
  await expect(seoyeon.searchStatus).toHaveText('찾지 못했어요');
  await page.reload();
  await seoyeon.connected();
  await seoyeon.openSearch();
  const recent = page.getByRole('listbox', { name: '최근에 찾은 말' }).getByRole('option');
  await expect(recent).toHaveText(['닭갈', '점심', '회의']);
  await page.keyboard.press('Enter');
  await expect(recent).toHaveCount(3);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(seoyeon.chosen).toHaveText('점심');
  await page.keyboard.press('Enter');
  await expect(seoyeon.searchField).toHaveValue('점심');
  await expect(seoyeon.hits).toHaveText([/점심은 순댓국/]);

  await page.getByRole('button', { name: '찾을 말 지우기' }).click();
  await expect(seoyeon.searchField).toBeFocused();
  await page.getByRole('button', { name: '‘닭갈’ 지우기' }).click();
  await expect(recent).toHaveText(['점심', '회의']);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Delete');
  await expect(recent).toHaveText(['회의']);
  await recent.click();
  await expect(seoyeon.hits).toHaveText([/회의록을 공유합니다/]);
  await seoyeon.searchField.fill('');
  await page.getByRole('button', { name: '모두 지우기' }).click();
  await expect(recent).toHaveCount(0);
  await page.reload();
  await seoyeon.connected();
  await seoyeon.openSearch();
  await expect(page.getByText('최근에 찾은 말')).toHaveCount(0);
});
