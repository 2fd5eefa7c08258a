"""What every store has to hold. A subclass gives ``store``: open, empty, its own."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from armswire.core.query import QueryError
from armswire.ports import Index, Store
from armswire_schemas.events import Weapon
from support.documents import NOW, alert, event, failing, health, news, tagged, tanks

DAY = timedelta(days=1)


async def found(store: Store, index: Index, query: str = "", **options: Any) -> list[str]:
    """Ids of all hits of a search, in order."""
    await store.refresh()
    page = await store.search(index, query, now=NOW, **options)
    return [hit.id for hit in page.hits]


class StoreContract:
    async def test_an_empty_store_has_nothing(self, store: Store) -> None:
        for index in Index:
            assert await store.count(index) == 0
            assert await store.get(index, ["x"]) == {}
            page = await store.search(index, "", now=NOW)
            assert (page.hits, page.total, page.after) == ((), 0, None)

    async def test_empty_batches(self, store: Store) -> None:
        assert not await store.put_news([])
        assert not await store.put_tagged([])
        assert not await store.put_alerts([])
        assert not await store.put_feeds([])

    async def test_a_written_item_is_got_at_once_and_found_after_a_refresh(self, store: Store) -> None:
        item = news("a", "Poland buys K2 tanks", "Howitzers too.")
        assert not await store.put_news([item])
        document = (await store.get(Index.NEWS, [item.id, "other"]))[item.id]
        assert document["news.title"] == item.title
        assert document["message"] == "Howitzers too."
        for query in ("tanks", "howitzer", "news.title:k2", ""):
            assert await found(store, Index.NEWS, query) == [item.id]
        assert await store.count(Index.NEWS) == 1

    async def test_writing_again_changes_nothing(self, store: Store) -> None:
        item, about = news("a"), tanks(news("a"))
        for _ in range(2):
            await store.put_news([item, item])
            await store.put_tagged([tagged(item, about), tagged(item, about)])
            await store.put_alerts([alert("k", item, about)] * 2)
            await store.put_feeds([health(), health()])
        await store.refresh()
        assert {index: await store.count(index) for index in Index} == dict.fromkeys(Index, 1)

    async def test_an_update_replaces_and_an_older_revision_does_not(self, store: Store) -> None:
        old, new = news("a", "Old words"), news("a", "Newer words", revision=2)
        for batch in ([old], [new], [old]):
            await store.put_news(batch)
            assert await found(store, Index.NEWS, "words") == [old.id]
        assert await found(store, Index.NEWS, "old") == []
        assert await found(store, Index.NEWS, "newer") == [old.id]

    async def test_of_one_item_twice_in_a_batch_the_newest_counts(self, store: Store) -> None:
        batch = [news("a", "First"), news("a", "Third", revision=3), news("a", "Second", revision=2)]
        await store.put_news(batch)
        assert await found(store, Index.NEWS, "third") == [batch[0].id]
        assert await store.count(Index.NEWS) == 1

    @pytest.mark.parametrize("news_first", [True, False], ids=["news first", "events first"])
    async def test_the_item_tells_what_was_found_in_it(self, store: Store, news_first: bool) -> None:
        item = news("a", "Poland buys tanks", "Text.")
        about = tanks(item)
        if news_first:
            await store.put_news([item])
        await store.put_tagged([tagged(item, about, agency="Reuters")])
        if not news_first:
            await store.put_news([item])
        document = (await store.get(Index.NEWS, [item.id]))[item.id]
        assert document["news.events"] == [about.id]
        assert document["message"] == "Text."
        assert await found(store, Index.NEWS, "news.arms_related:true AND news.agency:Reuters") == [item.id]
        assert await found(store, Index.EVENTS, "arms.recipients:PL") == [about.id]
        assert await store.count(Index.NEWS) == 1

    async def test_what_was_tagged_stays_when_the_text_changes(self, store: Store) -> None:
        item = news("a", "Poland buys tanks")
        await store.put_news([item])
        await store.put_tagged([tagged(item, tanks(item))])
        await store.put_news([news("a", "Poland buys more tanks", revision=2)])
        assert await found(store, Index.NEWS, "more AND news.arms_related:true") == [item.id]

    async def test_a_new_tagging_replaces_the_events_of_its_item_alone(self, store: Store) -> None:
        item, other = news("a"), news("b")
        first, second, third = event(item), event(item, status="done"), event(item, recipients=("UA",))
        apart = event(other)
        await store.put_tagged([tagged(item, first, second), tagged(other, apart)])
        await store.put_tagged([tagged(item, second, third, tagger_revision=2)])
        assert set(await found(store, Index.EVENTS)) == {second.id, third.id, apart.id}
        assert list(await store.get(Index.EVENTS, [first.id])) == []
        assert await store.count(Index.EVENTS) == 3

    async def test_an_older_tagging_is_ignored(self, store: Store) -> None:
        item = news("a", revision=2)
        late = event(item, status="done")
        await store.put_tagged([tagged(item, late, tagger_revision=3)])
        for stale in (tagged(item, event(item), tagger_revision=2), tagged(news("a"), event(item), tagger_revision=9)):
            assert not await store.put_tagged([stale])
            assert await found(store, Index.EVENTS) == [late.id]

    async def test_a_tagging_without_events_deletes_them(self, store: Store) -> None:
        item = news("a")
        await store.put_news([item])
        await store.put_tagged([tagged(item, tanks(item))])
        await store.put_tagged([tagged(item, arms_related=False)])
        assert await found(store, Index.EVENTS) == []
        assert await found(store, Index.NEWS, "news.arms_related:true OR news.events:*") == []

    async def test_what_a_person_wrote_no_tagging_replaces(self, store: Store) -> None:
        item = news("a")
        written = event(item, "embargo", origin="human")
        await store.put_tagged([tagged(item, written, event(item))])
        await store.put_tagged([tagged(item, event(item, status="done"), tagger_revision=2)])
        await store.put_tagged([tagged(item, event(item, "embargo"), tagger_revision=3)])
        assert await found(store, Index.EVENTS) == [written.id]
        assert (await store.get(Index.EVENTS, [written.id]))[written.id]["arms.origin"] == "human"

    async def test_alerts_keep_their_newest_revision(self, store: Store) -> None:
        item = news("a")
        about = tanks(item)
        first = alert("k", item, about)
        await store.put_alerts([alert("k", item, about, revision=2, title="Told twice"), first])
        await store.put_alerts([first])
        assert await found(store, Index.ALERTS, "twice AND alert.rule:big-deal AND arms.recipients:PL") == [first.id]

    async def test_a_feed_is_told_as_it_was_polled_last(self, store: Store) -> None:
        before, now = health("a", polled=NOW - DAY), failing("a", polled=NOW, succeeded=NOW - DAY)
        for batch in ([before, health("b")], [now, before], [before]):
            assert not await store.put_feeds(batch)
        document = (await store.get(Index.FEEDS, [now.feed]))[now.feed]
        assert (document["feed.name"], document["feed.failures"], document["feed.status"]) == ("Feed a", 3, 503)
        assert document["@timestamp"] == document["feed.polled"] > document["feed.succeeded"]
        for query in ("feed.failures:>0", "503", "feed.reason:backoff AND feed.due:*"):
            assert await found(store, Index.FEEDS, query) == [now.feed]
        for query in ("", "*"):
            assert await found(store, Index.FEEDS, query) == [now.feed, health("b").feed]
        await store.put_feeds([health("a", polled=NOW + DAY)])
        assert await found(store, Index.FEEDS, "feed.failures:>0 OR feed.error:*") == []

    async def test_a_feed_that_was_never_polled_is_refused_and_the_rest_written(self, store: Store) -> None:
        never = health("never", polled=None)
        assert [(one.id, one.reason) for one in await store.put_feeds([never, health()])] == [
            (never.feed, "never_polled")
        ]
        assert await found(store, Index.FEEDS) == [health().feed]

    async def test_pages_by_time_neither_overlap_nor_leave_gaps(self, store: Store) -> None:
        items = [news(f"n{n}", "Tank", published=NOW - (n // 3) * DAY, first_seen=NOW) for n in range(10)]
        await store.put_news(items)
        await store.refresh()
        seen: list[str] = []
        times: list[str] = []
        after = None
        while True:
            page = await store.search(Index.NEWS, "tanks", now=NOW, size=3, after=after)
            assert page.total == 10 + (after is not None)
            seen.extend(hit.id for hit in page.hits)
            times.extend(hit.document["@timestamp"] for hit in page.hits)
            if page.after is None:
                break
            if after is None:
                await store.put_news([news("later", "Tank", published=NOW, first_seen=NOW + DAY)])
                await store.refresh()
            after = page.after
        assert sorted(times, reverse=True) == times
        assert sorted(set(seen) - {news("later").id}) == sorted(item.id for item in items)
        assert len(seen) == len(set(seen))

    @pytest.mark.parametrize("query", ["", "tank OR ship", "news.tier:2"])
    async def test_pages_by_score(self, store: Store, query: str) -> None:
        await store.put_news([news(f"n{n}", "Tank " * (n + 1) + "ship", "and more " * n) for n in range(7)])
        await store.refresh()
        seen: list[str] = []
        after = None
        while True:
            page = await store.search(Index.NEWS, query, now=NOW, size=2, after=after, newest=False)
            seen.extend(hit.id for hit in page.hits)
            after = page.after
            if after is None:
                break
        assert len(seen) == len(set(seen)) == 7

    async def test_the_better_hit_comes_first_by_score(self, store: Store) -> None:
        weak, strong = news("weak", "Tank", "a long text on other things " * 9), news("strong", "Tank tank", "tank")
        await store.put_news([weak, strong])
        assert (await found(store, Index.NEWS, "tank", newest=False))[0] == strong.id

    async def test_a_page_of_exactly_all_is_the_last(self, store: Store) -> None:
        await store.put_news([news("a"), news("b")])
        await store.refresh()
        for query in ("", "title"):
            assert (await store.search(Index.NEWS, query, now=NOW, size=2)).after is None

    async def test_a_value_that_cannot_be_stored_is_refused_and_the_rest_written(self, store: Store) -> None:
        bad, good = news("bad"), news("good")
        monstrous = event(bad, weapons=(Weapon(category="tank", quantity=2**70),))
        refused = await store.put_tagged([tagged(bad, monstrous), tagged(good, event(good))])
        assert [(one.id, one.reason) for one in refused] == [(bad.id, "mapping")]
        assert refused[0].error
        assert await found(store, Index.EVENTS) == [event(good).id]

    async def test_an_event_without_id_is_refused(self, store: Store) -> None:
        item = news("a")
        nameless = event(item).model_copy(update={"id": ""})
        assert [one.reason for one in await store.put_tagged([tagged(item, nameless)])] == ["no_id"]

    async def test_any_moment_any_length(self, store: Store) -> None:
        ends = [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)]
        items = [
            news(f"n{n}", "Tank", "word " * 100_000, published=one, first_seen=ends[1]) for n, one in enumerate(ends)
        ]
        items.append(news("long", "x" * 5_000, url="https://news.example/" + "y" * 5_000, source="z" * 3_000))
        assert not await store.put_news(items)
        assert await found(store, Index.NEWS, "tank") == [items[1].id, items[0].id]
        assert await found(store, Index.NEWS, "@timestamp:<1000") == [items[0].id]
        long = (await store.get(Index.NEWS, [items[2].id]))[items[2].id]
        assert long["url.full"] == items[2].url
        assert await found(store, Index.NEWS, "x" * 64) == [items[2].id]
        assert await found(store, Index.NEWS, "NOT news.source:* AND NOT url.full:*") == [items[2].id]

    async def test_evidence_of_any_length(self, store: Store) -> None:
        item = news("a")
        about = event(item, evidence="word " * 20_000 + "last")
        assert not await store.put_tagged([tagged(item, about)])
        assert not await store.put_alerts([alert("k", item, about)])
        for index in (Index.EVENTS, Index.ALERTS):
            assert len(await found(store, index, '"word last"')) == 1

    async def test_a_query_that_is_wrong_says_so(self, store: Store) -> None:
        with pytest.raises(QueryError, match=r"arms\.recipients"):
            await store.search(Index.EVENTS, "arms.recipient:UA", now=NOW)
        for mark in ("rubbish", "W10", "e30"):
            with pytest.raises(QueryError, match="page"):
                await store.search(Index.EVENTS, "", now=NOW, after=mark)

    async def test_old_news_goes_unless_events_hold_it(self, store: Store) -> None:
        old = {"first_seen": NOW - 31 * DAY, "published": None}
        held, gone, fresh = news("held", **old), news("gone", **old), news("fresh")
        await store.put_news([held, gone, fresh])
        await store.put_tagged([tagged(held, event(held))])
        await store.refresh()
        assert await store.prune(NOW, timedelta(days=30)) == 1
        assert set(await found(store, Index.NEWS)) == {held.id, fresh.id}
        assert await found(store, Index.EVENTS) == [event(held).id]
        assert await store.prune(NOW, timedelta(days=30)) == 0
