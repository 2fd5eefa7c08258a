"""The Store port on one SQLite file: writes inline in the loop, reads by a connection of their own in a thread."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import orjson

from armswire.adapters.sqlite_store import reads, schema, writes
from armswire.core.documents import Document
from armswire.core.fields import Index
from armswire.errors import Misconfigured, Poison, Problem, Transient
from armswire.ports import Page, Refused
from armswire_schemas.alerts import Alert
from armswire_schemas.events import TaggedItem
from armswire_schemas.feeds import PollState
from armswire_schemas.news import NewsItem

T = TypeVar("T")
R = TypeVar("R")
Put = Callable[[sqlite3.Connection, Sequence[T], datetime], None]
_CHECKPOINT_BYTES = 16 * 1024 * 1024
_TO_THE_FILE = "PRAGMA wal_checkpoint(PASSIVE)"
_PRUNED_AT_ONCE = 500
_WAIT_S = 5.0
"""How long a connection waits for another one's transaction."""


class SqliteStore:
    """News, events, alerts and feeds of one installation.

    ``read_only``: for a second process beside the one that writes; ``open`` raises ``Misconfigured`` where no store is
    yet, and writing is an error. Only one process may write.
    """

    def __init__(
        self, path: Path, *, read_only: bool = False, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._path = path
        self._read_only = read_only
        self._clock = clock
        self._writer: sqlite3.Connection | None = None
        self._reader: sqlite3.Connection | None = None
        self._reading = asyncio.Lock()
        self._checkpoint: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Open the file, make its tables, bring an older one up to date."""
        try:
            with _errors(), _usable(self._path):
                self._open()
        except BaseException:
            await self.close()
            raise

    def _open(self) -> None:
        if self._read_only:
            if not self._path.is_file():
                fix = "run `armswire up` first, or name the right directory with --data"
                raise Misconfigured(Problem(self._path, None, "nothing is stored here yet", fix))
        else:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = _connect(self._path, read_only=False)
            self._writer.execute("PRAGMA wal_autocheckpoint = 0")
            schema.prepare(self._writer)
        self._reader = _connect(self._path, read_only=self._read_only)
        if not schema.is_current(self._reader):
            fix = "run `armswire up` once with this version"
            raise Misconfigured(Problem(self._path, None, "written by another version of Armswire", fix))
        schema.vocabulary(self._reader)

    async def close(self) -> None:
        """Bring the log into the file and close it."""
        if self._checkpoint:
            await self._checkpoint
        for connection in (self._reader, self._writer):
            if connection:
                connection.close()
        self._reader = self._writer = None

    async def put_news(self, items: Sequence[NewsItem]) -> Sequence[Refused]:
        return await self._put(writes.put_news, items, lambda item: item.id)

    async def put_tagged(self, tagged: Sequence[TaggedItem]) -> Sequence[Refused]:
        return await self._put(writes.put_tagged, tagged, lambda one: one.item.id)

    async def put_alerts(self, alerts: Sequence[Alert]) -> Sequence[Refused]:
        return await self._put(writes.put_alerts, alerts, lambda alert: alert.id)

    async def put_feeds(self, states: Sequence[PollState]) -> Sequence[Refused]:
        return await self._put(writes.put_feeds, states, lambda state: state.feed)

    async def get(self, index: Index, ids: Sequence[str]) -> Mapping[str, Document]:
        return await self._read(lambda db: reads.get(db, index, ids))

    async def search(
        self, index: Index, query: str, *, now: datetime, size: int = 20, after: str | None = None, newest: bool = True
    ) -> Page:
        return await self._read(lambda db: reads.search(db, index, query, now, size, after, newest))

    async def count(self, index: Index) -> int:
        return await self._read(lambda db: reads.count(db, index))

    async def refresh(self) -> None:
        """Nothing to do: a write is visible when it returns."""

    async def prune(self, now: datetime, keep_news: timedelta = timedelta(days=30)) -> int:
        """Delete news first seen longer ago than this; items with events stay. Return how many went."""
        removed = 0
        while True:
            with self._transaction() as db:
                gone = writes.prune(db, now, keep_news, _PRUNED_AT_ONCE)
            removed += gone
            if gone < _PRUNED_AT_ONCE:
                return removed
            await asyncio.sleep(0)

    async def _put(self, put: Put[T], batch: Sequence[T], key: Callable[[T], str]) -> Sequence[Refused]:
        refused = self._write(put, batch, key)
        self._checkpoint_when_large()
        await asyncio.sleep(0)  # a backlog written batch after batch must not keep the loop from others
        return refused

    def _write(self, put: Put[T], batch: Sequence[T], key: Callable[[T], str]) -> Sequence[Refused]:
        """Write a batch; where a value in it cannot be stored, one by one, so that only that one is refused."""
        try:
            with self._transaction() as db:
                put(db, batch, self._clock())
        except Poison as error:
            if len(batch) == 1:
                return [Refused(key(batch[0]), error.reason, str(error))]
            return [refused for one in batch for refused in self._write(put, [one], key)]
        return []

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        db = self._writer
        if db is None:
            raise RuntimeError("the store is not open for writing")
        with _errors():
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    async def _read(self, read: Callable[[sqlite3.Connection], R]) -> R:
        db = self._reader
        if db is None:
            raise RuntimeError("the store is not open")
        async with self._reading:
            with _errors():
                return await asyncio.to_thread(read, db)

    def _checkpoint_when_large(self) -> None:
        """Bring most of the log into the file in a thread, and the little written meanwhile inline: it starts anew."""
        if self._checkpoint is None:
            log = self._path.with_name(self._path.name + "-wal")
            if log.stat().st_size >= _CHECKPOINT_BYTES:
                self._checkpoint = asyncio.create_task(asyncio.to_thread(_checkpoint, self._path))
        elif self._checkpoint.done() and self._writer:
            self._checkpoint = None
            with suppress(sqlite3.OperationalError):
                self._writer.execute(_TO_THE_FILE)


@contextmanager
def _usable(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if "no such module" not in str(error):
            raise
        fix = "use a Python whose SQLite has FTS5, for instance from python.org or uv"
        raise Misconfigured(Problem(path, None, f"this Python's SQLite cannot search: {error}", fix)) from error
    except sqlite3.DatabaseError as error:
        fix = "move it away; news comes again from the feeds and events with it"
        raise Misconfigured(Problem(path, None, f"not a store of Armswire: {error}", fix)) from error


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except (sqlite3.DataError, sqlite3.IntegrityError, OverflowError, orjson.JSONEncodeError) as error:
        raise Poison(f"cannot be stored: {error}", "mapping") from error
    except sqlite3.OperationalError as error:
        raise Transient(f"the store does not answer: {error}") from error


def _connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}",
        uri=True, timeout=_WAIT_S, isolation_level=None, check_same_thread=False,
    )  # fmt: skip
    try:
        if not read_only:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute(f"PRAGMA journal_size_limit = {_CHECKPOINT_BYTES // 4}")
        db.execute("PRAGMA cache_size = -65536")
        db.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        db.close()
        raise
    return db


def _checkpoint(path: Path) -> None:
    """A failure (a full disk) is told by the next write; the next checkpoint does what this one did not."""
    with suppress(sqlite3.OperationalError), closing(_connect(path, read_only=False)) as db:
        db.execute(_TO_THE_FILE)
