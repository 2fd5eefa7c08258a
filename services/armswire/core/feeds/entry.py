"""What a feed's body holds, before anybody asks which feed it was or whether it was seen before."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Refusal(StrEnum):
    """Why a body gives no entries. Shown to people and a metric label."""

    EMPTY_BODY = "empty_body"
    HTML = "html_page"
    JSON = "json"
    NOT_A_FEED = "not_a_feed"
    TIMEOUT = "parse_timeout"
    CRASH = "parser_died"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. Title and text are plain; ``link`` is absolute; what is missing is None or empty.

    ``outlet`` and ``outlet_url`` are what RSS says in ``<source>``: whom an aggregator cites.
    """

    guid: str | None
    link: str | None
    title: str
    text: str
    published: datetime | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    outlet: str | None = None
    outlet_url: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """One body as read, entries in its order. ``damage`` says what was wrong with it where it was read anyway.

    ``cut``: it broke off, and what came last in it was left out.
    """

    title: str = ""
    lang: str | None = None
    entries: tuple[Entry, ...] = ()
    damage: str | None = None
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A body that is no feed. ``suggestion``: the address of the feed that an HTML page names."""

    reason: Refusal
    message: str
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """What the parser is given: the bytes, decompressed, and what the server said of them."""

    data: bytes
    url: str
    content_type: str = ""
