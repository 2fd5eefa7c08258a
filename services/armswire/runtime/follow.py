"""What goes on beside the work until a stop: files that are edited, old news, gauges, the stream's health."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog

from armswire.adapters.channels import build_channels
from armswire.adapters.watching import watch
from armswire.alerter import OutboxDrain, Rules, policies
from armswire.errors import ArmswireError, Misconfigured
from armswire.flow.app import FaustFlow
from armswire.flow.health import Condition
from armswire.flow.ledger import LedgerConsumer
from armswire.poller import Poller, reload_on
from armswire.ports import Outbox, Store
from armswire.runtime.files import read_feeds, read_rules
from armswire.runtime.metrics import Metrics
from armswire.runtime.plan import Plan
from armswire_schemas.alerts import Alert

_LOG = structlog.get_logger("armswire")
Shown = Callable[[Alert], None]
LOOK_EVERY = timedelta(seconds=1)
GAUGE_EVERY = timedelta(seconds=5)
PRUNE_EVERY = timedelta(hours=1)


def utc_now() -> datetime:
    """The clock of everything that is wired here."""
    return datetime.now(UTC)


async def pause(stop: asyncio.Event, time: timedelta) -> None:
    """Wait so long, or until ``stop``."""
    try:
        async with asyncio.timeout(time.total_seconds()):
            await stop.wait()
    except TimeoutError:
        return


async def feeds(plan: Plan, poller: Poller, stop: asyncio.Event) -> None:
    """Take up the feeds file whenever it is edited; one with mistakes changes nothing."""
    await reload_on(watch([plan.feeds], stop), lambda: read_feeds(plan.feeds), poller)


async def rules(plan: Plan, current: Rules, drain: OutboxDrain, shown: Shown | None, stop: asyncio.Event) -> None:
    """Take up the rules file whenever it is edited; one with mistakes changes nothing."""
    async for _ in watch([plan.rules], stop):
        try:
            read = read_rules(plan.rules, plan.environment)
            channels = build_channels(read, shown)
        except Misconfigured as error:
            for problem in error.problems:
                _LOG.error("rules_kept", reason="misconfigured", problem=str(problem))
            continue
        await drain.replace(channels, policies(read))
        current.replace(read)
        _LOG.info("rules_reloaded", rules=len(read.active))


async def prune(plan: Plan, store: Store, stop: asyncio.Event) -> None:
    """Delete news without events that is older than it is kept."""
    while not stop.is_set():
        try:
            removed = await store.prune(utc_now(), plan.news_kept)
        except ArmswireError as error:
            _LOG.warning("news_not_pruned", error=str(error))
        else:
            if removed:
                _LOG.info("news_pruned", items=removed, older_than_days=plan.news_kept.days)
        await pause(stop, PRUNE_EVERY)


async def health(flow: FaustFlow, said: Callable[[str], None], stop: asyncio.Event) -> None:
    """Say what the stream waits for; raise where it has crashed."""
    before = ""
    while not stop.is_set():
        state = flow.health()
        if state.condition is Condition.CRASHED:
            raise ArmswireError(f"the stream ended: {state.detail}")
        waiting = state.detail if state.condition is Condition.WAITING else ""
        if bool(waiting) != bool(before):
            _LOG.warning("waiting", detail=waiting) if waiting else _LOG.info("going_on")
        before = waiting
        said(waiting)
        await pause(stop, LOOK_EVERY)


async def gauges(
    metrics: Metrics, stop: asyncio.Event, *, flow: FaustFlow | None = None, poller: Poller | None = None,
    outbox: Outbox | None = None,
) -> None:  # fmt: skip
    """Bring the gauges up to date now and then."""
    while not stop.is_set():
        if flow is not None:
            metrics.lag.set(await _behind(flow))
        if poller is not None:
            failing = len(poller.metrics.failing)
            metrics.feeds.labels("failing").set(failing)
            metrics.feeds.labels("fine").set(poller.metrics.feeds - failing)
        if outbox is not None:
            metrics.outbox.set(await _pending(outbox))
        await pause(stop, GAUGE_EVERY)


async def _behind(flow: FaustFlow) -> float:
    """Messages of the flow's topics that are not committed yet; not a number where the broker cannot tell."""
    consumer = flow.app.consumer
    try:
        return await consumer.behind() if isinstance(consumer, LedgerConsumer) else float("nan")
    except ArmswireError:
        return float("nan")


async def _pending(outbox: Outbox) -> float:
    """How much waits; not a number where the outbox cannot tell."""
    try:
        return await outbox.pending()
    except ArmswireError:
        return float("nan")
