import { expect, test, type Person } from '../test.ts';
import { Suda } from '../suda.ts';

/** Messages of the room. */
const MESSAGES = 10_000;
/** How much slower than this machine the browser is. */
const THROTTLE = 4;

const SAID = [
  '오늘 회의는 세 시예요. 늦지 마세요!',
  '네, 알겠어요 👍',
  '배포는 끝났고, 지금은 로그를 보고 있어요. 이상한 건 없어요.',
  'deploy_server.exe를 실행하면 됩니다',
  '점심 뭐 먹을까요? 저는 닭갈비가 좋아요. 어제 간 집은 줄이 길었어요.',
];

/** The room's log with as many messages more as it takes. */
function grown(lines: string[]): string[] {
  const records = lines.map((line) => JSON.parse(line));
  const room = records.find(({ room }) => room).room;
  const entries = records.filter(({ entry }) => entry).map(({ entry }) => entry);
  const people = records.filter(({ person }) => person).map(({ person }) => person.id);
  const more = Array.from({ length: MESSAGES }, (_, index) => ({
    room: room.id,
    seq: room.head + index + 1,
    at: room.activeAt + index * 20_000 - MESSAGES * 20_000,
    by: people[Math.floor(index / 3) % people.length],
    type: 'new_message',
    client: `m${index}`,
    text: `${SAID[index % SAID.length]} (${index})`,
  }));
  const head = room.head + MESSAGES;
  const out: object[] = [];
  for (const record of records) {
    if (record.room) out.push({ room: { ...room, head } });
    else if (record.member) out.push({ member: { ...record.member, read: head } });
    else if (record.end) out.push({ end: { ...record.end, entries: record.end.entries + MESSAGES } });
    else out.push(record);
    if (record.entry?.seq === room.head) for (const entry of more) out.push({ entry });
  }
  expect(entries.length).toBe(room.head);
  return out.map((record) => JSON.stringify(record));
}

/** What the browser says of itself, from now on. */
async function watch(person: Person): Promise<void> {
  await person.page.addInitScript(() => {
    const seen = { long: [] as number[], shift: 0 };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => seen.long.push(duration))).observe({ type: 'longtask', buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[]) if (!entry.hadRecentInput) seen.shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

type Seen = { long: number[]; shift: number };
const seen = (person: Person): Promise<Seen> => person.page.evaluate(() => (window as unknown as { seen: Seen }).seen);

test('typing and scrolling in a room of 10,000 messages', async ({ person, suda }) => {
  if (!(suda instanceof Suda)) throw new Error('one server');
  await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('만 개의 말', ['도윤']);
  const room = seoyeon.page.url();
  await suda.rewrite(grown);
  await seoyeon.signIn();
  await watch(seoyeon);
  const devtools = await seoyeon.context.newCDPSession(seoyeon.page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE });
  await seoyeon.page.goto(room);
  await expect(seoyeon.message(/\(9999\)$/)).toBeVisible();
  await seoyeon.connected();
  const opened = await seen(seoyeon);
  const paint = await seoyeon.page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0);

  // Typing, letter by letter.
  await seoyeon.composer.click();
  const before = (await seen(seoyeon)).long.length;
  for (const letter of '오늘 회의는 세 시에 시작해요. 늦지 않게 와 주세요!') await seoyeon.page.keyboard.insertText(letter);
  const typed = (await seen(seoyeon)).long.slice(before);

  // Scrolling up through history, a wheel's turn at a time, for ten seconds.
  const box = await seoyeon.log.boundingBox();
  await seoyeon.page.mouse.move((box?.x ?? 0) + 300, (box?.y ?? 0) + 300);
  const frames = seoyeon.page.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        const at: number[] = [];
        const began = performance.now();
        const frame = (now: number) => {
          at.push(now);
          if (now - began < 10_000) requestAnimationFrame(frame);
          else resolve(at);
        };
        requestAnimationFrame(frame);
      }),
  );
  let over = false;
  void frames.then(() => (over = true));
  while (!over) await seoyeon.page.mouse.wheel(0, -240);
  const at = await frames;
  const gaps = at.slice(1).map((now, index) => now - (at[index] ?? now)).sort((one, other) => one - other);
  const nodes = await seoyeon.page.evaluate(() => document.querySelectorAll('*').length);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  const first = await seoyeon.entries.first().getAttribute('data-seq');

  const ms = (value = 0) => `${value.toFixed(0)} ms`;
  console.log(`\nroom of ${MESSAGES} messages, CPU ${THROTTLE} times slower`);
  console.log(`first contentful paint      ${ms(paint)}`);
  console.log(`layout shift                ${opened.shift.toFixed(4)} (bar 0.02)`);
  console.log(`long tasks while it opened  ${opened.long.map((task) => ms(task)).join(', ') || 'none'}`);
  console.log(`long tasks while typing     ${typed.map((task) => ms(task)).join(', ') || 'none'} (bar 100 ms)`);
  console.log(`frames while scrolling      ${(at.length / 10).toFixed(1)} a second, gaps p50 ${ms(gaps[gaps.length >> 1])}, p99 ${ms(gaps[Math.floor(gaps.length * 0.99)])}`);
  console.log(`scrolled up to entry        ${first}, elements on the page ${nodes}`);
});
