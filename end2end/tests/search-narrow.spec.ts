import { expect, test, type Person } from '../test.ts';

/** Two people in one room, and a second room of the first. */
async function scene(person: (name: string) => Promise<Person>): Promise<{ seoyeon: Person; doyun: Person }> {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('회의실', ['도윤']);
  await seoyeon.say('회의는 세 시예요');
  await doyun.open('회의실');
  await doyun.say('회의록은 제가 쓸게요');
  await seoyeon.createRoom('잡담');
  await seoyeon.say('회의 말고 점심 이야기');
  return { seoyeon, doyun };
}

/** A day of the reader, as a date field writes it. */
async function day(person: Person, later: number): Promise<string> {
  return person.page.evaluate((days) => new Date(Date.now() + days * 86_400_000).toLocaleDateString('sv-SE'), later);
}

test('rooms and people stand above the messages, and open', async ({ person }) => {
  await person('회장님');
  const { seoyeon } = await scene(person);
  await seoyeon.search('회', 'everywhere');
  await expect(seoyeon.hits).toHaveCount(3);
  await expect(seoyeon.found('방')).toHaveText(['회의실']);
  await expect(seoyeon.found('방').locator('mark')).toHaveText('회');
  await expect(seoyeon.found('사람')).toHaveText([/회장님/]);
  // By initials too.
  await seoyeon.searchField.fill('ㅎㅇㅅ');
  await expect(seoyeon.found('방').locator('mark')).toHaveText('회의실');
  await seoyeon.found('방').click();
  await expect(seoyeon.heading('회의실')).toBeVisible();

  await seoyeon.search('회장', 'everywhere');
  await seoyeon.found('사람').click();
  await expect(seoyeon.heading('회장님')).toBeVisible();
  // The conversation is made once.
  await seoyeon.open('잡담');
  await seoyeon.search('ㅎㅈㄴ', 'everywhere');
  await seoyeon.found('사람').click();
  await expect(seoyeon.heading('회장님')).toBeVisible();
  await expect(seoyeon.room('회장님')).toHaveCount(1);
});

test('in one room neither other rooms nor people are found', async ({ person }) => {
  const { seoyeon } = await scene(person);
  await seoyeon.search('회의');
  await expect(seoyeon.hits).toHaveCount(1);
  await expect(seoyeon.found('방')).toHaveCount(0);
  await expect(seoyeon.found('사람')).toHaveCount(0);
});

test('words narrow as they are typed, and one that is wrong is said and keeps the hits', async ({ person }) => {
  const { seoyeon } = await scene(person);
  await seoyeon.search('회의', 'everywhere');
  await expect(seoyeon.hits).toHaveCount(3);
  await seoyeon.searchField.fill('회의 from:도윤');
  await expect(seoyeon.hits).toHaveText([/회의록은 제가 쓸게요/]);
  await seoyeon.searchField.fill('회의 in:잡담');
  await expect(seoyeon.hits).toHaveText([/회의 말고 점심 이야기/]);
  await seoyeon.searchField.fill('회의 보낸이:나 방:회의실');
  await expect(seoyeon.hits).toHaveText([/회의는 세 시예요/]);

  await seoyeon.searchField.fill('회의 from:아무개');
  await expect(seoyeon.searchStatus).toHaveText('그런 이름의 사람이 없어요');
  await expect(seoyeon.hits).toHaveText([/회의는 세 시예요/]);
  await seoyeon.searchField.fill('회의 in:없는방');
  await expect(seoyeon.searchStatus).toHaveText('그런 이름의 방이 없어요');
  await seoyeon.searchField.fill('회의 before:언젠가');
  await expect(seoyeon.searchStatus).toHaveText(/^날짜는/);
  await expect(seoyeon.hits).toHaveText([/회의는 세 시예요/]);
  // A word that is only begun is no fault.
  await seoyeon.searchField.fill('회의 from:');
  await expect(seoyeon.searchStatus).toHaveText('3개 찾음, 최신순');
});

