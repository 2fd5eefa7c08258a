"""A proxy before a real HTTP server that can refuse, hang, cut and answer 429. What passes is the real thing."""

import asyncio
import contextlib
import socket
import threading
from collections import Counter
from enum import StrEnum
from typing import Self

CHUNK = 1 << 16
BUSY = (
    b"HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nX-elastic-product: Elasticsearch\r\n"
    b"Content-Length: %d\r\n\r\n%s"
)
BODY = b'{"error":{"type":"circuit_breaking_exception","reason":"the test says so"},"status":429}'


class Mode(StrEnum):
    """What becomes of a connection."""

    PASS = "pass"
    SLOW = "slow"
    """Every piece of a request is held back for ``delay_s``."""
    REFUSE = "refuse"
    """Nobody listens."""
    HANG = "hang"
    """Requests are taken and never answered."""
    CUT = "cut"
    """Requests are done, and the connection is reset instead of the answer."""
    BUSY = "busy"
    """Every request is answered with 429."""


class Proxy:
    """Listens on a free loopback port, in a thread of its own, and passes on to ``port``.

    ``turn`` ends every connection there is (reset) and treats the next ones in the new way.
    """

    def __init__(self, port: int, delay_s: float = 0.5) -> None:
        self.target, self.delay_s, self.mode = port, delay_s, Mode.PASS
        self.met: Counter[Mode] = Counter()
        """Connections by the mode that met them."""
        with socket.socket() as held:
            held.bind(("127.0.0.1", 0))
            self.port = int(held.getsockname()[1])
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        self.turn(Mode.PASS)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(20)
        self._loop.close()

    def turn(self, mode: Mode) -> None:
        """Change the mode; returns when it is in force."""
        asyncio.run_coroutine_threadsafe(self._turn(mode), self._loop).result(30)

    async def _turn(self, mode: Mode) -> None:
        self.mode = mode
        for writer in list(self._open):
            writer.transport.abort()
        if mode is Mode.REFUSE:
            await self._shut()
        elif self._server is None:
            self._server = await asyncio.start_server(self._met, "127.0.0.1", self.port)

    async def _shut(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    async def _close(self) -> None:
        await self._turn(Mode.REFUSE)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._open.add(writer)
        self.met[self.mode] += 1
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._treat(reader, writer)
        finally:
            self._open.discard(writer)
            self._tasks.discard(task)
            writer.transport.abort()

    async def _treat(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        match self.mode:
            case Mode.HANG:
                while await reader.read(CHUNK):
                    pass
            case Mode.BUSY:
                await _refuse_each(reader, writer)
            case mode:
                await self._pass(reader, writer, mode)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, mode: Mode) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        self._open.add(far_writer)
        wait_s = self.delay_s if mode is Mode.SLOW else 0.0
        try:
            up = asyncio.create_task(_pump(reader, far_writer, wait_s))
            down = asyncio.create_task(_drop(far_reader) if mode is Mode.CUT else _pump(far_reader, writer, 0.0))
            await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
            for task in (up, down):
                task.cancel()
            await asyncio.gather(up, down, return_exceptions=True)
        finally:
            self._open.discard(far_writer)
            far_writer.transport.abort()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, wait_s: float) -> None:
    while piece := await reader.read(CHUNK):
        if wait_s:
            await asyncio.sleep(wait_s)
        writer.write(piece)
        await writer.drain()


async def _drop(reader: asyncio.StreamReader) -> None:
    """Return at the first bytes of an answer: by then the request was done."""
    await reader.read(1)


async def _refuse_each(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
        )
        await reader.readexactly(length)
        writer.write(BUSY % (len(BODY), BODY))
        await writer.drain()
