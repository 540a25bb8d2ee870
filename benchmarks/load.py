"""The client: asks one server on this machine for a while and says how long each answer took.

A process of its own (`python -m benchmarks.load`), so that its work does not slow the one who measures. It reads a plan
as JSON from standard input and writes the outcome as JSON:

    {"port", "clients", "seconds", "most", "cookie", "expect", "requests": [{"method", "path", "body", "token"}, …]}
    {"milliseconds": [...], "seconds", "answers", "bytes", "problem"}

Each client keeps one connection and asks again as soon as it is answered. The requests are taken in turn; `{uuid}` and
`{count}` in a body become something new each time. It stops after `seconds` or `most` requests, whichever is first,
and at the first answer whose status is not `expect`, which becomes `problem`.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from everproof.kernel.ids import uuid7

WARM_UP = 2  # requests of each client that are not counted
LONGEST_ANSWER = 20.0


class WrongAnswer(Exception):
    """The server did not answer as it should; the text says how."""


@dataclass
class Run:
    """One run of the plan and what came of it."""

    plan: dict[str, Any]
    milliseconds: list[float] = field(default_factory=list)
    answers: int = 0
    size: int = 0
    problem: str = ""

    async def run(self) -> dict[str, Any]:
        clients = [Client(self.plan["port"], self.plan["cookie"]) for _ in range(self.plan["clients"])]
        await asyncio.gather(*(self._guarded(client.open) for client in clients))
        for _ in range(WARM_UP):
            await asyncio.gather(*(self._guarded(self._ask, client) for client in clients))
        self.milliseconds.clear()
        started = time.perf_counter()
        until = started + self.plan["seconds"]
        await asyncio.gather(*(self._guarded(self._go_on, client, until) for client in clients))
        seconds = time.perf_counter() - started
        for client in clients:
            client.close()
        return {
            "milliseconds": self.milliseconds,
            "seconds": seconds,
            "answers": self.answers,
            "bytes": self.size,
            "problem": self.problem,
        }

    async def _guarded(self, work: Any, *arguments: Any) -> None:
        try:
            await work(*arguments)
        except (WrongAnswer, OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            self.problem = self.problem or f"{type(error).__name__}: {error}"

    async def _go_on(self, client: Client, until: float) -> None:
        while not self.problem and time.perf_counter() < until and len(self.milliseconds) < self.plan["most"]:
            await self._ask(client)

    async def _ask(self, client: Client) -> None:
        requests = self.plan["requests"]
        request = requests[self.answers % len(requests)]
        self.answers += 1
        body = request.get("body", "").replace("{uuid}", str(uuid7())).replace("{count}", str(self.answers))
        started = time.perf_counter()
        asked = client.ask(request["method"], request["path"], body, request.get("token", ""))
        status, answer = await asyncio.wait_for(asked, LONGEST_ANSWER)
        self.milliseconds.append((time.perf_counter() - started) * 1000)
        self.size = len(answer)
        if status != self.plan["expect"]:
            raise WrongAnswer(f"{request['method']} {request['path']} gave {status}: {answer[:300]!r}")


class Client:
    """One connection that stays open: HTTP/1.1 as far as our servers speak it."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie = port, cookie

    async def open(self) -> None:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**22)

    def close(self) -> None:
        if hasattr(self, "writer"):
            self.writer.close()

    async def ask(self, method: str, path: str, body: str, token: str) -> tuple[int, bytes]:
        """Status and body of the answer. With a token as a program that speaks JSON, else as a browser."""
        content = body.encode()
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: localhost:{self.port}",
            f"Authorization: Bearer {token}" if token else f"Cookie: {self.cookie}",
        ]
        if content:
            kind = "application/json" if token else "application/x-www-form-urlencoded"
            lines += [f"Content-Type: {kind}", f"Content-Length: {len(content)}"]
        self.writer.write("\r\n".join([*lines, "", ""]).encode() + content)
        await self.writer.drain()
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head.split(" ", 2)[1])
        if "transfer-encoding: chunked" in head:
            return status, await self._chunks()
        _, _, rest = head.partition("content-length:")
        return status, await self.reader.readexactly(int(rest.split("\r\n", 1)[0])) if rest else b""

    async def _chunks(self) -> bytes:
        parts = []
        while size := int(await self.reader.readuntil(b"\r\n"), 16):
            parts.append((await self.reader.readexactly(size + 2))[:-2])
        await self.reader.readuntil(b"\r\n")
        return b"".join(parts)


if __name__ == "__main__":
    json.dump(asyncio.run(Run(json.load(sys.stdin)).run()), sys.stdout)
