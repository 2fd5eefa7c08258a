"""Every field of the flat documents, by index: the one truth for the query language, SQLite and Elasticsearch.

``core/documents.py`` makes the documents, nobody else adds fields. A field that is absent, None, "" or [] is missing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from armswire_schemas.events import CATEGORIES, ROLES


class Index(StrEnum):
    """The kinds of document kept for search."""

    NEWS = "news"
    EVENTS = "events"
    ALERTS = "alerts"
    FEEDS = "feeds"


class Kind(StrEnum):
    """How a field's values compare.

    KEYWORD as a whole, ASCII letters in either case; TEXT by tokens (core/text.py); DATE, INTEGER, NUMBER by order;
    STORED is kept to be shown and cannot be searched.
    """

    KEYWORD = "keyword"
    TEXT = "text"
    DATE = "date"
    INTEGER = "integer"
    NUMBER = "number"
    BOOL = "bool"
    STORED = "stored"


ORDERED = frozenset({Kind.DATE, Kind.INTEGER, Kind.NUMBER})
MAX_KEYWORD = 2048
"""Longer keyword values (UTF-16 units, as Elasticsearch's ``ignore_above``) are shown but not searched."""


@dataclass(frozen=True, slots=True, repr=False)
class Field:
    """``multi``: the value is a list; ``about`` is shown to people who look for a field."""

    name: str
    kind: Kind
    about: str = ""
    multi: bool = False

    def __repr__(self) -> str:
        return f"<{self.name}>"


def _field(name: str, kind: Kind, about: str = "") -> Field:
    return Field(name.removesuffix("[]"), kind, about, name.endswith("[]"))


_K, _T, _D, _I, _N, _B = Kind.KEYWORD, Kind.TEXT, Kind.DATE, Kind.INTEGER, Kind.NUMBER, Kind.BOOL

_TIMES = (
    _field("@timestamp", _D, "when published, where known and not after first seen; else when first seen"),
    _field("event.created", _D, "when first seen"),
    _field("event.ingested", _D, "when written to the store"),
    _field("message", _T, "news: the text; events: the evidence; alerts: what is told"),
)
_ITEM = (
    _field("news.id", _K, "the item"),
    _field("news.article", _K, "what items of one article share"),
    _field("news.feed", _K, "name of the feed"),
    _field("news.feed_id", _K),
    _field("news.revision", _I, "1 when new, more when changed"),
    _field("news.title", _T),
    _field("news.source", _K, "the outlet"),
    _field("news.lang", _K, "ISO 639-1"),
    _field("news.tier", _I, "1 (best) to 3"),
    _field("news.kind", _K, "official, agency, trade, news, state_media, ngo, aggregator"),
    _field("news.country", _K, "country of the feed"),
    _field("news.tags[]", _K),
    _field("news.published", _D, "what the feed says"),
    _field("news.alerts", _B, "whether the feed may alert"),
    _field("url.full", _K),
)
_NEWS = (
    _field("news.authors[]", _K),
    _field("news.updated", _D),
    _field("news.cause", _K, "new, updated, backlog, retag, replay"),
    Field("news.digest", Kind.STORED, "hash of title and text"),
    _field("news.arms_related", _B, "what the tagger says; missing where it found nothing"),
    _field("news.relevance", _N, "0 to 1"),
    _field("news.agency", _K, "news agency credited"),
    Field("news.simhash", Kind.STORED, "64 bits, hexadecimal"),
    _field("news.events[]", _K, "ids of the events found"),
    _field("news.tagged_revision", _I, "the revision that was tagged"),
    _field("news.tagger_revision", _I),
)
_EVENT = (
    _field("event.id", _K, "the arms event"),
    _field("arms.type", _K, "transfer, procurement, production, embargo, export_control, test, deployment, use, …"),
    _field("arms.mode", _K, "sale, aid, loan, swap, unknown"),
    _field("arms.status", _K, "requested, considered, pledged, approved, agreed, done, stopped"),
    _field("arms.negated", _B, "told not to have happened"),
    _field("arms.basis", _K, "stated, alleged, disputed"),
    _field("arms.background", _B, "told as history"),
    _field("arms.detail", _K, "seizure, licence, order, parts …"),
    _field("arms.suppliers[]", _K, "transfer, procurement, trafficking: who gives"),
    _field("arms.recipients[]", _K, "transfer, procurement, trafficking: who gets"),
    _field("arms.actors[]", _K, "other types: who acts"),
    _field("arms.targets[]", _K, "other types: on or against whom"),
    _field("arms.countries[]", _K, "all of them, the other parties' too"),
    _field("arms.weapon.category[]", _K, ", ".join(CATEGORIES)),
    _field("arms.weapon.name[]", _T, "the designation as told"),
    _field("arms.weapon.quantity[]", _I),
    _field("arms.weapon.unit[]", _K),
    _field("arms.weapon.goods[]", _K, "system, parts, upgrade, repair, training, technology, licence"),
    _field("arms.weapon.condition[]", _K),
    _field("arms.unroca[]", _K, "category of the UN Register of Conventional Arms"),
    _field("arms.value.amount", _N, "in units of its currency"),
    _field("arms.value.amount_max", _N),
    _field("arms.value.bound", _K),
    _field("arms.value.currency", _K, "ISO 4217"),
    _field("arms.value.kind", _K, "total, ceiling, unit_price, annual, budget"),
    _field("arms.value.usd", _N, "for filtering: in US dollars by yearly average rates"),
    _field("arms.deals[]", _K, "KR>PL:tank (quote it)"),
    _field("arms.confidence", _N, "0 to 1"),
    _field("arms.evidence", _T, "the words that say so"),
    _field("arms.when.start", _D, "the event's own date"),
    _field("arms.when.end", _D),
    _field("arms.origin", _K, "machine or human"),
    _field("arms.tagger", _K),
    _field("arms.lexicon", _K),
    *(_field(f"arms.quantity.{category}", _I, "units of this category") for category in CATEGORIES),
    *(_field(f"arms.party.{role}[]", _K, "name and country") for role in ROLES),
    Field("arms.raw", Kind.STORED, "the event as the tagger wrote it, JSON"),
)
_ALERT = (
    _field("alert.id", _K),
    _field("alert.revision", _I, "grows with each further report"),
    _field("alert.rule", _K, "id of the rule"),
    _field("alert.rule_title", _T),
    _field("alert.severity", _K),
    _field("alert.title", _T),
    _field("alert.key", _K, "what makes two matches the same alert"),
    _field("alert.terms[]", _K, "clauses of the rule that fired"),
    _field("alert.channels[]", _K),
    _field("alert.notify", _B),
    _field("alert.opened", _D),
    _field("alert.last_report", _D),
    _field("alert.reports", _I, "how many items say it"),
    _field("alert.sources[]", _K, "all outlets that say it"),
    Field("alert.raw", Kind.STORED, "the alert, JSON"),
)
_FEED = (
    _field("@timestamp", _D, "when last polled"),
    _field("event.ingested", _D, "when written to the store"),
    _field("feed.id", _K, "the feed"),
    _field("feed.name", _K, "its name, or its address where it has none"),
    _field("feed.url", _K),
    _field("feed.polled", _D, "when last polled"),
    _field("feed.succeeded", _D, "when it last answered well"),
    _field("feed.due", _D, "when it is asked again; missing: never"),
    _field("feed.items", _I, "entries it held when last read"),
    _field("feed.failures", _I, "failed polls in a row"),
    _field("feed.status", _I, "HTTP status of the last answer"),
    _field("feed.reason", _K, "why it is due then: steady, backoff, server_asked, gone"),
    _field("feed.error", _T, "what went wrong in the last poll"),
)


def _named(*fields: Field) -> dict[str, Field]:
    return {field.name: field for field in fields}


FIELDS: Mapping[Index, Mapping[str, Field]] = {
    Index.NEWS: _named(*_TIMES, *_ITEM, *_NEWS),
    Index.EVENTS: _named(*_TIMES, *_ITEM, *_EVENT),
    Index.ALERTS: _named(*_TIMES, *_ITEM, *_EVENT, *_ALERT),
    Index.FEEDS: _named(*_FEED),
}
BARE: Mapping[Index, tuple[str, ...]] = {
    Index.NEWS: ("news.title", "message"),
    Index.EVENTS: ("news.title", "arms.evidence", "arms.weapon.name"),
    Index.ALERTS: ("alert.title", "news.title", "arms.evidence", "arms.weapon.name"),
    Index.FEEDS: ("feed.error",),
}
"""The text fields in which words without a field are searched."""
ID: Mapping[Index, str] = {
    Index.NEWS: "news.id",
    Index.EVENTS: "event.id",
    Index.ALERTS: "alert.id",
    Index.FEEDS: "feed.id",
}
"""The field that holds a document's own id."""


def values(document: Mapping[str, Any], field: Field) -> Iterator[Any]:
    """Yield the searchable values of a field in a document; nothing where it is missing."""
    found = document.get(field.name)
    keyword = field.kind is Kind.KEYWORD
    for value in found if isinstance(found, list) else (found,):
        if value is None or value == "" or (keyword and len(value) * 2 > MAX_KEYWORD and _too_long(value)):
            continue
        yield value


def _too_long(value: str) -> bool:
    return len(value.encode("utf-16-le", "surrogatepass")) // 2 > MAX_KEYWORD


_ASCII_LOWER = {code: code + 32 for code in range(65, 91)}


def ascii_lower(value: str) -> str:
    """Return the value with ASCII capitals made small and no others: what all engines agree on for keywords."""
    return value.lower() if value.isascii() else value.translate(_ASCII_LOWER)
