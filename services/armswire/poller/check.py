"""Try a feed and say how it is, in words a person can act on: ``armswire feeds check`` and ``add``."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from armswire.core.feeds.config import FeedConfig
from armswire.core.feeds.entry import Body, Unreadable
from armswire.core.feeds.fetched import Fetched, FetchRequest, NotFetched, Outcome, outcome_of
from armswire.poller.types import Fetching, Parsing

STALE_AFTER = timedelta(days=60)


class Health(StrEnum):
    """How a feed is."""

    FINE = "fine"
    STALE = "stale"
    """Valid, but its newest entry is older than 60 days."""
    EMPTY = "empty"
    """Valid, without entries."""
    REFUSES = "refuses"
    """It turns automated readers away; it may be fine in a browser."""
    GONE = "gone"
    """There is nothing at this address any more, or there is no such host."""
    NOT_A_FEED = "not_a_feed"
    FAILING = "failing"
    """Anything that may pass: timeouts, server errors, too many requests."""


_HEALTH = {
    Outcome.REFUSED: Health.REFUSES,
    Outcome.GONE: Health.GONE,
    Outcome.NOT_FOUND: Health.GONE,
    Outcome.NOT_A_FEED: Health.NOT_A_FEED,
}


@dataclass(frozen=True, slots=True)
class FeedCheck:
    """What was found. ``newest`` is None where no entry has a date; ``moved`` is where redirects led."""

    feed: FeedConfig
    health: Health
    message: str
    title: str = ""
    entries: int = 0
    newest: datetime | None = None
    moved: str | None = None
    suggestion: str | None = None
    """The address of the feed, where a web page named it."""


async def check_feed(feed: FeedConfig, fetcher: Fetching, parser: Parsing, now: datetime) -> FeedCheck:
    """Fetch and read a feed, unconditionally; nothing is remembered."""
    answer = await fetcher.fetch(FetchRequest(feed.url, headers=feed.headers))
    if isinstance(answer, NotFetched):
        gone = answer.message.startswith("no such host")
        return FeedCheck(feed, Health.GONE if gone else Health.FAILING, answer.message)
    outcome, message = outcome_of(answer)
    moved = answer.url if answer.url != feed.url else None
    if outcome is not Outcome.READ:
        return FeedCheck(feed, _HEALTH.get(outcome, Health.FAILING), message or "", moved=moved)
    return await _read(feed, answer, parser, now, moved)


async def _read(feed: FeedConfig, answer: Fetched, parser: Parsing, now: datetime, moved: str | None) -> FeedCheck:
    parsed = await parser.parse(Body(answer.body, answer.url, answer.content_type))
    if isinstance(parsed, Unreadable):
        return FeedCheck(feed, Health.NOT_A_FEED, parsed.message, moved=moved, suggestion=parsed.suggestion)
    newest = max((entry.published for entry in parsed.entries if entry.published), default=None)
    count = len(parsed.entries)
    if not count:
        health, message = Health.EMPTY, "a valid feed, without entries"
    elif newest and now - newest > STALE_AFTER:
        health, message = Health.STALE, f"valid, but nothing new since {newest:%Y-%m-%d}"
    else:
        health, message = Health.FINE, f"{count} entries" + (f", the newest of {newest:%Y-%m-%d}" if newest else "")
    if parsed.damage:
        message += f"; read in spite of: {parsed.damage}"
    return FeedCheck(feed, health, message, parsed.title, count, newest, moved)
