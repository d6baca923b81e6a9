import { randomBytes } from 'node:crypto';
import { copyFile } from 'node:fs/promises';
import { expect, test, type Person } from '../test.ts';

/** Names are those of the day, where the browser is. */
const today = (person: Person): Promise<string> =>
  person.page.evaluate(() => {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
  });

test('one talks, the other saves the conversation: all of it, in both forms', async ({ person }, info) => {
  const jimin = await person('지민', { timezoneId: 'Asia/Seoul' });
  const seoyeon = await person('서연');
  await seoyeon.createRoom('점심/저녁 "어디"', ['지민']);
  // More than what is on the screen, and than a page of the log.
  await seoyeon.post(Array.from({ length: 230 }, (_, index) => `${index + 1}번째로 하는 이야기`));
  await seoyeon.say('마지막은 닭갈비 <script>alert("먹자")</script>\n둘째 줄');
  await jimin.open('점심/저녁 "어디"');

  const data = await jimin.save('JSON');
  expect(data.name).toBe(`점심_저녁 _어디_ ${await today(jimin)}.json`);
  await expect(jimin.saving.outcome).toHaveText(`저장했어요: ${data.name}`);
  const document = JSON.parse(data.text);
  const said = document.entries.filter(({ type }: { type: string }) => type === 'new_message').map(({ content }: { content: string }) => content);
  expect(said).toHaveLength(231);
  expect(said.at(0)).toBe('1번째로 하는 이야기');
  expect(said.at(-1)).toBe('마지막은 닭갈비 <script>alert("먹자")</script>\n둘째 줄');
  expect(document.room.name).toBe('점심/저녁 "어디"');
  expect(document.savedBy.name).toBe('지민');

  const page = await jimin.save('HTML');
  expect(page.name).toBe(`점심_저녁 _어디_ ${await today(jimin)}.html`);
  expect(page.text).toContain('마지막은 닭갈비 &lt;script&gt;alert(&quot;먹자&quot;)&lt;/script&gt;<br>둘째 줄');
  expect(page.text).toMatch(/서연님이 지민님을 초대했어요/);
  expect(page.text).toContain('+09:00');
  expect(page.text).toContain('여기까지 모두 233개예요.');
  // The file is a page of its own, without this server.
  const path = info.outputPath('saved.html');
  await copyFile(page.path, path);
  const reader = await jimin.page.context().newPage();
  const complaints: string[] = [];
  reader.on('console', (message) => complaints.push(message.text()));
  await reader.goto(`file://${path}`);
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText('점심/저녁 "어디"');
  await expect(reader.getByRole('article')).toHaveCount(231);
  await expect(reader.getByRole('article').last()).toHaveText(/닭갈비 <script>/);
  expect(complaints).toEqual([]);
});

test('how far a large one is can be seen; it can be stopped, and a new one begun', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('큰 방');
  await fill(seoyeon);
  await seoyeon.details();
  const slow = await slowly(seoyeon);
  let came = 0;
  seoyeon.page.on('download', () => (came += 1));
  await seoyeon.saveLink('HTML').click();
  await expect(seoyeon.saving.progress).toBeVisible();
  await expect.poll(async () => Number(await seoyeon.saving.progress.getAttribute('value'))).toBeGreaterThan(1);
  expect(Number(await seoyeon.saving.progress.getAttribute('max'))).toBe(251);
  // It goes on while another room is looked at.
  await seoyeon.createRoom('다른 방');
  await seoyeon.details();
  await expect(seoyeon.saving.progress).toHaveAccessibleName('‘큰 방’ 저장하는 중');
  await seoyeon.saving.stop.click();
  await expect(seoyeon.saving.progress).toBeHidden();
  expect(came).toBe(0);

  await slow.send('Network.emulateNetworkConditions', FAST);
  await seoyeon.open('큰 방');
  const file = await seoyeon.save('JSON');
  expect(JSON.parse(file.text).entries).toHaveLength(251);
  expect(came).toBe(1);
});

test('what does not come whole is not saved, and that is said', async ({ person, line }) => {
  const seoyeon = await person('서연', {}, line);
  await seoyeon.createRoom('큰 방');
  await fill(seoyeon);
  await seoyeon.details();
  let came = 0;
  seoyeon.page.on('download', () => (came += 1));
  line.jamAfter(400_000);
  await seoyeon.saveLink('JSON').click();
  await expect.poll(async () => Number(await seoyeon.saving.progress.getAttribute('value'))).toBeGreaterThan(1);
  line.cut();
  await expect(seoyeon.saving.failure).toHaveText('대화를 끝까지 받지 못해서 저장하지 않았어요. 다시 해 주세요');
  await seoyeon.saveLink('JSON').click();
  await expect(seoyeon.saving.failure).toHaveText('서버에 닿지 않아요. 잠시 뒤에 다시 해 주세요');
  expect(came).toBe(0);
});

test('the addresses are plain downloads for who has no script, and nothing for others', async ({ person, stranger }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('점심');
  await seoyeon.say('오늘 닭갈비 어때요?');
  const address = `${new URL(seoyeon.page.url()).pathname}/conversation.html`;

  const plain = await stranger('서연', { javaScriptEnabled: false });
  await plain.signIn();
  const downloads = plain.page.waitForEvent('download');
  // A download ends the way to the page, and the page stays.
  await plain.page.goto(address).catch(() => null);
  const download = await downloads;
  expect(download.suggestedFilename()).toMatch(/^점심 \d{4}-\d\d-\d\d\.html$/);

  const doyun = await person('도윤');
  doyun.expectsRefusals = true;
  await doyun.page.goto(address);
  await expect(doyun.page.getByText('여기에는 아무것도 없어요')).toBeVisible();
});

const FAST = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };

/** What compression makes no smaller, so that it takes its time. */
async function fill(person: Person): Promise<void> {
  await person.post(Array.from({ length: 250 }, () => randomBytes(2_900).toString('base64')));
}

/** From here on the network is that of a train. */
async function slowly(person: Person) {
  const devtools = await person.page.context().newCDPSession(person.page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', { ...FAST, downloadThroughput: 60_000 });
  return devtools;
}
