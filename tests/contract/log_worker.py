"""A process that handles notes and dies by ``os._exit`` between their effect and their commit. Run by the log tests.

Arguments: broker, home, app id, topic, how many notes to print before it dies. One printed line is one effect.
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from armswire.flow.app import Tuning, build_flow
from armswire.flow.types import Message
from armswire_schemas.base import Wire
from armswire_schemas.topics import Topic


class Note(Wire):
    """The same as in the tests."""

    n: int


async def main(broker: str, home: str, app_id: str, topic: str, dies_after: int) -> None:
    """Print the numbers of notes, then die uncommitted."""
    flow = build_flow(
        broker=broker,
        datadir=Path(home) / "faust",
        app_id=app_id,
        tuning=Tuning(commit_every=timedelta(hours=1), session_timeout=timedelta(seconds=6)),
    )
    seen = 0

    async def handle(batch: Sequence[Message[Note]]) -> None:
        nonlocal seen
        for message in batch:
            print(message.value.n, flush=True)
            seen += 1
            if seen == dies_after:
                os._exit(9)

    flow.agent("dying", Topic(topic, (Note,), "key", 4, timedelta(days=7)), Note, handle)
    await flow.start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:5], int(sys.argv[5])))  # type: ignore[misc]
