"""The tagger service on the real flow over SQLite: what it sends on, what it keeps to itself."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from armswire.flow.app import Tuning, build_flow
from armswire.flow.types import Message
from armswire.tagger import attach, tag
from armswire.tagging.tagger import TAGGER_REVISION, TAGGER_VERSION, Tagger, load_lexicon
from armswire_schemas.events import TaggedItem
from armswire_schemas.news import Cause, NewsItem
from armswire_schemas.topics import ARMS_EVENTS, NEWS_ITEMS
from support.documents import news

DEAL = "Poland signs contract to buy 180 K2 tanks from South Korea"
CALM = "Bakery wins prize for its bread"


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger(load_lexicon())


def item(name: str, title: str, **changed: object) -> NewsItem:
    return news(name, title).model_copy(update={"title": title, "text": "", "lang": "en", **changed})


async def test_events_go_on_and_the_rest_does_not(tmp_path: Path, tagger: Tagger) -> None:
    heard: list[TaggedItem] = []

    async def hear(batch: Sequence[Message[TaggedItem]]) -> None:
        heard.extend(message.value for message in batch)

    tuning = Tuning(commit_every=timedelta(milliseconds=50))
    flow = build_flow(broker=f"sqlite://{tmp_path}/log.db", datadir=tmp_path, app_id="armswire", tuning=tuning)
    attach(flow, tagger)
    flow.agent("hear", ARMS_EVENTS, TaggedItem, hear)
    await flow.start()
    try:
        for sent in (item("deal", DEAL), item("calm", CALM), item("gone", CALM, cause=Cause.UPDATED, revision=2)):
            await flow.send(NEWS_ITEMS, sent.id, sent)
        await flow.flush()
        await flow.drained()
    finally:
        await flow.stop()
    assert sorted(told.item.title for told in heard) == sorted([DEAL, CALM])
    (deal,) = [told for told in heard if told.events]
    (event,) = deal.events
    assert (event.suppliers, event.recipients, event.status) == (("KR",), ("PL",), "agreed")
    assert [(weapon.category, weapon.quantity) for weapon in event.weapons] == [("tank", 180)]


@pytest.mark.parametrize("cause", [Cause.UPDATED, Cause.RETAG, Cause.REPLAY])
def test_what_was_seen_before_is_always_told(tagger: Tagger, cause: Cause) -> None:
    told = tag(item("calm", CALM, cause=cause), tagger)
    assert told is not None
    assert told.events == ()
    assert not told.arms_related


@pytest.mark.parametrize("cause", [Cause.NEW, Cause.BACKLOG])
def test_what_is_new_and_calm_is_not(tagger: Tagger, cause: Cause) -> None:
    assert tag(item("calm", CALM, cause=cause), tagger) is None


def test_a_message_says_who_made_it(tagger: Tagger) -> None:
    told = tag(item("deal", DEAL, text="WARSAW (Reuters) - The contract was signed on Monday."), tagger)
    assert told is not None
    assert (told.tagger, told.tagger_revision) == (TAGGER_VERSION, TAGGER_REVISION)
    assert told.lexicon == tagger.lexicon_version
    assert told.agency == "Reuters"
    assert 0 < told.simhash < 2**64
    assert 0.5 < told.relevance <= 1
