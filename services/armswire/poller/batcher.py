"""Publish what several polls bring in one transaction, without one poll's trouble becoming another's."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from armswire.ports import Publisher, Record


@dataclass(frozen=True, slots=True)
class _Waiting:
    records: Sequence[Record]
    done: asyncio.Future[None]


class Batcher:
    """Gathers the records of polls for a moment, then publishes them together."""

    def __init__(self, publisher: Publisher, *, polls: int, within_s: float) -> None:
        self._publisher = publisher
        self._polls = polls
        self._within_s = within_s
        self._waiting: list[_Waiting] = []
        self._full = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def put(self, records: Sequence[Record]) -> None:
        """Return when these are durable, all of them; raises what the publisher raised for them."""
        waiting = _Waiting(records, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if len(self._waiting) >= self._polls:
            self._full.set()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._drain())
        await waiting.done

    async def idle(self) -> None:
        """Return when nothing is on its way, what was given up by its poll included."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _drain(self) -> None:
        while self._waiting:
            try:
                async with asyncio.timeout(self._within_s):
                    await self._full.wait()
            except TimeoutError:
                pass
            self._full.clear()
            batch, self._waiting = self._waiting[: self._polls], self._waiting[self._polls :]
            if len(self._waiting) >= self._polls:
                self._full.set()
            await self._publish(batch)

    async def _publish(self, batch: Sequence[_Waiting]) -> None:
        try:
            await self._publisher.publish([record for waiting in batch for record in waiting.records])
        except Exception as error:  # whatever it is, it is the caller's to judge
            if len(batch) == 1:
                _settle(batch[0], error)
                return
            for waiting in batch:
                await self._publish([waiting])
        else:
            for waiting in batch:
                _settle(waiting, None)


def _settle(waiting: _Waiting, error: Exception | None) -> None:
    # A poll that was cancelled meanwhile asks for no answer.
    if waiting.done.done():
        return
    if error is None:
        waiting.done.set_result(None)
    else:
        waiting.done.set_exception(error)
