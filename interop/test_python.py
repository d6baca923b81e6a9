"""python-socketio, over asyncio and over threads, by each way to the server."""

import asyncio
import json
import unittest
import uuid

import socketio
from engineio.payload import Payload

from server import DEADLINE, Road, Server

WAYS = {"websocket": ["websocket"], "polling": ["polling"], "upgrade": ["polling", "websocket"]}
PIPELINED = 200
# By polling, this client takes a payload of more than 16 packets for an attack and ends the connection.
Payload.max_decode_packets = 2 * PIPELINED
TEXTS = ["안녕하세요", "ㅋㅋㅋ 뷁", "가족 👨‍👩‍👧‍👦 국기 🇰🇷 손 👍🏽", "첫 줄\n둘째 줄", '\\" 따옴표 😀', "한글과 English 그리고 𠮷"]


class Person:
    """Somebody with one of the two clients. What comes is kept, whatever thread it comes on."""

    def __init__(self, kind):
        pace = {"reconnection_delay": 0.05, "reconnection_delay_max": 0.2}
        self.socket = kind(handle_sigint=False, **pace)
        self.threads = kind is socketio.Client
        self.entries, self.invitations, self.refusals = [], [], []
        self.connects = self.disconnects = 0
        self._loop = asyncio.get_running_loop()
        self._changed = asyncio.Condition()
        self._on("connect", lambda: self._count("connects"))
        self._on("disconnect", lambda *_: self._count("disconnects"))
        self._on("connect_error", self.refusals.append)
        self._on("room_event", self.entries.append)
        self._on("room_invite", lambda invitation: self.invitations.append(invitation["room"]))

    def _count(self, what):
        setattr(self, what, getattr(self, what) + 1)

    def _on(self, event, keep):
        """The client over threads runs each handler in a thread of its own; the loop does what they ask for one by one."""

        def came(*arguments):
            self._loop.call_soon_threadsafe(keep, *arguments)
            asyncio.run_coroutine_threadsafe(self._tell(), self._loop)

        async def heard(*arguments):
            came(*arguments)

        self.socket.on(event, came if self.threads else heard)

    async def _tell(self):
        async with self._changed:
            self._changed.notify_all()

    async def do(self, act, *arguments, **options):
        """Runs a method of the client."""
        if self.threads:
            return await asyncio.to_thread(act, *arguments, **options)
        return await act(*arguments, **options)

    async def connect(self, url, way, credentials):
        options = {"transports": WAYS[way], "socketio_path": "chat/ws", "wait_timeout": DEADLINE}
        await self.do(self.socket.connect, url, **credentials, **options)
        return self

    async def until(self, what, holds):
        """Waits until this holds of what has come."""
        async with self._changed:
            try:
                await asyncio.wait_for(self._changed.wait_for(holds), DEADLINE)
            except TimeoutError:
                raise AssertionError(f"{what}: did not come within {DEADLINE} s") from None

    async def ask(self, command, payload):
        """Sends a command; its acknowledgement."""
        return await self.do(self.socket.call, command, payload, timeout=DEADLINE)

    async def call(self, command, payload):
        """Sends a command that must succeed; its reply."""
        answer = await self.ask(command, payload)
        assert "ok" in answer, f"{command}: {answer}"
        return answer["ok"]

    async def pipeline(self, command, payloads):
        """Sends commands without waiting for one of them; their replies, in the order in which they were sent."""
        answers = [self._loop.create_future() for _ in payloads]

        def answered(future):
            return lambda answer: self._loop.call_soon_threadsafe(future.set_result, answer)

        if self.threads:

            def send():
                for payload, future in zip(payloads, answers):
                    self.socket.emit(command, payload, callback=answered(future))

            await asyncio.to_thread(send)
        else:
            for payload, future in zip(payloads, answers):
                await self.socket.emit(command, payload, callback=answered(future))
        return await asyncio.wait_for(asyncio.gather(*answers), DEADLINE)

    async def hears(self, room_id, contents):
        """Waits until these texts have been said; the entries, in the order in which they came."""
        wanted = set(contents)

        def said():
            return [entry for entry in self.entries if entry["roomId"] == room_id and entry.get("content") in wanted]

        await self.until(f"{contents[0][:40]} and {len(contents) - 1} more", lambda: len(said()) >= len(contents))
        # Threads of their own keep no order: that of the log is `seq`, as for every client.
        return sorted(said(), key=lambda entry: entry["seq"]) if self.threads else said()


def message(room_id, content):
    return {"roomId": room_id, "clientId": str(uuid.uuid4()), "content": content}


def contents_of(entries):
    return [entry["content"] for entry in entries]


