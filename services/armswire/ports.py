"""What the services need of the world.

Each port has an embedded and a distributed implementation and one contract suite that both pass.

Methods raise ``Transient`` where waiting may help and ``Poison`` where it never will.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from armswire_schemas.alerts import Alert
from armswire_schemas.events import TaggedItem
from armswire_schemas.news import NewsItem


@dataclass(frozen=True, slots=True)
class Record:
    """One message to be written: ``value`` None deletes the key of a compacted topic."""

    topic: str
    key: str
    value: bytes | None


class Publisher(Protocol):
    """Writes messages from outside Faust (the poller)."""

    async def publish(self, records: Sequence[Record]) -> None:
        """Write all of them, in order by partition, or none. Durable when it returns."""


class StateReader(Protocol):
    """Reads a compacted topic as it stands."""

    def read(self, topic: str) -> AsyncIterator[tuple[str, bytes]]:
        """Yield the newest (key, value) of every live key, from the beginning to the end as of the call."""


class Index(StrEnum):
    """The three kinds of document kept for search."""

    NEWS = "news"
    EVENTS = "events"
    ALERTS = "alerts"


Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Hit:
    """One search result: ``document`` has the flat field names of core/documents.py."""

    id: str
    document: Document
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Results of a search. ``after`` continues it; None at the end. ``total`` is exact."""

    hits: tuple[Hit, ...]
    total: int
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that the store will never take; the rest of its batch was written."""

    id: str
    reason: str
    error: str


class Store(Protocol):
    """News, events and alerts, written by id and searched by the query language."""

    async def open(self) -> None: ...
    async def close(self) -> None: ...

    async def put_news(self, items: Sequence[NewsItem]) -> Sequence[Refused]:
        """Write items by id; a lower revision than the stored one changes nothing. What was tagged stays."""

    async def put_tagged(self, tagged: Sequence[TaggedItem]) -> Sequence[Refused]:
        """Replace each item's machine-made events by these and delete those that are gone.

        One whose (item revision, tagger revision) is older than what is stored is ignored.
        """

    async def put_alerts(self, alerts: Sequence[Alert]) -> Sequence[Refused]:
        """Write alerts by id; a lower revision than the stored one changes nothing."""

    async def get(self, index: Index, ids: Sequence[str]) -> Mapping[str, Document]:
        """Return the documents that exist, by id, as last written (no refresh needed)."""

    async def search(
        self, index: Index, query: str, *, now: datetime, size: int = 20, after: str | None = None, newest: bool = True
    ) -> Page:
        """Find documents by a query in Lucene syntax; "" or "*" finds all.

        Sorted by ``@timestamp``, newest first, or by score where ``newest`` is False.

        ``now`` is what date math (``now-7d``) counts from.
        """

    async def count(self, index: Index) -> int:
        """Return how many documents the index holds."""

    async def refresh(self) -> None:
        """Make everything written so far visible to search and count."""


@dataclass(frozen=True, slots=True)
class Notification:
    """One message to one channel. ``id`` is the idempotency key of (alert, revision, channel).

    ``due`` moves on with each failed attempt; ``created`` never changes.
    """

    id: str
    alert: Alert
    channel: str
    created: datetime
    due: datetime
    attempts: int = 0


class Outbox(Protocol):
    """Notifications on their way, durable. Recorded once by id, whatever happens."""

    async def open(self) -> None: ...
    async def close(self) -> None: ...

    async def put(self, notifications: Sequence[Notification]) -> int:
        """Add those whose id was never put before; return how many. Durable when it returns."""

    async def due(self, channel: str, now: datetime, limit: int) -> Sequence[Notification]:
        """Return unsent ones of a channel that are due, oldest first."""

    async def sent(self, ids: Sequence[str], now: datetime) -> None:
        """Record that these reached their channel."""

    async def postpone(self, ids: Sequence[str], due: datetime, error: str) -> None:
        """Record a failed attempt and when to try again."""

    async def fail(self, ids: Sequence[str], now: datetime, error: str) -> None:
        """Give up on these; they stay on record with the error."""

    async def sent_since(self, channel: str, since: datetime) -> int:
        """Return how many messages (a digest counts once) went to a channel since then."""

    async def pending(self) -> int:
        """Return how many are neither sent nor given up."""
