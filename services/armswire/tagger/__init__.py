"""The tagger service: ``news.items`` → ``arms.events``. Thin; everything it knows is in ``armswire.tagging``."""

import asyncio
from collections.abc import Sequence
from time import perf_counter

from armswire.flow.types import Flow, Message
from armswire.tagging.fingerprint import credited_agency, simhash
from armswire.tagging.reading import ItemText
from armswire.tagging.tagger import TAGGER_REVISION, TAGGER_VERSION, Tagger
from armswire_schemas.events import TaggedItem
from armswire_schemas.news import Cause, NewsItem
from armswire_schemas.topics import ARMS_EVENTS, NEWS_ITEMS

BATCH = 200
YIELD_AFTER_S = 0.02
"""Seconds of tagging after which the loop gets its turn (design, section 5)."""

_SILENT_WITHOUT_EVENTS = frozenset({Cause.NEW, Cause.BACKLOG})


def tag(item: NewsItem, tagger: Tagger) -> TaggedItem | None:
    """Return the message about ``item``; None for one never seen before that tells of no arms event."""
    published = item.published.date() if item.published else None
    reading = tagger.read(ItemText(item.id, item.title, item.text, item.lang, published))
    if not reading.events and item.cause in _SILENT_WITHOUT_EVENTS and item.revision == 1:
        return None
    whole = f"{item.title}\n{item.text}"
    return TaggedItem(
        item=item.ref(),
        cause=item.cause,
        relevance=reading.relevance,
        arms_related=reading.arms_related,
        events=reading.events,
        simhash=simhash(whole),
        agency=reading.agency or credited_agency(item.text),
        tagger=TAGGER_VERSION,
        tagger_revision=TAGGER_REVISION,
        lexicon=tagger.lexicon_version,
    )


def attach(flow: Flow, tagger: Tagger, batch: int = BATCH) -> None:
    """Read every news item with ``tagger`` and send on what it tells, in order of arrival.

    What a batch tells is sent at once: a message each now and then would cost the broker and its readers a request
    each. So ``batch`` weighs requests against how soon events of a full log are told.
    """

    async def handle(batch: Sequence[Message[NewsItem]]) -> None:
        since = perf_counter()
        told: list[TaggedItem] = []
        for message in batch:
            tagged = tag(message.value, tagger)
            if tagged is not None:
                told.append(tagged)
            if perf_counter() - since > YIELD_AFTER_S:
                await asyncio.sleep(0)
                since = perf_counter()
        for tagged in told:
            await flow.send(ARMS_EVENTS, tagged.item.id, tagged)

    tagger.prepare()
    flow.agent("tagger", NEWS_ITEMS, NewsItem, handle, batch=batch)
