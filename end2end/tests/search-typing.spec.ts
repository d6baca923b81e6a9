import type { Page } from '@playwright/test';
import { InputMethod } from '../ime.ts';
import { expect, test } from '../test.ts';

/** Holds back the answers to searches, from the next connection on. */
async function holdAnswers(page: Page): Promise<{ asked: string[]; hold: () => void; letGo: () => void }> {
  const asked: string[] = [];
  let held: (() => void)[] | undefined;
  await page.routeWebSocket(/\/chat\/ws/, (near) => {
    const far = near.connectToServer();
    near.onMessage((frame) => {
      const query = /\["search",\{"query":"([^"]*)"/.exec(String(frame))?.[1];
      if (query !== undefined) asked.push(query);
      far.send(frame);
    });
    far.onMessage((frame) => {
      if (held && String(frame).includes('"hits":')) held.push(() => near.send(frame));
      else near.send(frame);
    });
  });
  return {
    asked,
    hold: () => (held = []),
    letGo: () => {
      const frames = held ?? [];
      held = undefined;
      for (const send of frames) send();
    },
  };
}

test('while a word is typed its hit stays on the screen from the first key to the last', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  await seoyeon.post(['회의록을 공유합니다', '호두과자 드실 분', '횡단보도 앞이에요', '점심 먹자']);
  await seoyeon.createRoom('잡담');
  await seoyeon.page.reload();
  await seoyeon.connected();
  await seoyeon.openSearch();
  await seoyeon.page.getByText('모든 방에서', { exact: true }).click();
  await seoyeon.searchField.focus();
  const keyboard = await InputMethod.of(seoyeon.page);
  const hit = seoyeon.hits.filter({ hasText: '회의록을 공유합니다' });

  const seen: string[] = [];
  await keyboard.type('회의록', async (typed) => {
    await expect(hit).toBeVisible();
    // Nobody writes into a field in which something is being composed.
    await expect(seoyeon.searchField).toHaveValue(typed);
    if (seen.length === 0) {
      // From here on: whether that very element ever leaves the screen.
      await hit.evaluate((option) => {
        const state = Object.assign(window, { vanished: 0 });
        const look = (): void => void (option.isConnected && option.getClientRects().length > 0 ? 0 : (state.vanished += 1));
        new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true, characterData: true });
      });
    }
    seen.push(typed);
  });
  expect(seen).toEqual(['ㅎ', '호', '회', '횡', '회으', '회의', '회읠', '회의로', '회의록']);
  await expect(seoyeon.hits).toHaveCount(1);
  await expect(hit.locator('mark')).toHaveText('회의록');
  expect(await seoyeon.page.evaluate(() => (window as unknown as { vanished: number }).vanished)).toBe(0);

  // Enter works on the composition.
  await keyboard.enter('Windows', '록');
  await expect(seoyeon.heading('업무')).toBeVisible();
  await expect(seoyeon.message('회의록을 공유합니다')).toBeInViewport();
});

test('the arrows work right after a composition, and leave one alone', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  await seoyeon.post(['회의 하나', '회의 둘', '회의 셋']);
  await seoyeon.page.reload();
  await seoyeon.connected();
  await seoyeon.openSearch();
  const keyboard = await InputMethod.of(seoyeon.page);
  await keyboard.type('회의');
  await expect(seoyeon.chosen).toContainText('회의 셋');
  await seoyeon.page.keyboard.press('ArrowDown');
  await expect(seoyeon.searchField).toHaveValue('회의');
  await keyboard.finish('의');
  await seoyeon.page.keyboard.press('ArrowDown');
  await expect(seoyeon.searchField).toHaveValue('회의');
  await expect(seoyeon.chosen).toContainText(/회의 (하나|둘)/);
  await seoyeon.page.keyboard.press('End');
  await keyboard.type('회의');
  await expect(seoyeon.searchField).toHaveValue('회의회의');
});

test('the answer to the last key wins, and one question at a time is on its way', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  await seoyeon.post(['회의록을 공유합니다', '회사 앞에서 봐요']);
  await seoyeon.createRoom('잡담');
  const line = await holdAnswers(seoyeon.page);
  await seoyeon.page.reload();
  await seoyeon.connected();
  await seoyeon.search('', 'everywhere');
  line.hold();
  for (const text of ['회', '회사', '회의', '회의록']) await seoyeon.searchField.fill(text);
  await expect.poll(() => line.asked).toEqual(['회']);
  line.letGo();
  await expect(seoyeon.hits).toHaveCount(1);
  await expect(seoyeon.hits).toContainText('회의록을 공유합니다');
  await expect(seoyeon.searchStatus).toHaveText('1개 찾음, 최신순');
  expect(line.asked).toEqual(['회', '회의록']);
});

test('what is on the screen stays until its replacement is there', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  await seoyeon.post(['회의록을 공유합니다', '점심은 순댓국']);
  await seoyeon.createRoom('잡담');
  const line = await holdAnswers(seoyeon.page);
  await seoyeon.page.reload();
  await seoyeon.connected();
  await seoyeon.search('회의', 'everywhere');
  await expect(seoyeon.hits).toContainText('회의록을 공유합니다');
  line.hold();
  await seoyeon.searchField.fill('점심');
  await expect.poll(() => line.asked.at(-1)).toBe('점심');
  await expect(seoyeon.hits).toContainText('회의록을 공유합니다');
  line.letGo();
  await expect(seoyeon.hits).toHaveText(/점심은 순댓국/);
});

test('without a connection it finds in the rooms that are held, and says that it is only that', async ({ person, line }) => {
  const seoyeon = await person('서연', {}, line);
  await seoyeon.createRoom('업무');
  await seoyeon.say('회의록을 공유합니다');
  await seoyeon.createRoom('잡담');
  await seoyeon.say('회의실에서 점심 먹어요');
  await seoyeon.search('점심', 'everywhere');
  await expect(seoyeon.hits).toHaveCount(1);
  line.cut();
  await expect(seoyeon.page.getByText('연결 중', { exact: true })).toBeAttached();
  await seoyeon.searchField.fill('회의');
  await expect(seoyeon.hits).toHaveCount(2);
  await expect(seoyeon.searchStatus).toHaveText('연결이 끊겨 여기 있는 메시지에서만 2개 찾음');
  await seoyeon.searchField.fill('저녁');
  await expect(seoyeon.hits).toHaveCount(0);
  await expect(seoyeon.searchStatus).toHaveText('연결이 끊겨 여기 있는 메시지에서만 0개 찾음');
  line.mend();
  await expect(seoyeon.searchStatus).toHaveText('찾지 못했어요', { timeout: 30_000 });
  await seoyeon.searchField.fill('회의');
  await expect(seoyeon.searchStatus).toHaveText('2개 찾음, 최신순');
});

test('a message that was said a moment ago is found, by the other one too', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무', ['도윤']);
  await doyun.open('업무');
  await doyun.say('되돌리는 마이그레이션도 넣었어요');
  for (const one of [seoyeon, doyun]) {
    await one.search('마이그레');
    await expect(one.hits).toHaveCount(1);
    await expect(one.hits.locator('mark')).toHaveText('마이그레');
  }
});
