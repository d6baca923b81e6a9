import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Person } from '../test.ts';

/** The code that draws texts with markup. */
const TEXT = /\/split_text\.[\w-]+\.wasm$/;

/** What a message looks like inside. */
async function inside(person: Person, text: string | RegExp): Promise<string> {
  return person.log.locator('[data-content]').filter({ hasText: text }).innerHTML();
}

test('what two people write looks the same at once, after a reload and without a script', async ({ person, stranger }) => {
  const jimin = await person('지민');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무', ['지민']);
  await jimin.open('업무');
  await seoyeon.write('**한국어(괄호)**는 되고 *^^* 얼굴은 그대로예요. `코드`도 https://example.com에서 봐요');
  for (const reader of [seoyeon, jimin]) {
    const said = reader.log.locator('[data-content]');
    await expect(said.locator('strong')).toHaveText('한국어(괄호)');
    await expect(said.locator('code')).toHaveText('코드');
    await expect(said).toContainText('*^^* 얼굴은');
    const link = said.getByRole('link');
    await expect(link).toHaveText('https://example.com');
    await expect(link).toHaveAttribute('rel', 'noopener noreferrer nofollow');
    await expect(link).toHaveAttribute('target', '_blank');
  }
  await seoyeon.settled();
  const drawn = await inside(jimin, '한국어');
  await jimin.page.reload();
  await jimin.connected();
  expect(await inside(jimin, '한국어')).toBe(drawn);

  const plain = await stranger('지민', { javaScriptEnabled: false });
  await plain.signIn(jimin.password);
  await plain.page.goto(new URL(jimin.page.url()).pathname);
  expect(await inside(plain, '한국어')).toBe(drawn);
});

test('a list, a quote and what is answered say a text without its marks', async ({ person }) => {
  const jimin = await person('지민');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무', ['지민']);
  await jimin.open('업무');
  await seoyeon.write('오늘 **회의** 시작할까요? 자료는 www.example.com/a 에 있어요');
  const said = '오늘 회의 시작할까요? 자료는 www.example.com/a 에 있어요';
  await expect(jimin.room('업무')).toContainText(`서연: ${said}`);
  await expect(jimin.log.getByRole('link', { name: 'www.example.com/a' })).toHaveAttribute('href', 'https://www.example.com/a');
  await (await jimin.actions('회의')).getByRole('button', { name: '답하기' }).click();
  await expect(jimin.writing).toContainText(said);
  await jimin.write('네, 시작해요');
  await expect(seoyeon.entry('네, 시작해요').locator('[data-quote]')).toContainText(said);
  // What the server draws says the same.
  await seoyeon.write('**그럼** 시작!');
  await expect(jimin.room('업무')).toContainText('서연: 그럼 시작!');
  await jimin.page.reload();
  await expect(jimin.room('업무')).toContainText('서연: 그럼 시작!');
  await jimin.connected();
  await expect(jimin.room('업무')).toContainText('서연: 그럼 시작!');
  await expect(jimin.entry('네, 시작해요').locator('[data-quote]')).toContainText(said);
});

test('the first page keeps what the server drew: nothing moves, nothing is fetched, and nothing is drawn anew', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  await seoyeon.post(Array.from({ length: 20 }, (_, index) => `# 제목 ${index}\n- 하나\n- **둘**\n\n> 인용\n\n\`\`\`rust\nlet 값 = ${index};\n\`\`\``));
  const asked: string[] = [];
  seoyeon.page.on('request', (request) => asked.push(request.url()));
  await seoyeon.page.addInitScript(() => {
    Object.assign(window, { shifted: 0 });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) Object.assign(window, { shifted: (window as never)['shifted'] + (entry as never)['value'] });
    }).observe({ type: 'layout-shift', buffered: true });
    // The elements that the server drew, before anything has touched them.
    document.addEventListener('DOMContentLoaded', () => Object.assign(window, { before: [...document.querySelectorAll('[data-drawn] > *')] }));
  });
  await seoyeon.page.reload();
  await seoyeon.connected();
  await expect(seoyeon.log.getByText('제목 19')).toBeVisible();
  await seoyeon.settled();
  const { shifted, same } = await seoyeon.page.evaluate(() => {
    const before = (window as never)['before'] as Element[];
    const now = [...document.querySelectorAll('[data-drawn] > *')];
    return { shifted: (window as never)['shifted'] as number, same: before.length > 0 && now.length === before.length && now.every((element, index) => element === before[index]) };
  });
  expect(same).toBe(true);
  expect(shifted).toBeLessThan(0.02);
  expect(asked.filter((url) => TEXT.test(url))).toEqual([]);

  // The first one that is written needs the code, once.
  await seoyeon.write('이제 **필요해요**');
  await expect(seoyeon.log.locator('strong').last()).toHaveText('필요해요');
  await seoyeon.write('또 **필요해요**');
  await expect(seoyeon.log.locator('strong', { hasText: '필요해요' })).toHaveCount(2);
  expect(asked.filter((url) => TEXT.test(url))).toHaveLength(1);
});

