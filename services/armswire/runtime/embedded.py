"""All services in one process on SQLite: what ``armswire up`` runs."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from armswire import alerter, indexer, tagger
from armswire.adapters.channels import build_channels
from armswire.adapters.fetching import Fetcher, FetchLimits
from armswire.adapters.http_health import HealthServer
from armswire.adapters.parsing import ParserPool
from armswire.adapters.sqlite_log import SqliteLog
from armswire.adapters.sqlite_outbox import SqliteOutbox
from armswire.adapters.watching import watch
from armswire.alerter import OutboxDrain, Rules, policies
from armswire.core.feeds.items import FirstPoll
from armswire.core.feeds.schedule import Policy
from armswire.errors import ArmswireError, Misconfigured, Problem
from armswire.flow.app import FaustFlow, build_flow
from armswire.flow.health import Condition
from armswire.poller import FeedReport, Options, Poller, PollSummary, reload_on
from armswire.ports import Store
from armswire.runtime import stores
from armswire.runtime.files import read_feeds, read_rules
from armswire.runtime.metrics import Metrics
from armswire.runtime.places import sqlite_path
from armswire.runtime.report import FeedError, Progress, Summary
from armswire.tagging.tagger import Tagger, load_lexicon
from armswire_schemas.alerts import Alert

_LOG = structlog.get_logger("armswire")
APP_ID = "armswire"
ON_KAFKA = "on Kafka each service is a process of its own: armswire poller, tagger, indexer, alerter"
Shown = Callable[[Alert], None]
WATCH_EVERY = timedelta(seconds=1)
PRUNE_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to run, as values. ``http``: where probes and metrics are served. ``parsers``: processes that read feeds."""

    data: Path
    broker: str
    store: str
    feeds: Path
    rules: Path
    user_agent: str
    environment: Mapping[str, str] = field(repr=False)
    allow_private_addresses: bool = False
    first_poll: FirstPoll = FirstPoll.RECENT
    at_once: int = 64
    interval: timedelta = timedelta(minutes=15)
    parsers: int = 2
    news_kept: timedelta = timedelta(days=30)
    http: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What runs, started."""

    flow: FaustFlow
    poller: Poller
    drain: OutboxDrain
    store: Store
    rules: Rules
    shown: Shown | None
    alerts: alerter.Tally
    metrics: Metrics


class Embedded:
    """All services at work, made by ``running``."""

    def __init__(self, plan: Plan, parts: Parts) -> None:
        self.plan, self._parts = plan, parts
        self.doing = ""

    def progress(self) -> Progress:
        """What has been done since the start."""
        parts, polls = self._parts, self._parts.poller.metrics
        counts = polls.feeds, polls.new, parts.metrics.stored, parts.alerts.alerts, len(polls.failing)
        return Progress(*counts, now=self.doing)

    async def once(self) -> Summary:
        """Poll every feed once, wait until all that came of it is stored and notified, and say what it was."""
        before = self.progress()
        polled = await self._parts.poller.poll_once(self._polled)
        self.doing = "finishing"
        await self._parts.flow.drained()
        left = await self._parts.drain.flush()
        self.doing = ""
        if left:
            _LOG.warning("notifications could not be delivered; the next run tries again", notifications=left)
        after = self.progress()
        return _summary(polled, after.events - before.events, after.alerts - before.alerts)

    def _polled(self, report: FeedReport, done: int, of: int) -> None:
        self.doing = f"{done} of {of} feeds polled, now {report.name}"

    async def run(self, stop: asyncio.Event) -> None:
        """Do everything until ``stop``: poll when due, take up edited files, prune. Raises where the flow crashed."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._parts.poller.run(stop))
            group.create_task(self._follow_feeds(stop))
            group.create_task(self._follow_rules(stop))
            group.create_task(self._prune(stop))
            group.create_task(self._supervise(stop))

    async def _follow_feeds(self, stop: asyncio.Event) -> None:
        path = self.plan.feeds
        await reload_on(watch([path], stop), lambda: read_feeds(path), self._parts.poller)

    async def _follow_rules(self, stop: asyncio.Event) -> None:
        path = self.plan.rules
        async for _ in watch([path], stop):
            try:
                rules = read_rules(path, self.plan.environment)
                channels = build_channels(rules, self._parts.shown)
            except Misconfigured as error:
                for problem in error.problems:
                    _LOG.error("rules_kept", reason="misconfigured", problem=str(problem))
                continue
            await self._parts.drain.replace(channels, policies(rules))
            self._parts.rules.replace(rules)
            _LOG.info("rules_reloaded", rules=len(rules.active))

    async def _prune(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            removed = await stores.prune(self._parts.store, _utc_now(), self.plan.news_kept)
            if removed:
                _LOG.info("news_pruned", items=removed, older_than_days=self.plan.news_kept.days)
            await _pause(stop, PRUNE_EVERY)

    async def _supervise(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            health = self._parts.flow.health()
            if health.condition is Condition.CRASHED:
                raise ArmswireError(f"the stream ended: {health.detail}")
            self.doing = health.detail if health.condition is Condition.WAITING else ""
            await _pause(stop, WATCH_EVERY)


@asynccontextmanager
async def running(plan: Plan, shown: Shown | None = None) -> AsyncIterator[Embedded]:
    """Start everything and stop it again at the end of the block; ``shown`` is called with each alert told.

    ``Misconfigured`` where a file or setting is wrong, ``Locked`` where another process works in the directory.
    """
    feeds, rules = read_feeds(plan.feeds), Rules(read_rules(plan.rules, plan.environment))
    path = sqlite_path(plan.broker, "ARMSWIRE_BROKER")
    if path is None:
        raise Misconfigured(Problem("ARMSWIRE_BROKER", None, "`armswire up` runs on SQLite", ON_KAFKA))
    async with AsyncExitStack() as stack:
        plan.data.mkdir(parents=True, exist_ok=True)
        log = await stack.enter_async_context(SqliteLog(path))
        store = await stack.enter_async_context(stores.opened(plan.store))
        outbox = SqliteOutbox(plan.data / "outbox.db")
        await outbox.open()
        stack.push_async_callback(outbox.close)
        drain = OutboxDrain(outbox, build_channels(rules.current, shown), policies(rules.current))
        metrics = Metrics()
        flow = build_flow(broker=plan.broker, datadir=plan.data / "faust", app_id=APP_ID)
        metered = metrics.watch(flow)
        tagger.attach(metered, Tagger(load_lexicon()))
        indexer.attach(metered, store)
        alerts = alerter.attach(metered, rules, outbox, wake=drain.wake)
        fetcher = await stack.enter_async_context(_fetcher(plan))
        parser = await stack.enter_async_context(ParserPool(plan.parsers))
        poller = Poller(feeds, log, log, fetcher, parser, clock=_utc_now, options=_options(plan))
        if plan.http is not None:
            server = HealthServer(*plan.http, flow.health, metrics.registry)
            await server.open()
            stack.push_async_callback(server.close)
        stack.push_async_callback(flow.stop)
        await flow.start()
        stack.push_async_callback(drain.stop)
        await drain.start()
        await poller.load()
        yield Embedded(plan, Parts(flow=flow, poller=poller, drain=drain, store=store, rules=rules, shown=shown,
                                   alerts=alerts, metrics=metrics))  # fmt: skip


def _fetcher(plan: Plan) -> Fetcher:
    limits = FetchLimits(at_once=plan.at_once)
    return Fetcher(plan.user_agent, limits, allow_private_addresses=plan.allow_private_addresses)


def _options(plan: Plan) -> Options:
    policy = Policy(interval=plan.interval)
    return Options(policy=policy, first_poll=plan.first_poll, at_once=plan.at_once)


def _utc_now() -> datetime:
    return datetime.now(UTC)


async def _pause(stop: asyncio.Event, time: timedelta) -> None:
    try:
        async with asyncio.timeout(time.total_seconds()):
            await stop.wait()
    except TimeoutError:
        return


def _summary(polled: PollSummary, events: int, alerts: int) -> Summary:
    errors = tuple(FeedError(r.name, r.url, r.outcome.value, r.message or "") for r in polled.errors)
    return Summary(polled.feeds, polled.items, polled.backlog, events, alerts, errors)