test('a person narrows, chosen by name and by keys alone', async ({ person }) => {
  const { seoyeon } = await scene(person);
  const { page } = seoyeon;
  await seoyeon.search('회의', 'everywhere');
  await expect(seoyeon.hits).toHaveCount(3);
  await page.getByRole('button', { name: '보낸 사람' }).press('Enter');
  const box = page.getByRole('dialog', { name: '보낸 사람' });
  await expect(box.getByRole('combobox')).toBeFocused();
  await expect(box.getByRole('option')).toHaveCount(2);
  await page.keyboard.type('ㄷㅇ');
  await expect(box.getByRole('option')).toHaveText([/도윤/]);
  await page.keyboard.press('Enter');
  await expect(box).toBeHidden();
  await expect(seoyeon.searchField).toBeFocused();
  await expect(seoyeon.hits).toHaveText([/회의록은 제가 쓸게요/]);

  // A person alone is a question too.
  await seoyeon.searchField.fill('');
  await expect(seoyeon.hits).toHaveText([/회의록은 제가 쓸게요/]);
  await page.getByRole('button', { name: '보낸 사람 거르기 풀기' }).click();
  await seoyeon.searchField.fill('회의');
  await expect(seoyeon.hits).toHaveCount(3);

  await page.getByRole('button', { name: '보낸 사람' }).click();
  await expect(box).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(box).toBeHidden();
  await expect(page.getByRole('button', { name: '보낸 사람' })).toBeFocused();
  await expect(seoyeon.searchField).toBeVisible();
});

test('days narrow, each of them whole, where the reader is', async ({ person }) => {
  const { seoyeon } = await scene(person);
  const { page } = seoyeon;
  await seoyeon.search('회의', 'everywhere');
  await expect(seoyeon.hits).toHaveCount(3);
  await page.getByRole('button', { name: '날짜', exact: true }).click();
  const [yesterday, today] = [await day(seoyeon, -1), await day(seoyeon, 0)];
  await page.getByLabel('이날까지').fill(yesterday);
  await expect(seoyeon.searchStatus).toHaveText('찾지 못했어요');
  await page.getByLabel('이날까지').fill(today);
  await expect(seoyeon.hits).toHaveCount(3);
  await page.getByLabel('이날부터').fill(today);
  await expect(seoyeon.hits).toHaveCount(3);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: `날짜: ${today}` })).toBeFocused();
  await page.getByRole('button', { name: '날짜 거르기 풀기' }).click();
  await expect(page.getByRole('button', { name: '날짜', exact: true })).toBeVisible();
  await expect(seoyeon.searchField).toBeFocused();
});

test('the next page comes at a press, and when the keys go past the last hit', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  await seoyeon.post(Array.from({ length: 120 }, (_, index) => `회의 ${index + 1}`));
  await seoyeon.createRoom('잡담');
  await seoyeon.page.reload();
  await seoyeon.connected();
  await seoyeon.search('회의', 'everywhere');
  await expect(seoyeon.hits).toHaveCount(50);
  await expect(seoyeon.searchStatus).toHaveText('50+개 찾음, 최신순');
  await seoyeon.page.getByRole('option', { name: '더 보기' }).click();
  await expect(seoyeon.hits).toHaveCount(100);
  await expect(seoyeon.searchField).toBeFocused();
  for (let key = 0; key < 13; key += 1) await seoyeon.page.keyboard.press('PageDown');
  await expect(seoyeon.hits).toHaveCount(120);
  await expect(seoyeon.searchStatus).toHaveText('120개 찾음, 최신순');
  // The keys go on where the new page begins.
  await expect(seoyeon.chosen).toContainText('회의 20');
  await expect(seoyeon.chosen).toBeInViewport();
});

test('without a script the way to the search is on the page, and a hit leads into the conversation', async ({ person, stranger }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  await seoyeon.post(['오늘회의는3시입니다', ...Array.from({ length: 90 }, (_, index) => `다른 이야기 ${index + 1}`)]);
  const plain = await stranger('서연', { javaScriptEnabled: false });
  await plain.signIn();
  await plain.room('업무').click();
  await plain.searchLink.click();
  await expect(plain.page).toHaveURL(/\/search$/);
  await plain.page.getByLabel('찾을 말').fill('ㅎㅇ');
  await plain.page.getByRole('button', { name: '찾기', exact: true }).click();
  await plain.page.getByRole('link', { name: /오늘회의는3시입니다/ }).click();
  await expect(plain.message('오늘회의는3시입니다')).toBeInViewport();
});
