"""What is sent for each kind of message. Ids and versions make every write harmless to repeat.

A news document is changed by two agents, the indexer of news and that of events, maybe in two processes: so it is
created as a whole, and changed by a script that Elasticsearch runs by itself, one after the other.
"""

from datetime import datetime
from typing import Any

import orjson

from armswire.adapters.elastic.bulk import Operation
from armswire.adapters.elastic.reads import Stored
from armswire.core.documents import (
    TAG_FIELDS,
    Document,
    alert_document,
    event_document,
    feed_document,
    news_document,
    stub_document,
)
from armswire.core.fields import FIELDS, Field, Index, Kind, values
from armswire.core.plurals import rules_of
from armswire.core.query.elastic import RULES, token_field
from armswire.core.text import tokens
from armswire.core.versions import polling, tagging
from armswire.errors import Poison
from armswire_schemas.alerts import Alert
from armswire_schemas.events import ArmsEvent, TaggedItem
from armswire_schemas.feeds import PollState
from armswire_schemas.news import NewsItem

_REPLACE = (
    "def s = ctx._source; def known = s['news.revision'];"
    " if (known != null && known > params.revision) { ctx.op = 'none'; return }"
    " def kept = [:]; for (name in params.tags) { if (s.containsKey(name)) { kept[name] = s[name] } }"
    " s.clear(); s.putAll(params.document); s.putAll(kept)"
)
"""An item over what is known of it: what a tagging added stays, and a newer revision too."""
_NOTE = (
    "def s = ctx._source; def item = s['news.tagged_revision']; def tagger = s['news.tagger_revision'];"
    " if (item != null && (item > params.item || (item == params.item && tagger > params.tagger)))"
    " { ctx.op = 'none'; return }"
    " if (s.isEmpty()) { s.putAll(params.stub) }"
    " for (name in params.tags) { s.remove(name) } s.putAll(params.document)"
)
"""A tagging into the news document, unless a newer one is there."""
_TAGGER_BITS = 37


class Names:
    """Names of the indices: one a month of the time that never changes; of feeds, which only have a present, one."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def month(self, index: Index, moment: datetime) -> str:
        """Return the index that holds what was first seen at this moment."""
        return f"{self._prefix}-{index}-{moment.year:04}.{moment.month:02}"

    def current(self, index: Index) -> str:
        """Return the one index of a kind that is not kept by month."""
        return f"{self._prefix}-{index}-current"

    def all(self, index: Index) -> str:
        """Return the pattern of all indices of a kind."""
        return f"{self._prefix}-{index}-*"

    def template(self, index: Index) -> str:
        """Return the name of the index template."""
        return f"{self._prefix}-{index}"


def create_news(names: Names, item: NewsItem, ingested: datetime) -> Operation:
    """Write an item that is most likely new."""
    body = encode(_indexed(Index.NEWS, news_document(item, ingested)))
    return Operation("create", names.month(Index.NEWS, item.first_seen), item.id, body)


def replace_news(names: Names, item: NewsItem, ingested: datetime) -> Operation:
    """Write an item over an earlier revision of it, or over what its events told of it."""
    document = _indexed(Index.NEWS, news_document(item, ingested))
    body = _script(_REPLACE, revision=item.revision, document=document)
    return Operation("update", names.month(Index.NEWS, item.first_seen), item.id, body)


def put_event(names: Names, event: ArmsEvent, tagged: TaggedItem, ingested: datetime) -> Operation:
    """Write one event of an item."""
    body = encode(_indexed(Index.EVENTS, event_document(event, tagged.item, ingested)))
    return Operation("index", names.month(Index.EVENTS, tagged.item.first_seen), event.id, body, _version(tagged))


def delete_event(names: Names, event: str, tagged: TaggedItem) -> Operation:
    """Delete an event that a tagging does not find any more."""
    return Operation("delete", names.month(Index.EVENTS, tagged.item.first_seen), event, None, _version(tagged))


def note_tagging(names: Names, tagged: TaggedItem, fields: Document, known: Stored) -> Operation:
    """Write the news document with what was found in it, if it still is what was read."""
    document = {name: value for name, value in known.document.items() if name not in TAG_FIELDS} | fields
    index = names.month(Index.NEWS, tagged.item.first_seen)
    return Operation("index", index, tagged.item.id, encode(document), seen=known.write)


def renote_tagging(names: Names, tagged: TaggedItem, fields: Document, ingested: datetime) -> Operation:
    """Write into the news document what was found in it, whatever it is by now; it may not be there yet."""
    stub = _indexed(Index.NEWS, stub_document(tagged, ingested))
    item, tagger = tagging(tagged)
    body = _script(_NOTE, item=item, tagger=tagger, stub=stub, document=fields)
    return Operation("update", names.month(Index.NEWS, tagged.item.first_seen), tagged.item.id, body)


def put_alert(names: Names, alert: Alert, ingested: datetime) -> Operation:
    """Write an alert."""
    body = encode(_indexed(Index.ALERTS, alert_document(alert, ingested)))
    return Operation("index", names.month(Index.ALERTS, alert.opened), alert.id, body, alert.revision)


def put_feed(names: Names, state: PollState, ingested: datetime) -> Operation:
    """Write the health of a feed; the time of the poll is its version."""
    body = encode(_indexed(Index.FEEDS, feed_document(state, ingested)))
    version = max(int(polling(state).timestamp() * 1000), 0)
    return Operation("index", names.current(Index.FEEDS), state.feed, body, version)


def encode(document: Document) -> bytes:
    """Return the document as JSON; ``Poison`` where a value has no place in JSON."""
    try:
        return orjson.dumps(document)
    except orjson.JSONEncodeError as error:
        raise Poison(f"cannot be stored: {error}", "mapping") from error


def _script(source: str, **params: Any) -> bytes:
    script = {"source": source, "params": {"tags": TAG_FIELDS, **params}}
    return encode({"scripted_upsert": True, "script": script, "upsert": {}})


def _version(tagged: TaggedItem) -> int:
    """One number that grows as ``tagging`` does."""
    item, tagger = tagging(tagged)
    return (item << _TAGGER_BITS) + min(tagger, (1 << _TAGGER_BITS) - 1)


def _indexed(index: Index, document: Document) -> Document:
    """Add the tokens of every text."""
    lang = document.get("news.lang")
    found: Document = {RULES: rules_of(lang)}
    for field in _TEXTS[index]:
        sequences = [" ".join(tokens(value, lang)) for value in values(document, field)]
        if any(sequences):
            found[token_field(field)] = sequences if field.multi else sequences[0]
    return document | found


_TEXTS: dict[Index, tuple[Field, ...]] = {
    index: tuple(one for one in FIELDS[index].values() if one.kind is Kind.TEXT) for index in Index
}
