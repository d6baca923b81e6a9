import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Person } from '../test.ts';

async function nothingToMend(person: Person, screen: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page: person.page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  const said = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id} (${help}): ${node.html.slice(0, 200)}`));
  expect(said, screen).toEqual([]);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing at the door, ${colorScheme}`, async ({ stranger }) => {
    const guest = await stranger('손님', { colorScheme });
    guest.expectsRefusals = true;
    for (const path of ['/sign-in', '/sign-up', '/api', '/nowhere']) {
      await guest.page.goto(path);
      await nothingToMend(guest, path);
    }
  });

  test(`axe finds nothing in a conversation, ${colorScheme}`, async ({ person }) => {
    await person('도윤');
    const seoyeon = await person('서연', { colorScheme });
    await nothingToMend(seoyeon, 'no room yet');
    await seoyeon.createRoom('점심', ['도윤']);
    await seoyeon.say('오늘 닭갈비 어때요?');
    await seoyeon.details();
    await nothingToMend(seoyeon, 'a conversation and its details');
  });

  test(`axe finds nothing in a search and a dialog, ${colorScheme}`, async ({ person }) => {
    const seoyeon = await person('서연', { colorScheme });
    await seoyeon.createRoom('점심');
    await seoyeon.say('오늘 닭갈비 어때요?');
    await seoyeon.search('닭');
    await expect(seoyeon.hits).toHaveCount(1);
    await nothingToMend(seoyeon, 'a search');
    await seoyeon.openCreateRoom();
    await nothingToMend(seoyeon, 'making a room');
  });

  test(`axe finds nothing in a search with everything in it, ${colorScheme}`, async ({ person }) => {
    await person('닭집 사장님');
    const seoyeon = await person('서연', { colorScheme });
    await seoyeon.createRoom('닭갈비 모임');
    await seoyeon.post(Array.from({ length: 60 }, (_, index) => `오늘 닭갈비 어때요? ${index}`));
    await seoyeon.createRoom('잡담');
    await seoyeon.page.reload();
    await seoyeon.connected();
    await seoyeon.openSearch();
    await nothingToMend(seoyeon, 'an empty field, and nothing of late');
    await seoyeon.search('닭', 'everywhere');
    await expect(seoyeon.hits).toHaveCount(50);
    await expect(seoyeon.found('사람')).toHaveCount(1);
    await nothingToMend(seoyeon, 'rooms, people, messages and another page');
    await seoyeon.page.getByRole('button', { name: '보낸 사람' }).click();
    await expect(seoyeon.page.getByRole('dialog').getByRole('option')).toHaveCount(2);
    await nothingToMend(seoyeon, 'a person to narrow it');
    await seoyeon.page.keyboard.press('Enter');
    await seoyeon.page.getByRole('button', { name: '날짜', exact: true }).click();
    await nothingToMend(seoyeon, 'days to narrow it');
    await seoyeon.page.keyboard.press('Escape');
    await seoyeon.page.getByRole('button', { name: '보낸 사람 거르기 풀기' }).click();
    await seoyeon.searchField.fill('없는 말');
    await expect(seoyeon.searchStatus).toHaveText('찾지 못했어요');
    await nothingToMend(seoyeon, 'nothing found');
    await seoyeon.searchField.fill('닭');
    await seoyeon.hits.first().click();
    await expect(seoyeon.walk).toBeVisible();
    await nothingToMend(seoyeon, 'the bar over the conversation');
    await seoyeon.page.keyboard.press('Escape');
    await seoyeon.searchField.fill('');
    await expect(seoyeon.page.getByRole('option')).toHaveCount(1);
    await nothingToMend(seoyeon, 'searches of late');
  });

  test(`axe finds nothing in settings and administration, ${colorScheme}`, async ({ person }) => {
    const seoyeon = await person('서연', { colorScheme });
    await seoyeon.page.goto('/settings');
    await nothingToMend(seoyeon, '/settings');
    await seoyeon.page.goto('/admin');
    await seoyeon.makeInvite();
    await nothingToMend(seoyeon, '/admin, with an invite link');
  });

  test.describe(() => {
    test.use({ options: ['--guests', 'on'] });

    test(`axe finds nothing where somebody comes without a password, ${colorScheme}`, async ({ person, stranger }) => {
      const seoyeon = await person('서연', { colorScheme });
      await seoyeon.createRoom('상담 창구', [], 'public');
      const room = new URL(seoyeon.page.url()).pathname;
      const guest = await stranger('손님', { colorScheme });
      await guest.page.goto('/sign-in');
      await nothingToMend(guest, '/sign-in, for guests too');
      await guest.page.goto(room.replace('rooms', 'embed'));
      await nothingToMend(guest, '/embed');
      await guest.byLabel('이름').fill('손님');
      await guest.button('손님으로 들어가기').click();
      await guest.say('배송 문의드려요');
      await expect(seoyeon.entry('배송 문의드려요')).toBeVisible();
      await nothingToMend(seoyeon, 'what a guest says');
      await guest.page.goto('/settings');
      await nothingToMend(guest, '/settings, of a guest');
      await seoyeon.page.goto('/settings');
      await seoyeon.byLabel('용도').fill('집 서버 알림');
      await seoyeon.button('토큰 만들기').click();
      await expect(seoyeon.page.getByText('‘집 서버 알림’ 토큰을 만들었어요')).toBeVisible();
      await nothingToMend(seoyeon, '/settings, with a token');
      await seoyeon.page.goto('/admin');
      await seoyeon.byLabel('봇 이름').fill('알림이');
      await seoyeon.button('봇 만들기').click();
      await nothingToMend(seoyeon, '/admin, with a bot');
    });
  });
}
