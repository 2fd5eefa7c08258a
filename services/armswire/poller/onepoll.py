"""One poll of one feed: ask, read, compare with what is remembered, publish. What failed leaves the memory alone."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from armswire.core.feeds.config import FeedConfig, Outlets
from armswire.core.feeds.entry import Body, ParsedFeed, Refusal, Unreadable
from armswire.core.feeds.fetched import Fetched, Outcome
from armswire.core.feeds.items import Context, Gathered, gather
from armswire.core.feeds.polling import Verdict, after_poll, fresh, judge, request
from armswire.core.feeds.seen import SeenState, open_seen
from armswire.errors import ArmswireError
from armswire.poller.batcher import Batcher
from armswire.poller.memory import FeedMemory, poll_record, seen_records
from armswire.poller.types import Clock, FeedReport, Fetching, Options, Parsing
from armswire.ports import Record
from armswire_schemas.news import Cause, NewsItem
from armswire_schemas.topics import NEWS_ITEMS

MANY_ENTRIES = 200
"""More than these are compared in a thread, so that the loop goes on."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What a poll is done with."""

    fetcher: Fetching
    parser: Parsing
    batcher: Batcher
    clock: Clock
    options: Options


async def poll(
    feed: FeedConfig, memory: FeedMemory, outlets: Outlets, tools: Tools, answered: Callable[[], None]
) -> tuple[FeedReport, FeedMemory]:
    """Poll a feed and return the report with what is remembered from now on. Raises only for bugs.

    ``answered`` is called when nothing more is asked of the feed's host.
    """
    state = fresh(feed, memory.poll)
    answer = await tools.fetcher.fetch(request(feed, state))
    answered()
    verdict = judge(answer, state)
    gathered: Gathered | None = None
    if verdict.outcome is Outcome.READ and isinstance(answer, Fetched):
        parsed = await tools.parser.parse(Body(answer.body, answer.url, answer.content_type))
        verdict = _read(parsed)
        if isinstance(parsed, ParsedFeed):
            context = Context(feed, outlets, tools.options.first_poll, tools.clock())
            gathered = await _gather(parsed, memory.seen, context)
    entries = gathered.entries if gathered else None
    after = after_poll(feed, state, answer, verdict, tools.options.policy, tools.clock(), entries=entries)
    seen = seen_records(feed.id, gathered.observation.chunks if gathered else ())
    items = gathered.items if gathered else ()
    try:
        await tools.batcher.put([*map(_news_record, items), *seen.values(), poll_record(after)])
    except ArmswireError as error:
        return _report(feed, Verdict(Outcome.NOT_STORED, f"read, but could not be stored: {error}")), memory
    written = {number: record.value for number, record in seen.items() if record.value is not None}
    return _report(feed, verdict, gathered), FeedMemory(after, memory.seen.with_chunks(written))


def _read(parsed: ParsedFeed | Unreadable) -> Verdict:
    if isinstance(parsed, ParsedFeed):
        return Verdict(Outcome.READ, parsed.damage)
    failed = parsed.reason in (Refusal.TIMEOUT, Refusal.CRASH)
    return Verdict(Outcome.UNREADABLE if failed else Outcome.NOT_A_FEED, parsed.message)


async def _gather(parsed: ParsedFeed, seen: SeenState, context: Context) -> Gathered:
    def work() -> Gathered:
        return gather(parsed, open_seen(seen), context, first=seen.empty)

    return await asyncio.to_thread(work) if len(parsed.entries) > MANY_ENTRIES else work()


def _news_record(item: NewsItem) -> Record:
    return Record(NEWS_ITEMS.name, item.id, item.model_dump_json().encode())


def _report(feed: FeedConfig, verdict: Verdict, gathered: Gathered | None = None) -> FeedReport:
    report = FeedReport(feed.id, feed.name, feed.url, verdict.outcome, verdict.message)
    if gathered is None:
        return report
    causes = [item.cause for item in gathered.items]
    updated = causes.count(Cause.UPDATED)
    return replace(
        report,
        entries=gathered.entries,
        new=len(causes) - updated,
        updated=updated,
        backlog=causes.count(Cause.BACKLOG),
    )
