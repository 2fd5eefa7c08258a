"""A flow by itself: its brokers, its batches, its limits."""

import asyncio
import sqlite3
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from armswire.adapters.sqlite_log import Peek, SqliteLog
from armswire.adapters.sqlite_log.engine import Engine
from armswire.errors import Misconfigured, Transient
from armswire.flow.app import Tuning, build_flow
from armswire.flow.health import Condition
from armswire.flow.tuning import driver_urls
from armswire.flow.types import Message
from armswire.ports import Record
from armswire_schemas.base import Wire
from armswire_schemas.topics import Topic


class Note(Wire):
    n: int


NOTES = Topic("notes", (Note,), "key", 4, timedelta(days=1))


@pytest.mark.parametrize(
    ("broker", "urls"),
    [
        ("sqlite:///data/log.db", ["armswire-sqlite:///data/log.db"]),
        ("kafka://one:9092,two:9093", ["armswire-kafka://one:9092", "armswire-kafka://two:9093"]),
    ],
)
def test_drivers(broker: str, urls: list[str]) -> None:
    assert driver_urls(broker) == urls


@pytest.mark.parametrize("broker", ["", "log.db", "redis://x", "kafka://"])
def test_no_broker(broker: str) -> None:
    with pytest.raises(Misconfigured, match="is no broker"):
        driver_urls(broker)


async def test_a_flow_that_never_started_stops(tmp_path: Path) -> None:
    flow = build_flow(broker=f"sqlite://{tmp_path}/log.db", datadir=tmp_path / "a" / "b", app_id="armswire")
    await flow.stop()


async def test_batches_keep_their_size_and_all_is_handled_through_full_buffers(tmp_path: Path) -> None:
    sizes: list[int] = []
    total = 20_000

    async def slow(batch: Sequence[Message[Note]]) -> None:
        sizes.append(len(batch))
        await asyncio.sleep(0)

    async with SqliteLog(tmp_path / "log.db") as log:
        await log.open([NOTES])
        values = [Record(NOTES.name, f"k{n}", b'{"n":%d}' % n) for n in range(total)]
        await log.publish(values)
        flow = build_flow(broker=f"sqlite://{tmp_path}/log.db", datadir=tmp_path, app_id="armswire")
        flow.agent("slow", NOTES, Note, slow, batch=37)
        await flow.start()
        await flow.drained()
        await flow.stop()
    assert max(sizes) == 37
    assert sum(sizes) == total
    assert sum(Peek(tmp_path / "log.db").committed("armswire").values()) == total


async def test_stop_waits_for_the_batch_in_hand(tmp_path: Path) -> None:
    begun, free = asyncio.Event(), asyncio.Event()
    done: list[int] = []

    async def handle(batch: Sequence[Message[Note]]) -> None:
        begun.set()
        await free.wait()
        done.extend(message.value.n for message in batch)

    async with SqliteLog(tmp_path / "log.db") as log:
        await log.open([NOTES])
        await log.publish([Record(NOTES.name, "k", b'{"n":1}')])
        flow = build_flow(broker=f"sqlite://{tmp_path}/log.db", datadir=tmp_path, app_id="armswire")
        flow.agent("one", NOTES, Note, handle)
        await flow.start()
        await begun.wait()
        stopping = asyncio.create_task(flow.stop())
        await asyncio.sleep(0)
        assert not stopping.done()
        free.set()
        await stopping
    assert done == [1]
    assert sum(Peek(tmp_path / "log.db").committed("armswire").values()) == 1, "handled, so committed"


async def test_stop_does_not_wait_for_ever(tmp_path: Path) -> None:
    begun = asyncio.Event()

    async def hang(batch: Sequence[Message[Note]]) -> None:
        begun.set()
        await asyncio.Event().wait()

    async with SqliteLog(tmp_path / "log.db") as log:
        await log.open([NOTES])
        await log.publish([Record(NOTES.name, "k", b'{"n":1}')])
        tuning = Tuning(stop_within=timedelta(milliseconds=50))
        flow = build_flow(broker=f"sqlite://{tmp_path}/log.db", datadir=tmp_path, app_id="armswire", tuning=tuning)
        flow.agent("hangs", NOTES, Note, hang)
        await flow.start()
        await begun.wait()
        await flow.stop()
    assert Peek(tmp_path / "log.db").committed("armswire") == {}, "not handled, so not committed"


async def test_two_agents_share_what_one_has_decoded(tmp_path: Path) -> None:
    seen: list[Note] = []

    async def handle(batch: Sequence[Message[Note]]) -> None:
        seen.extend(message.value for message in batch)

    async with SqliteLog(tmp_path / "log.db") as log:
        await log.open([NOTES])
        await log.publish([Record(NOTES.name, "k", b'{"n":1}')])
        flow = build_flow(broker=f"sqlite://{tmp_path}/log.db", datadir=tmp_path, app_id="armswire")
        flow.agent("one", NOTES, Note, handle)
        flow.agent("two", NOTES, Note, handle)
        await flow.start()
        await flow.drained()
        await flow.stop()
    assert len(seen) == 2
    assert seen[0] is seen[1]


async def test_a_crash_of_faust_is_told(tmp_path: Path) -> None:
    async def handle(batch: Sequence[Message[Note]]) -> None:
        assert batch

    async with SqliteLog(tmp_path / "log.db") as log:
        await log.open([NOTES])
        flow = build_flow(broker=f"sqlite://{tmp_path}/log.db", datadir=tmp_path, app_id="armswire")
        flow.agent("one", NOTES, Note, handle)
        await flow.start()
        watching = asyncio.create_task(flow.watch())
        Engine.at(tmp_path / "log.db").db.execute("DROP TABLE log")
        with pytest.raises(Transient, match="cannot write"):
            await log.publish([Record(NOTES.name, "k", b'{"n":1}')])
        assert flow.health().live, "a write that failed is its sender's trouble"
        Engine.at(tmp_path / "log.db")._partitions[NOTES.name][0].next += 1  # something to read, and no table
        for wake in tuple(Engine.at(tmp_path / "log.db")._listeners):
            wake()
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            await watching
        assert (flow.health().live, flow.health().condition) == (False, Condition.CRASHED)
        with pytest.raises(sqlite3.OperationalError):
            await flow.drained()
        await flow.stop()
