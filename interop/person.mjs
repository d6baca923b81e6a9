// Somebody with an official client of some version: commands are promises, events are kept until they are asked for.

import { credentials, inTime } from "./server.mjs";

/** Where a server of Suda speaks Socket.IO. */
export const PATH = "/chat/ws/";

/** A client that has not connected yet. `options` are those of the client, and win. */
export function client(io, url, options) {
  const pace = { reconnectionDelay: 50, reconnectionDelayMax: 200 };
  return io(url, { path: PATH, forceNew: true, autoConnect: false, ...pace, ...options });
}

export class Person {
  /** All entries that came, in the order in which they came. */
  entries = [];
  /** Rooms that this person was invited to. */
  invitations = [];
  #waiting = new Set();

  constructor(socket) {
    this.socket = socket;
    socket.on("room_event", (entry) => this.#keep(this.entries, entry));
    socket.on("room_invite", ({ room }) => this.#keep(this.invitations, room));
  }

  /** Connects as this person; `options` are those of the client. */
  static async connect(io, url, who, options) {
    const person = new Person(client(io, url, { ...credentials(who), ...options }));
    await person.connected(() => person.socket.connect());
    return person;
  }

  /** Does something, and waits until the namespace is entered after it. */
  async connected(act) {
    const connected = new Promise((resolve, reject) => {
      this.socket.once("connect", resolve);
      // What the road does is tried again by the client; what the server says is not.
      this.socket.once("connect_error", (error) => error.message.startsWith("{") && reject(error));
    });
    act();
    await inTime("a connection", connected);
  }

  /** Does something, and waits until the client has noticed that it is not connected any more. */
  async disconnected(act) {
    const disconnected = new Promise((resolve) => this.socket.once("disconnect", resolve));
    act();
    return inTime("the end of the connection", disconnected);
  }

  /** Sends a command; its acknowledgement. */
  ask(command, payload) {
    return inTime(command, new Promise((resolve) => this.socket.emit(command, payload, resolve)));
  }

  /** Sends a command that must succeed; its reply. */
  async call(command, payload) {
    const { ok, error } = await this.ask(command, payload);
    if (error) throw new Error(`${command}: ${JSON.stringify(error)}`);
    return ok;
  }

  /** Waits until this holds of what has come. */
  async until(what, holds) {
    let seen;
    const came = new Promise((resolve) => {
      seen = () => holds(this) && resolve();
      this.#waiting.add(seen);
      seen();
    });
    await inTime(what, came).finally(() => this.#waiting.delete(seen));
  }

  /** Waits until these texts have been said in a room; the entries of these messages. */
  async hears(roomId, contents) {
    const said = () => this.entries.filter((entry) => entry.roomId === roomId && contents.includes(entry.content));
    await this.until(`“${contents[0].slice(0, 40)}” and ${contents.length - 1} more`, () => said().length >= contents.length);
    return said();
  }

  close() {
    this.socket.disconnect();
  }

  #keep(list, item) {
    list.push(item);
    for (const look of this.#waiting) look();
  }
}
