"""The two substrates a log contract runs on: a SQLite file of its own, and a real Kafka shared by all tests.

Topics, groups and transactional ids are unique to a test, so tests do not meet on the shared broker.
"""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from armswire.adapters.kafka import Connection, KafkaPublisher, KafkaStateReader, TopicsAdmin
from armswire.adapters.sqlite_log import Peek, SqliteLog
from armswire.core.retry import Backoff
from armswire.flow.app import FaustFlow, Tuning, build_flow
from armswire.ports import Publisher, Record, StateReader
from armswire_schemas.base import Wire
from armswire_schemas.deadletter import DeadLetter
from armswire_schemas.topics import DEAD_LETTERS, TOPICS, Topic

STACK = Path(__file__).parents[3] / "shared" / "stack" / "stack.py"
QUICK = Backoff(first=timedelta(milliseconds=10), ceiling=timedelta(milliseconds=50), bug_attempts=3)

Stored = tuple[int, int, str | None, bytes | None]
"""Partition, offset, key, value."""


class Note(Wire):
    """What the tests send. ``feed`` lets the Kafka publisher find the transaction it belongs to."""

    n: int
    feed: str = "feed"


def notes(count: int, topic: Topic, keys: int = 10) -> list[Record]:
    """Numbered notes, spread over keys; the numbers of one key ascend."""
    return [Record(topic.name, f"key{n % keys}", Note(n=n).model_dump_json().encode()) for n in range(count)]


@dataclass
class Substrate:
    """One log to test on."""

    name: str
    broker: str
    home: Path
    id: str = field(default_factory=lambda: f"t{uuid4().hex[:10]}")

    def topic(self, name: str = "notes", *, partitions: int = 4, compacted: bool = False) -> Topic:
        kept = None if compacted else timedelta(days=7)
        return Topic(f"{self.id}.{name}", (Note,), "key", partitions, kept, compacted)

    def flow(self, **tuning: Any) -> FaustFlow:
        values: dict[str, Any] = {"backoff": QUICK, "session_timeout": timedelta(seconds=6)} | tuning
        return build_flow(broker=self.broker, datadir=self.home / "faust", app_id=self.id, tuning=Tuning(**values))

    @asynccontextmanager
    async def ends(self, *topics: Topic) -> AsyncIterator[tuple[Publisher, StateReader]]:
        """The topics, made, with a publisher and a state reader."""
        if self.name == "sqlite":
            log = SqliteLog(Path(self.broker.removeprefix("sqlite://")))
            await log.open((*TOPICS, *topics))
            try:
                yield log, log
            finally:
                await log.close()
            return
        connection = Connection(self.broker)
        async with TopicsAdmin(connection) as admin:
            await admin.ensure((*TOPICS, *topics))
            publisher = KafkaPublisher(
                connection, partition_of=lambda _: 0, transactional_id=f"{self.id}-{{partition}}"
            )
            await publisher.own([0])
            try:
                yield publisher, KafkaStateReader(connection)
            finally:
                await publisher.disown()
                await admin.delete([topic.name for topic in topics])

    async def dump(self, topic: Topic) -> list[Stored]:
        """Everything committed that the topic holds, by partition in order."""
        if self.name == "sqlite":
            return sorted(Peek(Path(self.broker.removeprefix("sqlite://"))).dump(topic.name), key=lambda row: row[:2])
        return await _dump_kafka(self.broker, topic)

    async def dead(self, topic: Topic) -> list[DeadLetter]:
        """The dead letters of one topic."""
        letters = [DeadLetter.model_validate_json(value or b"") for *_, value in await self.dump(DEAD_LETTERS)]
        return [letter for letter in letters if letter.topic == topic.name]


async def _dump_kafka(broker: str, topic: Topic) -> list[Stored]:
    settings = Connection(broker).client()
    partitions = [TopicPartition(topic.name, number) for number in range(topic.partitions)]
    async with AIOKafkaConsumer(**settings, isolation_level="read_committed", enable_auto_commit=False) as consumer:
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        ends = await consumer.end_offsets(partitions)
        stored: list[Stored] = []
        while any([await consumer.position(one) < ends[one] for one in partitions]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                stored += [(r.partition, r.offset, r.key.decode(), r.value) for r in records]
        return sorted(stored, key=lambda row: row[:2])


def _answers(broker: str) -> bool:
    host, _, port = broker.removeprefix("kafka://").rpartition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=2):
            return True
    except OSError:
        return False


@pytest.fixture(scope="session")
def kafka_broker() -> Iterator[str]:
    """A real Kafka: the one ``ARMSWIRE_TEST_KAFKA`` names, else one that answers on the usual port."""
    place = os.environ.get("ARMSWIRE_TEST_KAFKA") or f"127.0.0.1:{os.environ.get('KAFKA_PORT', '9092')}"
    broker = f"kafka://{place.removeprefix('kafka://')}"
    if not _answers(broker):
        how = f"python3 {STACK.relative_to(STACK.parents[2])} up kafka (beside the repository)"
        if "ARMSWIRE_TEST_KAFKA" in os.environ:
            pytest.fail(f"no Kafka answers on {broker}, which ARMSWIRE_TEST_KAFKA names")
        pytest.skip(f"no Kafka on {broker}: start one by {how}, or set ARMSWIRE_TEST_KAFKA=host:port")
    yield broker


@pytest.fixture(params=["sqlite", pytest.param("kafka", marks=pytest.mark.engines)])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Substrate:
    """The substrate under test."""
    if request.param == "sqlite":
        return Substrate("sqlite", f"sqlite://{tmp_path / 'log.db'}", tmp_path)
    return Substrate("kafka", request.getfixturevalue("kafka_broker"), tmp_path)


@asynccontextmanager
async def running(flow: FaustFlow) -> AsyncIterator[FaustFlow]:
    """Start, and stop whatever happens."""
    await flow.start()
    try:
        yield flow
    finally:
        await flow.stop()


async def run_worker(substrate: Substrate, topic: Topic, *arguments: str) -> tuple[int, list[str]]:
    """Run ``log_worker.py`` to its end; return its exit code and the lines it printed."""
    script = Path(__file__).with_name("log_worker.py")
    command = [sys.executable, str(script), substrate.broker, str(substrate.home), substrate.id, topic.name, *arguments]
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    out, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode().splitlines()


def numbers(stored: Sequence[Stored]) -> list[int]:
    """The numbers of stored notes."""
    return [Note.model_validate_json(value or b"").n for *_, value in stored]
