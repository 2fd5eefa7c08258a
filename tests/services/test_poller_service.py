"""The poller as a service on the embedded log: bad input costs one feed, a restart repeats nothing."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from aiohttp import web

from armswire.adapters.fetching import FetchLimits
from armswire.adapters.parsing import ParserPool
from armswire.adapters.watching import watch
from armswire.core.feeds.entry import Body, ParsedFeed, Refusal, Unreadable
from armswire.core.feeds.fetched import Fetched, FetchRequest, NotFetched, Outcome
from armswire.core.feeds.items import FirstPoll
from armswire.core.feeds.reading import Assignment, ReadFeed
from armswire.core.feedsfile import parse_feeds
from armswire.errors import Transient
from armswire.poller import FeedReport, Health, Options, Poller, check_feed, reload_on
from armswire.ports import Record
from armswire_schemas.news import Cause
from support.polling import NOW, BodyServer, Rig, config, rig, serving

HOUR = timedelta(hours=1)


def rss(*titles: str, age: timedelta = HOUR, text: str = "text") -> bytes:
    when = format_datetime(NOW - age)
    items = "".join(
        f"<item><title>{title}</title><guid>{title}</guid><pubDate>{when}</pubDate><description>{text}</description></item>"
        for title in titles
    )
    return f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode()


ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
BAD = {
    "empty": b"",
    "html": b"<!doctype html><html><body>Welcome</body></html>",
    "text": b"This is not XML at all",
    "json": b'{"items": []}',
    "huge": b"<rss>" + b" " * (3 << 20) + b"</rss>",
}
ODD = {
    "bomb": b"<!DOCTYPE rss [<!ENTITY a0 'ha'>" + ENTITIES.encode() + b"]>" + rss("bomb &a11;"),
    "charset": b"<?xml version='1.0' encoding='utf-8'?>" + rss("caf?").replace(b"?", b"\xe9"),
    "year0": rss("year nought").replace(b"2026", b"0000"),
    "year9999": rss("far").replace(b"2026", b"9999"),
    "many": rss(*(f"item {n}" for n in range(10_000))),
    "repeats": rss("one", "two", "three").replace(b"<guid>two", b"<guid>one").replace(b"<guid>three", b"<guid>one"),
    "broken": rss("half", "cut")[:-30],
}


async def test_bad_input_is_reported_by_feed_and_loses_nothing_of_the_others(tmp_path: Path) -> None:
    bodies = {**BAD, **ODD, "good": rss("good")}
    with serving(bodies) as server:
        feeds = [config(f"{server.url}/{name}", name) for name in [*bodies, "missing"]]
        async with rig(tmp_path, limits=FetchLimits(body_bytes=2 << 20, per_host=64)) as it:
            poller = await it.poller(feeds)
            summary = await poller.poll_once()
            counts = Counter(item.feed_name for item in it.news())
            again = await poller.poll_once()
            dates = {item.feed_name: item.published for item in it.news()}
    assert {report.name: report.outcome for report in summary.errors} == {
        "empty": Outcome.NOT_A_FEED,
        "html": Outcome.NOT_A_FEED,
        "text": Outcome.NOT_A_FEED,
        "json": Outcome.NOT_A_FEED,
        "huge": Outcome.TOO_LARGE,
        "missing": Outcome.NOT_FOUND,
    }
    assert all(report.message for report in summary.errors)
    assert counts == {
        "bomb": 1, "charset": 1, "year0": 1, "year9999": 1, "many": 10_000, "repeats": 3, "broken": 1, "good": 1,
    }  # fmt: skip
    assert dates["year0"] is dates["year9999"] is None
    assert again.items == again.updated == 0
    assert summary.items == sum(counts.values())


async def test_a_restart_repeats_nothing_and_sends_only_what_is_new(tmp_path: Path) -> None:
    shown = [rss("a", "b")]
    with BodyServer(lambda _: shown[-1]) as server:
        feed = config(f"{server.url}/f")
        async with rig(tmp_path) as it:
            assert (await (await it.poller([feed])).poll_once()).items == 2
        shown.append(rss("a", "b", "c") + b"<!-- -->")
        async with rig(tmp_path) as it:
            it.clock.now += HOUR
            assert (await (await it.poller([feed])).poll_once()).items == 1
            shown.append(rss("a", "b", "c", text="changed"))
            it.clock.now += HOUR
            assert (await (await it.poller([feed])).poll_once()).updated == 3
            news = it.news()
    assert [(item.title, item.revision, item.cause) for item in news] == [
        ("a", 1, Cause.NEW), ("b", 1, Cause.NEW), ("c", 1, Cause.NEW),
        ("a", 2, Cause.UPDATED), ("b", 2, Cause.UPDATED), ("c", 2, Cause.UPDATED),
    ]  # fmt: skip
    assert [item.first_seen for item in news] == [NOW, NOW, NOW + HOUR, NOW, NOW, NOW + HOUR]


@pytest.mark.parametrize(
    ("setting", "causes"),
    [
        (FirstPoll.RECENT, [Cause.NEW, Cause.BACKLOG, Cause.BACKLOG]),
        (FirstPoll.ALL, [Cause.NEW, Cause.NEW, Cause.NEW]),
        (FirstPoll.NONE, [Cause.BACKLOG, Cause.BACKLOG, Cause.BACKLOG]),
    ],
)
async def test_a_first_poll_alerts_on_what_is_recent(setting: FirstPoll, causes: list[Cause], tmp_path: Path) -> None:
    items = [*(re.findall(rb"<item>.*</item>", rss(f"{hours} h", age=hours * HOUR))[0] for hours in (47, 49))]
    undated = b"<item><title>undated</title></item>"
    bodies = [rss().replace(b"</channel>", b"".join([*items, undated, b"</channel>"]))]
    with BodyServer(lambda _: bodies[-1]) as server:
        async with rig(tmp_path, options=Options(first_poll=setting)) as it:
            poller = await it.poller([config(f"{server.url}/f")])
            summary = await poller.poll_once()
            bodies.append(rss("late", age=99 * HOUR))
            await poller.poll_once()
            news = it.news()
    assert [(item.title, item.cause) for item in news[:-1]] == list(
        zip(["47 h", "49 h", "undated"], causes, strict=True)
    )
    assert (summary.items, summary.backlog) == (3, causes.count(Cause.BACKLOG))
    assert news[-1].cause is Cause.NEW, "what a known feed adds is new, however old"


async def test_an_unchanged_feed_never_reaches_the_parser(tmp_path: Path) -> None:
    def answer(request: web.Request) -> web.Response:
        if request.path == "/same":
            return web.Response(body=rss("same"))
        known = request.headers.get("If-None-Match") == '"1"'
        return web.Response(status=304) if known else web.Response(body=rss("tagged"), headers={"ETag": '"1"'})

    class Counting(ParserPool):
        parsed = 0

        async def read(self, assignment: Assignment) -> ReadFeed | Unreadable:
            self.parsed += 1
            return await super().read(assignment)

    with BodyServer(answer) as server:
        async with rig(tmp_path) as it, Counting() as parser:
            it.parser = parser
            poller = await it.poller([config(f"{server.url}/same"), config(f"{server.url}/tagged")])
            for _ in range(3):
                assert (await poller.poll_once()).errors == ()
            assert parser.parsed == 2
            assert poller.metrics.polls == {"read": 2, "unchanged": 4}


async def test_gone_and_asked_to_wait_are_left_alone(tmp_path: Path) -> None:
    def answer(request: web.Request) -> web.Response:
        if request.path == "/gone":
            return web.Response(status=410)
        return web.Response(status=429, headers={"Retry-After": "7200"})

    with BodyServer(answer) as server:
        feeds = [config(f"{server.url}/gone"), config(f"{server.url}/busy")]
        async with rig(tmp_path) as it:
            outcomes = []
            for hours in (0, 1, 1):
                it.clock.now += hours * HOUR
                summary = await (await it.poller(feeds)).poll_once()
                outcomes.append([report.outcome.value for report in summary.reports])
    assert outcomes == [["gone", "rate_limited"], ["gone", "waiting"], ["gone", "rate_limited"]]
    assert Counter(request.path for request in server.requests) == {"/gone": 1, "/busy": 2}


async def test_what_the_log_does_not_take_is_sent_the_next_time(tmp_path: Path) -> None:
    class Failing:
        """The log, which fails once for any batch with this feed in it."""

        def __init__(self, it: Rig) -> None:
            self.log, self.broken = it.log, True

        async def publish(self, records: Sequence[Record]) -> None:
            if self.broken and any(b'"bad"' in (record.value or b"") for record in records):
                raise Transient("the disk is full")
            await self.log.publish(records)

    with serving({"good": rss("good"), "bad": rss("bad")}) as server:
        feeds = [config(f"{server.url}/{name}", name) for name in ("good", "bad")]
        async with rig(tmp_path) as it:
            failing = Failing(it)
            options = Options(batch_within_s=0.05)
            poller = Poller(feeds, failing, it.log, it.fetcher, it.parser, clock=it.clock, options=options)
            await poller.load()
            first = await poller.poll_once()
            failing.broken = False
            second = await poller.poll_once()
            news = it.news()
    assert [(report.name, report.outcome, report.new) for report in first.reports] == [
        ("good", Outcome.READ, 1),
        ("bad", Outcome.NOT_STORED, 0),
    ]
    assert (second.items, second.errors) == (1, ())
    assert sorted(item.title for item in news) == ["bad", "good"]


async def test_a_parser_that_hangs_or_dies_costs_one_feed() -> None:
    slow = b"<rss><channel>" + b"<item><title>&nosuch;<b>x" * 40_000
    async with ParserPool(workers=1, timeout_s=0.3) as pool:
        found = await pool.parse(Body(slow, "http://a.example/f"))
        assert isinstance(found, Unreadable) and found.reason is Refusal.TIMEOUT
    async with ParserPool(workers=1) as pool:
        asking = asyncio.create_task(pool.parse(Body(rss("x") * 20_000, "http://a.example/f")))
        while not pool.workers:
            await asyncio.sleep(0)
        pool.workers[0].kill()
        found = await asking
        assert isinstance(found, Unreadable) and found.reason is Refusal.CRASH
        again = await pool.parse(Body(rss("x"), "http://a.example/f"))
        assert isinstance(again, ParsedFeed)


async def test_it_runs_by_due_time_and_reloads(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    stop = asyncio.Event()

    async def until(condition: "asyncio.Event", what: str) -> None:
        async with asyncio.timeout(20):
            await condition.wait()

    polled = {name: asyncio.Event() for name in ("a", "b")}

    def answer(request: web.Request) -> bytes:
        name = request.path[1:]
        loop.call_soon_threadsafe(polled[name].set)
        return rss(name)

    loop = asyncio.get_running_loop()
    with BodyServer(answer) as server:
        path.write_text(f"feeds:\n  - url: {server.url}/a\n    name: a\n")
        async with rig(tmp_path) as it:
            poller = await it.poller(parse_feeds(path.read_text(), "feeds.yaml"))

            async def edits() -> AsyncIterator[object]:
                yield path.write_text("feeds:\n  - url: [broken\n")
                yield path.write_text(f"feeds:\n  - url: {server.url}/b\n    name: b\n")

            async with asyncio.TaskGroup() as group:
                group.create_task(poller.run(stop))
                await until(polled["a"], "the first feed is polled")
                await reload_on(edits(), lambda: parse_feeds(path.read_text(), "feeds.yaml"), poller)
                await until(polled["b"], "the feed of the good edit is polled")
                while poller.metrics.new < 2:
                    await asyncio.sleep(0.01)
                stop.set()
            assert sorted(item.title for item in it.news()) == ["a", "b"]
            assert poller.metrics.feeds == 1


async def test_an_edit_is_noticed_however_it_is_written(tmp_path: Path) -> None:
    path, stop = tmp_path / "feeds.yaml", asyncio.Event()
    path.write_text("feeds:\n")
    changes = watch([path], stop)

    async def noticed(write: Callable[[str], object]) -> frozenset[Path]:
        """Write until it is seen: a change before the watch is set up is not."""
        seeing = asyncio.ensure_future(anext(changes))
        for number in range(200):
            write(f"# edit {'x' * number}\n")
            if (await asyncio.wait([seeing], timeout=0.1))[0]:
                break
        return await seeing

    def swapped(text: str) -> None:
        (tmp_path / "new").write_text(text)
        (tmp_path / "new").replace(path)

    assert await noticed(path.write_text) == frozenset({path})
    assert await noticed(swapped) == frozenset({path})
    stop.set()
    assert [change async for change in changes] == []


async def test_replicas_own_feeds_and_hand_them_over(tmp_path: Path) -> None:
    with serving({"a": rss("a"), "b": rss("b")}) as server:
        a, b = config(f"{server.url}/a", "a"), config(f"{server.url}/b", "b")
        async with rig(tmp_path) as it:
            one = Poller([a, b], it.log, it.log, it.fetcher, it.parser, clock=it.clock)
            two = Poller([a, b], it.log, it.log, it.fetcher, it.parser, clock=it.clock)
            assert (await one.poll_once()).feeds == 0, "nothing is owned before it is assigned"
            await one.assign(lambda feed: feed == a.id)
            await two.assign(lambda feed: feed == b.id)
            first = [await one.poll_once(), await two.poll_once()]
            await two.assign(lambda _: False)
            await one.assign(lambda _: True)
            second = [await one.poll_once(), await two.poll_once()]
            news = it.news()
    assert [(summary.feeds, summary.items) for summary in first] == [(1, 1), (1, 1)]
    assert [(summary.feeds, summary.items) for summary in second] == [(2, 0), (0, 0)]
    assert sorted(item.title for item in news) == ["a", "b"]


async def test_a_poll_in_hand_ends_before_its_feed_is_handed_over(tmp_path: Path) -> None:
    asked, stop = asyncio.Event(), asyncio.Event()

    class Slow:
        """A fetcher whose answer never comes."""

        async def fetch(self, request: FetchRequest) -> Fetched | NotFetched:
            asked.set()
            await asyncio.Event().wait()
            raise AssertionError

    with serving({"a": rss("a")}) as server:
        feed = config(f"{server.url}/a", "a")
        async with rig(tmp_path) as it:
            one = Poller([feed], it.log, it.log, Slow(), it.parser, clock=it.clock)
            await one.load()
            running = asyncio.create_task(one.run(stop))
            await asked.wait()
            async with asyncio.timeout(10):
                await one.assign(lambda _: False)
            two = await it.poller([feed])
            assert (await two.poll_once()).items == 1
            asked.clear()
            await one.assign(lambda _: True)
            for _ in range(10):
                await asyncio.sleep(0)
            assert not asked.is_set(), "what the other replica polled is not due again"
            stop.set()
            await running


async def test_progress_and_an_aggregators_outlets(tmp_path: Path) -> None:
    source = "<source url='https://www.post.example'>The Post</source>"
    item = "<item><title>Deal - The Post</title><guid>{}</guid>" + source + "</item>"
    bodies = {"g": f"<rss><channel>{item.format(1)}</channel></rss>".encode()}
    told: list[tuple[str, int, int]] = []

    def progress(report: FeedReport, done: int, of: int) -> None:
        told.append((report.name, done, of))

    with serving(bodies) as server:
        post = config("https://post.example/feed", "The Post", tier=1, kind="agency", country="NO", enabled=False)
        google = config(f"{server.url}/g", "Google News", kind="aggregator", tier=3, tags=("search",))
        async with rig(tmp_path) as it:
            poller = await it.poller([post, google])
            await poller.poll_once(progress)
            bodies["g"] = f"<rss><channel>{item.format(2)}</channel></rss>".encode()
            assert (await poller.poll_once()).items == 0, "a new GUID of the same outlet and title is the same item"
            [found] = it.news()
    assert told == [("Google News", 1, 1)]
    assert (found.title, found.source, found.feed_name) == ("Deal", "The Post", "Google News")
    assert (found.tier, found.kind, found.country, found.tags) == (1, "agency", "NO", ("search",))


@pytest.mark.parametrize(
    ("status", "body", "health", "told"),
    [
        pytest.param(200, rss("x"), Health.FINE, "1 entries", id="fine"),
        pytest.param(200, rss("x", age=90 * 24 * HOUR), Health.STALE, "nothing new since 2026-08-25", id="stale"),
        pytest.param(200, rss(), Health.EMPTY, "without entries", id="empty"),
        pytest.param(200, b"<html><link type='application/rss+xml' href='/f'>", Health.NOT_A_FEED, "/f", id="page"),
        pytest.param(403, b"", Health.REFUSES, "refuses automated readers", id="refuses"),
        pytest.param(410, b"", Health.GONE, "gone for good", id="gone"),
        pytest.param(404, b"", Health.GONE, "no such page", id="not found"),
        pytest.param(503, b"", Health.FAILING, "the server failed", id="failing"),
    ],
)
async def test_how_a_feed_is(status: int, body: bytes, health: Health, told: str, tmp_path: Path) -> None:
    with BodyServer(lambda _: web.Response(status=status, body=body)) as server:
        async with rig(tmp_path) as it:
            found = await check_feed(config(f"{server.url}/f"), it.fetcher, it.parser, NOW)
    assert found.health is health
    assert told in found.message
