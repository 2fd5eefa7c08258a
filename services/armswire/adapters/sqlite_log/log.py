"""The log for those that are not Faust: ``Publisher`` and ``StateReader`` of the poller, and a look from outside."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from armswire.adapters.sqlite_log import schema
from armswire.adapters.sqlite_log.engine import Engine, Entry
from armswire.ports import Record
from armswire_schemas.topics import TOPICS, Topic

CHUNK = 200
"""Values read between two turns of the loop."""


class SqliteLog:
    """``Publisher`` and ``StateReader`` over the log that this process also runs Faust on.

    ``open`` before use (it makes the topics), ``close`` after. A write wakes the agents at once.
    """

    def __init__(self, path: Path, *, full_sync: bool = False) -> None:
        self.path = path
        self._full_sync = full_sync
        self._engine: Engine | None = None

    async def open(self, topics: Sequence[Topic] = TOPICS) -> None:
        """Open the file and make what topics are missing. Raises ``Locked`` where another process has it."""
        if self._engine is None:
            self._engine = Engine.at(self.path).acquire(full_sync=self._full_sync)
        for topic in topics:
            kept_s = topic.kept.total_seconds() if topic.kept else None
            self._engine.create_topic(topic.name, topic.partitions, kept_s=kept_s, compacted=topic.compacted)

    async def close(self) -> None:
        """Give the file up; the last user in the process closes it."""
        engine, self._engine = self._engine, None
        if engine is not None:
            await engine.release()

    async def __aenter__(self) -> "SqliteLog":
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def publish(self, records: Sequence[Record]) -> None:
        """Write all of them, in order by partition, or none. Durable when it returns."""
        if self._engine is None:
            await self.open()
        assert self._engine is not None
        if records:
            entries = [Entry(record.topic, record.key.encode(), record.value) for record in records]
            await self._engine.append(entries)

    async def read(self, topic: str) -> AsyncIterator[tuple[str, bytes]]:
        """Yield the newest (key, value) of every live key, as of the call; later writes are not seen."""
        if self._engine is None:
            await self.open()
        with closing(schema.connect_to_read(self.path)) as db:
            for_topic = db.execute(schema.IS_COMPACTED, (topic,)).fetchone()
            rows = db.execute(schema.NEWEST_COMPACTED if for_topic and for_topic[0] else schema.NEWEST, (topic,))
            while chunk := rows.fetchmany(CHUNK):
                for key, value in chunk:
                    yield key.decode(), value
                await asyncio.sleep(0)


@dataclass(frozen=True, slots=True)
class Peek:
    """Reads a log from any process, for tests and the command line. Nothing is locked or changed."""

    path: Path

    def count(self, topic: str) -> int:
        """Return how many messages of the topic are kept; 0 where there is no such topic."""
        with closing(schema.connect_to_read(self.path)) as db:
            return int(db.execute(schema.COUNT, (topic,)).fetchone()[0])

    def dump(self, topic: str) -> list[tuple[int, int, str | None, bytes | None]]:
        """Return (partition, offset, key, value) of every message kept, in the order of arrival."""
        with closing(schema.connect_to_read(self.path)) as db:
            return [
                (number, at, None if key is None else key.decode("utf-8", "replace"), value)
                for number, at, key, value in db.execute(schema.DUMP, (topic,))
            ]

    def committed(self, group: str) -> dict[tuple[str, int], int]:
        """Return the offsets that a group reads next, by (topic, partition)."""
        with closing(schema.connect_to_read(self.path)) as db:
            return _committed(db, group)


def _committed(db: sqlite3.Connection, group: str) -> dict[tuple[str, int], int]:
    places = {row_id: (topic, number) for topic, number, row_id, *_ in db.execute(schema.PARTITIONS)}
    return {places[row_id]: at for row_id, at in db.execute(schema.COMMITTED, (group,)) if row_id in places}