class PythonSocketIo(unittest.IsolatedAsyncioTestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.stop)

    async def asyncSetUp(self):
        # What it would say of slow callbacks is noise here.
        asyncio.get_running_loop().set_debug(False)

    async def refused(self, kind, way):
        for credentials in [{}, {"auth": {"token": "suda_nonsense"}}]:
            stranger = Person(kind)
            with self.assertRaises(socketio.exceptions.ConnectionError):
                await stranger.connect(self.server.url, way, credentials)
            await stranger.until("a refusal", lambda: stranger.refusals)
            refusal = stranger.refusals[0]
            refusal = refusal["message"] if isinstance(refusal, dict) else refusal
            self.assertEqual(json.loads(refusal), {"code": "unauthenticated", "message": "sign in first"})

    def credentials(self, cookie):
        """What proves who connects, as arguments of `connect`."""
        # A token, not the cookie: this client sends headers with the first request of polling only, and over asyncio not again when it
        # reconnects.
        return {"auth": {"token": self.server.access_token(cookie)}}

    async def talk(self, kind, way):
        await self.refused(kind, way)
        name = f"{kind.__name__} {way}"
        ann, ben = self.server.sign_up(f"서연 {name}"), self.server.sign_up(f"민준 {name}")
        async with Road(self.server) as road:
            # The one under test, on a road that will break, and somebody else by the same client.
            us = await Person(kind).connect(road.url, way, self.credentials(ann))
            them = await Person(kind).connect(self.server.url, way, self.credentials(ben))
            try:
                await self.conversation(us, them, road)
            finally:
                await us.do(us.socket.disconnect)
                await them.do(them.socket.disconnect)

    async def conversation(self, us, them, road):
        me = (await them.call("sync", {}))["me"]["person"]["id"]
        room = await us.call("create_room", {"kind": "private", "name": "함께 쓰는 방", "participants": [me]})
        await them.until("an invitation", lambda: them.invitations)
        last = await self.pipelined_messages_keep_their_order(us, them, room)
        last = await self.texts_stay_what_they_are(us, them, room["id"], last)
        last = await self.what_is_too_large_costs_nothing_else(us, them, room["id"], last)
        await self.what_was_missed_is_fetched(us, them, room["id"], last, road)

    async def pipelined_messages_keep_their_order(self, us, them, room):
        contents = [f"{number}번째 말" for number in range(PIPELINED)]
        answers = await us.pipeline("send_message", [message(room["id"], content) for content in contents])
        places = list(range(room["head"] + 1, room["head"] + 1 + PIPELINED))
        self.assertEqual([answer["ok"]["seq"] for answer in answers], places)
        for person in (us, them):
            heard = await person.hears(room["id"], contents)
            self.assertEqual(contents_of(heard), contents)
            self.assertEqual([entry["seq"] for entry in heard], places)
        return places[-1]

    async def texts_stay_what_they_are(self, us, them, room_id, last):
        for text in TEXTS:
            await us.call("send_message", message(room_id, text))
        self.assertEqual(contents_of(await them.hears(room_id, TEXTS)), TEXTS)
        page = await us.call("history", {"roomId": room_id, "after": last})
        self.assertEqual(contents_of(page["entries"]), TEXTS)
        return page["to"]

    async def what_is_too_large_costs_nothing_else(self, us, them, room_id, last):
        # Over the bound of a message: refused, and the connection stays.
        refused = await us.ask("send_message", message(room_id, "가" * 4_001))
        self.assertEqual(refused["error"]["code"], "invalid")
        self.assertEqual(us.disconnects, 0)
        # Over the bound of a packet: the connection is closed, and the client comes back by itself.
        await us.do(us.socket.emit, "send_message", message(room_id, "가" * 64 * 1024))
        await us.until("the connection ends and comes back", lambda: us.disconnects == 1 and us.connects == 2)
        synced = await us.call("sync", {"rooms": {room_id: last}})
        self.assertEqual([room["head"] for room in synced["rooms"] if room["id"] == room_id], [last])
        self.assertEqual((await us.call("send_message", message(room_id, "다시 왔어요")))["seq"], last + 1)
        await them.hears(room_id, ["다시 왔어요"])
        return last + 1

    async def what_was_missed_is_fetched(self, us, them, room_id, last, road):
        road.block()
        await us.until("the end of the connection", lambda: us.disconnects == 2)
        missed = ["거기", "있어요?", "👋🏽 기다릴게요"]
        for text in missed:
            await them.call("send_message", message(room_id, text))
        road.open()
        await us.until("a connection", lambda: us.connects == 3)
        synced = await us.call("sync", {"rooms": {room_id: last}})
        [page] = [one["page"] for one in synced["missed"] if one["roomId"] == room_id]
        self.assertEqual(contents_of(page["entries"]), missed)
        await them.call("send_message", message(room_id, "돌아왔군요"))
        [entry] = await us.hears(room_id, ["돌아왔군요"])
        self.assertEqual(entry["seq"], last + 4)


def add_tests():
    for kind in (socketio.AsyncClient, socketio.Client):
        for way in WAYS:

            async def test(self, kind=kind, way=way):
                await self.talk(kind, way)

            setattr(PythonSocketIo, f"test_{'asyncio' if kind is socketio.AsyncClient else 'threads'}_{way}", test)


add_tests()

if __name__ == "__main__":
    # The clients leave it to the end of the process to close some of what they opened.
    unittest.main(warnings="ignore")
