import { expect, type Person } from './test.ts';
import type { See } from './states.ts';

// The states of rooms that one comes to look at; as in `states.ts`, found by what they are.

/** The rooms of somebody, as others have left them: one that calls, one that is muted, one with a draft. Who acts reads Korean. */
export async function rooms(host: Person, other: Person): Promise<{ room: string; link: string }> {
  await other.createRoom('디자인 리뷰', [host.name]);
  await other.post([`@${host.name} 이번 시안 봐 주세요`]);
  await other.createRoom('잡담', [host.name]);
  await other.createRoom('아주 긴 이름을 가진 방이라서 한 줄에 다 들어가지 않는 방', [host.name]);
  await other.post(['안 읽은 이야기', '또 있어요']);
  await host.createRoom('릴리스 준비', [other.name]);
  const room = new URL(host.page.url()).pathname;
  await host.setTopic('금요일에 나가는 0.9 판의 준비와 점검. 급한 일은 전화로 알려 주세요');
  const link = await host.makeLink();
  await host.openMenu('릴리스 준비');
  await host.menuItem('위에 고정하기').click();
  await host.openMenu('잡담');
  await host.menuItem('알림 끔').click();
  await expect(host.room('잡담').getByText('알림 끔')).toBeAttached();
  return { room, link };
}

/** The list, a room's menu and its details. */
export async function details(reader: Person, room: string, see: See): Promise<void> {
  const { page } = reader;
  const menu = page.getByRole('menu');
  await page.goto(room);
  await expect(page.getByText(/^(연결됨|Connected)$/)).toBeAttached();
  const button = page.locator('header button[aria-pressed]').last();
  await button.click();
  const panel = page.locator('aside').last();
  await expect(panel.getByRole('listitem').first()).toBeVisible();
  await see('room-details');
  // The first of what can be done with a heading beside it: an invite link.
  await panel.locator('section h3 button').first().click();
  await expect(panel.locator('input[readonly]')).toBeVisible();
  await see('room-link');
  await page.goto(room);
  await expect(page.getByText(/^(연결됨|Connected)$/)).toBeAttached();
  const back = page.locator('header a[href="#rooms"]');
  const row = page.locator('#rooms a', { hasText: '디자인 리뷰' });
  if (await back.isVisible()) {
    await page.locator('#composer').fill('쓰다 만 말');
    await back.tap();
    await expect(row).toBeVisible();
    await see('rooms-marked');
    await reader.hold(row);
  } else {
    await see('rooms-marked');
    await row.click({ button: 'right' });
  }
  await expect(menu).toBeVisible();
  await see('room-menu');
  await page.keyboard.press('Escape');
  await expect(menu).toHaveCount(0);
}
