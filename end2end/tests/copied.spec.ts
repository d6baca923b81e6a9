import { Suda } from '../suda.ts';
import { expect, test as base } from '../test.ts';

const test = base.extend({
  suda: async ({}, use) => {
    const suda = await Suda.startCopy();
    await use(suda);
    await suda.stop();
  },
});

test('the binary alone, copied into an empty directory, is the whole installation', async ({ suda, person, stranger }) => {
  // Whoever comes first is asked to sign up.
  await person('도윤');
  const seoyeon = await stranger('서연');
  const { page } = seoyeon;
  const answers = new Map<string, number>();
  page.on('response', (answer) => answers.set(new URL(answer.url()).pathname, answer.status()));
  page.on('requestfailed', (request) => answers.set(new URL(request.url()).pathname, 0));

  // It would find its files here, too, if it looked where it was built: it does not know where that is.
  expect(await suda.names('target/site')).toBe(false);

  await page.goto('/sign-in');
  await expect(seoyeon.field.name).toBeVisible();
  // Its style has come, and is at work.
  const rules = await page.evaluate(() => [...document.styleSheets].map((sheet) => sheet.cssRules.length));
  expect(rules).toHaveLength(1);
  expect(rules[0]).toBeGreaterThan(0);
  await expect(page.getByRole('button', { name: '로그인' })).not.toHaveCSS('background-color', 'rgba(0, 0, 0, 0)');

  // What a browser asks for only when it pleases: icons, and what is needed to install the page.
  const manifest = await page.request.get('/site.webmanifest');
  const { icons } = (await manifest.json()) as { icons: { src: string }[] };
  const linked = await page.locator('link[href]').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
  for (const path of [...linked, ...icons.map(({ src }) => src)]) {
    const answer = await page.request.get(path);
    expect(answer.status(), path).toBe(200);
    expect((await answer.body()).length, path).toBeGreaterThan(0);
  }

  await seoyeon.signUp();
  await seoyeon.createRoom('혼자서도');
  await seoyeon.say('잘 돌아가요');
  await page.reload();
  await seoyeon.connected();
  await expect(seoyeon.message('잘 돌아가요')).toBeVisible();

  for (const ending of ['.css', '.js', '.wasm']) expect([...answers.keys()].some((path) => path.endsWith(ending)), ending).toBe(true);
  expect([...answers].filter(([, status]) => ![200, 303].includes(status))).toEqual([]);
});
