import { brotliCompressSync, constants } from 'node:zlib';
import { expect, test } from '../test.ts';

/** What a first visit may weigh in all, in kB of brotli. */
const LIMIT = 300;
/** What we want of the code that the browser runs: WASM and the JavaScript that loads it. */
const GOAL_OF_CODE = 175;

type Weight = { what: string; raw: number; brotli: number; sent: number };

test('the first load is small', async ({ person, stranger }) => {
  const seoyeon = await person('서연');
  await seoyeon.createRoom('점심 뭐 먹지');
  const said = ['오늘 닭갈비 어때요?', '좋아요, 열두 시에 입구에서 봐요.', '저는 조금 늦어요. 먼저 드세요!', 'deploy_server.exe를 실행했어요'];
  await seoyeon.post(Array.from({ length: 50 }, (_, index) => `${said[index % said.length]} (${index + 1})`));

  // A browser that was never here; signing in is a page without code.
  const visitor = await stranger('서연');
  await visitor.page.goto('/sign-in');
  await visitor.fillSignIn();
  await visitor.connected();
  const room = seoyeon.page.url();
  const devtools = await visitor.page.context().newCDPSession(visitor.page);
  await devtools.send('Network.enable');
  await devtools.send('Network.clearBrowserCache');

  const requests = new Map<string, { url: string; type: string; sent: number }>();
  devtools.on('Network.responseReceived', ({ requestId, response, type }) => {
    requests.set(requestId, { url: response.url, type: type ?? 'Other', sent: 0 });
  });
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const request = requests.get(requestId);
    if (request) request.sent = encodedDataLength;
  });
  await visitor.page.goto(room);
  await visitor.connected();
  await expect(visitor.message(/\(50\)$/)).toBeVisible();

  const weights: Weight[] = [];
  for (const { url, sent } of requests.values()) {
    if (url.includes('/chat/ws') || url.startsWith('data:')) continue;
    const body = await (await visitor.page.request.get(url, { headers: { 'accept-encoding': 'identity' } })).body();
    weights.push({ what: kind(url), raw: body.length, brotli: brotli(body), sent });
  }
  weights.sort((one, other) => other.brotli - one.brotli);
  const total = sum(weights);
  const code = sum(weights.filter(({ what }) => /\.(wasm|js)$/.test(what)));
  print([...weights, { ...code, what: 'code (WASM + JS)' }, { ...total, what: 'everything' }]);
  console.log(`code: ${kB(code.brotli)} kB, the goal is ${GOAL_OF_CODE}${code.brotli > GOAL_OF_CODE * 1000 ? ' (missed)' : ''}`);
  console.log(`first load: ${kB(total.brotli)} kB, the limit is ${LIMIT}`);

  expect(weights.some(({ what }) => what.endsWith('.wasm'))).toBe(true);
  expect(total.brotli / 1000).toBeLessThan(LIMIT);
  // What is sent is what we have weighed: nothing goes out uncompressed.
  expect(total.sent / 1000).toBeLessThan(LIMIT);
});

function brotli(body: Buffer): number {
  return brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}

/** The page without its id, files without their hash and their build. */
function kind(url: string): string {
  const path = new URL(url).pathname;
  if (path.startsWith('/rooms/')) return 'HTML with 50 messages';
  return path.replace(/[.-][A-Za-z0-9_-]{16,}(?=\.)/, '').replace(/^\/pkg\/[\w-]{22}\//, '/pkg/');
}

function sum(weights: Weight[]): Weight {
  const add = (of: 'raw' | 'brotli' | 'sent') => weights.reduce((all, weight) => all + weight[of], 0);
  return { what: 'sum', raw: add('raw'), brotli: add('brotli'), sent: add('sent') };
}

function kB(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}

function print(rows: Weight[]): void {
  console.log(`\n${'kB'.padEnd(30)}${'raw'.padStart(10)}${'brotli-11'.padStart(12)}${'as sent'.padStart(10)}`);
  for (const { what, raw, brotli, sent } of rows) {
    console.log(`${what.padEnd(30)}${kB(raw).padStart(10)}${kB(brotli).padStart(12)}${kB(sent).padStart(10)}`);
  }
}
