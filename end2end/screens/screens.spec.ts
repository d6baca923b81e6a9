import { LOOKS, shoot } from '../look.ts';
import { refused } from '../refused.ts';
import { expect, test } from '../test.ts';

// Pictures for people to look at: every screen in both themes and languages, wide and on a phone, from empty to broken.

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

  test.describe(() => {
    test.use({ options: ['--guests', 'on'] });

    test(`without a password, ${look}`, async ({ person, stranger }) => {
      const host = await person('서연');
      await host.createRoom('상담 창구', [], 'public');
      const room = new URL(host.page.url()).pathname;
      const visitor = await stranger('지나가던 손님', browser);
      await visitor.page.goto('/sign-in');
      await shoot(visitor, 'sign-in-guests', look);
      await visitor.page.goto(room.replace('rooms', 'embed'));
      await shoot(visitor, 'embed', look);
      await visitor.page.locator('#name').fill('지나가던 손님');
      await visitor.page.locator('form button').click();
      await expect(visitor.page.getByText(/^(연결됨|Connected)$/)).toBeAttached();
      await visitor.page.getByRole('textbox', { name: /메시지 쓰기|Write a message/ }).fill('배송 문의드려요');
      await visitor.page.keyboard.press('Control+Enter');
      const seoyeon = await stranger('서연', browser);
      await seoyeon.enter(host);
      await seoyeon.page.goto(room);
      await expect(seoyeon.page.getByText('배송 문의드려요', { exact: true })).toBeVisible();
      await shoot(seoyeon, 'room-guest', look);
      await seoyeon.page.goto('/settings');
      await seoyeon.page.locator('#token-name').fill('집 서버 알림');
      await seoyeon.page.locator('form[action="/settings/tokens"] button').click();
      await shoot(seoyeon, 'token', look);
      await seoyeon.page.locator('#tokens').scrollIntoViewIfNeeded();
      await shoot(seoyeon, 'tokens', look);
      await seoyeon.page.goto('/admin');
      await seoyeon.page.locator('#bot-name').fill('알림이');
      await seoyeon.page.locator('form[action="/admin/bots"] button').click();
      await shoot(seoyeon, 'bot', look);
      await visitor.page.goto('/settings');
      await shoot(visitor, 'settings-guest', look);
      await visitor.page.goto('/api');
      await shoot(visitor, 'api', look);
    });
  });

  test(`searching, ${look}`, async ({ person, stranger }) => {
    const doyun = await person('이도윤');
    await person('마이그레 담당');
    const host = await person('박서연');
    await host.createRoom('인프라 on-call', ['이도윤']);
    await host.post([
      'DB 마이그레이션 전에 백업부터 확인할게요. 지난번처럼 급하게 하지 말고요',
      '그럼 스탠드업 끝나고 이야기해요',
      'Dry run of the 마이그레이션 on yesterday\'s backup: 4.0 s, 1.2 GB, no surprises. Next we keep the old index for a week, then drop it, and tell everybody in the notes before that happens',
    ]);
    await doyun.open('인프라 on-call');
    await doyun.post(['마이그레이션 0042 staging 통과. 3.1초, lock 없음. 금요일 오전에 prod 갑니다', '깔끔하네요']);
    await host.createRoom('마이그레이션 뒤풀이', ['이도윤']);
    await host.post(['철새 마이그레이션 보러 주남저수지 갈 분 🦆']);
    await host.createRoom('릴리스-0.9', ['이도윤']);
    await host.post(['되돌리는 마이그레이션도 같이 넣었어요', '마이그래프 도구도 봐 주세요']);
    const seoyeon = await stranger('박서연', browser);
    await seoyeon.enter(host);
    await seoyeon.page.goto(new URL(host.page.url()).pathname);
    await expect(seoyeon.page.getByText(/^(연결됨|Connected)$/)).toBeAttached();

    // An English screen has other words: things are found by what they are.
    const { page } = seoyeon;
    const field = page.locator('#message-search');
    await page.locator('header a[href="/search"]').click();
    await expect(field).toBeFocused();
    await shoot(seoyeon, 'search-empty', look);
    await page.locator('label').filter({ has: page.locator('[name=search-scope]') }).last().click();
    await field.fill('마이그레');
    await expect(page.locator('#search-found [role=option]')).toHaveCount(7);
    await shoot(seoyeon, 'search-hits', look);
    await page.locator('#narrow-person').click();
    await expect(page.locator('#narrow-people [role=option]')).toHaveCount(3);
    await shoot(seoyeon, 'search-person', look);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('#narrow-days').click();
    await page.locator('#narrow-after').fill('2026-01-01');
    await shoot(seoyeon, 'search-days', look);
    await page.keyboard.press('Escape');
    await shoot(seoyeon, 'search-narrowed', look);
    await field.fill('점심 메뉴');
    await expect(page.getByText(/찾지 못했어요|Nothing found/).first()).toBeVisible();
    await shoot(seoyeon, 'search-nothing', look);
    await page.locator('#narrow-person + button').click();
    await page.locator('#narrow-days + button').click();
    await field.fill('마이그레');
    await expect(page.locator('[role=option][id^=hit-]')).toHaveCount(5);
    await field.fill('마이그레 from:아무개');
    await expect(page.getByText(/그런 이름의 사람이 없어요|Nobody has that name/)).toBeVisible();
    await expect(page.locator('[role=option][id^=hit-]')).toHaveCount(5);
    await shoot(seoyeon, 'search-refused', look);
    for (const query of ['백업', 'dry run', '마이그레']) {
      await field.fill(query);
      await page.locator('[role=option][id^=hit-]').last().click();
      await expect(page.getByText('F3', { exact: true })).toBeAttached();
      if (query === '마이그레') await shoot(seoyeon, 'search-bar', look);
      await page.keyboard.press('Escape');
    }
    await field.fill('');
    await expect(page.locator('#search-recent [role=option]')).toHaveCount(3);
    await page.keyboard.press('ArrowDown');
    await shoot(seoyeon, 'search-recent', look);
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
