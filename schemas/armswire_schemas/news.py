"""News items: one entry of one feed, as the poller first saw it or as it was changed later."""

from enum import StrEnum

from pydantic import Field

from armswire_schemas.base import Utc, Wire


class Cause(StrEnum):
    """Why a message about an item was sent. Only NEW and UPDATED may raise alerts."""

    NEW = "new"
    UPDATED = "updated"
    BACKLOG = "backlog"
    """Seen in a feed's first poll and too old to alert on (setting `first_poll`)."""
    RETAG = "retag"
    REPLAY = "replay"


class ItemRef(Wire):
    """What is told of an item wherever it is mentioned: enough to show it, cite it and filter on it.

    ``id`` identifies the entry, ``article`` what several entries may share (hash of the canonical link).
    ``revision`` is 1 when new and grows by one with each change of title or text.
    ``published`` is what the feed says and None where it says nothing usable; ``first_seen`` always exists,
    is set once and never changes. ``source`` is the outlet (of an aggregator's entry: the outlet cited).
    """

    id: str
    article: str
    feed: str
    revision: int = 1
    url: str | None = None
    title: str = ""
    source: str = ""
    feed_name: str = ""
    lang: str | None = None
    tier: int = 2
    kind: str = "news"
    country: str | None = None
    tags: tuple[str, ...] = ()
    published: Utc | None = None
    first_seen: Utc
    alerts: bool = True
    """False for feeds that fill the store only (`alerts: off`)."""


class NewsItem(ItemRef):
    """Value of topic ``news.items``, keyed by ``id``. ``text`` is plain text; ``title`` too."""

    v: int = 1
    cause: Cause = Cause.NEW
    text: str = ""
    authors: tuple[str, ...] = ()
    updated: Utc | None = None
    digest: str = Field(default="", description="hash of title and text: what makes a revision")

    def ref(self) -> ItemRef:
        """The same item without its text."""
        return ItemRef.model_validate({name: getattr(self, name) for name in ItemRef.model_fields})
