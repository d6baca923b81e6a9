import type { BrowserContextOptions, Locator } from '@playwright/test';
import { expect, type Person } from './test.ts';

// The states of a conversation and of a room that one comes to look at, one after the other: for the pictures, and for axe. An
// English screen has other words, so what is acted upon here is found by what it is.

type Somebody = (name: string, browser?: BrowserContextOptions) => Promise<Person>;

/** Who acts: somebody with a new account, and a browser for one that is there. */
export type Cast = { person: Somebody; stranger: Somebody };

/** Looks at what the reader sees now, which is called so. */
export type See = (state: string) => Promise<void>;

const PLAN = `**금요일 배포** 전에 볼 것이에요

- 마이그레이션 *시험*
- [x] 공지 초안
- [ ] 되돌리기 연습

> 지난번에는 ~~세 시간~~ 네 시간 걸렸어요

자세한 것은 [운영 문서](https://example.com/운영)에 있어요. \`suda export\`도 꼭 해 보세요`;
const CODE = '이렇게 해요\n\n```rust\nfn main() {\n    // 아주 길어서 한 줄에 다 들어가지 않는 주석은 다음 줄로 넘어가야 하고 화면을 넓히면 안 돼요\n    println!("안녕하세요");\n}\n```';
const TABLE = '# 걸린 시간\n\n| 단계 | 지난번 | 이번 |\n|---|---|---|\n| 백업 | 40분 | 12분 |\n| 이전 | 3시간 | 3초 |';
const OWN = '> 한 줄만 고칠게요\n\n`0042`부터 `0044`까지예요. https://example.com/a 에서 **꼭** 봐 주세요\n\n```sh\nsuda export --to house.jsonl\n```';

/** The menu's button in the bar over a message that is pointed at. */
const more = (entry: Locator) => entry.getByRole('toolbar').locator('[aria-haspopup=menu]');

/** The page has come to life, in either language. */
async function alive(reader: Person): Promise<void> {
  await expect(reader.page.getByText(/^(연결됨|Connected)$/)).toBeAttached();
}

/** A room with all that a message can be, and a few that the reader has not read. */
export async function talk({ person, stranger }: Cast, browser: BrowserContextOptions) {
  const doyun = await person('이도윤');
  const jimin = await person('김지민');
  const host = await person('박서연');
  await host.createRoom('릴리스 준비', ['이도윤', '김지민']);
  const room = new URL(host.page.url()).pathname;
  for (const one of [doyun, jimin]) await one.open('릴리스 준비');
  await doyun.post([PLAN, CODE]);
  await jimin.post([TABLE, '@박서연 공지 초안 봐 주세요. @이도윤 님도요', '👍🎉']);
  await host.post(['@김지민 봤어요', OWN, '🙏', '잘못 쓴 말이에요', '내일 아침에 다시 볼게요']);
  await jimin.post(['잘못 보낸 말이에요', '점심은 열두 시에 먹어요']);
  await expect(host.message('점심은 열두 시에 먹어요')).toBeVisible();
  await change(host, doyun, jimin);
  await host.page.goto('/settings');
  await doyun.post(['그럼 저는 자리를 맡아 둘게요', '늦으면 먼저 드세요']);
  const reader = await stranger('박서연', browser);
  await reader.enter(host);
  return { reader, room, doyun, jimin, host };
}

/** Answers, reactions, edits and deletions, by who may. */
async function change(host: Person, doyun: Person, jimin: Person): Promise<void> {
  const reacts = async (who: Person, text: string, emoji: string) => {
    const bar = await who.actions(text);
    await bar.getByRole('button', { name: `반응 남기기 ${emoji}` }).click();
    await expect(who.reaction(text, emoji)).toBeVisible();
    await who.page.mouse.move(0, 0);
  };
  for (const who of [host, doyun]) await reacts(who, '공지 초안 봐', '👍');
  await reacts(doyun, '공지 초안 봐', '😂');
  await reacts(jimin, '내일 아침에', '❤️');
  const key = async (who: Person, text: string, key: string) => {
    await who.entry(text).focus();
    await who.page.keyboard.press(key);
  };
  for (const [deleted, text] of ['잘못 보낸', '잘못 쓴'].entries()) {
    await key(host, text, 'Delete');
    await host.page.getByRole('dialog').getByRole('button', { name: '메시지 지우기' }).click();
    await expect(host.message('지운 메시지예요')).toHaveCount(deleted + 1);
  }
  await key(host, '내일 아침에', 'e');
  await host.write('내일 아침 아홉 시에 다시 볼게요');
  await key(jimin, '점심은 열두', 'e');
  await jimin.write('점심은 열두 시 반에 먹어요');
  await key(host, '공지 초안 봐', 'r');
  await host.say('초안은 이대로 좋아요');
  await key(doyun, '내일 아침 아홉', 'r');
  await doyun.say('저도 그때 볼게요. 길게 답하면 두 줄이 되어도 따온 글은 한 줄이에요');
  await expect(host.entries.last()).toContainText('저도 그때 볼게요');
}

