"""A process that publishes numbered notes, passes them on by one agent and shows them by another, until it is killed.

Arguments: directory, first number, last number. Prints ``S n`` when note n is durable in the log, ``E n`` when the
second agent has seen it, ``D`` when all is drained.
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from armswire.adapters.sqlite_log import SqliteLog
from armswire.flow.app import Tuning, build_flow
from armswire.flow.types import Message
from armswire.ports import Record
from armswire_schemas.base import Wire
from armswire_schemas.topics import Topic


class Note(Wire):
    """A number."""

    n: int


FIRST = Topic("kill.first", (Note,), "key", 4, timedelta(days=1))
SECOND = Topic("kill.second", (Note,), "key", 4, timedelta(days=1))
AT_ONCE = 25


def say(line: str) -> None:
    """Write to the pipe unbuffered: what was said outlives the process."""
    os.write(1, line.encode())


async def main(home: Path, first: int, last: int) -> None:
    """Publish first to last, handling all the while."""
    async with SqliteLog(home / "log.db") as log:
        await log.open([FIRST, SECOND])
        tuning = Tuning(commit_every=timedelta(milliseconds=200))
        flow = build_flow(broker=f"sqlite://{home}/log.db", datadir=home / "faust", app_id="armswire", tuning=tuning)

        async def pass_on(batch: Sequence[Message[Note]]) -> None:
            for message in batch:
                await flow.send(SECOND, message.key, message.value)

        async def show(batch: Sequence[Message[Note]]) -> None:
            say("".join(f"E {message.value.n}\n" for message in batch))

        flow.agent("pass_on", FIRST, Note, pass_on)
        flow.agent("show", SECOND, Note, show)
        await flow.start()
        for begin in range(first, last + 1, AT_ONCE):
            some = range(begin, min(begin + AT_ONCE, last + 1))
            await log.publish([Record(FIRST.name, f"k{n % 97}", b'{"n":%d}' % n) for n in some])
            say("".join(f"S {n}\n" for n in some))
        await flow.drained()
        await flow.stop()
    say("D\n")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
