// The service worker: tells of messages while nobody looks, and says so when the server is away. Of what the server sends it keeps one
// page that is the same for everybody, and nothing that somebody reads. The server writes VERSION and WORDS.
"use strict";
const VERSION = "VERSION";
const WORDS = {};
const CACHE = `suda-${VERSION}`;
const OFFLINE = "/offline";
// A tab that has not answered by then does not.
const PATIENCE = 500;

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(keepOffline());
});

addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const old = (await caches.keys()).filter((name) => name.startsWith("suda-") && name !== CACHE);
      await Promise.all(old.map((name) => caches.delete(name)));
      // The page is asked for while this wakes up: nothing is slower for it.
      await registration.navigationPreload?.enable();
      await clients.claim();
    })(),
  );
});

async function keepOffline() {
  const answer = await fetch(OFFLINE, { credentials: "omit", cache: "reload" });
  if (!answer.ok) throw new Error("the page for the way without a server is not there");
  const sheet = (await answer.clone().text()).match(/"(\/pkg\/[^"]+\.css)"/)?.[1];
  const cache = await caches.open(CACHE);
  await cache.put(OFFLINE, answer);
  if (sheet) await cache.add(new Request(sheet, { credentials: "omit" }));
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  if (request.mode === "navigate" && request.method === "GET") {
    event.respondWith(navigate(event));
  } else if (request.mode === "navigate" && path === "/sign-out") {
    event.waitUntil(forgetWhoWasHere());
  } else if (request.destination === "style" && path.startsWith("/pkg/")) {
    event.respondWith(fetch(request).catch(async () => (await caches.match(request)) ?? Response.error()));
  }
});

async function navigate(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch (fault) {
    const kept = await caches.match(OFFLINE);
    if (!kept) throw fault;
    return kept;
  }
}

// The next one who signs in here must not find, nor be sent, what was for the one before.
async function forgetWhoWasHere() {
  for (const notification of await registration.getNotifications()) notification.close();
  await navigator.clearAppBadge?.();
  await (await registration.pushManager?.getSubscription())?.unsubscribe();
}

addEventListener("push", (event) => {
  event.waitUntil(tell(event.data.json(), true));
});

// From a tab that heard it, and cannot be seen.
addEventListener("message", (event) => {
  const { said, seen, read, deleted } = event.data ?? {};
  if (said) event.waitUntil(tell(JSON.parse(said), false));
  if (seen) event.waitUntil(untell(seen));
  if (read) event.waitUntil(untellSome(read, (told, place) => told <= place));
  if (deleted) event.waitUntil(untellSome(deleted, (told, place) => told === place));
});

const tag = (room) => `room:${room}`;
// Tells are one after the other: two tabs that hear the same at the same time are one.
let last = Promise.resolve();

function tell(told, pushed) {
  last = last.then(() => show(told, pushed)).catch(() => {});
  return last;
}

async function show({ roomId, seq, name, author, text, language }, pushed) {
  const windows = await tabs();
  const seen = windows.filter((tab) => tab.visibilityState === "visible");
  if ((await Promise.all(seen.map((tab) => ask(tab, { shows: roomId })))).includes(true)) return;
  const [there] = await registration.getNotifications({ tag: tag(roomId) });
  // The push service and a tab of ours say the same: once is enough.
  if (there && there.data.seq >= seq) return;
  const words = WORDS[language] ?? WORDS.en;
  const body = text ?? words.message;
  await registration.showNotification(name ?? author, {
    body: name ? `${author}: ${body}` : body,
    tag: tag(roomId),
    renotify: true,
    lang: language,
    icon: "/icon-192.png",
    data: { roomId, seq },
  });
  // Where tabs are open, they know the number.
  if (pushed && windows.length === 0) await navigator.setAppBadge?.();
}

// Somebody has read it in a tab.
async function untell(roomId) {
  for (const notification of await registration.getNotifications({ tag: tag(roomId) })) notification.close();
}

// It was read on another device, or taken back by who said it: `{rooms: {roomId: seq}}`. In turn with what is told: it may be under way.
function untellSome(places, isOver) {
  const { rooms } = JSON.parse(places);
  last = last
    .then(async () => {
      for (const notification of await registration.getNotifications()) {
        const { roomId, seq } = notification.data ?? {};
        if (Object.hasOwn(rooms, roomId) && isOver(seq, rooms[roomId])) notification.close();
      }
    })
    .catch(() => {});
  return last;
}

async function tabs() {
  const all = await clients.matchAll({ type: "window", includeUncontrolled: true });
  return all.filter((tab) => tab.frameType === "top-level");
}

// What a tab answers; `undefined`: nothing.
function ask(tab, question) {
  return new Promise((answer) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => answer(data);
    setTimeout(answer, PATIENCE);
    tab.postMessage(question, [port2]);
  });
}

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.roomId));
});

async function open(roomId) {
  const path = `/rooms/${encodeURIComponent(roomId)}`;
  for (const tab of await tabs()) {
    if ((await ask(tab, { open: roomId })) === true) return tab.focus();
  }
  return clients.openWindow(path);
}

// The browser is reached elsewhere from now on.
addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(
    (async () => {
      const options = event.oldSubscription?.options;
      const fresh = event.newSubscription ?? (options && (await registration.pushManager.subscribe(options)));
      if (!fresh) return;
      const { endpoint, keys } = fresh.toJSON();
      const body = new URLSearchParams({ endpoint, key: keys.p256dh, auth: keys.auth, renewed: "on" });
      await fetch("/settings/notifications", { method: "POST", body, redirect: "manual" });
    })(),
  );
});
