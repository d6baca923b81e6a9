import type { BrowserContextOptions } from '@playwright/test';
import type { Line } from './line.ts';
import { expect, type Person } from './test.ts';

type Somebody = (name: string, browser?: BrowserContextOptions, place?: Line) => Promise<Person>;

/**
 * Doyun writes while his line is cut, and Seoyeon removes him from the room meanwhile. When he is back, the server refuses
 * what he wrote; then she invites him again, and it stands before him.
 */
export async function refused(text: string, person: Somebody, line: Line, browser: BrowserContextOptions = {}) {
  const doyun = await person('도윤', browser, line);
  const seoyeon = await person('서연');
  await seoyeon.createRoom('팀', ['도윤']);
  await doyun.open('팀');

  line.cut();
  await expect(doyun.offline).toBeVisible();
  await doyun.composer.fill(text);
  await doyun.sendButton.click();
  await expect(doyun.entry(text)).toContainText('기다리는 중');
  await seoyeon.remove('도윤');
  line.mend();
  await doyun.reconnected();
  await expect(doyun.composer).toHaveCount(0);
  await expect(doyun.room('팀')).toHaveCount(0);
  // The server answers in the order of what it is told: when this room is there, the message has been refused.
  await doyun.createRoom('다른 방');

  await seoyeon.invite('도윤');
  await doyun.backToRooms();
  await doyun.open('팀');
  await expect(doyun.failure(text)).toContainText('지금은 이 방의 구성원이 아니에요');
  await seoyeon.say('도윤 님, 다시 왔네요');
  await expect(doyun.message('도윤 님, 다시 왔네요')).toBeVisible();
  expect(await seoyeon.contents()).toEqual(['도윤 님, 다시 왔네요']);
  return { doyun, seoyeon };
}