test('until the code is here a text stands as it was typed; when it does not come, too', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  await seoyeon.page.route(TEXT, (route) => route.abort('internetdisconnected'));
  await seoyeon.write('**급해요** <b>');
  await expect(seoyeon.message('**급해요** <b>')).toBeVisible();
  await seoyeon.settled();
  await seoyeon.page.unroute(TEXT);
  await seoyeon.write('**이제** 돼요');
  await expect(seoyeon.log.locator('strong')).toHaveText(['급해요', '이제']);
  const complaints = seoyeon.complaints.splice(0);
  for (const complaint of complaints) expect(complaint).toMatch(/Failed to load resource|__wasm_split|ERR_INTERNET/);
});

test('hostile text stays text', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  const hostile = ['<img src=x onerror=alert(1)> **가**', '[눌러요](javascript:alert(1))', '**<script>alert(1)</script>**', '`"><svg onload=alert(1)>`'];
  for (const text of hostile) await seoyeon.write(text);
  await seoyeon.settled();
  const look = async () => {
    await expect(seoyeon.log.locator('[data-content]')).toHaveCount(4);
    await expect(seoyeon.log.locator('[data-content] :is(img, script, svg, a)')).toHaveCount(0);
    await expect(seoyeon.message('[눌러요](javascript:alert(1))')).toBeVisible();
  };
  await look();
  await seoyeon.page.reload();
  await seoyeon.connected();
  await look();
});

test('who is called stands out, and more so for whom', async ({ person }) => {
  const jimin = await person('지민');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무', ['지민']);
  await jimin.open('업무');
  await seoyeon.write('@지민님, 회의록 봐 주세요');
  const ofJimin = jimin.log.locator('.call');
  await expect(ofJimin).toHaveText('@지민');
  await expect(ofJimin).toHaveAttribute('data-me', '');
  await expect(seoyeon.log.locator('.call')).not.toHaveAttribute('data-me', '');
  await jimin.page.reload();
  await expect(jimin.log.locator('.call[data-me]')).toHaveText('@지민');
});

test('one to three pictures are larger', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  await seoyeon.say('👍🎉');
  await seoyeon.say('좋아요 👍');
  const size = (text: string) => seoyeon.message(text).evaluate((element) => getComputedStyle(element).fontSize);
  expect(await size('👍🎉')).toBe('28px');
  expect(await size('좋아요 👍')).toBe('15px');
});

test('code is copied by its button', async ({ person }) => {
  const seoyeon = await person('서연', { permissions: ['clipboard-read', 'clipboard-write'] });
  await seoyeon.createRoom('업무');
  await seoyeon.composer.fill('```rust\nlet 값 = "<b>";\nfn f() {}\n```');
  await seoyeon.composer.press('Enter');
  const block = seoyeon.log.locator('.lines');
  await expect(block).toContainText('rust');
  await block.getByRole('button', { name: '복사' }).click();
  await expect(block.getByRole('button', { name: '복사했어요' })).toBeVisible();
  expect(await seoyeon.page.evaluate(() => navigator.clipboard.readText())).toBe('let 값 = "<b>";\nfn f() {}');
});

test('what a search found is marked within what it looks like', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  await seoyeon.write('오늘 **회의**록은 `여기` 있어요');
  await seoyeon.settled();
  await seoyeon.search('회의');
  await seoyeon.hits.first().click();
  await expect(seoyeon.log.locator('strong mark')).toHaveText('회의');
  await seoyeon.search('여기');
  await seoyeon.hits.first().click();
  await expect(seoyeon.log.locator('code mark')).toHaveText('여기');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in what texts look like, ${colorScheme}`, async ({ person }) => {
    await person('지민');
    const seoyeon = await person('서연', { colorScheme });
    await seoyeon.createRoom('업무', ['지민']);
    const all = '# 제목\n**굵게** *기울임* ~~취소~~ `코드` [글](https://example.com) @지민 @서연\n\n- 하나\n- [x] 둘\n\n3. 셋\n\n> 인용\n\n|가|나|\n|-|-|\n|1|2|\n\n---\n\n```rust\nfn main() {}\n```';
    await seoyeon.composer.fill(all);
    await seoyeon.composer.press('Enter');
    await expect(seoyeon.log.locator('table')).toBeVisible();
    await seoyeon.settled();
    const { violations } = await new AxeBuilder({ page: seoyeon.page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    expect(violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)}`))).toEqual([]);
  });
}
