"""What only the file has: its lock, its age limits, its offsets for ever, and the speed of a shared process."""

import asyncio
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from aiokafka.partitioner import DefaultPartitioner

from armswire.adapters.sqlite_log import Peek, SqliteLog
from armswire.adapters.sqlite_log.engine import Engine
from armswire.adapters.sqlite_log.housekeeping import clean
from armswire.errors import Locked, Transient
from armswire.flow.app import Tuning, build_flow
from armswire.flow.types import Message
from armswire.ports import Record
from armswire_schemas.topics import Topic
from conftest import Note, Substrate, notes, numbers, running

OLD = Topic("old", (Note,), "key", 2, timedelta(days=1))
NEWEST = Topic("newest", (Note,), "key", 1, compacted=True)
DAY_S = 86400.0


@pytest.fixture
async def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "log.db"


async def test_a_second_process_gets_one_clear_sentence(file: Path) -> None:
    async with SqliteLog(file):
        script = (
            "import asyncio, pathlib, sys\n"
            "from armswire.adapters.sqlite_log import SqliteLog\n"
            "from armswire.errors import Locked\n"
            "try:\n    asyncio.run(SqliteLog(pathlib.Path(sys.argv[1])).open())\n"
            "except Locked as error:\n    print(error)\n"
        )
        done = await asyncio.to_thread(
            subprocess.run, [sys.executable, "-c", script, str(file)], capture_output=True, text=True, check=True
        )
    assert done.stdout == (
        f"Another armswire process works on {file.parent}: stop it, or choose another directory with --data.\n"
    )


async def test_the_lock_is_free_once_closed(file: Path) -> None:
    for _ in range(2):
        log = SqliteLog(file)
        await log.open([OLD])
        await log.publish(notes(3, OLD))
        await log.close()
    assert Peek(file).count("old") == 6


