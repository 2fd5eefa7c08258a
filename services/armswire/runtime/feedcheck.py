"""Does a feed work: ask it once, read it, and say what came of it. Nothing is stored or remembered."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from armswire.adapters.fetching import Fetcher
from armswire.adapters.parsing import ParserPool
from armswire.core.feeds.config import FeedConfig
from armswire.core.feeds.entry import Body, Unreadable
from armswire.core.feeds.fetched import Fetched, FetchRequest, NotFetched, Outcome, outcome_of

STALE = timedelta(days=60)
"""A feed whose newest entry is older than this is most likely abandoned."""


class Standing(StrEnum):
    """What a feed is worth as it stands."""

    FINE = "fine"
    STALE = "stale"
    DAMAGED = "damaged"
    EMPTY = "empty"
    REFUSED = "refused"
    GONE = "gone"
    BROKEN = "broken"


WORKS = frozenset({Standing.FINE, Standing.STALE, Standing.DAMAGED, Standing.EMPTY})
"""The feed can be read, whatever else there is to say of it."""


@dataclass(frozen=True, slots=True)
class Report:
    """``told`` says what is the matter, or what to do, in a sentence; empty where all is well."""

    feed: FeedConfig
    standing: Standing
    told: str
    entries: int = 0
    newest: datetime | None = None


async def check_feeds(
    feeds: Sequence[FeedConfig], user_agent: str, now: datetime, *, allow_private_addresses: bool
) -> AsyncIterator[Report]:
    """Yield a report for each feed as it comes in."""
    async with Fetcher(user_agent, allow_private_addresses=allow_private_addresses) as fetcher, ParserPool() as pool:
        for coming in asyncio.as_completed([_check(feed, fetcher, pool, now) for feed in feeds]):
            yield await coming


async def _check(feed: FeedConfig, fetcher: Fetcher, pool: ParserPool, now: datetime) -> Report:
    answer = await fetcher.fetch(FetchRequest(feed.url, headers=feed.headers))
    if isinstance(answer, NotFetched):
        return Report(feed, Standing.BROKEN, answer.message)
    outcome, message = outcome_of(answer)
    if outcome is not Outcome.READ:
        standing = {Outcome.REFUSED: Standing.REFUSED, Outcome.GONE: Standing.GONE}.get(outcome, Standing.BROKEN)
        return Report(feed, standing, message or outcome.value)
    return await _read(feed, answer, pool, now)


async def _read(feed: FeedConfig, answer: Fetched, pool: ParserPool, now: datetime) -> Report:
    parsed = await pool.parse(Body(answer.body, answer.url, answer.content_type))
    if isinstance(parsed, Unreadable):
        hint = f"; the page names a feed: {parsed.suggestion}" if parsed.suggestion else ""
        return Report(feed, Standing.BROKEN, f"{parsed.message}{hint}")
    dates = (entry.published or entry.updated for entry in parsed.entries)
    newest = max((date for date in dates if date is not None), default=None)
    count = len(parsed.entries)
    if not count:
        return Report(feed, Standing.EMPTY, "it has no entries")
    if newest is not None and now - newest > STALE:
        return Report(feed, Standing.STALE, f"nothing new since {newest:%Y-%m-%d}", count, newest)
    if parsed.damage:
        return Report(feed, Standing.DAMAGED, f"read in spite of: {parsed.damage}", count, newest)
    moved = f"moved to {answer.url}: write that instead" if answer.url != feed.url else ""
    return Report(feed, Standing.FINE, moved, count, newest)
