import { expect, test } from '../test.ts';

test('a search finds what was said, marks it, and opens it in its place', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  await seoyeon.post(['오늘회의는3시입니다', ...Array.from({ length: 90 }, (_, index) => `다른 이야기 ${index + 1}`)]);
  await seoyeon.page.reload();
  await seoyeon.connected();

  await seoyeon.search('회의');
  const hit = seoyeon.hits.filter({ hasText: '오늘회의는3시입니다' });
  await expect(hit).toBeVisible();
  await expect(hit.locator('mark')).toHaveText('회의');

  await hit.click();
  await expect(seoyeon.message('오늘회의는3시입니다')).toBeInViewport();
  await expect(seoyeon.message('오늘회의는3시입니다').locator('mark')).toHaveText('회의');
});

test('a hit in another room opens that room around it', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  await seoyeon.post(['분기 보고서는 금요일까지예요', ...Array.from({ length: 90 }, (_, index) => `다른 이야기 ${index + 1}`)]);
  await seoyeon.createRoom('점심');
  await seoyeon.search('보고서', 'everywhere');
  await seoyeon.hits.filter({ hasText: '분기 보고서는' }).click();
  await expect(seoyeon.heading('업무')).toBeVisible();
  await expect(seoyeon.message('분기 보고서는 금요일까지예요')).toBeInViewport();
  await expect(seoyeon.message('분기 보고서는 금요일까지예요').locator('mark')).toHaveText('보고서');
});

test('who came by a hit is left there, told what is new, and goes back to the end', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무', ['도윤']);
  await seoyeon.post(['오늘회의는3시입니다', ...Array.from({ length: 90 }, (_, index) => `다른 이야기 ${index + 1}`)]);
  await doyun.open('업무');
  await seoyeon.page.reload();
  await seoyeon.connected();
  await seoyeon.search('회의');
  await seoyeon.hits.filter({ hasText: '오늘회의는3시입니다' }).click();
  await expect(seoyeon.message('오늘회의는3시입니다')).toBeInViewport();

  await doyun.say('그 회의 네 시로 미뤘어요');
  const back = seoyeon.page.getByRole('button', { name: '새 메시지 1개' });
  await expect(back).toBeVisible();
  await expect(seoyeon.message('오늘회의는3시입니다')).toBeInViewport();
  await back.click();
  await expect(seoyeon.message('그 회의 네 시로 미뤘어요')).toBeInViewport();
  await expect(seoyeon.message('다른 이야기 90')).toBeInViewport();
  await expect(seoyeon.unread('업무')).toHaveCount(0);
});

test('initials and half a syllable find as well', async ({ person }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('업무');
  await seoyeon.post(['회의록을 공유합니다', '닭갈비 먹자']);
  await seoyeon.page.reload();
  await seoyeon.connected();

  await seoyeon.search('ㅎㅇㄹ');
  await expect(seoyeon.hits.filter({ hasText: '회의록을' })).toBeVisible();
  await seoyeon.search('달');
  await expect(seoyeon.hits.filter({ hasText: '닭갈비' })).toBeVisible();
  await expect(seoyeon.hits.filter({ hasText: '회의록을' })).toHaveCount(0);
});

test('a search in all rooms finds nothing in the rooms of others', async ({ person }) => {
  const seoyeon = await person('서연');
  const doyun = await person('도윤');
  await seoyeon.createRoom('비밀');
  await seoyeon.say('연봉 협상 이야기');
  await doyun.createRoom('내 방');
  await doyun.say('연봉이 궁금해요');

  await doyun.search('연봉', 'everywhere');
  await expect(doyun.hits).toHaveCount(1);
  await expect(doyun.hits).toContainText('연봉이 궁금해요');
});
