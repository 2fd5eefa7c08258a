"""The indexer on the real flow over SQLite, into the real store: all arrives once, one bad message holds nobody up."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from armswire.adapters.sqlite_store import SqliteStore
from armswire.flow.app import FaustFlow, Tuning, build_flow
from armswire.flow.types import Message
from armswire.indexer import attach
from armswire.ports import Index
from armswire_schemas.base import Wire
from armswire_schemas.deadletter import DeadLetter
from armswire_schemas.events import Weapon
from armswire_schemas.feeds import SeenChunk, SeenItem
from armswire_schemas.topics import ARMS_ALERTS, ARMS_EVENTS, DEAD_LETTERS, FEEDS_STATE, NEWS_ITEMS
from support.documents import NOW, alert, event, failing, health, news, tagged, tanks

FAST = Tuning(commit_every=timedelta(milliseconds=50))


@asynccontextmanager
async def running(path: Path, letters: list[DeadLetter]) -> AsyncIterator[tuple[FaustFlow, SqliteStore]]:
    """One life of the process."""

    async def watch(batch: Sequence[Message[DeadLetter]]) -> None:
        letters.extend(message.value for message in batch)

    store = SqliteStore(path / "store.db")
    await store.open()
    flow = build_flow(broker=f"sqlite://{path}/log.db", datadir=path, app_id="armswire", tuning=FAST)
    attach(flow, store)
    flow.agent("watch", DEAD_LETTERS, DeadLetter, watch)
    await flow.start()
    try:
        yield flow, store
    finally:
        await flow.stop()
        await store.close()


async def test_everything_is_stored_once_over_a_restart(tmp_path: Path) -> None:
    items = [news(f"n{n}", f"Tank {n}") for n in range(60)]
    for life in range(2):
        async with running(tmp_path, []) as (flow, store):
            for item in items[life * 30 :]:
                about = tanks(item)
                await flow.send(NEWS_ITEMS, item.id, item)
                await flow.send(ARMS_EVENTS, item.id, tagged(item, about))
                told = alert(item.id, item, about)
                await flow.send(ARMS_ALERTS, told.id, told)
                feed = health(item.id)
                await flow.send(FEEDS_STATE, f"{feed.feed}|poll", feed)
            await flow.flush()
            await flow.drained()
    async with running(tmp_path, []) as (_, store):
        assert {index: await store.count(index) for index in Index} == dict.fromkeys(Index, 60)
        assert (await store.search(Index.NEWS, "tanks AND news.arms_related:true", now=NOW)).total == 60


async def test_what_the_store_refuses_goes_to_the_dead_letters_and_the_rest_is_stored(tmp_path: Path) -> None:
    items = [news(f"n{n}") for n in range(20)]
    bad = {items[3].id, items[4].id, items[15].id}
    letters: list[DeadLetter] = []
    async with running(tmp_path, letters) as (flow, store):
        for item in items:
            weapons = (Weapon(category="tank", quantity=2**70 if item.id in bad else 7),)
            sent: Wire = tagged(item, event(item, weapons=weapons))
            await flow.send(ARMS_EVENTS, item.id, sent)
        await flow.flush()
        await flow.drained()
        async with asyncio.timeout(30):
            while len(letters) < len(bad):
                await asyncio.sleep(0.01)
        assert await store.count(Index.EVENTS) == 17
    assert {letter.key for letter in letters} == bad
    assert {letter.reason for letter in letters} == {"mapping"}
    assert all("the store refuses" in letter.error for letter in letters)


async def test_of_the_feeds_state_the_health_alone_is_stored(tmp_path: Path) -> None:
    entries = tuple(SeenItem(id=f"e{n}", first_seen=NOW, last_shown=NOW, digest="d") for n in range(3))
    feed = failing("a")
    letters: list[DeadLetter] = []
    async with running(tmp_path, letters) as (flow, store):
        for chunk in range(3):
            part = SeenChunk(feed=feed.feed, chunk=chunk, items=entries)
            await flow.send(FEEDS_STATE, f"{feed.feed}|seen|{chunk}", part)
        await flow.send(FEEDS_STATE, f"{feed.feed}|poll", feed)
        await flow.flush()
        await flow.drained()
        page = await store.search(Index.FEEDS, "feed.failures:3", now=NOW)
        assert [hit.document["feed.name"] for hit in page.hits] == ["Feed a"]
        assert await store.count(Index.FEEDS) == 1
    assert not letters
