"""An echo bot, to start from: it repeats what others say in the rooms that it is in. docs/PROTOCOL.md has all that it may do.

    pip install "python-socketio[asyncio_client]~=5.16.0"
    SUDA_URL=http://localhost:3000 SUDA_TOKEN=suda_… python bot.py
"""

import asyncio
import os
import sys

import socketio

SUDA_URL = os.environ.get("SUDA_URL", "http://localhost:3000")
SUDA_TOKEN = os.environ.get("SUDA_TOKEN")
LONGEST = 4_000  # characters of a message


class Bot:
    def __init__(self):
        self.socket = socketio.AsyncClient()
        self.me = None
        # For each room that we are in, the `seq` up to which everything is answered.
        self.done = {}
        # What happens is worked off one by one, in the order in which it came.
        self.work = asyncio.Queue()
        self.job = None
        self.later("connect", self.sync)
        self.later("resync", lambda _: self.sync())
        self.later("room_event", self.hear)
        self.later("room_invite", lambda event: self.enter(event["room"]))
        self.later("joined_room", lambda event: self.enter(event["room"]))
        self.later("room_deleted", lambda event: self.leave(event["roomId"]))
        self.socket.on("disconnect", self.disconnected)
        self.socket.on("connect_error", self.refused)

    async def answer(self, entry):
        """What the bot is for."""
        # No bot answers another one: two of them in one room would never end.
        if entry["type"] != "new_message" or entry["userId"] == self.me or entry["userId"].startswith("bot-"):
            return
        echo = f"echo: {entry['content']}"[:LONGEST]
        # A `clientId` that says what it answers: however often this is sent, it is stored once.
        message = {"roomId": entry["roomId"], "clientId": f"echo-{entry['seq']}", "content": echo, "replyTo": entry["seq"]}
        await self.call("send_message", message)

    async def sync(self):
        """After each connect, and when the server says that we missed something."""
        synced = await self.call("sync", {"rooms": self.done})
        self.me = synced["me"]["person"]["id"]
        mine = {room["id"] for room in synced["rooms"]}
        self.done = {room_id: seq for room_id, seq in self.done.items() if room_id in mine}
        for missed in synced["missed"]:
            if missed["page"]:
                await self.take(missed["roomId"], missed["page"])
        for room in synced["rooms"]:
            await self.enter(room)

    async def enter(self, room):
        """A room that we are in. One that is new to us is taken up where this account has read up to."""
        self.done.setdefault(room["id"], room["read"])
        await self.catch_up(room["id"], room["head"])

    async def leave(self, room_id):
        self.done.pop(room_id, None)

    async def hear(self, entry):
        """An event is a hint: it may come twice, and something may be missing before it."""
        last = self.done.get(entry["roomId"])
        if last is None or entry["seq"] <= last:
            return
        if entry["seq"] > last + 1:
            await self.catch_up(entry["roomId"], entry["seq"])
        else:
            await self.take(entry["roomId"], {"entries": [entry], "to": entry["seq"]})

    async def catch_up(self, room_id, head):
        while self.done[room_id] < head:
            await self.take(room_id, await self.call("history", {"roomId": room_id, "after": self.done[room_id]}))

    async def take(self, room_id, page):
        for entry in page["entries"]:
            await self.answer(entry)
            self.done[room_id] = entry["seq"]
        self.done[room_id] = page["to"]
        # The server remembers it for the next time that the bot is started.
        await self.call("read", {"roomId": room_id, "seq": page["to"]})

    async def call(self, command, payload):
        """Sends a command, and again when the server asks for it. Fails when the connection does: the next `sync` comes back to it."""
        while True:
            answer = await self.socket.call(command, payload, timeout=10)
            if "ok" in answer:
                return answer["ok"]
            error = answer["error"]
            if error["code"] not in ("rate_limited", "unavailable", "internal"):
                raise RuntimeError(f"{command}: {error['message']}")
            await asyncio.sleep(error.get("retryAfterMs", 1_000) / 1_000)

    def later(self, event, job):
        async def put(*arguments):
            self.work.put_nowait((job, arguments))

        self.socket.on(event, put)

    async def refused(self, error):
        print(f"cannot connect: {error}", file=sys.stderr)
        # A refusal is an error's body as JSON; anything else is the network, and tried again.
        if '"unauthenticated"' in str(error):
            os._exit(1)

    async def work_off(self):
        while True:
            job, arguments = await self.work.get()
            self.job = asyncio.ensure_future(job(*arguments))
            await asyncio.wait([self.job])
            if not self.job.cancelled() and self.job.exception():
                print(f"failed: {self.job.exception()!r}", file=sys.stderr)

    async def disconnected(self, reason):
        print(f"disconnected: {reason}", file=sys.stderr)
        # An answer that is waited for comes no more. The next `sync` takes it up.
        if self.job:
            self.job.cancel()

    async def run(self):
        worker = asyncio.create_task(self.work_off())
        while not worker.done():
            # A token in `auth`, because headers are not sent with every request; a websocket, because a payload of more than 16 packets
            # ends this client's polling.
            options = {"auth": {"token": SUDA_TOKEN}, "transports": ["websocket"], "socketio_path": "chat/ws"}
            await self.socket.connect(SUDA_URL, retry=True, **options)
            # Comes back after an interruption by itself, and ends when the server ends the session.
            await self.socket.wait()


async def main():
    await Bot().run()


asyncio.run(main())
