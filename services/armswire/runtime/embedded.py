"""All services in one process on SQLite: what ``armswire up`` runs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import structlog

from armswire import alerter, indexer, tagger
from armswire.adapters.channels import build_channels
from armswire.adapters.parsing import ParserPool
from armswire.adapters.sqlite_log import SqliteLog
from armswire.alerter import OutboxDrain, Rules, policies
from armswire.errors import Misconfigured, Problem
from armswire.flow.app import FaustFlow, Tuning, build_flow
from armswire.poller import FeedReport, Poller, PollSummary
from armswire.ports import Outbox, Store
from armswire.runtime import follow, stores
from armswire.runtime.files import read_feeds, read_rules
from armswire.runtime.follow import Shown
from armswire.runtime.heap import long_lived
from armswire.runtime.lexicon import read_lexicon
from armswire.runtime.metrics import Metrics
from armswire.runtime.places import sqlite_path
from armswire.runtime.plan import Plan, fetcher, health_server, poll_options
from armswire.runtime.report import FeedError, Progress, Summary
from armswire.tagging.tagger import Tagger

_LOG = structlog.get_logger("armswire")
APP_ID = "armswire"
ON_KAFKA = "on Kafka each service is a process of its own: armswire poller, tagger, indexer, alerter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What runs, started."""

    flow: FaustFlow
    poller: Poller
    drain: OutboxDrain
    store: Store
    outbox: Outbox
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
        parts, before = self._parts, self.progress()
        polled = await parts.poller.poll_once(self._polled)
        self.doing = "finishing"
        await parts.flow.drained()
        left = await parts.drain.flush()
        self.doing = ""
        if left:
            _LOG.warning("notifications could not be delivered; the next run tries again", notifications=left)
        after = self.progress()
        return _summary(polled, after.events - before.events, after.alerts - before.alerts)

    def _polled(self, report: FeedReport, done: int, of: int) -> None:
        self.doing = f"{done} of {of} feeds polled, now {report.name}"

    def _waits(self, detail: str) -> None:
        self.doing = detail

    async def run(self, stop: asyncio.Event) -> None:
        """Do everything until ``stop``: poll when due, take up edited files, prune. Raises where the flow crashed."""
        plan, parts = self.plan, self._parts
        async with asyncio.TaskGroup() as group:
            group.create_task(parts.poller.run(stop))
            group.create_task(follow.feeds(plan, parts.poller, stop))
            group.create_task(follow.rules(plan, parts.rules, parts.drain, parts.shown, stop))
            group.create_task(follow.prune(plan, parts.store, stop))
            group.create_task(follow.health(parts.flow, self._waits, stop))
            group.create_task(
                follow.gauges(parts.metrics, stop, flow=parts.flow, poller=parts.poller, outbox=parts.outbox)
            )


@asynccontextmanager
async def running(plan: Plan, shown: Shown | None = None) -> AsyncIterator[Embedded]:
    """Start everything and stop it again at the end of the block; ``shown`` is called with each alert told.

    ``Misconfigured`` where a file or setting is wrong, ``Locked`` where another process works in the directory.
    """
    feeds, rules = read_feeds(plan.feeds), Rules(read_rules(plan.rules, plan.environment))
    channels = build_channels(rules.current, shown)
    path = sqlite_path(plan.broker, "ARMSWIRE_BROKER")
    if path is None:
        raise Misconfigured(Problem("ARMSWIRE_BROKER", None, "`armswire up` runs on SQLite", ON_KAFKA))
    metrics = Metrics()
    async with AsyncExitStack() as stack:
        plan.data.mkdir(parents=True, exist_ok=True)
        log = await stack.enter_async_context(SqliteLog(path))
        parser = await stack.enter_async_context(ParserPool(plan.parsers))
        await parser.prepare()
        store = await stack.enter_async_context(stores.opened(plan.store))
        outbox = await stack.enter_async_context(stores.outbox(plan.store, plan.data))
        drain = OutboxDrain(outbox, channels, policies(rules.current))
        tuning = Tuning(backoff=plan.backoff)
        flow = build_flow(broker=plan.broker, datadir=plan.data / "faust", app_id=APP_ID, tuning=tuning)
        metered = metrics.watch(flow)
        tagger.attach(metered, Tagger(read_lexicon(plan.lexicon)))
        indexer.attach(metered, store)
        alerts = alerter.attach(metered, rules, outbox, wake=drain.wake)
        fetching = await stack.enter_async_context(fetcher(plan))
        poller = Poller(feeds, log, log, fetching, parser, clock=follow.utc_now, options=poll_options(plan))
        await stack.enter_async_context(health_server(plan, flow.health, metrics))
        stack.push_async_callback(flow.stop)
        await flow.start()
        stack.push_async_callback(drain.stop)
        await drain.start()
        await poller.load()
        stack.enter_context(long_lived())
        yield Embedded(plan, Parts(flow=flow, poller=poller, drain=drain, store=store, outbox=outbox, rules=rules,
                                   shown=shown, alerts=alerts, metrics=metrics))  # fmt: skip


def _summary(polled: PollSummary, events: int, alerts: int) -> Summary:
    errors = tuple(FeedError(r.name, r.url, r.outcome.value, r.message or "") for r in polled.errors)
    return Summary(polled.feeds, polled.items, polled.backlog, events, alerts, errors)