async def test_a_failed_lock_leaves_nothing_open(file: Path) -> None:
    file.parent.mkdir()
    holder = subprocess.Popen(
        [sys.executable, "-c", "import fcntl,sys,time\nf=open(sys.argv[1],'w')\nfcntl.lockf(f,2)\nprint(1,flush=True)\n"
         "sys.stdin.read()", f"{file}.lock"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdin is not None
    try:
        await asyncio.to_thread(holder.stdout.readline)
        with pytest.raises(Locked):
            await SqliteLog(file).open()
    finally:
        holder.stdin.close()
        holder.wait()
        holder.stdout.close()
    async with SqliteLog(file):
        assert file.exists()


async def test_age_deletes_what_every_reader_is_past(file: Path) -> None:
    log = SqliteLog(file)
    await log.open([OLD])
    engine = Engine.at(file)
    now = time.time()
    await log.publish(notes(100, OLD))
    ends = {("old", number): engine.end("old", number) for number in range(2)}
    assert await clean(engine.db, now + DAY_S - 60) == 0, "not old enough"
    engine.commit("reader", {place: end - 1 for place, end in ends.items()})
    assert await clean(engine.db, now + DAY_S + 60) == 98, "one of each partition was not read yet"
    engine.commit("reader", ends)
    assert await clean(engine.db, now + DAY_S + 60) == 2
    await log.publish(notes(1, OLD))
    await log.close()
    ((_, offset, _, _),) = Peek(file).dump("old")
    assert offset in ends.values(), "offsets go on after everything was deleted"


async def test_compaction_keeps_the_newest_and_the_end(file: Path) -> None:
    log = SqliteLog(file)
    await log.open([NEWEST])
    for n in range(5):
        await log.publish([Record("newest", "a", b"%d" % n), Record("newest", "b", b"%d" % n)])
    await log.publish([Record("newest", "b", None), Record("newest", "a", b"last")])
    assert Peek(file).dump("newest") == [(0, 10, "b", None), (0, 11, "a", b"last")]
    now = time.time()
    assert await clean(Engine.at(file).db, now) == 0, "a tombstone stays for a day"
    assert await clean(Engine.at(file).db, now + 2 * DAY_S) == 1
    assert Peek(file).dump("newest") == [(0, 11, "a", b"last")]
    await log.publish([Record("newest", "a", None)])
    await clean(Engine.at(file).db, now + 3 * DAY_S)
    assert Peek(file).dump("newest") == [(0, 12, "a", None)], "the last message stays: recovery reads up to it"
    assert [pair async for pair in log.read("newest")] == []
    await log.close()


async def test_keys_go_where_kafka_puts_them(file: Path) -> None:
    wide = Topic("wide", (Note,), "key", 8)
    log = SqliteLog(file)
    await log.open([wide])
    await log.publish([Record("wide", f"item-{n}", b"{}") for n in range(200)])
    await log.close()
    numbers_ = list(range(8))
    assert {(key, number) for number, _, key, _ in Peek(file).dump("wide")} == {
        (key, DefaultPartitioner()(key.encode(), numbers_, numbers_)) for key in (f"item-{n}" for n in range(200))
    }


async def test_a_read_is_of_one_moment(file: Path) -> None:
    log = SqliteLog(file)
    await log.open([NEWEST])
    await log.publish([Record("newest", f"k{n}", b"before") for n in range(500)])
    seen: dict[str, bytes] = {}
    async for key, value in log.read("newest"):
        if not seen:
            await log.publish([Record("newest", f"k{n}", b"after") for n in range(500)])
        assert key not in seen
        seen[key] = value
    await log.close()
    assert set(seen.values()) == {b"before"}
    assert len(seen) == 500


async def test_a_full_disk_is_transient_and_writes_nothing(file: Path) -> None:
    log = SqliteLog(file)
    await log.open([OLD])
    await log.publish(notes(10, OLD))
    engine = Engine.at(file)
    pages = engine.db.execute("PRAGMA page_count").fetchone()[0]
    engine.db.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(Transient, match="full"):
        await log.publish([Record("old", "big", b'"' + b"x" * 100_000 + b'"')])
    engine.db.execute("PRAGMA max_page_count = 1000000")
    await log.publish(notes(20, OLD)[10:])
    await log.close()
    assert sorted(numbers(Peek(file).dump("old"))) == list(range(20))


async def test_full_sync_is_what_the_url_says(file: Path) -> None:
    flow = build_flow(
        broker=f"sqlite://{file}?sync=full", datadir=file.parent / "faust", app_id="armswire", tuning=Tuning()
    )
    async with running(flow):
        assert Engine.at(file).db.execute("PRAGMA synchronous").fetchone() == (2,)


async def test_the_wal_does_not_grow_for_ever(file: Path) -> None:
    log = SqliteLog(file)
    await log.open([OLD])
    wal = file.with_name("log.db-wal")
    longest = 0
    for n in range(60):
        await log.publish([Record("old", f"k{n}", b"x" * (1 << 20))])
        await asyncio.sleep(0)
        engine = Engine.at(file)
        if engine._checkpointing is not None:
            await engine._checkpointing
        longest = max(longest, wal.stat().st_size)
    await log.close()
    assert longest < 30 << 20
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("log", ["sqlite"], indirect=True)
async def test_a_write_wakes_the_agents_at_once(log: Substrate) -> None:
    topic = log.topic()
    arrived = asyncio.Event()

    async def handle(batch: Sequence[Message[Note]]) -> None:
        arrived.set()

    waits: list[float] = []
    async with log.ends(topic) as (publisher, _):
        flow = log.flow()
        flow.agent("reader", topic, Note, handle, within=timedelta(0))
        async with running(flow):
            for record in notes(20, topic):
                arrived.clear()
                begun = time.perf_counter()
                await publisher.publish([record])
                await arrived.wait()
                waits.append(time.perf_counter() - begun)
            await flow.drained()
    print(f"write to handler: median {sorted(waits)[10] * 1000:.1f} ms, longest {max(waits) * 1000:.1f} ms")
