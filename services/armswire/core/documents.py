"""Make the flat documents that are searched and shown, and read the models back out of them. Pure.

Keys are the field names of ``core/fields.py``; missing values are left out. Dates are ISO 8601 in UTC to the
millisecond, so that they compare as strings.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from armswire.core.eventfields import distinct, event_fields
from armswire.core.fields import ID, Index
from armswire.errors import Poison
from armswire_schemas.alerts import Alert, Report
from armswire_schemas.events import ArmsEvent, TaggedItem
from armswire_schemas.feeds import PollState
from armswire_schemas.news import Cause, ItemRef, NewsItem

Document = dict[str, Any]

TAG_FIELDS = (
    "news.arms_related", "news.relevance", "news.agency", "news.simhash", "news.events", "news.tagged_revision",
    "news.tagger_revision",
)  # fmt: skip
HUMAN = "human"
"""``arms.origin`` of events that a person wrote: no tagging replaces them."""


def stamp(moment: datetime) -> str:
    """Return an aware time as ``2026-11-23T10:00:00.000Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def news_document(item: NewsItem, ingested: datetime | None = None) -> Document:
    """Return the document of a news item. What the tagger says of it is added by ``tag_fields``."""
    return _identified(
        Index.NEWS,
        {
            **_item_fields(item, ingested),
            "message": item.text,
            "news.authors": item.authors,
            "news.updated": item.updated and stamp(item.updated),
            "news.cause": item.cause,
            "news.digest": item.digest,
        },
    )


def tag_fields(tagged: TaggedItem, kept: Sequence[str] = ()) -> Document:
    """Return the fields (``TAG_FIELDS``) that a tagging adds to its news document, in place of an earlier one's.

    ``kept`` are the ids of events that the tagging did not replace.
    """
    return _filled(
        {
            "news.arms_related": tagged.arms_related,
            "news.relevance": tagged.relevance,
            "news.agency": tagged.agency,
            "news.simhash": f"{tagged.simhash:016x}",
            "news.events": distinct((*kept, *(event.id for event in tagged.events))),
            "news.tagged_revision": tagged.item.revision,
            "news.tagger_revision": tagged.tagger_revision,
        }
    )


def stub_document(tagged: TaggedItem, ingested: datetime | None = None) -> Document:
    """Return the news document of an item that was tagged before it was stored: all but its text."""
    return _identified(Index.NEWS, {**_item_fields(tagged.item, ingested), "news.cause": tagged.cause})


def event_document(event: ArmsEvent, item: ItemRef, ingested: datetime | None = None) -> Document:
    """Return the document of one event of an item."""
    return _identified(
        Index.EVENTS,
        {
            **_item_fields(item, ingested),
            **event_fields(event, item.published or item.first_seen),
            "message": event.evidence,
            "arms.raw": event.model_dump_json(exclude_defaults=True),
        },
    )


def alert_document(alert: Alert, ingested: datetime | None = None) -> Document:
    """Return the document of an alert: its own fields, its event's, and those of the item that opened it."""
    opened = stamp(alert.opened)
    return _identified(
        Index.ALERTS,
        {
            **event_fields(alert.event, alert.opened),
            **(_report_fields(alert.reports[0]) if alert.reports else {}),
            "@timestamp": opened,
            "event.created": opened,
            "event.ingested": ingested and stamp(ingested),
            "message": alert.title,
            "alert.id": alert.id,
            "alert.revision": alert.revision,
            "alert.rule": alert.rule,
            "alert.rule_title": alert.rule_title,
            "alert.severity": alert.severity,
            "alert.title": alert.title,
            "alert.key": alert.key,
            "alert.terms": alert.terms,
            "alert.channels": alert.channels,
            "alert.notify": alert.notify,
            "alert.opened": opened,
            "alert.last_report": stamp(alert.last_report),
            "alert.reports": len(alert.reports),
            "alert.sources": distinct(report.source for report in alert.reports),
            "alert.raw": alert.model_dump_json(),
        },
    )


