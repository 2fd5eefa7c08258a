"""Batches straight from an agent's queue.

``Stream.take`` gives the same, but turns the loop for every message, and acks what it merely skipped.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from time import monotonic
from typing import Any

SLICES = 10
"""How often a batch that lingers looks whether it is full."""


async def batches(queue: Any, size: int, within: timedelta) -> AsyncIterator[list[Any]]:
    """Yield 1 to ``size`` events at a time until the agent is stopped.

    A batch that is not full waits ``within`` for more.
    """
    while True:
        try:
            batch = [await queue.get()]
        except StopAsyncIteration:  # how Faust tells an agent to end
            return
        linger_until = monotonic() + within.total_seconds()
        while True:
            while len(batch) < size and not queue.empty():
                batch.append(queue.get_nowait())
            if len(batch) >= size or monotonic() >= linger_until:
                break
            await asyncio.sleep(within.total_seconds() / SLICES)
        yield batch
