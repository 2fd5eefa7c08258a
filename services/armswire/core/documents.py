"""Make the flat documents that are searched and shown, and read the models back out of them. Pure.

Keys are the field names of ``core/fields.py``; missing values are left out. Dates are ISO 8601 in UTC to the
millisecond, so that they compare as strings.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from math import isfinite
from typing import Any

from armswire.core.fields import ID, Index
from armswire.errors import Poison
from armswire_schemas.alerts import Alert, Report
from armswire_schemas.events import CATEGORIES, DIRECTED_TYPES, ROLES, ArmsEvent, Money, Party, TaggedItem, Weapon
from armswire_schemas.news import Cause, ItemRef, NewsItem

Document = dict[str, Any]

TAG_FIELDS = (
    "news.arms_related", "news.relevance", "news.agency", "news.simhash", "news.events", "news.tagged_revision",
    "news.tagger_revision",
)  # fmt: skip
HUMAN = "human"
"""``arms.origin`` of events that a person wrote: no tagging replaces them."""
UNROCA = {
    "tank": "I battle tanks",
    "armoured_vehicle": "II armoured combat vehicles",
    "artillery": "III large-calibre artillery systems",
    "combat_aircraft": "IV combat aircraft",
    "helicopter": "V attack helicopters",
    "warship": "VI warships",
    "missile": "VII missiles and missile launchers",
    "air_defence": "VII missiles and missile launchers",
    "small_arms": "VIII small arms and light weapons",
}
"""UN Register of Conventional Arms, categories I-VII and the optional eighth (A/RES/46/36 L, and GGE reports).

By category only: whether a helicopter or an air-defence system is of a registered kind, the designation tells.
"""


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
            "news.events": _distinct((*kept, *(event.id for event in tagged.events))),
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
            **_event_fields(event),
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
            **_event_fields(alert.event),
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
            "alert.sources": _distinct(report.source for report in alert.reports),
            "alert.raw": alert.model_dump_json(),
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


def _event_fields(event: ArmsEvent) -> Document:
    directed = event.type in DIRECTED_TYPES
    givers, takers = ("arms.suppliers", "arms.recipients") if directed else ("arms.actors", "arms.targets")
    return {
        "event.id": event.id,
        "arms.type": event.type,
        "arms.mode": event.mode,
        "arms.status": event.status,
        "arms.negated": event.negated,
        "arms.basis": event.basis,
        "arms.background": event.background,
        "arms.detail": event.detail,
        givers: event.suppliers,
        takers: event.recipients,
        "arms.countries": _countries(event),
        "arms.deals": event.deals,
        "arms.confidence": event.confidence,
        "arms.evidence": event.evidence,
        "arms.when.start": event.when and _day(event.when.start),
        "arms.when.end": event.when and _day(event.when.end),
        "arms.origin": event.origin,
        "arms.tagger": event.tagger,
        "arms.lexicon": event.lexicon,
        **(_weapon_fields(event.weapons) if event.weapons else {}),
        **(_money_fields(event.value) if event.value else {}),
        **(_party_fields(event.parties) if event.parties else {}),
    }


def _countries(event: ArmsEvent) -> list[str]:
    parties = (party.country for party in event.parties if party.country)
    return sorted({*event.suppliers, *event.recipients, *parties})


def _weapon_fields(weapons: tuple[Weapon, ...]) -> Document:
    counted: dict[str, int] = {}
    for weapon in weapons:
        if weapon.quantity is not None and weapon.category in CATEGORIES:
            counted[weapon.category] = counted.get(weapon.category, 0) + weapon.quantity
    return {
        "arms.weapon.category": _distinct(weapon.category for weapon in weapons),
        "arms.weapon.name": _distinct(weapon.name for weapon in weapons if weapon.name),
        "arms.weapon.quantity": [weapon.quantity for weapon in weapons if weapon.quantity is not None],
        "arms.weapon.unit": _distinct(weapon.unit for weapon in weapons if weapon.unit),
        "arms.weapon.goods": _distinct(weapon.goods for weapon in weapons),
        "arms.weapon.condition": _distinct(weapon.condition for weapon in weapons if weapon.condition),
        "arms.unroca": _distinct(UNROCA[weapon.category] for weapon in weapons if weapon.category in UNROCA),
        **{f"arms.quantity.{category}": number for category, number in counted.items()},
    }


def _money_fields(value: Money) -> Document:
    return {
        "arms.value.amount": _finite(value.amount),
        "arms.value.amount_max": _finite(value.amount_max),
        "arms.value.bound": value.bound,
        "arms.value.currency": value.currency,
        "arms.value.kind": value.kind,
        "arms.value.usd": _finite(value.usd),
    }


def _party_fields(parties: Iterable[Party]) -> Document:
    found: dict[str, list[str]] = {}
    for party in parties:
        if party.role in ROLES:
            found.setdefault(f"arms.party.{party.role}", []).extend(filter(None, (party.name, party.country)))
    return {name: _distinct(names) for name, names in found.items()}


def _finite(number: float | None) -> float | None:
    return number if number is not None and isfinite(number) else None


def _day(day: date | None) -> str | None:
    return None if day is None else f"{day.isoformat()}T00:00:00.000Z"


def _distinct(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(found))
