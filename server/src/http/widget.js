// Suda in any page: a button, and a room behind it. For the page's author:
//   <script src="https://chat.example.org/widget.js" data-room="…" async></script>
// data-into="#here" puts the button into an element of the page instead of the corner below on the right.
// The server writes WORDS.
(() => {
  "use strict";
  const words = WORDS;
  const script = document.currentScript;
  const room = script && script.dataset.room;
  if (!room) return console.error("suda: the script needs data-room, the id of a public room");
  const site = new URL(script.src).origin;
  const key = `suda-widget:${room}`;
  const said = words[(document.documentElement.lang || navigator.language || "").slice(0, 2)] || words.en;

  // Storage may be forbidden: then it does not remember, and works all the same.
  const remember = (open) => {
    try {
      localStorage.setItem(key, open ? "open" : "closed");
    } catch {}
  };
  const remembered = () => {
    try {
      return localStorage.getItem(key) === "open";
    } catch {
      return false;
    }
  };

  const build = () => {
    // Styles of the page do not reach in, and ours do not reach out.
    const host = document.createElement("suda-widget");
    const root = host.attachShadow({ mode: "open" });
    const into = script.dataset.into && document.querySelector(script.dataset.into);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      :host { all: initial; color-scheme: light dark; font: 600 14px/1.4 system-ui, sans-serif }
      button { all: unset; box-sizing: border-box; cursor: pointer; touch-action: manipulation }
      button:focus-visible { outline: 3px solid light-dark(#b3400f, #ff9a6b); outline-offset: 2px }
      .open { ${into ? "position: relative" : "position: fixed; right: max(20px, env(safe-area-inset-right)); bottom: max(20px, env(safe-area-inset-bottom))"};
        z-index: 2147483000; display: inline-grid; place-items: center; width: 56px; height: 56px; border-radius: 50%;
        background: #c2410c; color: #fff; box-shadow: 0 4px 16px #0005 }
      .panel { position: fixed; z-index: 2147483001; display: flex; flex-direction: column; overflow: hidden; border-radius: 14px;
        background: light-dark(#fff, #1d1a18); color: light-dark(#1d1a18, #f5f3f1); box-shadow: 0 12px 40px #0006;
        border: 1px solid light-dark(#0002, #fff3) }
      .panel[hidden] { display: none }
      header { display: flex; align-items: center; justify-content: space-between; padding: 0 4px 0 16px; min-height: 44px; flex: none }
      .close { display: grid; place-items: center; width: 44px; height: 44px; border-radius: 10px }
      iframe { flex: 1; min-height: 0; width: 100%; border: 0; background: inherit }
      @media (width <= 480px), (height <= 420px) { .panel { inset: 0 !important; width: auto !important; height: auto !important; border: 0; border-radius: 0 } }
    `);
    root.adoptedStyleSheets = [sheet];

    const icon = (path) => {
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      for (const [name, value] of Object.entries({ viewBox: "0 0 24 24", width: 24, height: 24, fill: "none", "aria-hidden": true })) {
        svg.setAttribute(name, value);
      }
      const line = document.createElementNS(svg.namespaceURI, "path");
      for (const [name, value] of Object.entries({ d: path, stroke: "currentColor", "stroke-width": 2, "stroke-linecap": "round", "stroke-linejoin": "round" })) {
        line.setAttribute(name, value);
      }
      svg.append(line);
      return svg;
    };
    const named = (element, name, says) => {
      element.className = name;
      element.setAttribute("aria-label", says);
      return element;
    };
    const button = named(document.createElement("button"), "open", said.open);
    button.append(icon("M21 12a8 8 0 0 1-8 8H4l1.8-3A8 8 0 1 1 21 12Z"));
    const panel = named(document.createElement("section"), "panel", said.title);
    panel.id = "panel";
    panel.setAttribute("role", "dialog");
    panel.hidden = true;
    button.setAttribute("aria-controls", panel.id);
    const head = document.createElement("header");
    const title = document.createElement("span");
    title.textContent = said.title;
    const close = named(document.createElement("button"), "close", said.close);
    close.append(icon("M6 6l12 12M18 6L6 18"));
    head.append(title, close);
    panel.append(head);
    root.append(button, panel);

    // Where there is more room: above or below the button, to its left or its right.
    const place = () => {
      const at = button.getBoundingClientRect();
      const [wide, high, gap] = [document.documentElement.clientWidth, window.innerHeight, 12];
      const above = at.top > high - at.bottom;
      const leftwards = at.left + at.width / 2 > wide / 2;
      const height = Math.max(240, Math.min(620, (above ? at.top : high - at.bottom) - 2 * gap));
      const width = Math.min(400, wide - 2 * gap);
      const left = leftwards ? at.right - width : at.left;
      Object.assign(panel.style, {
        width: `${width}px`,
        height: `${height}px`,
        left: `${Math.max(gap, Math.min(left, wide - width - gap))}px`,
        top: `${Math.max(gap, above ? at.top - gap - height : Math.min(at.bottom + gap, high - height - gap))}px`,
      });
    };

    let frame = null;
    const show = (open, focus) => {
      if (open && !frame) {
        // Loaded when it is wanted, and kept then: closing is no leaving.
        frame = document.createElement("iframe");
        frame.title = said.title;
        frame.src = `${site}/embed/${encodeURIComponent(room)}`;
        frame.allow = "clipboard-write";
        panel.append(frame);
      }
      panel.hidden = !open;
      button.setAttribute("aria-expanded", String(open));
      button.setAttribute("aria-label", open ? said.close : said.open);
      if (open) place();
      remember(open);
      if (focus) (open ? close : button).focus();
    };
    button.addEventListener("click", () => show(panel.hidden, true));
    close.addEventListener("click", () => show(false, true));
    root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !panel.hidden) show(false, true);
    });
    window.addEventListener("resize", () => panel.hidden || place());
    window.addEventListener("scroll", () => panel.hidden || place(), { passive: true });
    (into || document.body).append(host);
    show(remembered(), false);
  };

  // A page that may not embed gets nothing: the server does not let its script read the answer.
  fetch(`${site}/embed`, { mode: "cors", credentials: "omit" })
    .then((answer) => {
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      if (document.body) build();
      else document.addEventListener("DOMContentLoaded", build);
    })
    .catch((error) => console.error(`suda: ${site} does not answer pages of ${location.origin} (--allowed-origins): ${error.message}`));
})();
