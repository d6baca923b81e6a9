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
  test(`axe finds nothing on any screen, ${colorScheme}`, async ({ person, stranger }) => {
    const guest = await stranger('손님', { colorScheme });
    for (const path of ['/sign-in', '/sign-up']) {
      await guest.page.goto(path);
      await nothingToMend(guest, path);
    }

    await person('도윤');
    const seoyeon = await person('서연', { colorScheme });
    await nothingToMend(seoyeon, 'no room yet');
    await seoyeon.createRoom('점심', ['도윤']);
    await seoyeon.say('오늘 닭갈비 어때요?');
    await nothingToMend(seoyeon, 'a conversation');
    await seoyeon.search('닭');
    await expect(seoyeon.hits).toHaveCount(1);
    await nothingToMend(seoyeon, 'a search');
    await seoyeon.page.keyboard.press('Escape');
    await seoyeon.openCreateRoom();
    await nothingToMend(seoyeon, 'making a room');

    await seoyeon.page.goto('/settings');
    await nothingToMend(seoyeon, '/settings');
    seoyeon.expectsRefusals = true;
    await seoyeon.page.goto('/nowhere');
    await nothingToMend(seoyeon, 'not found');
  });

  test(`axe finds nothing in the administration, ${colorScheme}`, async ({ person }) => {
    const seoyeon = await person('서연', { colorScheme });
    await seoyeon.page.goto('/admin');
    await nothingToMend(seoyeon, '/admin');
    await seoyeon.makeInvite();
    await nothingToMend(seoyeon, 'an invite link');
  });
}
