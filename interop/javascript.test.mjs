// The official client, each minor version of 4, by each way to the server.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";

import { Person, client } from "./person.mjs";
import { accessToken, inTime, road, signUp, startServer } from "./server.mjs";

const VERSIONS = ["4.0", "4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "4.7", "4.8"];
const WAYS = { websocket: ["websocket"], polling: ["polling"], upgrade: ["polling", "websocket"] };
const PIPELINED = 200;
const TEXTS = ["안녕하세요", "ㅋㅋㅋ 뷁", "가족 👨‍👩‍👧‍👦 국기 🇰🇷 손 👍🏽", "첫 줄\n둘째 줄", "\\\" 따옴표 \u{1F600}", "한글과 English 그리고 𠮷"];

let server;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

for (const version of VERSIONS) {
  describe(`socket.io-client ${version}`, { concurrency: true }, () => {
    for (const way of Object.keys(WAYS)) {
      test(way, (t) => talk(t, version, way));
    }
  });
}

async function talk(t, version, way) {
  const { io } = await import(`sio${version.replace(".", "")}`);
  const options = { transports: WAYS[way] };

  await strangersAreRefused(io, options);

  const street = await road(server);
  t.after(() => street.close());
  const [ann, ben] = await Promise.all([signUp(server, `서연 ${version} ${way}`), signUp(server, `민준 ${version} ${way}`)]);
  ann.token = await accessToken(server, ann);
  // The one under test, by token and on a road that will break; somebody else by the same client, by cookie.
  const us = await Person.connect(io, street.url, ann, options);
  t.after(() => us.close());
  const them = await Person.connect(io, server.url, ben, options);
  t.after(() => them.close());
  const { me } = await them.call("sync", {});
  const room = await us.call("create_room", { kind: "private", name: "함께 쓰는 방", participants: [me.person.id] });
  await them.until("an invitation", () => them.invitations.some(({ id }) => id === room.id));

  // The first messages go while the transport is still being upgraded.
  let seq = await pipelinedMessagesKeepTheirOrder(us, them, room);
  if (way === "upgrade") {
    const { engine } = us.socket.io;
    if (engine.transport.name !== "websocket") await inTime("the upgrade", new Promise((done) => engine.once("upgrade", done)));
  }
  seq = await textsStayWhatTheyAre(us, them, room, seq);
  seq = await whatIsTooLargeCostsNothingElse(us, them, room, seq);
  await whatWasMissedIsFetched(us, them, room, seq, street);
}

async function strangersAreRefused(io, options) {
  for (const auth of [undefined, { token: "suda_nonsense" }]) {
    const error = await refusal(client(io, server.url, { ...options, auth }));
    assert.deepEqual(JSON.parse(error.message), { code: "unauthenticated", message: "sign in first" });
  }
}

async function refusal(stranger) {
  const refused = new Promise((resolve) => stranger.once("connect_error", resolve));
  stranger.connect();
  const error = await inTime("a refusal", refused);
  assert.equal(stranger.connected, false);
  stranger.disconnect();
  return error;
}

const say = (content, room) => ({ roomId: room.id, clientId: randomUUID(), content });

async function pipelinedMessagesKeepTheirOrder(us, them, room) {
  const contents = Array.from({ length: PIPELINED }, (_, n) => `${n}번째 말`);
  const replies = await Promise.all(contents.map((content) => us.call("send_message", say(content, room))));
  const places = Array.from({ length: PIPELINED }, (_, n) => room.head + 1 + n);
  assert.deepEqual(replies.map(({ seq }) => seq), places);
  for (const person of [us, them]) {
    const heard = await person.hears(room.id, contents);
    assert.deepEqual(heard.map(({ content }) => content), contents);
    assert.deepEqual(heard.map(({ seq }) => seq), places);
  }
  return places.at(-1);
}

async function textsStayWhatTheyAre(us, them, room, last) {
  for (const content of TEXTS) await us.call("send_message", say(content, room));
  assert.deepEqual((await them.hears(room.id, TEXTS)).map(({ content }) => content), TEXTS);
  const { entries, to } = await us.call("history", { roomId: room.id, after: last });
  assert.deepEqual(entries.map(({ content }) => content), TEXTS);
  assert.equal(to, last + TEXTS.length);
  return to;
}

async function whatIsTooLargeCostsNothingElse(us, them, room, last) {
  // Over the bound of a message: refused, and the connection stays.
  const { error } = await us.ask("send_message", say("가".repeat(4_001), room));
  assert.equal(error.code, "invalid");
  assert.match(error.message, /4000/);
  const longest = "힣".repeat(4_000);
  assert.equal((await us.call("send_message", say(longest, room))).seq, last + 1);
  await them.hears(room.id, [longest]);
  // Over the bound of a packet: the connection is closed, and the client comes back by itself.
  const back = us.connected(() => {});
  await us.disconnected(() => us.socket.emit("send_message", say("가".repeat(64 * 1_024), room)));
  await back;
  const { rooms } = await us.call("sync", { rooms: { [room.id]: last + 1 } });
  assert.equal(rooms.find(({ id }) => id === room.id).head, last + 1);
  assert.equal((await us.call("send_message", say("다시 왔어요", room))).seq, last + 2);
  await them.hears(room.id, ["다시 왔어요"]);
  return last + 2;
}

async function whatWasMissedIsFetched(us, them, room, last, street) {
  await us.disconnected(() => street.block());
  const missed = ["거기", "있어요?", "👋🏽 기다릴게요"];
  for (const content of missed) await them.call("send_message", say(content, room));
  await us.connected(() => street.open());
  const { missed: pages } = await us.call("sync", { rooms: { [room.id]: last } });
  const { page } = pages.find(({ roomId }) => roomId === room.id);
  assert.deepEqual(page.entries.map(({ content }) => content), missed);
  assert.deepEqual(page.entries.map(({ seq }) => seq), [last + 1, last + 2, last + 3]);
  await them.call("send_message", say("돌아왔군요", room));
  const [entry] = await us.hears(room.id, ["돌아왔군요"]);
  assert.equal(entry.seq, last + 4);
}
