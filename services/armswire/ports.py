"""What the services need of the world.

Each port has an embedded and a distributed implementation and one contract suite that both pass.

Methods raise ``Transient`` where waiting may help and ``Poison`` where it never will.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from armswire.core.alerting.render import Outgoing
from armswire.core.fields import Index as Index
from armswire_schemas.alerts import Alert
from armswire_schemas.events import TaggedItem
from armswire_schemas.feeds import PollState
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
    """News, events, alerts and the health of feeds, written by id and searched by the query language."""

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

    async def put_feeds(self, states: Sequence[PollState]) -> Sequence[Refused]:
        """Write the health of feeds by feed id; one polled earlier than the stored one changes nothing."""

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

    async def prune(self, now: datetime, keep_news: timedelta) -> int:
        """Delete news first seen longer ago than ``keep_news``; items with events stay. Return how many went."""


@dataclass(frozen=True, slots=True)
class Notification:
    """One message to one channel. ``id`` is the idempotency key of (alert, revision, channel).

    ``due`` moves on with each failed attempt; ``created`` never changes. ``digest`` is the idempotency key of the
    one message that carries it together with others, its own ``id`` once it was sent alone, None before either.
    """

    id: str
    alert: Alert
    channel: str
    created: datetime
    due: datetime
    attempts: int = 0
    digest: str | None = None


class Outbox(Protocol):
    """Notifications on their way, durable. Recorded once by id, whatever happens."""

    async def open(self) -> None: ...
    async def close(self) -> None: ...

    async def put(self, notifications: Sequence[Notification]) -> int:
        """Add those whose id was never put before; return how many. Durable when it returns."""

    async def due(self, channel: str, now: datetime, limit: int) -> Sequence[Notification]:
        """Return unsent ones of a channel that are due: those of a digest first, digest by digest, then oldest first.

        What one process was given no other process gets for the next minute; it may itself be given it again.
        """

    async def bundle(self, ids: Sequence[str], digest: str, now: datetime) -> None:
        """Record that these go out as one message from now on. Durable when it returns.

        They are given out together from then on: the minute in which no other process gets them begins anew for all.
        """

    async def sent(self, ids: Sequence[str], now: datetime) -> None:
        """Record that these reached their channel."""

    async def postpone(self, ids: Sequence[str], due: datetime, error: str) -> None:
        """Record a failed attempt and when to try again."""

    async def fail(self, ids: Sequence[str], now: datetime, error: str) -> None:
        """Give up on these; they stay on record with the error."""

    async def sent_since(self, channel: str, since: datetime) -> int:
        """Return how many messages (a digest counts once) went to a channel since then."""

    async def pending(self, channel: str | None = None) -> int:
        """Return how many are neither sent nor given up, of one channel or of all."""

    async def waiting_channels(self) -> Sequence[str]:
        """Return the channels that have pending ones, sorted."""

    async def given_up(self, limit: int) -> Sequence[tuple[Notification, str]]:
        """Return the latest that were given up, newest first, each with its error."""

    async def prune(self, before: datetime) -> int:
        """Forget those sent or given up before then; return how many. They could be put again afterwards."""


class Channel(Protocol):
    """Somewhere messages go."""

    async def send(self, message: Outgoing) -> None:
        """Deliver one message; ``message.key`` is its idempotency key. ``Transient``: try later. ``Poison``: never."""

    async def close(self) -> None: ...
