"""What a write does to the tables: last version wins, events are replaced as a whole. One transaction a call."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import orjson

from armswire.adapters.sqlite_store import rows
from armswire.core.documents import (
    HUMAN,
    TAG_FIELDS,
    Document,
    alert_document,
    event_document,
    feed_document,
    news_document,
    stamp,
    tag_fields,
)
from armswire.core.fields import Index
from armswire.core.versions import newest, polling, tagging
from armswire_schemas.alerts import Alert
from armswire_schemas.events import ArmsEvent, TaggedItem
from armswire_schemas.feeds import PollState
from armswire_schemas.news import NewsItem


def put_news(db: sqlite3.Connection, items: Sequence[NewsItem], ingested: datetime) -> None:
    """Write items that are no older than what is stored; fields that a tagging added stay."""
    latest = newest(items, lambda item: item.id, lambda item: item.revision)
    stored = dict(rows.by_id(db, Index.NEWS, list(latest), 'id, "news.revision"'))
    fresh = [item for item in latest.values() if item.revision >= stored.get(item.id, 0)]
    parts = dict(rows.tagged(db, [item.id for item in fresh], "item, part"))
    documents = [news_document(item, ingested) for item in fresh]
    for item, document in zip(fresh, documents, strict=True):
        if item.id in parts:
            document.update(rows.read(parts[item.id]))
    rows.replace(db, Index.NEWS, documents)


def put_alerts(db: sqlite3.Connection, alerts: Sequence[Alert], ingested: datetime) -> None:
    """Write alerts that are no older than what is stored."""
    latest = newest(alerts, lambda alert: alert.id, lambda alert: alert.revision)
    stored = dict(rows.by_id(db, Index.ALERTS, list(latest), 'id, "alert.revision"'))
    fresh = [alert for alert in latest.values() if alert.revision >= stored.get(alert.id, 0)]
    rows.replace(db, Index.ALERTS, [alert_document(alert, ingested) for alert in fresh])


def put_feeds(db: sqlite3.Connection, states: Sequence[PollState], ingested: datetime) -> None:
    """Write the health of feeds that is no older than what is stored."""
    documents = [feed_document(state, ingested) for state in newest(states, lambda one: one.feed, polling).values()]
    stored = dict(rows.by_id(db, Index.FEEDS, [one["feed.id"] for one in documents], 'id, "feed.polled"'))
    rows.replace(db, Index.FEEDS, [one for one in documents if one["feed.polled"] >= stored.get(one["feed.id"], "")])


def put_tagged(db: sqlite3.Connection, tagged: Sequence[TaggedItem], ingested: datetime) -> None:
    """Put each item's events in the place of its machine-made ones, and note the tagging in its news document."""
    latest = newest(tagged, lambda one: one.item.id, tagging)
    stored = {row[0]: (row[1], row[2]) for row in rows.tagged(db, list(latest), "item, revision, tagger_revision")}
    fresh = [one for one in latest.values() if tagging(one) >= stored.get(one.item.id, (0, 0))]
    kept = _drop_machine_made(db, [one.item.id for one in fresh])
    written = {event for events in kept.values() for event in events}
    rows.replace(
        db,
        Index.EVENTS,
        [
            event_document(event, one.item, ingested)
            for one in fresh
            for event in _distinct(one.events)
            if event.id not in written
        ],
    )
    _note(db, fresh, kept)


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


def _distinct(events: Iterable[ArmsEvent]) -> Iterable[ArmsEvent]:
    return {event.id: event for event in events}.values()


def _drop_machine_made(db: sqlite3.Connection, items: Sequence[str]) -> dict[str, list[str]]:
    """Delete the machine-made events of these items; return the ids of those that stay, by item."""
    found = list(rows.by_item(db, Index.EVENTS, items, "rowid, id, origin, item"))
    rows.delete(db, Index.EVENTS, [row for row, _, origin, _ in found if origin != HUMAN])
    kept: dict[str, list[str]] = {}
    for _, event, origin, item in found:
        if origin == HUMAN:
            kept.setdefault(item, []).append(event)
    return kept


def _note(db: sqlite3.Connection, fresh: Sequence[TaggedItem], kept: Mapping[str, Sequence[str]]) -> None:
    parts = {one.item.id: tag_fields(one, kept.get(one.item.id, ())) for one in fresh}
    db.executemany(
        "INSERT OR REPLACE INTO tagged VALUES (?, ?, ?, ?)",
        [(one.item.id, *tagging(one), orjson.dumps(parts[one.item.id])) for one in fresh],
    )
    news = [rows.read(doc) for (doc,) in rows.by_id(db, Index.NEWS, list(parts), "doc")]
    rows.replace(db, Index.NEWS, [_noted(document, parts[document["news.id"]]) for document in news])


def _noted(document: Document, part: Document) -> Document:
    return {name: value for name, value in document.items() if name not in TAG_FIELDS} | part
