"""One service a process, on Kafka: what ``armswire poller``, ``tagger``, ``indexer`` and ``alerter`` run."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from time import monotonic
from typing import TypeVar

import structlog

from armswire import alerter, indexer, tagger
from armswire.adapters.channels import build_channels
from armswire.adapters.kafka import Connection, KafkaFeeds, TopicsAdmin
from armswire.adapters.parsing import ParserPool
from armswire.alerter import OutboxDrain, Rules, policies
from armswire.errors import Misconfigured, Problem, Transient
from armswire.flow.app import FaustFlow, Tuning, build_flow
from armswire.flow.health import Facts, Health, Limits, judge
from armswire.flow.types import Flow
from armswire.poller import Poller
from armswire.runtime import follow, stores
from armswire.runtime.files import read_feeds, read_rules
from armswire.runtime.metrics import Metrics
from armswire.runtime.plan import Plan, fetcher, health_server, poll_options
from armswire.tagging.tagger import Tagger, load_lexicon

_LOG = structlog.get_logger("armswire")
T = TypeVar("T")
Service = Callable[[Plan, asyncio.Event], Awaitable[None]]
ON_SQLITE = "on SQLite all services are one process: run `armswire up`, or set ARMSWIRE_BROKER=kafka://host:9092"


def kafka_of(plan: Plan) -> Connection:
    """How to reach Kafka; ``Misconfigured`` where the broker is none."""
    if plan.kafka is None:
        raise Misconfigured(Problem("ARMSWIRE_BROKER", None, f"{plan.broker} is no Kafka", ON_SQLITE))
    return plan.kafka


async def run_tagger(plan: Plan, stop: asyncio.Event) -> None:
    """``news.items`` → ``arms.events`` until ``stop``."""
    reads = Tagger(load_lexicon())
    metrics = Metrics()
    async with _flowing(plan, "tagger", metrics, lambda flow: tagger.attach(flow, reads)) as flow:
        await _attend(flow, metrics, stop)


async def run_indexer(plan: Plan, stop: asyncio.Event) -> None:
    """All that is to be found later, into the store, until ``stop``."""
    metrics = Metrics()
    async with AsyncExitStack() as stack:
        store = await until_there(lambda: stack.enter_async_context(stores.opened(plan.store)), stop)
        if store is None:
            return
        attach = lambda flow: indexer.attach(flow, store)  # noqa: E731
        flow = await stack.enter_async_context(_flowing(plan, "indexer", metrics, attach))
        await _attend(flow, metrics, stop, follow.prune(plan, store, stop))


async def run_alerter(plan: Plan, stop: asyncio.Event) -> None:
    """Events → alerts → channels until ``stop``."""
    rules = Rules(read_rules(plan.rules, plan.environment))
    channels = build_channels(rules.current)
    metrics = Metrics()
    async with AsyncExitStack() as stack:
        outbox = await until_there(lambda: stack.enter_async_context(stores.outbox(plan.store, plan.data)), stop)
        if outbox is None:
            return
        drain = OutboxDrain(outbox, channels, policies(rules.current))

        def attach(flow: Flow) -> None:
            alerter.attach(flow, rules, outbox, wake=drain.wake)

        flow = await stack.enter_async_context(_flowing(plan, "alerter", metrics, attach))
        stack.push_async_callback(drain.stop)
        await drain.start()
        beside = follow.rules(plan, rules, drain, None, stop)
        await _attend(flow, metrics, stop, beside, follow.gauges(metrics, stop, outbox=outbox))


async def run_poller(plan: Plan, stop: asyncio.Event) -> None:
    """Feeds → ``news.items`` until ``stop``. Replicas share the feeds."""
    feeds, connection, metrics = read_feeds(plan.feeds), kafka_of(plan), Metrics()
    beat = _Beat()
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(health_server(plan, beat.health, metrics))
        if await until_there(lambda: ensure_topics(plan), stop) is None:
            return
        fetching = await stack.enter_async_context(fetcher(plan))
        parser = await stack.enter_async_context(ParserPool(plan.parsers))
        shares = KafkaFeeds(connection, lambda owned: poller.assign(owned))  # noqa: PLW0108 - the poller comes after
        poller = Poller(feeds, shares, shares, fetching, parser, clock=follow.utc_now, options=poll_options(plan))
        if await until_there(lambda: _joined(shares), stop) is None:
            return
        stack.push_async_callback(shares.stop)
        beat.started = True
        async with asyncio.TaskGroup() as group:
            group.create_task(poller.run(stop))
            group.create_task(follow.feeds(plan, poller, stop))
            group.create_task(follow.gauges(metrics, stop, poller=poller))
            group.create_task(beat.turn(stop))


async def _joined(shares: KafkaFeeds) -> bool:
    await shares.start()
    return True


SERVICES: dict[str, Service] = {
    "poller": run_poller, "tagger": run_tagger, "indexer": run_indexer, "alerter": run_alerter
}  # fmt: skip


async def ensure_topics(plan: Plan) -> bool:
    """Make the topics that are missing; True when all are there."""
    async with TopicsAdmin(kafka_of(plan)) as admin:
        for difference in await admin.ensure(replication=plan.replication):
            _LOG.info("topic_changed", difference=str(difference))
    return True


@asynccontextmanager
async def _flowing(
    plan: Plan, service: str, metrics: Metrics, attach: Callable[[Flow], object]
) -> AsyncIterator[FaustFlow]:
    """A flow with one service on it, started for the block, with its probes."""
    connection = kafka_of(plan)
    tuning = Tuning(kafka=connection.faust(), replication=plan.replication, poll_interval=plan.poll_interval)
    flow = build_flow(broker=plan.broker, datadir=plan.data / service, app_id=f"armswire-{service}", tuning=tuning)
    attach(metrics.watch(flow))
    async with health_server(plan, flow.health, metrics):
        try:
            await flow.start()
            _LOG.info("started", service=service)
            yield flow
        finally:
            await flow.stop()


async def _attend(flow: FaustFlow, metrics: Metrics, stop: asyncio.Event, *beside: Awaitable[None]) -> None:
    """Stay until ``stop``, doing what goes on beside the stream. Raises where the stream crashed."""
    async with asyncio.TaskGroup() as group:
        group.create_task(follow.health(flow, lambda _: None, stop))
        group.create_task(follow.gauges(metrics, stop, flow=flow))
        for other in beside:
            group.create_task(_awaited(other))


async def _awaited(other: Awaitable[None]) -> None:
    await other


async def until_there(start: Callable[[], Awaitable[T]], stop: asyncio.Event) -> T | None:
    """Try until it works; None where ``stop`` came first. What cannot be reached yet is said once a try."""
    while not stop.is_set():
        try:
            return await start()
        except Transient as error:
            _LOG.warning("not_there_yet", error=str(error), again_in_s=follow.LOOK_EVERY.total_seconds() * 5)
            await follow.pause(stop, follow.LOOK_EVERY * 5)
    return None


class _Beat:
    """The health of a process without a stream: its loop turns, and it has started."""

    def __init__(self) -> None:
        self.started = False
        self._last = monotonic()

    async def turn(self, stop: asyncio.Event) -> None:
        """Beat until ``stop``."""
        while not stop.is_set():
            self._last = monotonic()
            await follow.pause(stop, follow.LOOK_EVERY)

    def health(self) -> Health:
        """As ``FaustFlow.health``."""
        return judge(Facts(self.started, None, monotonic() - self._last, 0.0, 0), Limits())
