"""One poll of one feed: ask, read, compare with what is remembered, publish. What failed leaves the memory alone."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from armswire.core.feeds.config import FeedConfig, Outlets
from armswire.core.feeds.entry import Body, Refusal, Unreadable
from armswire.core.feeds.fetched import Fetched, Outcome
from armswire.core.feeds.items import Context
from armswire.core.feeds.polling import Verdict, after_poll, fresh, judge, request
from armswire.core.feeds.reading import Assignment, ReadFeed
from armswire.errors import ArmswireError
from armswire.poller.batcher import Batcher
from armswire.poller.memory import FeedMemory, poll_record, seen_records
from armswire.poller.types import Clock, FeedReport, Fetching, Options, Parsing
from armswire.ports import Record
from armswire_schemas.topics import NEWS_ITEMS


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
    read: ReadFeed | None = None
    if verdict.outcome is Outcome.READ and isinstance(answer, Fetched):
        body = Body(answer.body, answer.url, answer.content_type)
        told = await tools.parser.read(Assignment(body, memory.seen, _context(feed, outlets, tools)))
        verdict = _verdict(told)
        read = told if isinstance(told, ReadFeed) else None
    entries, cut = (read.entries, read.cut) if read else (None, False)
    after = after_poll(feed, state, answer, verdict, tools.options.policy, tools.clock(), entries=entries, cut=cut)
    chunks = read.chunks if read else {}
    news = [Record(NEWS_ITEMS.name, item, value) for item, value in read.news] if read else []
    try:
        await tools.batcher.put([*news, *seen_records(feed.id, chunks), poll_record(after)])
    except ArmswireError as error:
        return _report(feed, Verdict(Outcome.NOT_STORED, f"read, but could not be stored: {error}")), memory
    return _report(feed, verdict, read), FeedMemory(after, memory.seen.with_chunks(chunks))


def _context(feed: FeedConfig, outlets: Outlets, tools: Tools) -> Context:
    """Only an aggregator's entries cite other outlets; they need not be told to everyone who reads a feed."""
    known = outlets if feed.kind == "aggregator" else {}
    return Context(feed, known, tools.options.first_poll, tools.clock())


def _verdict(told: ReadFeed | Unreadable) -> Verdict:
    if isinstance(told, ReadFeed):
        return Verdict(Outcome.READ, told.damage)
    failed = told.reason in (Refusal.TIMEOUT, Refusal.CRASH)
    return Verdict(Outcome.UNREADABLE if failed else Outcome.NOT_A_FEED, told.message)


def _report(feed: FeedConfig, verdict: Verdict, read: ReadFeed | None = None) -> FeedReport:
    report = FeedReport(feed.id, feed.name, feed.url, verdict.outcome, verdict.message)
    if read is None:
        return report
    return replace(report, entries=read.entries, new=read.new, updated=read.updated, backlog=read.backlog)
