"""What is remembered of a feed: compacted topic ``feeds.state``."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from armswire_schemas.base import Utc, Wire


class PollState(Wire):
    """Value of key ``<feed id>|poll``: validators, schedule and health of one feed, after its last poll."""

    v: int = 1
    feed: str
    url: str
    name: str = ""
    """As configured when it was polled; "" by pollers that did not tell."""
    etag: str | None = None
    last_modified: str | None = None
    body_digest: str | None = None
    polled: Utc | None = None
    succeeded: Utc | None = None
    due: Utc | None = None
    """None: never again (410 Gone)."""
    failures: int = 0
    reason: str = ""
    error: str | None = None
    status: int | None = None
    items: int = 0


class SeenItem(Wire):
    """One remembered entry: when it was first seen, what it said, and how often it has changed since."""

    id: str
    first_seen: Utc
    last_shown: Utc
    digest: str
    revision: int = 1


class SeenChunk(Wire):
    """Value of key ``<feed id>|seen|<n>``: part of what a feed has shown, under 256 KB, written when changed."""

    v: int = 1
    feed: str
    chunk: int = Field(ge=0)
    items: tuple[SeenItem, ...] = ()


def _how_many(items: object) -> object:
    return len(items) if isinstance(items, list | tuple) else items


class FeedState(PollState):
    """Any value of ``feeds.state``, for who wants the health alone: ``chunk`` is None of a ``PollState``.

    Of a ``SeenChunk`` the entries are counted, not read.
    """

    url: str = ""
    chunk: int | None = None
    items: Annotated[int, BeforeValidator(_how_many)] = 0