def feed_document(state: PollState, ingested: datetime | None = None) -> Document:
    """Return the document of a feed's health; ``Poison`` where it was never polled: there is nothing to tell."""
    if state.polled is None:
        raise Poison(f"feed {state.feed} was never polled", "never_polled")
    polled = stamp(state.polled)
    return _identified(
        Index.FEEDS,
        {
            "@timestamp": polled,
            "event.ingested": ingested and stamp(ingested),
            "feed.id": state.feed,
            "feed.name": state.name or state.url,
            "feed.url": state.url,
            "feed.polled": polled,
            "feed.succeeded": state.succeeded and stamp(state.succeeded),
            "feed.due": state.due and stamp(state.due),
            "feed.items": state.items,
            "feed.failures": state.failures,
            "feed.status": state.status,
            "feed.reason": state.reason,
            "feed.error": state.error,
        },
    )


def news_of(document: Mapping[str, Any]) -> NewsItem:
    """Return the item that ``news_document`` made the document of."""
    return NewsItem(
        id=document["news.id"],
        article=document["news.article"],
        feed=document["news.feed_id"],
        feed_name=document.get("news.feed", ""),
        revision=document["news.revision"],
        url=document.get("url.full"),
        title=document.get("news.title", ""),
        text=document.get("message", ""),
        source=document.get("news.source", ""),
        lang=document.get("news.lang"),
        tier=document["news.tier"],
        kind=document.get("news.kind", ""),
        country=document.get("news.country"),
        tags=tuple(document.get("news.tags", ())),
        authors=tuple(document.get("news.authors", ())),
        published=document.get("news.published"),
        updated=document.get("news.updated"),
        first_seen=document["event.created"],
        alerts=document["news.alerts"],
        cause=Cause(document["news.cause"]),
        digest=document.get("news.digest", ""),
    )


def event_of(document: Mapping[str, Any]) -> ArmsEvent:
    """Return the event that ``event_document`` made the document of."""
    return ArmsEvent.model_validate_json(document["arms.raw"])


def alert_of(document: Mapping[str, Any]) -> Alert:
    """Return the alert that ``alert_document`` made the document of."""
    return Alert.model_validate_json(document["alert.raw"])


def timestamp(published: datetime | None, first_seen: datetime) -> datetime:
    """Return what ``@timestamp`` is: ``published`` where it is known and not after ``first_seen``."""
    return published if published is not None and published <= first_seen else first_seen


def _identified(index: Index, document: Mapping[str, Any]) -> Document:
    if not document[ID[index]]:
        raise Poison(f"a document of {index} without {ID[index]}", "no_id")
    return _filled(document)


def _filled(document: Mapping[str, Any]) -> Document:
    """Leave out what is missing; sequences become lists, for JSON gives lists back."""
    filled = {}
    for name, value in document.items():
        if isinstance(value, tuple | list):
            value = [one for one in value if one is not None and one != ""]
        if value is not None and value != "" and value != []:
            filled[name] = value
    return filled


def _item_fields(item: ItemRef, ingested: datetime | None) -> Document:
    return {
        "@timestamp": stamp(timestamp(item.published, item.first_seen)),
        "event.created": stamp(item.first_seen),
        "event.ingested": ingested and stamp(ingested),
        "news.id": item.id,
        "news.article": item.article,
        "news.feed": item.feed_name or item.feed,
        "news.feed_id": item.feed,
        "news.revision": item.revision,
        "news.title": item.title,
        "news.source": item.source,
        "news.lang": item.lang,
        "news.tier": item.tier,
        "news.kind": item.kind,
        "news.country": item.country,
        "news.tags": item.tags,
        "news.published": item.published and stamp(item.published),
        "news.alerts": item.alerts,
        "url.full": item.url,
    }


def _report_fields(report: Report) -> Document:
    return {
        "news.id": report.item,
        "news.article": report.article,
        "news.source": report.source,
        "news.title": report.title,
        "url.full": report.url,
        "news.tier": report.tier,
        "news.kind": report.kind,
        "news.published": report.published and stamp(report.published),
    }
