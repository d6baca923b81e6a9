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
    for (const path of ['/sign-in', '/sign-up', '/nowhere']) {
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

  test(`axe finds nothing in settings and administration, ${colorScheme}`, async ({ person }) => {
    const seoyeon = await person('서연', { colorScheme });
    await seoyeon.page.goto('/settings');
    await nothingToMend(seoyeon, '/settings');
    await seoyeon.page.goto('/admin');
    await seoyeon.makeInvite();
    await nothingToMend(seoyeon, '/admin, with an invite link');
  });
}
