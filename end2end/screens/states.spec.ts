import { LOOKS, shoot } from '../look.ts';
import { details, rooms } from '../rooms-states.ts';
import { acting, messages, opening, talk, touching } from '../states.ts';
import { expect, test } from '../test.ts';

// Pictures of what a conversation and its room can be: all that a message says, what is done with it, and what opens over it.

for (const [look, browser] of Object.entries(LOOKS)) {
  test(`what messages say, ${look}`, async ({ person, stranger }) => {
    const { reader, room } = await talk({ person, stranger }, browser);
    const see = (state: string) => shoot(reader, state, look);
    await messages(reader, room, see);
    // A phone has no pointer, and no keys to open things with.
    if (browser.isMobile) await touching(reader, see);
    else await acting(reader, see);
    await opening(reader, see);
  });

  test(`a room and its details, ${look}`, async ({ person, stranger }) => {
    const doyun = await person('이도윤');
    const host = await person('박서연');
    const { room, link } = await rooms(host, doyun);
    const reader = await stranger('박서연', browser);
    await reader.enter(host);
    await details(reader, room, (state) => shoot(reader, state, look));

    const jimin = await person('김지민');
    const guest = await stranger('김지민', browser);
    guest.expectsRefusals = true;
    await guest.page.goto(link);
    await shoot(guest, 'join-signed-out', look);
    await guest.enter(jimin);
    await guest.page.goto(link);
    await shoot(guest, 'join', look);
    await guest.page.goto(`${link.slice(0, -2)}xx`);
    await shoot(guest, 'join-over', look);
  });

  test(`notifications and the page without a server, ${look}`, async ({ person, stranger }) => {
    const host = await person('박서연');
    const reader = await stranger('박서연', browser);
    await reader.enter(host);
    const { page } = reader;
    await page.context().grantPermissions(['notifications']);
    // A browser without a screen knows no push service.
    await page.context().addInitScript(() => {
      PushManager.prototype.subscribe = () => Promise.reject(new Error('no push service'));
    });
    await page.goto('/settings');
    const section = page.locator('[data-notifications]');
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await section.locator('button[data-when="off"]').click();
    await expect(section.locator('[data-when=open]')).toBeVisible();
    await section.scrollIntoViewIfNeeded();
    await shoot(reader, 'notifications', look);
    await page.goto('/offline');
    await shoot(reader, 'away', look);
  });
}
