import { refused } from '../refused.ts';
import { expect, test } from '../test.ts';

test('a message that was refused is sent again, once, when its author wants it', async ({ person, line }) => {
  const { doyun, seoyeon } = await refused('제 생각에는 금요일이 좋아요', person, line);
  await doyun.sendAgain('제 생각에는 금요일이 좋아요');
  await expect(seoyeon.message('제 생각에는 금요일이 좋아요')).toBeVisible();
  const both = ['도윤 님, 다시 왔네요', '제 생각에는 금요일이 좋아요'];
  for (const somebody of [doyun, seoyeon]) await somebody.keepsShowing(both);

  // So it is stored: once, for both.
  for (const somebody of [doyun, seoyeon]) {
    await somebody.page.reload();
    await somebody.connected();
    await somebody.keepsShowing(both);
  }
});

test('a message that was refused is not sent by a reload, and gone for good when its author deletes it', async ({ person, line }) => {
  const { doyun, seoyeon } = await refused('이건 안 보내는 게 낫겠어요', person, line);
  await doyun.page.reload();
  await doyun.connected();
  await expect(doyun.failure('이건 안 보내는 게 낫겠어요')).toBeVisible();

  await doyun.giveUp('이건 안 보내는 게 낫겠어요');
  await doyun.keepsShowing(['도윤 님, 다시 왔네요']);
  await doyun.page.reload();
  await doyun.connected();
  await doyun.keepsShowing(['도윤 님, 다시 왔네요']);
  await seoyeon.keepsShowing(['도윤 님, 다시 왔네요']);
});

test('a message that was refused holds up none that is written after it', async ({ person }) => {
  const doyun = await person('도윤');
  const seoyeon = await person('서연');
  await seoyeon.createRoom('메모', ['도윤']);
  await doyun.open('메모');
  // A letter that is two in the form which is stored: only the server sees that the text is over its bound.
  const long = '\u0958'.repeat(2_001);
  await seoyeon.write(long);
  await seoyeon.write('다음 이야기');
  await expect(seoyeon.failure(long)).toBeVisible();
  await expect(doyun.message('다음 이야기')).toBeVisible();

  // It is no better the second time, and still there.
  await seoyeon.sendAgain(long);
  await expect(seoyeon.failure(long)).toBeVisible();
  await seoyeon.giveUp(long);
  for (const somebody of [seoyeon, doyun]) await somebody.keepsShowing(['다음 이야기']);
});
