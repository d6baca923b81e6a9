// The page's side of the service worker: registers it, answers what it asks, and, on the settings page, turns notifications on and off
// on this device. Nothing is asked of the reader before they press a button.
const able = "serviceWorker" in navigator && self === top;
const here = (room) => location.pathname === `/rooms/${room}`;

if (able) {
  navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }).catch(() => {});
  navigator.serviceWorker.addEventListener("message", ({ data, ports: [port] }) => {
    if (data.shows) port.postMessage(document.visibilityState === "visible" && here(data.shows));
    if (data.open) port.postMessage(go(data.open));
  });
  navigator.serviceWorker.startMessages();
}

// The chat screen opens rooms as the browser's own back and forward do.
function go(room) {
  if (!document.querySelector("leptos-island")) return false;
  if (!here(room)) {
    history.pushState(null, "", `/rooms/${room}`);
    dispatchEvent(new PopStateEvent("popstate"));
  }
  return here(room);
}

const section = document.querySelector("[data-notifications]");
if (section) settings(section);

function settings(section) {
  const key = `suda.notify.${section.dataset.notifications}`;
  const { push } = section.dataset;
  const form = section.querySelector("form[data-on]");
  const hides = form.elements.hideText;
  let kept = null;
  try {
    kept = localStorage.getItem(key);
  } catch {}
  const keep = (value) => {
    try {
      value ? localStorage.setItem(key, value) : localStorage.removeItem(key);
    } catch {}
  };
  const show = (state) => {
    for (const part of section.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(state);
  };
  const state = () => {
    if (!able || !("Notification" in self)) return "unable";
    if (Notification.permission === "denied") return "denied";
    if (Notification.permission !== "granted" || !kept) return "off";
    return section.dataset.reached ? "on" : "open";
  };
  hides.checked = kept ? kept === "hidden" : hides.checked;
  show(state());

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if ((await Notification.requestPermission()) !== "granted") return show(state());
    const { elements } = form;
    const { endpoint = "", keys = {} } = (await subscription(push, state() === "on"))?.toJSON() ?? {};
    [elements.endpoint.value, elements.key.value, elements.auth.value] = [endpoint, keys.p256dh ?? "", keys.auth ?? ""];
    keep(hides.checked ? "hidden" : "text");
    form.submit();
  });
  section.querySelector("form[data-off]").addEventListener("submit", async (event) => {
    event.preventDefault();
    keep(null);
    await forget();
    event.target.submit();
  });
  // Who signs out leaves nothing behind that calls.
  document.querySelector('form[action="/sign-out"]')?.addEventListener("submit", () => keep(null));
}

// Where this browser is reached; `null`: it knows no push service, or cannot reach it now. Then open tabs tell.
async function subscription(key, keeps) {
  const { pushManager } = await navigator.serviceWorker.ready;
  if (!pushManager || !key) return null;
  try {
    const there = await pushManager.getSubscription();
    if (there && keeps) return there;
    // Of another key of the server, or of who was here before.
    await there?.unsubscribe();
    return await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  } catch {
    return null;
  }
}

async function forget() {
  try {
    const registration = await navigator.serviceWorker.ready;
    await (await registration.pushManager?.getSubscription())?.unsubscribe();
    for (const notification of await registration.getNotifications()) notification.close();
  } catch {}
}
