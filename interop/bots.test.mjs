// The bots that an author would start from, against a server: each is invited, spoken to, cut off, killed and started again.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { io } from "sio48";

import { Person } from "./person.mjs";
import { PYTHON, ROOT, bot, example, inTime, road, signUp, startServer } from "./server.mjs";

const BOTS = {
  "socket.io-client": [process.execPath, join(ROOT, "examples", "bot.mjs")],
  "python-socketio": [PYTHON, join(ROOT, "examples", "bot.py")],
  "our client": [example("bot")],
  rust_socketio: [example("bot-rust-socketio")],
};

let server, administrator;
before(async () => {
  server = await startServer();
  // The first account.
  administrator = await signUp(server, "관리자");
});
after(() => server.stop());

describe("bots", { concurrency: true }, () => {
  for (const [name, command] of Object.entries(BOTS)) test(name, (t) => lifeOf(t, name, command));
});

async function lifeOf(t, name, command) {
  const called = `메아리 ${name}`;
  const token = await bot(server, administrator, called);
  const street = await road(server);
  t.after(() => street.close());
  let program = start(command, street, token);
  t.after(() => program.stop());

  const ann = await Person.connect(io, server.url, await signUp(server, `서연 ${name}`), { transports: ["websocket"] });
  t.after(() => ann.close());
  const found = await ann.call("find_people", { query: called });
  const participants = found.people.map(({ person }) => person.id);
  const room = await ann.call("create_room", { kind: "private", name: "메아리 방", participants });
  await isEchoed(ann, room, ["안녕하세요 👋🏽"]);

  // Another connection of the bot joins a room.
  const hand = await Person.connect(io, server.url, { token }, { transports: ["websocket"] });
  t.after(() => hand.close());
  const square = await ann.call("create_room", { kind: "public", name: `광장 ${name}` });
  await hand.call("join_room", { roomId: square.id });
  await isEchoed(ann, square, ["여기도 있어요?"]);

  // Cut off: it comes back by itself, and answers what was said meanwhile.
  street.block();
  const missed = Array.from({ length: 5 }, (_, n) => say(ann, room, `${n}번째 빈 방의 말`));
  const meanwhile = await Promise.all(missed);
  street.open();
  await areEchoed(ann, room, meanwhile);

  // Killed, and started again.
  await program.stop();
  const alone = await say(ann, room, "자고 있어요?");
  program = start(command, street, token);
  await areEchoed(ann, room, [alone]);
  await isEchoed(ann, square, ["끝 🎉"]);

  for (const { id } of [room, square]) await eachIsEchoedOnce(ann, id);
}

function start([program, ...options], street, token) {
  const env = { PATH: process.env.PATH, SUDA_URL: street.url, SUDA_TOKEN: token };
  const child = spawn(program, options, { env, stdio: ["ignore", "ignore", "inherit"] });
  const ended = once(child, "exit");
  const stop = () => {
    child.kill("SIGKILL");
    return inTime("the bot ends", ended);
  };
  return { stop };
}

async function say(person, room, content) {
  await person.call("send_message", { roomId: room.id, clientId: randomUUID(), content });
  return content;
}

const areEchoed = (person, room, contents) => person.hears(room.id, contents.map((content) => `echo: ${content}`));

async function isEchoed(person, room, contents) {
  for (const content of contents) await say(person, room, content);
  await areEchoed(person, room, contents);
}

// Everything that was said by others, in its order; nothing twice, and no echo of an echo.
async function eachIsEchoedOnce(person, roomId) {
  const { entries } = await person.call("history", { roomId, limit: 100 });
  const messages = entries.filter(({ type }) => type === "new_message");
  const said = messages.filter(({ content }) => !content.startsWith("echo: "));
  const echoes = messages.filter(({ content }) => content.startsWith("echo: "));
  assert.deepEqual(echoes.map(({ content }) => content), said.map(({ content }) => `echo: ${content}`));
  assert.deepEqual(echoes.map(({ replyTo }) => replyTo), said.map(({ seq }) => seq));
}
