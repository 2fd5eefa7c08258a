"""What a write does to the tables: last version wins, events are replaced as a whole. One transaction a call."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

import orjson

from armswire.adapters.sqlite_store import rows
from armswire.core.documents import Document, alert_document, event_document, news_document, stamp, tag_fields
from armswire.core.fields import Index
from armswire_schemas.alerts import Alert
from armswire_schemas.events import ArmsEvent, TaggedItem
from armswire_schemas.news import NewsItem

T = TypeVar("T")
HUMAN = "human"
"""``arms.origin`` of events that a person wrote: no tagging replaces them."""


def put_news(db: sqlite3.Connection, items: Sequence[NewsItem], ingested: datetime) -> None:
    """Write items that are no older than what is stored; fields that a tagging added stay."""
    newest = _newest(items, lambda item: item.id, lambda item: item.revision)
    stored = dict(rows.by_id(db, Index.NEWS, list(newest), 'id, "news.revision"'))
    fresh = [item for item in newest.values() if item.revision >= stored.get(item.id, 0)]
    parts = dict(rows.tagged(db, [item.id for item in fresh], "item, part"))
    documents = [news_document(item, ingested) for item in fresh]
    for item, document in zip(fresh, documents, strict=True):
        if item.id in parts:
            document.update(rows.read(parts[item.id]))
    rows.replace(db, Index.NEWS, documents)


def put_alerts(db: sqlite3.Connection, alerts: Sequence[Alert], ingested: datetime) -> None:
    """Write alerts that are no older than what is stored."""
    newest = _newest(alerts, lambda alert: alert.id, lambda alert: alert.revision)
    stored = dict(rows.by_id(db, Index.ALERTS, list(newest), 'id, "alert.revision"'))
    fresh = [alert for alert in newest.values() if alert.revision >= stored.get(alert.id, 0)]
    rows.replace(db, Index.ALERTS, [alert_document(alert, ingested) for alert in fresh])


def put_tagged(db: sqlite3.Connection, tagged: Sequence[TaggedItem], ingested: datetime) -> None:
    """Put each item's events in the place of its machine-made ones, and note the tagging in its news document."""
    newest = _newest(tagged, lambda one: one.item.id, _version)
    stored = {row[0]: (row[1], row[2]) for row in rows.tagged(db, list(newest), "item, revision, tagger_revision")}
    fresh = [one for one in newest.values() if _version(one) >= stored.get(one.item.id, (0, 0))]
    kept = _drop_machine_made(db, [one.item.id for one in fresh])
    rows.replace(
        db,
        Index.EVENTS,
        [
            event_document(event, one.item, ingested)
            for one in fresh
            for event in _distinct(one.events)
            if event.id not in kept
        ],
    )
    _note(db, fresh)


def prune(db: sqlite3.Connection, now: datetime, keep_news: timedelta, limit: int) -> int:
    """Delete up to ``limit`` news items first seen longer ago and without events; return how many."""
    found = db.execute(
        'SELECT d.rowid, d.id FROM news d WHERE d."event.created" < ?'
        " AND NOT EXISTS (SELECT 1 FROM events e WHERE e.item = d.id) LIMIT ?",
        (stamp(now - keep_news), limit),
    ).fetchall()
    rows.delete(db, Index.NEWS, [row for row, _ in found])
    db.executemany("DELETE FROM tagged WHERE item = ?", [(item,) for _, item in found])
    return len(found)


def _version(one: TaggedItem) -> tuple[int, int]:
    return one.item.revision, one.tagger_revision


def _newest(found: Iterable[T], key: Callable[[T], str], version: Callable[[T], object]) -> dict[str, T]:
    """Keep the highest version of each key; of equal ones the last."""
    newest: dict[str, T] = {}
    for one in found:
        known = newest.get(key(one))
        if known is None or version(one) >= version(known):  # type: ignore[operator]
            newest[key(one)] = one
    return newest


def _distinct(events: Iterable[ArmsEvent]) -> Iterable[ArmsEvent]:
    return {event.id: event for event in events}.values()


def _drop_machine_made(db: sqlite3.Connection, items: Sequence[str]) -> set[str]:
    """Delete the machine-made events of these items; return the ids of those that stay."""
    found = list(rows.by_item(db, Index.EVENTS, items, "rowid, id, origin"))
    rows.delete(db, Index.EVENTS, [row for row, _, origin in found if origin != HUMAN])
    return {event for _, event, origin in found if origin == HUMAN}


def _note(db: sqlite3.Connection, fresh: Sequence[TaggedItem]) -> None:
    parts = {one.item.id: tag_fields(one) for one in fresh}
    db.executemany(
        "INSERT OR REPLACE INTO tagged VALUES (?, ?, ?, ?)",
        [(one.item.id, *_version(one), orjson.dumps(parts[one.item.id])) for one in fresh],
    )
    news = [rows.read(doc) for (doc,) in rows.by_id(db, Index.NEWS, list(parts), "doc")]
    rows.replace(db, Index.NEWS, [_noted(document, parts[document["news.id"]]) for document in news])


_TAG_FIELDS = frozenset(
    {"news.arms_related", "news.relevance", "news.agency", "news.simhash", "news.events", "news.tagger_revision"}
)


def _noted(document: Document, part: Document) -> Document:
    return {name: value for name, value in document.items() if name not in _TAG_FIELDS} | part
