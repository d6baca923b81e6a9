import AxeBuilder from '@axe-core/playwright';
import { atRest } from '../look.ts';
import { details, rooms } from '../rooms-states.ts';
import { acting, messages, opening, talk, touching, type See } from '../states.ts';
import { expect, test, type Person } from '../test.ts';

// Axe over all that a conversation and its room can be. Everything that is found is told at the end, each thing once.

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Looks with axe, and remembers what it found. */
function examine(person: Person): { see: See; found: string[] } {
  const found: string[] = [];
  const see = async (state: string) => {
    // What is still coming in has less contrast than it will have.
    await atRest(person);
    const { violations } = await new AxeBuilder({ page: person.page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    for (const { id, help, nodes } of violations) {
      for (const { html, any } of nodes) found.push(`${state}: ${id} (${help}): ${html.slice(0, 200)} ${any[0]?.message ?? ''}`);
    }
  };
  return { see, found };
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in what messages say and in what opens over them, ${colorScheme}`, async ({ person, stranger }) => {
    const { reader, room } = await talk({ person, stranger }, { colorScheme });
    const { see, found } = examine(reader);
    await messages(reader, room, see);
    await opening(reader, see);
    expect(found).toEqual([]);
  });

  test(`axe finds nothing in what is done with messages, ${colorScheme}`, async ({ person, stranger }) => {
    // It takes its time over all the emoji that there are.
    test.slow();
    const { reader, room } = await talk({ person, stranger }, { colorScheme });
    const { see, found } = examine(reader);
    await reader.page.goto(room);
    await expect(reader.page.locator('#divider')).toBeVisible();
    await acting(reader, see);
    expect(found).toEqual([]);
  });

  test(`axe finds nothing in what a finger opens, ${colorScheme}`, async ({ person, stranger }) => {
    const { reader, room } = await talk({ person, stranger }, { colorScheme, ...PHONE });
    const { see, found } = examine(reader);
    await messages(reader, room, see);
    await touching(reader, see);
    expect(found).toEqual([]);
  });

  test(`axe finds nothing in rooms, their menu, their details and their links, ${colorScheme}`, async ({ person, stranger }) => {
    const doyun = await person('이도윤');
    const host = await person('박서연');
    const { room, link } = await rooms(host, doyun);
    const reader = await stranger('박서연', { colorScheme });
    await reader.enter(host);
    const { see, found } = examine(reader);
    await details(reader, room, see);
    reader.expectsRefusals = true;
    for (const path of [link, `${link.slice(0, -2)}xx`, '/offline']) {
      await reader.page.goto(path);
      await see(path);
    }
    const guest = await stranger('김지민', { colorScheme });
    await guest.signUp();
    await guest.page.goto(link);
    const { see: seeInvited, found: foundInvited } = examine(guest);
    await seeInvited('/join');
    expect([...found, ...foundInvited]).toEqual([]);
  });
}
