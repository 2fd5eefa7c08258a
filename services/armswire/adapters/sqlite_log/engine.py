"""The log in one SQLite file: appends in groups, reads by partition, commits of groups' offsets.

One engine a file and process (``Engine.at``), used from one event loop. Everything appended during one turn of the
loop becomes one transaction. Reads and writes are short and run in the loop; only checkpoints run in a thread.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from aiokafka.partitioner import DefaultPartitioner

from armswire.adapters.sqlite_log import housekeeping, schema
from armswire.adapters.sqlite_log.lock import FileLock
from armswire.errors import Transient

CHECKPOINT_BYTES = 16 << 20
"""A WAL longer than this is moved into the database by a thread."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One message to append. ``partition`` None: where its key belongs."""

    topic: str
    key: bytes | None
    value: bytes | None
    partition: int | None = None
    timestamp: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One message as it stands in the log."""

    offset: int
    key: bytes | None
    value: bytes | None
    timestamp: float


@dataclass(slots=True)
class Partition:
    """One partition: its row id in the file, the next offset to be given, and whether it is compacted."""

    id: int
    next: int
    compacted: bool


Targeted = tuple[Entry, tuple[int, Partition]]
"""An entry, and the partition (by number) it goes to."""

Placed = tuple[int, int, float]
"""Partition, offset and time of an appended message."""


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All that is executed inside becomes durable together, or nothing does."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


class Engine:
    """The open log. ``acquire`` before use, ``release`` after; the file is closed with the last release."""

    _engines: dict[Path, "Engine"] = {}  # noqa: RUF012 - one engine a file, shared by everyone in the process

    def __init__(self, path: Path) -> None:
        self.path = path
        self._users = 0
        self._listeners: set[Callable[[], None]] = set()
        self._pending: list[tuple[list[Targeted], asyncio.Future[list[Placed]]]] = []
        self._partitions: dict[str, list[Partition]] = {}
        self._partitioner = DefaultPartitioner()
        self._checkpointing: asyncio.Task[None] | None = None

    @classmethod
    def at(cls, path: Path) -> "Engine":
        """Return the engine of this file, the same one for the whole process."""
        path = path.absolute()
        return cls._engines.setdefault(path, cls(path))

    def acquire(self, *, full_sync: bool = False) -> Self:
        """Open the file if nobody has; raise ``Locked`` where another process has it."""
        if self._users == 0:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(self.path.with_name(self.path.name + ".lock"), self.path)
            try:
                self.db = schema.connect(self.path, full_sync=full_sync)
            except BaseException:
                self._lock.release()
                raise
            self._load()
            self._housekeeper = asyncio.get_running_loop().create_task(housekeeping.run(self))
        self._users += 1
        return self

    async def release(self) -> None:
        """Write what is pending; the last user closes the file and gives up the lock."""
        if self._users == 1:
            await self._close()
        self._users -= 1

    async def _close(self) -> None:
        self._write_pending()
        tasks = [task for task in (self._housekeeper, self._checkpointing) if task]
        self._housekeeper.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.db.close()
        self._lock.release()
        self._engines.pop(self.path, None)

    def _load(self) -> None:
        self._partitions.clear()
        for topic, number, row_id, following, compacted in self.db.execute(schema.PARTITIONS):
            partitions = self._partitions.setdefault(topic, [])
            assert number == len(partitions), f"{self.path}: partitions of {topic} are not numbered 0, 1, 2 …"
            partitions.append(Partition(row_id, following, bool(compacted)))

    def create_topic(self, topic: str, partitions: int, *, kept_s: float | None, compacted: bool) -> None:
        """Make a topic, or change how long an existing one is kept. Partitions are never changed."""
        with transaction(self.db):
            self.db.execute(schema.PUT_TOPIC, (topic, kept_s, compacted))
            if topic not in self._partitions:
                self.db.executemany(schema.PUT_PARTITION, [(topic, number) for number in range(partitions)])
        self._load()

    def topics(self) -> dict[str, int]:
        """Return the number of partitions of each topic."""
        return {topic: len(partitions) for topic, partitions in self._partitions.items()}

    def partition_for(self, topic: str, key: bytes | None) -> int:
        """Return where a key belongs: the partition that Kafka's default partitioner gives it."""
        numbers = list(range(len(self._partitions_of(topic))))
        return int(self._partitioner(key, numbers, numbers))

    def _partitions_of(self, topic: str) -> list[Partition]:
        try:
            return self._partitions[topic]
        except KeyError:
            raise Transient(f"{self.path}: there is no topic {topic!r} yet") from None

    def append(self, entries: Sequence[Entry]) -> asyncio.Future[list[Placed]]:
        """Write entries in one transaction with whatever else comes in this turn of the loop.

        The future gives where each went, once they are durable. An unknown topic raises ``Transient`` here.
        """
        targets = [self._target(entry) for entry in entries]
        loop = asyncio.get_running_loop()
        future: asyncio.Future[list[Placed]] = loop.create_future()
        if not self._pending:
            loop.call_soon(self._write_pending)
        self._pending.append((list(zip(entries, targets, strict=True)), future))
        return future

    def _target(self, entry: Entry) -> tuple[int, Partition]:
        partitions = self._partitions_of(entry.topic)
        number = self.partition_for(entry.topic, entry.key) if entry.partition is None else entry.partition
        return number, partitions[number]

    async def flush(self) -> None:
        """Wait until everything appended before this call is durable, or failed (its futures say so)."""
        self._write_pending()

    def _write_pending(self) -> None:
        pending, self._pending = self._pending, []
        if not pending:
            return
        now = time.time()
        try:
            placed = self._write([entries for entries, _ in pending], now)
        except Exception as error:
            failure = Transient(f"{self.path}: cannot write: {error}") if isinstance(error, sqlite3.Error) else error
            for _, future in pending:
                if not future.done():
                    future.set_exception(failure)
            return
        for (_, future), places in zip(pending, placed, strict=True):
            if not future.done():
                future.set_result(places)
        for listener in tuple(self._listeners):
            listener()
        self._maybe_checkpoint()

    def _write(self, groups: Sequence[list[Targeted]], now: float) -> list[list[Placed]]:
        following: dict[int, int] = {}
        touched: dict[int, Partition] = {}
        rows: list[tuple[int, int, bytes | None, bytes | None, float, int | None]] = []
        placed: list[list[Placed]] = []
        for group in groups:
            places: list[Placed] = []
            for entry, (number, partition) in group:
                touched[partition.id] = partition
                offset = following.get(partition.id, partition.next)
                following[partition.id] = offset + 1
                when = now if entry.timestamp is None else entry.timestamp
                rows.append((partition.id, offset, entry.key, entry.value, when, 1 if partition.compacted else None))
                places.append((number, offset, when))
            placed.append(places)
        with transaction(self.db):
            self.db.executemany(schema.APPEND, rows)
            self.db.executemany(schema.SUPERSEDE, [(row[0], row[2], row[1]) for row in rows if row[5]])
            self.db.executemany(schema.ADVANCE, [(offset, row_id) for row_id, offset in following.items()])
        for row_id, partition in touched.items():
            partition.next = following[row_id]
        return placed

    def _maybe_checkpoint(self) -> None:
        if self._checkpointing is not None and not self._checkpointing.done():
            return
        wal = self.path.with_name(self.path.name + "-wal")
        if wal.exists() and wal.stat().st_size > CHECKPOINT_BYTES:
            self._checkpointing = asyncio.get_running_loop().create_task(self._checkpoint())

    async def _checkpoint(self) -> None:
        await asyncio.to_thread(schema.checkpoint, self.path)

    def listen(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` after each write."""
        self._listeners.add(listener)

    def unlisten(self, listener: Callable[[], None]) -> None:
        self._listeners.discard(listener)

    def read(self, topic: str, partition: int, offset: int, limit: int) -> list[Row]:
        """Return up to ``limit`` messages from ``offset`` on, in order."""
        row_id = self._partitions_of(topic)[partition].id
        return [Row(*row) for row in self.db.execute(schema.READ, (row_id, offset, limit))]

    def end(self, topic: str, partition: int) -> int:
        """Return the offset that the next message will get."""
        return self._partitions_of(topic)[partition].next

    def beginning(self, topic: str, partition: int) -> int:
        """Return the offset of the oldest message kept; the end where there is none."""
        found = self._partitions_of(topic)[partition]
        (oldest,) = self.db.execute(schema.OLDEST, (found.id,)).fetchone()
        return found.next if oldest is None else int(oldest)

    def commit(self, group: str, offsets: Mapping[tuple[str, int], int]) -> None:
        """Remember for ``group`` which offset of each (topic, partition) it reads next."""
        rows = [(group, self._partitions_of(topic)[number].id, at) for (topic, number), at in offsets.items()]
        try:
            with transaction(self.db):
                self.db.executemany(schema.COMMIT, rows)
        except sqlite3.Error as error:
            raise Transient(f"{self.path}: cannot commit: {error}") from error

    def committed(self, group: str, partitions: Iterable[tuple[str, int]]) -> dict[tuple[str, int], int]:
        """Return what ``group`` committed; a partition without a commit is left out."""
        by_id = {self._partitions_of(topic)[number].id: (topic, number) for topic, number in partitions}
        rows = self.db.execute(schema.COMMITTED, (group,))
        return {by_id[row_id]: offset for row_id, offset in rows if row_id in by_id}