/** What stands in the log, from the divider up. */
export async function messages(reader: Person, room: string, see: See): Promise<void> {
  await reader.page.goto(room);
  await alive(reader);
  await expect(reader.page.locator('#divider')).toBeVisible();
  await see('messages');
  await reader.entry('초안은 이대로').scrollIntoViewIfNeeded();
  await reader.entry('@김지민 봤어요').scrollIntoViewIfNeeded();
  await see('messages-middle');
  await reader.scrollUp();
  await expect(reader.entry('금요일 배포')).toBeInViewport();
  await see('messages-first');
}

/** What is done with a message by a pointer and the keys. */
export async function acting(reader: Person, see: See): Promise<void> {
  const { page } = reader;
  const field = page.locator('#composer');
  const menu = page.getByRole('menu');
  const last = reader.entry('늦으면 먼저');
  await last.hover();
  await expect(more(last)).toBeVisible();
  await see('message-bar');
  await more(last).click();
  await expect(menu).toBeVisible();
  await see('message-menu');
  await page.keyboard.press('Escape');
  const own = reader.entry('초안은 이대로');
  await own.hover();
  await more(own).click();
  await expect(menu).toBeVisible();
  await see('message-menu-own');
  await page.keyboard.press('Escape');
  await own.focus();
  await see('message-focused');
  await page.keyboard.press('Delete');
  await expect(page.getByRole('dialog')).toBeVisible();
  await see('message-delete');
  await page.keyboard.press('Escape');
  await writing(reader, see);
  await own.focus();
  await page.keyboard.press('Shift+Slash');
  await expect(page.getByRole('dialog')).toBeVisible();
  await see('keys');
  await page.keyboard.press('Escape');
  await expect(field).toHaveValue('');
}

/** What the composer is for, and what it offers. */
async function writing(reader: Person, see: See): Promise<void> {
  const { page } = reader;
  const field = page.locator('#composer');
  await reader.entry('초안은 이대로').focus();
  await page.keyboard.press('e');
  await expect(field).toHaveValue('초안은 이대로 좋아요');
  await see('editing');
  await field.press('Escape');
  await reader.entry('저도 그때').focus();
  await page.keyboard.press('r');
  await expect(reader.writing).toBeVisible();
  await see('replying');
  await field.press('Escape');
  await field.pressSequentially('@');
  await expect(page.getByRole('option')).toHaveCount(2);
  await see('calling');
  await field.press('Escape');
  await field.fill('회의는 **금요일**이에요');
  await see('writing');
  await field.fill('');
  // The first of the tools.
  await page.locator('form [role=group] button').first().click();
  await expect(page.locator('#emoji-list [role=option]').first()).toBeVisible();
  await see('emoji');
  await page.keyboard.press('Escape');
  await field.fill('');
}

/** The same with a finger. */
export async function touching(reader: Person, see: See): Promise<void> {
  const { page } = reader;
  const field = page.locator('#composer');
  for (const [state, text] of [['message-sheet', '늦으면 먼저'], ['message-sheet-own', '초안은 이대로']] as const) {
    const words = reader.entry(text).locator('[data-content]');
    await words.scrollIntoViewIfNeeded();
    await reader.hold(words, 'touchCancel');
    await see(state);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  await reader.hold(reader.entry('늦으면 먼저').locator('[data-content]'), 'touchCancel');
  await page.getByRole('menuitem').first().tap();
  await expect(reader.writing).toBeVisible();
  await see('replying');
  await field.press('Escape');
  await field.pressSequentially('@');
  await expect(page.getByRole('option')).toHaveCount(2);
  await see('calling');
  await field.press('Escape');
  await field.fill('');
  // A plus, first in the form.
  await page.locator('form:has(#composer) button').first().tap();
  await expect(page.locator('form [role=group] button').first()).toBeVisible();
  await see('writing');
  await page.locator('form [role=group] button').first().tap();
  await expect(page.locator('#emoji-list [role=option]').first()).toBeVisible();
  await see('emoji');
  await page.keyboard.press('Escape');
}

/** What opens over the conversation: days, the switcher, a person's card. */
export async function opening(reader: Person, see: See): Promise<void> {
  const { page } = reader;
  const dialog = page.getByRole('dialog');
  await reader.log.locator('button:has(> time)').first().click();
  await expect(dialog).toBeVisible();
  await see('days');
  await page.keyboard.press('Escape');
  await reader.entry('늦으면 먼저').scrollIntoViewIfNeeded();
  await reader.entry('그럼 저는').locator('button').first().click();
  await expect(dialog).toBeVisible();
  await see('card');
  await page.keyboard.press('Escape');
  // Not only closed: gone.
  await expect(page.locator('dialog')).toHaveCount(0);
  await page.keyboard.press('Control+k');
  await expect(page.locator('#switcher')).toBeFocused();
  await see('switcher');
  await page.locator('#switcher').fill('ㄷㅇ');
  await expect(page.getByRole('option').filter({ hasText: '이도윤' })).toBeVisible();
  await see('switcher-found');
  await page.keyboard.press('Escape');
  // Not only closed: gone.
  await expect(page.locator('dialog')).toHaveCount(0);
}
