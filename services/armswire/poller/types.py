"""What the poller needs, and what it tells of its work."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from armswire.core.feeds.entry import Body, ParsedFeed, Unreadable
from armswire.core.feeds.fetched import WELL, Fetched, FetchRequest, NotFetched, Outcome
from armswire.core.feeds.items import FirstPoll
from armswire.core.feeds.reading import Assignment, ReadFeed
from armswire.core.feeds.schedule import Policy

Clock = Callable[[], datetime]


class Fetching(Protocol):
    """Asks for a feed. Never raises for what a server does."""

    async def fetch(self, request: FetchRequest) -> Fetched | NotFetched: ...


class Parsing(Protocol):
    """Reads a body. Never raises for what it holds."""

    async def parse(self, body: Body) -> ParsedFeed | Unreadable: ...

    async def read(self, assignment: Assignment) -> ReadFeed | Unreadable: ...


@dataclass(frozen=True, slots=True)
class Options:
    """How the poller works. ``at_once`` bounds all polls, ``per_host`` those that ask one host."""

    policy: Policy = field(default_factory=Policy)
    first_poll: FirstPoll = FirstPoll.RECENT
    at_once: int = 64
    per_host: int = 4
    batch_polls: int = 100
    batch_within_s: float = 0.02
    """Polls that end this close together are published in one transaction."""


@dataclass(frozen=True, slots=True)
class FeedReport:
    """What one poll came to. ``message`` is set for an error, and for damage that was read all the same."""

    feed: str
    name: str
    url: str
    outcome: Outcome
    message: str | None = None
    entries: int = 0
    new: int = 0
    """Entries never seen in this feed, backlog included."""
    updated: int = 0
    backlog: int = 0

    @property
    def failed(self) -> bool:
        """The feed gave nothing that could be read."""
        return self.outcome not in WELL


@dataclass(frozen=True, slots=True)
class PollSummary:
    """What a round over all feeds came to, in the order the feeds are configured."""

    reports: tuple[FeedReport, ...]

    @property
    def feeds(self) -> int:
        """How many feeds were polled."""
        return len(self.reports)

    @property
    def items(self) -> int:
        """Entries new in their feeds."""
        return sum(report.new for report in self.reports)

    @property
    def updated(self) -> int:
        """Entries whose title or text changed."""
        return sum(report.updated for report in self.reports)

    @property
    def backlog(self) -> int:
        """New entries that are too old to alert on."""
        return sum(report.backlog for report in self.reports)

    @property
    def errors(self) -> tuple[FeedReport, ...]:
        """Feeds that gave nothing."""
        return tuple(report for report in self.reports if report.failed)


@dataclass(slots=True)
class PollerMetrics:
    """Counters since the start, for the metrics endpoint to read."""

    polls: Counter[str] = field(default_factory=Counter)
    """By outcome."""
    new: int = 0
    updated: int = 0
    backlog: int = 0
    feeds: int = 0
    failing: set[str] = field(default_factory=set)
    last_poll: datetime | None = None

    def count(self, report: FeedReport, now: datetime) -> None:
        """Add one poll."""
        self.polls[report.outcome.value] += 1
        self.new += report.new
        self.updated += report.updated
        self.backlog += report.backlog
        self.last_poll = now
        (self.failing.add if report.failed else self.failing.discard)(report.feed)
