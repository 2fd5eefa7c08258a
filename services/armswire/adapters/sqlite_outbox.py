"""The outbox in a SQLite file of its own: one process at a time, durable over kill -9."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from armswire.errors import Transient
from armswire.ports import Notification
from armswire_schemas.alerts import Alert

_SCHEMA = """
CREATE TABLE IF NOT EXISTS notifications (
  id TEXT PRIMARY KEY,
  channel TEXT NOT NULL,
  alert TEXT NOT NULL,
  created INTEGER NOT NULL,
  due INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  digest TEXT,
  state TEXT NOT NULL DEFAULT 'waiting',
  settled INTEGER,
  error TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS waiting ON notifications (channel, due) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS sent ON notifications (channel, settled) WHERE state = 'sent';
CREATE INDEX IF NOT EXISTS settled ON notifications (settled) WHERE state != 'waiting';
"""
_COLUMNS = "id, channel, alert, created, due, attempts, digest"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_Row = tuple[str, str, str, int, int, int, str | None]


@contextmanager
def _transient(path: Path) -> Iterator[None]:
    """A full disk or a locked file may pass."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise Transient(f"the outbox {path} cannot be used: {error}") from error


class SqliteOutbox:
    """``ports.Outbox`` in the file ``path``, whose parent must exist. Calls are short and run in the event loop.

    ``synchronous`` is SQLite's: NORMAL survives the death of the process, FULL a power cut as well.
    """

    def __init__(self, path: Path, synchronous: str = "NORMAL") -> None:
        self.path = path
        self._synchronous = synchronous
        self._open: sqlite3.Connection | None = None

    @property
    def _db(self) -> sqlite3.Connection:
        if self._open is None:
            raise RuntimeError("open the outbox first")
        return self._open

    async def open(self) -> None:
        with _transient(self.path):
            self._open = sqlite3.connect(self.path, isolation_level=None)
            self._open.execute("PRAGMA journal_mode=WAL")
            self._open.execute(f"PRAGMA synchronous={self._synchronous}")
            self._open.execute("PRAGMA busy_timeout=5000")
            self._open.executescript(_SCHEMA)

    async def close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    async def put(self, notifications: Sequence[Notification]) -> int:
        return self._change(
            "INSERT OR IGNORE INTO notifications (id, channel, alert, created, due, attempts, digest)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (n.id, n.channel, n.alert.model_dump_json(), _us(n.created), _us(n.due), n.attempts, n.digest)
                for n in notifications
            ],
        )

    async def due(self, channel: str, now: datetime, limit: int) -> Sequence[Notification]:
        rows: list[_Row] = self._rows(
            f"SELECT {_COLUMNS} FROM notifications WHERE state = 'waiting' AND channel = ? AND due <= ?"
            " ORDER BY digest IS NULL, digest, created, id LIMIT ?",
            (channel, _us(now), limit),
        )
        return [_notification(row) for row in rows]

    async def bundle(self, ids: Sequence[str], digest: str, now: datetime) -> None:  # noqa: ARG002 - one process: none to keep it from
        self._change("UPDATE notifications SET digest = ? WHERE id = ?", [(digest, each) for each in ids])

    async def sent(self, ids: Sequence[str], now: datetime) -> None:
        self._change(
            "UPDATE notifications SET state = 'sent', settled = ?, error = NULL WHERE id = ? AND state = 'waiting'",
            [(_us(now), each) for each in ids],
        )

    async def postpone(self, ids: Sequence[str], due: datetime, error: str) -> None:
        self._change(
            "UPDATE notifications SET attempts = attempts + 1, due = ?, error = ? WHERE id = ? AND state = 'waiting'",
            [(_us(due), error, each) for each in ids],
        )

    async def fail(self, ids: Sequence[str], now: datetime, error: str) -> None:
        self._change(
            "UPDATE notifications SET state = 'given_up', settled = ?, error = ? WHERE id = ? AND state = 'waiting'",
            [(_us(now), error, each) for each in ids],
        )

    async def sent_since(self, channel: str, since: datetime) -> int:
        return self._number(
            "SELECT count(DISTINCT coalesce(digest, id)) FROM notifications"
            " WHERE state = 'sent' AND channel = ? AND settled >= ?",
            (channel, _us(since)),
        )

    async def pending(self, channel: str | None = None) -> int:
        return self._number(
            "SELECT count(*) FROM notifications WHERE state = 'waiting' AND (? IS NULL OR channel = ?)",
            (channel, channel),
        )

    async def waiting_channels(self) -> Sequence[str]:
        rows = self._rows("SELECT DISTINCT channel FROM notifications WHERE state = 'waiting' ORDER BY channel", ())
        return [row[0] for row in rows]

    async def given_up(self, limit: int) -> Sequence[tuple[Notification, str]]:
        rows = self._rows(
            f"SELECT {_COLUMNS}, error FROM notifications WHERE state = 'given_up' ORDER BY settled DESC, id LIMIT ?",
            (limit,),
        )
        return [(_notification(row[:7]), row[7]) for row in rows]

    async def prune(self, before: datetime) -> int:
        return self._change("DELETE FROM notifications WHERE state != 'waiting' AND settled < ?", [(_us(before),)])

    def _change(self, statement: str, rows: Sequence[tuple[object, ...]]) -> int:
        """Run the statement for every row in one transaction; return how many rows it changed."""
        if not rows:
            return 0
        with _transient(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                changed = self._db.executemany(statement, rows).rowcount
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
        return changed

    def _rows(self, query: str, values: Sequence[object]) -> list[Any]:
        with _transient(self.path):
            return self._db.execute(query, values).fetchall()

    def _number(self, query: str, values: Sequence[object]) -> int:
        return int(self._rows(query, values)[0][0])


def _notification(row: _Row) -> Notification:
    key, channel, alert, created, due, attempts, digest = row
    return Notification(key, Alert.model_validate_json(alert), channel, _when(created), _when(due), attempts, digest)


def _us(when: datetime) -> int:
    """Microseconds since 1970, exactly."""
    return (when - _EPOCH) // _MICROSECOND


def _when(microseconds: int) -> datetime:
    return _EPOCH + microseconds * _MICROSECOND
