import { join } from 'node:path';
import type { BrowserContextOptions } from '@playwright/test';
import { refused } from '../refused.ts';
import { expect, test, type Person } from '../test.ts';

// Pictures for people to look at: every screen in both themes and languages, wide and on a phone, from empty to broken.

const FOLDER = join(import.meta.dirname, '../screenshots');
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

const LOOKS: Record<string, BrowserContextOptions> = {
  'light': { colorScheme: 'light' },
  'dark': { colorScheme: 'dark' },
  'phone-light': { colorScheme: 'light', ...PHONE },
  'phone-dark': { colorScheme: 'dark', ...PHONE },
  'english-light': { colorScheme: 'light', locale: 'en-US' },
};

async function shoot(person: Person, screen: string, look: string): Promise<void> {
  // Fonts are there, and what moves has come to rest.
  await person.page.evaluate(async () => {
    await document.fonts.ready;
    await Promise.all(document.getAnimations().filter((one) => one.effect?.getComputedTiming().iterations !== Infinity).map((one) => one.finished.catch(() => {})));
  });
  await person.page.screenshot({ path: join(FOLDER, `${screen}-${look}.png`) });
}

for (const [look, browser] of Object.entries(LOOKS)) {
  test(`the door, ${look}`, async ({ stranger, person }) => {
    const visitor = await stranger('손님', browser);
    await visitor.page.goto('/sign-up');
    await shoot(visitor, 'first-account', look);
    await person('서연');
    for (const screen of ['sign-up', 'sign-in']) {
      await visitor.page.goto(`/${screen}`);
      await shoot(visitor, screen, look);
    }
    visitor.expectsRefusals = true;
    await visitor.page.goto('/nowhere');
    await shoot(visitor, 'not-found', look);
  });

  test(`the chat, ${look}`, async ({ suda, person, stranger }) => {
    const doyun = await person('도윤');
    const host = await person('서연');
    const seoyeon = await stranger('서연', browser);

    // An English screen is the same person's with the words of the other language: only addresses are used from here on.
    await seoyeon.enter(host);
    await seoyeon.page.goto('/');
    await shoot(seoyeon, 'empty', look);

    await host.createRoom('점심 뭐 먹지', ['도윤']);
    await doyun.open('점심 뭐 먹지');
    await seoyeon.page.goto(new URL(host.page.url()).pathname);
    await shoot(seoyeon, 'room-empty', look);
    await doyun.say('오늘 닭갈비 어때요?');
    await shoot(seoyeon, 'room-one', look);

    await host.post(Array.from({ length: 20 }, (_, index) => `${index + 1}번째로 하는 이야기`));
    await host.say('좋아요, 열두 시에 입구에서 봐요.');
    await doyun.say('저는 조금 늦어요. 먼저 드세요!\n자리만 맡아 주세요 🙏');
    await doyun.say('https://example.com/지도?장소=춘천닭갈비 여기예요');
    await host.say('네');
    for (const room of ['릴리스 0.9', '디자인 리뷰', '아주 긴 이름을 가진 방이라서 한 줄에 다 들어가지 않는 방']) {
      await doyun.createRoom(room, ['서연']);
      await doyun.say('새로 만들었어요, 들어와서 봐 주세요. 길어지면 미리보기는 잘려야 해요.');
    }
    await doyun.open('점심 뭐 먹지');
    await seoyeon.page.reload();
    await expect(seoyeon.page.getByText('네', { exact: true })).toBeVisible();
    // Alive before the server goes: a page that never came to life cannot say that it is alone.
    await expect(seoyeon.page.getByText(/^(연결됨|Connected)$/)).toBeAttached();
    await doyun.composer.pressSequentially('음');
    await expect(seoyeon.page.getByText(/입력 중|is typing/)).toBeVisible();
    await shoot(seoyeon, 'room-many', look);

    await suda.kill();
    await expect(seoyeon.page.getByText(/연결이 끊겼어요|Disconnected/)).toBeVisible();
    await seoyeon.page.getByRole('textbox', { name: /메시지 쓰기|Write a message/ }).fill('이건 기다렸다가 가요');
    await seoyeon.page.keyboard.press('Control+Enter');
    await expect(seoyeon.page.getByText(/기다리는 중|Waiting/).first()).toBeVisible();
    await shoot(seoyeon, 'offline', look);
  });

  test(`settings and administration, ${look}`, async ({ person, stranger }) => {
    const host = await person('서연');
    await person('도윤');
    const seoyeon = await stranger('서연', browser);
    await seoyeon.enter(host);
    for (const screen of ['settings', 'admin']) {
      await seoyeon.page.goto(`/${screen}`);
      await shoot(seoyeon, screen, look);
    }
  });

  // The actors read Korean.
  if (browser.locale === 'en-US') continue;
  test(`rooms and searching, ${look}`, async ({ person }) => {
    await person('도윤');
    const seoyeon = await person('서연', browser);
    await seoyeon.openCreateRoom();
    await shoot(seoyeon, 'create-room', look);
    await seoyeon.page.keyboard.press('Escape');
    await seoyeon.createRoom('업무', ['도윤']);
    await seoyeon.post(['오늘회의는3시입니다', '회의록을 공유합니다', '점심 먹고 회의 자료를 볼게요']);
    await seoyeon.page.reload();
    await seoyeon.search('회의');
    await expect(seoyeon.hits).toHaveCount(3);
    await shoot(seoyeon, 'search', look);
    await seoyeon.page.keyboard.press('Escape');
    await seoyeon.details();
    await expect(seoyeon.member('도윤')).toBeVisible();
    await shoot(seoyeon, 'details', look);
    await seoyeon.page.reload();
    await seoyeon.backToRooms();
    await seoyeon.beginDirect('도윤');
    await seoyeon.backToRooms();
    await seoyeon.createRoom('점심 뭐 먹지');
    await seoyeon.backToRooms();
    await shoot(seoyeon, 'rooms', look);
  });

  test(`a message that was refused, ${look}`, async ({ person, line }) => {
    const { doyun } = await refused('제 생각에는 금요일이 좋아요', person, line, browser);
    await shoot(doyun, 'failed', look);
  });
}
