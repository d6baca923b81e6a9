import { join } from 'node:path';
import type { BrowserContextOptions } from '@playwright/test';
import type { Person } from './test.ts';

// What pictures are taken with: the looks of a screen, and the camera.

const FOLDER = join(import.meta.dirname, 'screenshots');
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

/** Both themes and languages, wide and on a phone. */
export const LOOKS: Record<string, BrowserContextOptions> = {
  'light': { colorScheme: 'light' },
  'dark': { colorScheme: 'dark' },
  'phone-light': { colorScheme: 'light', ...PHONE },
  'phone-dark': { colorScheme: 'dark', ...PHONE },
  'english-light': { colorScheme: 'light', locale: 'en-US' },
};

/** Fonts are there, and what moves has come to rest. */
export async function atRest(person: Person): Promise<void> {
  await person.page.evaluate(async () => {
    await document.fonts.ready;
    // What has just changed begins to move with the next picture.
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    await Promise.all(document.getAnimations().filter((one) => one.effect?.getComputedTiming().iterations !== Infinity).map((one) => one.finished.catch(() => {})));
  });
}

/** A picture of what somebody sees, for people to look at. */
export async function shoot(person: Person, screen: string, look: string): Promise<void> {
  await atRest(person);
  await person.page.screenshot({ path: join(FOLDER, `${screen}-${look}.png`) });
}
