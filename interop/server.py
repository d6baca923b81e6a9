"""A server of its own for a file of tests, people who signed up, and a road to the server that can be blocked."""

import asyncio
import http.client
import json
import os
import re
import subprocess
import tempfile
import urllib.parse
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
SUDA = os.environ.get("SUDA_BINARY", TARGET / "debug" / "suda")

DEADLINE = 15
"""What takes longer, in seconds, does not come."""


class Server:
    """The program `suda` in an empty directory, on a free port."""

    def __init__(self):
        self._dir = tempfile.TemporaryDirectory(prefix="suda-interop-")
        command = [SUDA, "--listen", "127.0.0.1:0", "--data", Path(self._dir.name) / "data"]
        self._process = subprocess.Popen(command, cwd=self._dir.name, env={}, stderr=subprocess.PIPE, text=True)
        said = []
        for line in self._process.stderr:
            said.append(line)
            entry = json.loads(line) if line.startswith("{") else {}
            if entry.get("message") == "suda serves":
                break
        else:
            raise RuntimeError(f"the server ended: {''.join(said)}")
        self.address = entry["address"]
        self.port = int(self.address.split(":")[1])
        self.url = f"http://{self.address}"

    def stop(self):
        self._process.terminate()
        # What it says at its end is read, or it could not say it.
        self._process.communicate(timeout=DEADLINE)
        self._dir.cleanup()

    def sign_up(self, name):
        """Somebody; their cookie."""
        return self._post("/sign-up", {"name": name, "password": "맞는 말 배터리 호치키스"})

    def access_token(self, cookie):
        """An access token of somebody, as the settings show it."""
        fresh = self._post("/settings/tokens", {"name": "시험"}, cookie)
        connection = http.client.HTTPConnection(self.address, timeout=DEADLINE)
        connection.request("GET", "/settings", headers={"cookie": f"{cookie}; {fresh}"})
        page = connection.getresponse().read().decode()
        connection.close()
        return re.search(r'value="(suda_[^"]+)"', page)[1]

    def _post(self, path, fields, cookie=None):
        """Sends a form from a page of the server; the cookie that comes back."""
        headers = {"content-type": "application/x-www-form-urlencoded", "origin": self.url}
        if cookie:
            headers["cookie"] = cookie
        connection = http.client.HTTPConnection(self.address, timeout=DEADLINE)
        connection.request("POST", path, urllib.parse.urlencode(fields), headers)
        response = connection.getresponse()
        body = response.read().decode()
        connection.close()
        if response.status != 303:
            raise RuntimeError(f"{path}: {response.status} {body}")
        return response.headers["set-cookie"].split(";")[0]


class Road:
    """A road to the server that breaks when told: whatever is on it is cut, and nobody gets through until it is open again."""

    def __init__(self, server):
        self._server = server
        self._ways = set()
        self._blocked = False

    async def __aenter__(self):
        self._listener = await asyncio.start_server(self._pass, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._listener.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_):
        self.block()
        self._listener.close()

    def block(self):
        self._blocked = True
        for way in self._ways:
            way.transport.abort()

    def open(self):
        self._blocked = False

    async def _pass(self, near_reader, near_writer):
        if self._blocked:
            near_writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._server.port)
        ways = {near_writer, far_writer}
        self._ways |= ways
        await asyncio.wait([asyncio.create_task(carry(near_reader, far_writer)), asyncio.create_task(carry(far_reader, near_writer))])
        self._ways -= ways


async def carry(reader, writer):
    """Carries what comes, until one end is gone; then the other one goes too."""
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    writer.close()
