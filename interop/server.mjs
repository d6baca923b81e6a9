// A server of its own for a file of tests, people who signed up, and a road to the server that can be blocked.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));
const TARGET = process.env.CARGO_TARGET_DIR ?? join(ROOT, "target");
const SUDA = process.env.SUDA_BINARY ?? join(TARGET, "debug", "suda");

/** Where scripts/install puts a Python with what requirements.txt names. */
export const PYTHON = process.env.SUDA_PYTHON ?? join(ROOT, "target", "interop-venv", "bin", "python");

/** Where `cargo build --examples` puts one. */
export const example = (name) => join(TARGET, "debug", "examples", name);

/** What takes longer, in milliseconds, does not come. */
export const DEADLINE = 15_000;

/** What must come, or an error that names it. */
export function inTime(what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: did not come within ${DEADLINE} ms`)), DEADLINE);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** The program `suda` in an empty directory, on a free port. */
export async function startServer() {
  const data = await mkdtemp(join(tmpdir(), "suda-interop-"));
  // Its address as a proxy names it, or all people here would be one address that signs up too often.
  const options = ["--listen", "127.0.0.1:0", "--data", join(data, "data"), "--trusted-proxies", "127.0.0.1"];
  const child = spawn(SUDA, options, { cwd: data, env: {}, stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(child, "exit");
  const address = await inTime("the server listens", listens(child, ended));
  const stop = async () => {
    child.kill("SIGTERM");
    await inTime("the server stops", ended);
    await rm(data, { recursive: true });
  };
  return { url: `http://${address}`, port: Number(address.split(":")[1]), stop };
}

function listens(child, ended) {
  return new Promise((resolve, reject) => {
    const said = [];
    createInterface({ input: child.stderr }).on("line", (line) => {
      said.push(line);
      const address = /"suda serves".*"address":"([^"]+)"/.exec(line)?.[1];
      if (address) resolve(address);
    });
    child.on("error", () => reject(new Error(`${SUDA} does not start: cargo build --bins makes it`)));
    ended.then(() => reject(new Error(`the server ended: ${said.join("\n")}`)), reject);
  });
}

let people = 0;

/** Somebody who signs up; the first one is the administrator. */
export async function signUp(server, name) {
  people += 1;
  const from = { "x-forwarded-for": `10.0.${people >> 8}.${people & 255}` };
  const response = await post(server, "/sign-up", { name, password: "맞는 말 배터리 호치키스" }, from);
  return { name, cookie: cookieOf(response) };
}

/** An access token of somebody, as the settings show it. */
export const accessToken = (server, person) => freshToken(server, person, "/settings", "/settings/tokens", "시험");

/** A bot that an administrator makes; its access token. */
export const bot = (server, administrator, name) => freshToken(server, administrator, "/admin", "/admin/bots", name);

// A token is shown once, on the page that its form leads to.
async function freshToken(server, person, page, form, name) {
  const response = await post(server, form, { name }, { cookie: person.cookie });
  const shown = await fetch(`${server.url}${page}`, { headers: { cookie: `${person.cookie}; ${cookieOf(response)}` } });
  return /value="(suda_[^"]+)"/.exec(await shown.text())[1];
}

async function post(server, path, fields, headers) {
  const body = new URLSearchParams(fields);
  const response = await fetch(server.url + path, { method: "POST", redirect: "manual", headers: { origin: server.url, ...headers }, body });
  if (response.status !== 303) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response;
}

const cookieOf = (response) => response.headers.getSetCookie()[0].split(";")[0];

/** What proves to a Socket.IO server who connects, as options of the client: the access token if there is one, else the cookie. */
export const credentials = ({ token, cookie }) => (token ? { auth: { token } } : { extraHeaders: { cookie } });

/** A road to the server that breaks when told: whatever is on it is cut, and nobody gets through until it is open again. */
export async function road(server) {
  const ways = new Set();
  let blocked = false;
  const listener = createServer((near) => {
    if (blocked) return near.destroy();
    const far = createConnection(server.port, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ]) {
      from.setNoDelay().pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        ways.delete(from);
        to.destroy();
      });
      ways.add(from);
    }
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const cut = () => ways.forEach((way) => way.destroy());
  return {
    url: `http://127.0.0.1:${listener.address().port}`,
    block: () => {
      blocked = true;
      cut();
    },
    open: () => {
      blocked = false;
    },
    close: () => {
      cut();
      listener.close();
    },
  };
}
