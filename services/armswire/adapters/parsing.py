"""Read feeds in worker processes: a body that hangs or kills its worker costs one feed, and a new worker starts."""

import asyncio
import contextlib
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from typing import Any

from armswire.core.feeds.entry import Body, ParsedFeed, Refusal, Unreadable
from armswire.core.feeds.reading import Assignment, ReadFeed

WORKER = "armswire.adapters.parse_worker"
BIG_BODY_BYTES = 4 << 20
"""After one of these a worker is let go: it would keep the memory."""
PATIENCE_S = 0.5
"""How long a body waits for a worker that runs before another is started: each costs 30 MB and a third of a second."""


class ParserPool:
    """Up to ``workers`` processes: one, and more where bodies have to wait, or all at once by ``prepare``.

    Use as an async context manager.
    """

    def __init__(self, workers: int = 2, timeout_s: float = 30.0) -> None:
        self._timeout_s = timeout_s
        self._free: asyncio.LifoQueue[Process | None] = asyncio.LifoQueue()
        self._running: set[Process] = set()
        self._free.put_nowait(None)
        self._reserve = workers - 1

    async def __aenter__(self) -> "ParserPool":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def workers(self) -> list[Process]:
        """The processes that run now."""
        return list(self._running)

    async def close(self) -> None:
        """End all workers. What is being parsed is lost to its caller."""
        for worker in list(self._running):
            await self._end(worker)

    async def prepare(self) -> None:
        """Start every worker at once: they import what they need while others work, and no first body need wait."""
        self._free.put_nowait(self._free.get_nowait() or await self._start())
        while self._reserve:
            self._reserve -= 1
            self._free.put_nowait(await self._start())

    async def parse(self, body: Body) -> ParsedFeed | Unreadable:
        """Parse one body, after those before it."""
        parsed: ParsedFeed | Unreadable = await self._done(body, len(body.data))
        return parsed

    async def read(self, assignment: Assignment) -> ReadFeed | Unreadable:
        """Read one body to the messages that tell of it, after those before it."""
        read: ReadFeed | Unreadable = await self._done(assignment, len(assignment.body.data))
        return read

    async def _done(self, job: Body | Assignment, size: int) -> Any:
        worker = await self._turn()
        keep: Process | None = None
        try:
            worker = worker or await self._start()
            answer = await asyncio.wait_for(self._ask(worker, job), self._timeout_s)
            keep = worker if size < BIG_BODY_BYTES else None
        except TimeoutError:
            return Unreadable(Refusal.TIMEOUT, f"reading it took longer than {self._timeout_s:g} s")
        except (asyncio.IncompleteReadError, ConnectionError):
            return Unreadable(Refusal.CRASH, "reading it took too much memory or crashed the parser")
        finally:
            # Also after a cancelled call: its answer would be taken for the next one's.
            if worker is not None and keep is None:
                await self._end(worker)
            self._free.put_nowait(keep)
        return answer

    async def _turn(self) -> Process | None:
        """Return a worker that is free; None: start one."""
        if self._reserve:
            try:
                return await asyncio.wait_for(self._free.get(), PATIENCE_S)
            except TimeoutError:
                if self._reserve:
                    self._reserve -= 1
                    return None
        return await self._free.get()

    async def _start(self) -> Process:
        arguments = ("-P", "-W", "ignore", "-m", WORKER)
        worker = await asyncio.create_subprocess_exec(sys.executable, *arguments, stdin=PIPE, stdout=PIPE)
        self._running.add(worker)
        return worker

    async def _ask(self, worker: Process, job: Body | Assignment) -> Any:
        assert worker.stdin is not None and worker.stdout is not None
        data = pickle.dumps(job, pickle.HIGHEST_PROTOCOL)
        worker.stdin.write(len(data).to_bytes(4, "big") + data)
        await worker.stdin.drain()
        length = int.from_bytes(await worker.stdout.readexactly(4), "big")
        # From our own worker: the same program, on the same machine.
        return pickle.loads(await worker.stdout.readexactly(length))

    async def _end(self, worker: Process) -> None:
        self._running.discard(worker)
        with contextlib.suppress(ProcessLookupError):
            worker.kill()
        if worker.stdin is not None:
            worker.stdin.close()
        await worker.wait()
