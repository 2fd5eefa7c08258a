"""Read what is no well-formed XML, or a rare dialect, by feedparser. Slow; nothing in it reaches the network."""

import calendar
import io
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import feedparser

from armswire.core.feeds.dates import impossible, parse_date, plausible
from armswire.core.feeds.entry import Entry, ParsedFeed
from armswire.core.feeds.htmltext import html_to_text, title_text
from armswire.core.feeds.links import resolve
from armswire.core.feeds.wellformed import MAX_AUTHORS


def parse_lenient(text: str, url: str) -> ParsedFeed | None:
    """Return the feed, perhaps without entries; None where feedparser finds neither a known format nor an entry.

    Given bytes in a ``BytesIO``: feedparser would open a ``str`` as an address.
    """
    data = b'<?xml version="1.0" encoding="utf-8"?>' + text.encode("utf-8", "replace")
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    found = feedparser.parse(
        io.BytesIO(data), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
    )
    if not found.entries and not found.version:
        return None
    damage = str(found.get("bozo_exception", "")) or "not well-formed" if found.bozo else None
    head = found.feed
    title = title_text(_string(head.get("title")))
    lang = _string(head.get("language")) or None
    return ParsedFeed(title, lang, tuple(_entry(entry, url) for entry in found.entries), damage)


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _entry(entry: dict[str, Any], base: str) -> Entry:
    # ``dict.get``: feedparser's own maps ``updated`` to ``published``, with a warning.
    def field(name: str) -> Any:
        return dict.get(entry, name)

    contents = [part.get("value") for part in field("content") or ()]
    texts = [html_to_text(text) for text in map(_string, (*contents, field("summary"))) if text]
    published, updated = _date(field, "published", "created"), _date(field, "updated")
    source: Mapping[str, Any] = field("source") or {}
    guid = _string(field("id"))
    link = resolve(_string(field("feedburner_origlink")) or _string(field("link")), base)
    return Entry(
        guid=guid or None,
        link=link or (resolve(guid, None) if field("guidislink") else None),
        title=title_text(_string(field("title"))),
        text=max(texts, key=len, default=""),
        published=published or updated,
        updated=updated,
        authors=_authors(field("authors") or ()),
        outlet=title_text(_string(source.get("title"))) or None,
        outlet_url=resolve(_string(source.get("href")), None),
    )


def _authors(authors: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    names = (title_text(_string(author.get("name"))) for author in authors)
    return tuple(dict.fromkeys(name for name in names if name))[:MAX_AUTHORS]


def _date(field: Any, *names: str) -> datetime | None:
    for name in names:
        written = parse_date(_string(field(name)))
        if written:
            return written
        parsed = field(f"{name}_parsed")
        if parsed and not impossible(_string(field(name))):
            try:
                return plausible(datetime.fromtimestamp(calendar.timegm(parsed), UTC))
            except (ValueError, OverflowError, OSError):
                continue
    return None
