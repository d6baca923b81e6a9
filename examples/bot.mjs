// An echo bot, to start from: it repeats what others say in the rooms that it is in. docs/PROTOCOL.md has all that it may do.
//
//   npm install
//   SUDA_URL=http://localhost:3000 SUDA_TOKEN=suda_… node bot.mjs

import { setTimeout as sleep } from "node:timers/promises";
import { io } from "socket.io-client";

const { SUDA_URL = "http://localhost:3000", SUDA_TOKEN } = process.env;
const LONGEST = 4_000; // characters of a message

const socket = io(SUDA_URL, { path: "/chat/ws/", auth: { token: SUDA_TOKEN } });

/** For each room that we are in, the `seq` up to which everything is answered. */
const done = new Map();
let me;

/** What the bot is for. */
async function answer({ roomId, seq, type, userId, content }) {
  // No bot answers another one: two of them in one room would never end.
  if (type !== "new_message" || userId === me || userId.startsWith("bot-")) return;
  const echo = [...`echo: ${content}`].slice(0, LONGEST).join("");
  // A `clientId` that says what it answers: however often this is sent, it is stored once.
  await call("send_message", { roomId, clientId: `echo-${seq}`, content: echo, replyTo: seq });
}

/** After each connect, and when the server says that we missed something. */
async function sync() {
  const synced = await call("sync", { rooms: Object.fromEntries(done) });
  me = synced.me.person.id;
  const mine = new Set(synced.rooms.map((room) => room.id));
  for (const roomId of done.keys()) if (!mine.has(roomId)) done.delete(roomId);
  for (const { roomId, page } of synced.missed) if (page) await take(roomId, page);
  for (const room of synced.rooms) await enter(room);
}

/** A room that we are in. One that is new to us is taken up where this account has read up to. */
async function enter({ id, read, head }) {
  if (!done.has(id)) done.set(id, read);
  await catchUp(id, head);
}

/** An event is a hint: it may come twice, and something may be missing before it. */
async function hear(entry) {
  const last = done.get(entry.roomId);
  if (last === undefined || entry.seq <= last) return;
  if (entry.seq > last + 1) return catchUp(entry.roomId, entry.seq);
  await take(entry.roomId, { entries: [entry], to: entry.seq });
}

async function catchUp(roomId, head) {
  while (done.get(roomId) < head) await take(roomId, await call("history", { roomId, after: done.get(roomId) }));
}

async function take(roomId, { entries, to }) {
  for (const entry of entries) {
    await answer(entry);
    done.set(roomId, entry.seq);
  }
  done.set(roomId, to);
  // The server remembers it for the next time that the bot is started.
  await call("read", { roomId, seq: to });
}

/** Sends a command, and again when the server asks for it. Fails when the connection does: the next `sync` comes back to it. */
async function call(command, payload) {
  for (;;) {
    const { ok, error } = await socket.timeout(10_000).emitWithAck(command, payload);
    if (!error) return ok;
    if (!["rate_limited", "unavailable", "internal"].includes(error.code)) throw new Error(`${command}: ${error.message}`);
    await sleep(error.retryAfterMs ?? 1_000);
  }
}

// What happens is worked off one by one, in the order in which it came.
let work = Promise.resolve();
const later = (job) => (...event) => {
  work = work.then(() => job(...event)).catch((error) => console.error(error.message));
};

socket.on("connect", later(sync));
socket.on("resync", later(sync));
socket.on("room_event", later(hear));
socket.on("room_invite", later(({ room }) => enter(room)));
socket.on("joined_room", later(({ room }) => enter(room)));
socket.on("room_deleted", later(({ roomId }) => done.delete(roomId)));

socket.on("disconnect", (reason) => {
  console.error(`disconnected: ${reason}`);
  // This one is not tried again by itself: the token may have been revoked. Connecting tells.
  if (reason === "io server disconnect") socket.connect();
});

socket.on("connect_error", (error) => {
  console.error(`cannot connect: ${error.message}`);
  // A refusal is an error's body as JSON; anything else is the network, and tried again by the client.
  if (error.message.includes('"unauthenticated"')) process.exit(1);
  if (!socket.active) setTimeout(() => socket.connect(), 5_000);
});
