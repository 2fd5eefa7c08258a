"""The poller as a service: for ever, by due time; or once over all feeds. A feed's trouble stays its own."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

import structlog

from armswire.core.feeds.config import FeedConfig, outlets
from armswire.core.feeds.fetched import Outcome
from armswire.core.feeds.polling import blocked, fresh, next_due
from armswire.core.feeds.turns import Turns
from armswire.errors import Misconfigured
from armswire.poller.batcher import Batcher
from armswire.poller.memory import FeedMemory, read_memory
from armswire.poller.onepoll import Tools, poll
from armswire.poller.types import Clock, FeedReport, Fetching, Options, Parsing, PollerMetrics, PollSummary
from armswire.ports import Publisher, StateReader

Progress = Callable[[FeedReport, int, int], None]
"""Called after each poll with the report, how many are done, and of how many."""

LONGEST_SLEEP_S = 60.0
RETRY = timedelta(minutes=1)
"""When to ask again where the log did not take what was read, or the poll itself broke."""

log = structlog.get_logger("armswire.poller")


class Poller:
    """Polls the feeds it owns. ``load`` (or ``assign``) reads what is remembered; nothing is polled before."""

    def __init__(
        self,
        feeds: Sequence[FeedConfig],
        publisher: Publisher,
        state: StateReader,
        fetcher: Fetching,
        parser: Parsing,
        *,
        clock: Clock,
        options: Options | None = None,
    ) -> None:
        self.options = options or Options()
        self.metrics = PollerMetrics()
        self._batcher = Batcher(publisher, polls=self.options.batch_polls, within_s=self.options.batch_within_s)
        self._tools = Tools(fetcher, parser, self._batcher, clock, self.options)
        self._clock = clock
        self._state = state
        self._memory: dict[str, FeedMemory] = {}
        self._owned: Callable[[str], bool] = _none
        self._turns = Turns(self.options.at_once, self.options.per_host)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._wake = asyncio.Event()
        self._assigning = asyncio.Lock()
        self._configure(feeds)

    async def load(self) -> None:
        """Own every feed, and read what is remembered of them."""
        await self.assign(_all)

    async def assign(self, owned: Callable[[str], bool]) -> None:
        """Own the feeds whose id ``owned`` is true of, from now on. For replicas, at each change of partitions.

        Returns when no poll of before is in hand or on its way to the log, and everything that is remembered of
        the feeds has been read again: another replica may have polled them meanwhile. Raises what the reading
        raises; nothing is owned then. ``owned`` is asked again at each turn and may say no at any time.
        """
        async with self._assigning:
            self._owned = _none
            await self._end(self._tasks.values())
            await self._batcher.idle()
            self._memory = await read_memory(self._state, owned)
            self._owned = owned
            self._queue_all()

    def reload(self, feeds: Sequence[FeedConfig]) -> None:
        """Take another set of feeds. Removed ones are polled no more, but not forgotten; new ones are due at once."""
        self._configure(feeds)
        self._queue_all()

    async def run(self, stop: asyncio.Event) -> None:
        """Poll for ever, each feed when it is due; return soon after ``stop``, polls in hand given up."""
        stopper = asyncio.create_task(self._wake_on(stop))
        self._queue_all()
        try:
            while not stop.is_set():
                self._wake.clear()
                self._start_due()
                await self._sleep()
        finally:
            stopper.cancel()
            await self._end([stopper, *self._tasks.values()])

    async def poll_once(self, progress: Progress | None = None) -> PollSummary:
        """Poll every feed once, due or not, except those that are gone or asked to be left alone."""
        now = self._clock()
        reports: dict[str, FeedReport] = {}
        feeds = [feed for feed in self._feeds.values() if self._owned(feed.id)]
        turns = Turns(self.options.at_once, self.options.per_host)
        woken = asyncio.Event()

        def answered(feed: str) -> None:
            turns.answered(feed)
            woken.set()

        def done(report: FeedReport) -> None:
            reports[report.feed] = report
            if progress:
                progress(report, len(reports), len(feeds))

        for feed in feeds:
            told = blocked(fresh(feed, self._recall(feed.id).poll), now)
            if told:
                done(FeedReport(feed.id, feed.name, feed.url, told.outcome, told.message))
            else:
                turns.put(feed.id, _host(feed), now)
        running: set[asyncio.Task[FeedReport]] = set()
        try:
            while turns.waiting or running:
                while (ready := turns.next(now)) is not None:
                    task = asyncio.create_task(self._poll(self._feeds[ready], partial(answered, ready)))
                    task.add_done_callback(lambda _: woken.set())
                    running.add(task)
                woken.clear()
                await woken.wait()
                ended = {task for task in running if task.done()}
                running -= ended
                for task in ended:
                    turns.done(task.result().feed)
                    done(task.result())
        finally:
            await self._end(running)
        return PollSummary(tuple(reports[feed.id] for feed in feeds))

    def _configure(self, feeds: Sequence[FeedConfig]) -> None:
        self._feeds = {feed.id: feed for feed in feeds if feed.enabled}
        self._outlets = outlets(feeds)
        self.metrics.feeds = len(self._feeds)
        self.metrics.failing &= self._feeds.keys()

    def _recall(self, feed: str) -> FeedMemory:
        return self._memory.get(feed) or FeedMemory()

    def _queue_all(self) -> None:
        self._turns.clear()
        for feed in self._feeds.values():
            if self._owned(feed.id):
                self._queue(feed)
        self._wake.set()

    def _queue(self, feed: FeedConfig) -> None:
        """Queue a feed for when it is due; one that is gone is not queued."""
        due = next_due(feed, fresh(feed, self._recall(feed.id).poll), self.options.policy, self._clock())
        if due is not None:
            self._turns.put(feed.id, _host(feed), due)

    def _start_due(self) -> None:
        now = self._clock()
        while (ready := self._turns.next(now)) is not None:
            self._tasks[ready] = asyncio.create_task(self._turn(ready))
            self._tasks[ready].add_done_callback(partial(self._ended, ready))

    async def _turn(self, feed_id: str) -> None:
        feed = self._feeds.get(feed_id) if self._owned(feed_id) else None
        report = await self._poll(feed, partial(self._answered, feed_id)) if feed else None
        feed = self._feeds.get(feed_id)
        if feed is None or report is None or not self._owned(feed_id):
            return
        if report.outcome is Outcome.NOT_STORED:
            self._turns.put(feed_id, _host(feed), self._clock() + RETRY)
        else:
            self._queue(feed)

    def _answered(self, feed_id: str) -> None:
        self._turns.answered(feed_id)
        self._wake.set()

    def _ended(self, feed_id: str, _: asyncio.Task[None]) -> None:
        del self._tasks[feed_id]
        self._turns.done(feed_id)
        self._wake.set()

    async def _poll(self, feed: FeedConfig, answered: Callable[[], None]) -> FeedReport:
        before = self._recall(feed.id)
        try:
            report, self._memory[feed.id] = await poll(feed, before, self._outlets, self._tools, answered)
        except Exception as error:
            # A bug met by one feed's content must not end the polling of the others.
            log.exception("poll_broke", feed=feed.id, url=feed.url)
            message = f"could not be polled: {type(error).__name__}: {error}"
            report = FeedReport(feed.id, feed.name, feed.url, Outcome.NOT_STORED, message)
        self.metrics.count(report, self._clock())
        _tell(report, before)
        return report

    async def _sleep(self) -> None:
        due = self._turns.next_due()
        seconds = LONGEST_SLEEP_S if due is None else (due - self._clock()).total_seconds()
        try:
            async with asyncio.timeout(min(max(seconds, 0.0), LONGEST_SLEEP_S)):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _wake_on(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._wake.set()

    async def _end(self, tasks: Iterable[asyncio.Task[None]] | Iterable[asyncio.Task[FeedReport]]) -> None:
        ending = list(tasks)
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)


async def reload_on(changes: AsyncIterator[object], load: Callable[[], Sequence[FeedConfig]], poller: Poller) -> None:
    """Reload the feeds at each change. A file with mistakes changes nothing, and each mistake is told."""
    async for _ in changes:
        try:
            # Thousands of feeds take seconds to read.
            feeds = await asyncio.to_thread(load)
        except Misconfigured as error:
            for problem in error.problems:
                log.error("feeds_kept", reason="misconfigured", problem=str(problem))
        except OSError as error:
            log.error("feeds_kept", reason="unreadable", problem=str(error))
        else:
            poller.reload(feeds)
            log.info("feeds_reloaded", feeds=len(feeds))


def _tell(report: FeedReport, before: FeedMemory) -> None:
    """One line for what somebody may want to know: what came in, and each change for the worse or the better."""
    failed_before = before.poll is not None and before.poll.error is not None
    facts = {"feed": report.feed, "name": report.name, "outcome": report.outcome.value}
    if report.failed:
        tell = log.debug if failed_before else log.warning
        tell("feed_failed", **facts, message=report.message, url=report.url)
    elif report.new or report.updated or failed_before:
        reason = {"reason": "backlog"} if report.backlog else {}
        log.info("feed_read", **facts, new=report.new, updated=report.updated, backlog=report.backlog, **reason)


def _host(feed: FeedConfig) -> str:
    return urlsplit(feed.url).hostname or ""


def _all(_: str) -> bool:
    return True


def _none(_: str) -> bool:
    return False
