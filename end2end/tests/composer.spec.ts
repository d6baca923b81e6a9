import AxeBuilder from '@axe-core/playwright';
import { InputMethod } from '../ime.ts';
import { expect, test, type Person } from '../test.ts';

/** Who is offered while somebody is being called. */
const offered = (person: Person) => person.page.getByRole('listbox', { name: '사람 부르기' }).getByRole('option');
const picker = (person: Person) => person.page.getByRole('dialog', { name: '이모지' });
const tool = (person: Person, name: string | RegExp) => person.page.getByRole('button', { name });

async function axe(person: Person): Promise<void> {
  const { violations } = await new AxeBuilder({ page: person.page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  expect(violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)}`))).toEqual([]);
}

test('it grows to eight lines and scrolls then', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  const height = () => seoyeon.composer.evaluate((field) => field.clientHeight);
  expect(await height()).toBe(24);
  await seoyeon.composer.fill('하나\n둘\n셋');
  expect(await height()).toBe(72);
  await seoyeon.composer.fill(Array.from({ length: 20 }, (_, index) => `${index}`).join('\n'));
  expect(await height()).toBe(192);
});

test('tools put markup around what is selected, and it can be undone', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  const { composer, page } = seoyeon;
  await composer.fill('오늘 회의는 취소');
  const select = (from: number, to: number) => composer.evaluate((field, [from, to]) => (field as HTMLTextAreaElement).setSelectionRange(from!, to!), [from, to]);
  await select(3, 5);
  await tool(seoyeon, /^굵게/).click();
  await expect(composer).toHaveValue('오늘 **회의**는 취소');
  await expect(composer).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(composer).toHaveValue('오늘 회의는 취소');
  await select(3, 5);
  await page.keyboard.press('Control+i');
  await expect(composer).toHaveValue('오늘 *회의*는 취소');
  await page.keyboard.press('Control+i');
  await expect(composer).toHaveValue('오늘 회의는 취소');
  await page.keyboard.press('End');
  await tool(seoyeon, '인용').click();
  await expect(composer).toHaveValue('> 오늘 회의는 취소');
  await page.keyboard.press('Enter');
  await expect(seoyeon.log.locator('blockquote')).toHaveText('오늘 회의는 취소');
});

test('what is being composed is whole when a tool is pressed', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('한글');
  await seoyeon.composer.focus();
  await tool(seoyeon, /^굵게/).hover();
  const keyboard = await InputMethod.of(seoyeon.page);
  await keyboard.type('회의');
  await tool(seoyeon, '목록').click();
  await expect(seoyeon.composer).toHaveValue('- 회의');
});

test('members are called by typing, also in Hangul and by initials', async ({ person }) => {
  const jimin = await person('지민');
  await person('민수');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무', ['지민', '민수']);
  const { composer, page } = seoyeon;
  await composer.pressSequentially('@');
  await expect(offered(seoyeon)).toHaveText([/지민|민수/, /지민|민수/]);
  await axe(seoyeon);
  await composer.pressSequentially('ㅈㅁ');
  await expect(offered(seoyeon)).toHaveText([/지민/]);
  await page.keyboard.press('Tab');
  await expect(composer).toHaveValue('@지민 ');
  await expect(offered(seoyeon)).toHaveCount(0);
  await composer.pressSequentially('회의록 @');
  await expect(offered(seoyeon)).toHaveCount(2);
  const first = await offered(seoyeon).first().innerText();
  await page.keyboard.press('ArrowDown');
  await expect(offered(seoyeon).nth(1)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(composer).toHaveValue(`@지민 회의록 @${first.trim().split('\n').pop()} `);
  await page.keyboard.press('Enter');
  await expect(seoyeon.log.locator('.call')).toHaveCount(2);
  await jimin.open('업무');
  await expect(jimin.log.locator('.call[data-me]')).toHaveText('@지민');

  // Escape closes the list and nothing else; Enter sends then.
  await composer.pressSequentially('@민');
  await expect(offered(seoyeon)).not.toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(offered(seoyeon)).toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect(seoyeon.message('@민')).toBeVisible();
});

test('one Enter takes whom a composition has found, and sends nothing', async ({ person }) => {
  await person('회의록지기');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무', ['회의록지기']);
  await seoyeon.composer.pressSequentially('@');
  await expect(offered(seoyeon)).toHaveCount(1);
  const keyboard = await InputMethod.of(seoyeon.page);
  await keyboard.type('회의');
  await expect(offered(seoyeon)).toHaveCount(1);
  await keyboard.enter('Windows', '의');
  await expect(seoyeon.composer).toHaveValue('@회의록지기 ');
  await seoyeon.keepsShowing([]);
});

test('an emoji is found in both languages and chosen with the keys', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  const asked: string[] = [];
  seoyeon.page.on('request', (request) => asked.push(request.url()));
  await seoyeon.composer.fill('축하해요 ');
  expect(asked.filter((url) => url.endsWith('/emoji.txt'))).toEqual([]);
  await tool(seoyeon, '이모지').click();
  const field = picker(seoyeon).getByRole('combobox');
  await expect(field).toBeFocused();
  await expect(picker(seoyeon).getByRole('option').first()).toBeVisible();
  await field.fill('폭죽');
  await expect(picker(seoyeon).getByRole('option', { selected: true })).toHaveAccessibleName('폭죽');
  const shown = await picker(seoyeon).getByRole('option', { selected: true }).innerText();
  await axe(seoyeon);
  await seoyeon.page.keyboard.press('Enter');
  await expect(picker(seoyeon)).toHaveCount(0);
  await expect(seoyeon.composer).toHaveValue(`축하해요 ${shown}`);
  await expect(seoyeon.composer).toBeFocused();

  // What was used of late comes first.
  await tool(seoyeon, '이모지').click();
  await expect(picker(seoyeon).getByRole('group').first()).toHaveAccessibleName('최근에 쓴 이모지');
  await picker(seoyeon).getByRole('combobox').fill('grapes');
  await picker(seoyeon).getByRole('option', { name: '포도' }).click();
  await expect(seoyeon.composer).toHaveValue(`축하해요 ${shown}🍇`);
  await tool(seoyeon, '이모지').click();
  await seoyeon.page.keyboard.press('Escape');
  await expect(picker(seoyeon)).toHaveCount(0);
  await expect(seoyeon.composer).toBeFocused();
});

test('a draft of each room is kept at every change, over a reload, and is marked in the list', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  await seoyeon.createRoom('점심');
  await seoyeon.composer.pressSequentially('닭갈비 먹을');
  await seoyeon.open('업무');
  await expect(seoyeon.room('점심')).toContainText('초안');
  await seoyeon.composer.pressSequentially('회의록은');
  await seoyeon.page.reload();
  await seoyeon.connected();
  await expect(seoyeon.composer).toHaveValue('회의록은');
  await seoyeon.open('점심');
  await expect(seoyeon.composer).toHaveValue('닭갈비 먹을');
  await expect(seoyeon.room('업무')).toContainText('초안');
  await seoyeon.composer.press('Enter');
  await seoyeon.settled();
  await seoyeon.open('업무');
  await expect(seoyeon.room('점심')).not.toContainText('초안');
});

test('a text that is too long is said to be before it is sent, and is not lost', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  await seoyeon.composer.fill('가'.repeat(3_850));
  await expect(seoyeon.page.getByText('3850 / 4000자')).toBeVisible();
  await seoyeon.composer.fill('가'.repeat(4_010));
  await expect(seoyeon.page.getByText('4000자까지 보낼 수 있어요. 지금 4010자예요.')).toBeVisible();
  await seoyeon.composer.press('Enter');
  await expect(seoyeon.page.getByRole('alert')).toBeVisible();
  await expect(seoyeon.composer).toHaveValue('가'.repeat(4_010));
  await seoyeon.keepsShowing([]);
});

test('a file that is pasted or dropped is refused in words', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  const refused = seoyeon.page.getByText('파일은 아직 보낼 수 없어요.');
  const put = (event: string) =>
    seoyeon.composer.evaluate((field, event) => {
      const data = new DataTransfer();
      data.items.add(new File(['x'], '회의록.txt'));
      const made = event === 'paste' ? new ClipboardEvent(event, { clipboardData: data, bubbles: true, cancelable: true }) : new DragEvent(event, { dataTransfer: data, bubbles: true, cancelable: true });
      return !field.dispatchEvent(made);
    }, event);
  expect(await put('paste')).toBe(true);
  await expect(refused).toBeVisible();
  await seoyeon.write('그럼 글로 쓸게요');
  await expect(refused).toBeHidden();
  expect(await put('dragover')).toBe(true);
  expect(await put('drop')).toBe(true);
  await expect(refused).toBeVisible();
});

test('the list of keys opens with a question mark, and F6 goes through the regions', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  await seoyeon.say('안녕하세요');
  const { page } = seoyeon;
  await seoyeon.composer.focus();
  await page.keyboard.press('F6');
  await expect(page.locator('#rooms li a[aria-current=page]')).toBeFocused();
  await page.keyboard.press('F6');
  await expect(seoyeon.log).toBeFocused();
  await page.keyboard.press('F6');
  await expect(seoyeon.composer).toBeFocused();
  await page.keyboard.press('Shift+F6');
  await expect(seoyeon.log).toBeFocused();
  await page.keyboard.press('Shift+Slash');
  const keys = page.getByRole('dialog', { name: '단축키' });
  await expect(keys).toContainText('Ctrl');
  await axe(seoyeon);
  await page.keyboard.press('Escape');
  await expect(keys).toHaveCount(0);
  // In a text it is a question mark.
  await seoyeon.composer.focus();
  await page.keyboard.press('Shift+Slash');
  await expect(seoyeon.composer).toHaveValue('?');
  await page.keyboard.press('Control+Enter');
  await expect(seoyeon.message('?')).toBeVisible();
});

test('on a phone Enter is a new line, Ctrl+Enter sends, and the tools are behind a button', async ({ person }) => {
  const seoyeon = await person('서연', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await seoyeon.createRoom('업무');
  await seoyeon.composer.fill('첫 줄');
  await seoyeon.composer.press('Enter');
  await expect(seoyeon.composer).toHaveValue('첫 줄\n');
  await expect(tool(seoyeon, /^굵게/)).toBeHidden();
  await tool(seoyeon, '글 도구').tap();
  await expect(tool(seoyeon, /^굵게/)).toBeVisible();
  await axe(seoyeon);
  await seoyeon.composer.press('Control+Enter');
  await expect(seoyeon.message('첫 줄')).toBeVisible();
});
