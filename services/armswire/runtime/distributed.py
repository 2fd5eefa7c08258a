"""One service a process, on Kafka: what ``armswire poller``, ``tagger``, ``indexer`` and ``alerter`` run."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta

from armswire import alerter, indexer, tagger
from armswire.adapters.channels import build_channels
from armswire.adapters.kafka import KafkaFeeds
from armswire.adapters.parsing import ParserPool
from armswire.alerter import OutboxDrain, Rules, policies
from armswire.poller import Poller
from armswire.runtime import follow, stores
from armswire.runtime.files import read_feeds, read_rules
from armswire.runtime.lexicon import read_lexicon
from armswire.runtime.plan import Plan, fetcher, poll_options
from armswire.runtime.process import Process, Stopped, kafka_of
from armswire.tagging.tagger import Tagger

GATHER = timedelta(milliseconds=400)
"""How long the indexer gathers what it writes: the indices show it every two seconds anyway."""
TAGGED_AT_ONCE = 800
"""News items in a batch where the log is full: a quarter of a second's work, one request to Kafka."""
Service = Callable[[Plan, asyncio.Event], Awaitable[None]]


async def run_tagger(plan: Plan, stop: asyncio.Event) -> None:
    """``news.items`` → ``arms.events`` until ``stop``."""
    reads = Tagger(read_lexicon(plan.lexicon))
    process = Process(plan, "tagger", stop)
    async with process.served(), process.flowing(lambda flow: tagger.attach(flow, reads, TAGGED_AT_ONCE)):
        await process.attend()


async def run_indexer(plan: Plan, stop: asyncio.Event) -> None:
    """All that is to be found later, into the store, until ``stop``."""
    process = Process(plan, "indexer", stop)
    async with process.served(), AsyncExitStack() as stack:
        store = await process.until_there(lambda: stack.enter_async_context(stores.opened(plan.store)))
        await stack.enter_async_context(process.flowing(lambda flow: indexer.attach(flow, store, GATHER)))
        await process.attend(follow.prune(plan, store, stop))


async def run_alerter(plan: Plan, stop: asyncio.Event) -> None:
    """Events → alerts → channels until ``stop``."""
    rules = Rules(read_rules(plan.rules, plan.environment))
    channels = build_channels(rules.current)
    process = Process(plan, "alerter", stop)
    async with process.served(), AsyncExitStack() as stack:
        outbox = await process.until_there(lambda: stack.enter_async_context(stores.outbox(plan.store, plan.data)))
        drain = OutboxDrain(outbox, channels, policies(rules.current))
        attach = process.flowing(lambda flow: alerter.attach(flow, rules, outbox, wake=drain.wake))
        await stack.enter_async_context(attach)
        stack.push_async_callback(drain.stop)
        await process.until_there(drain.start)
        gauges = follow.gauges(process.metrics, stop, outbox=outbox)
        await process.attend(follow.rules(plan, rules, drain, None, stop), gauges)


async def run_poller(plan: Plan, stop: asyncio.Event) -> None:
    """Feeds → ``news.items`` until ``stop``. Replicas share the feeds."""
    feeds, connection = read_feeds(plan.feeds), kafka_of(plan)
    process = Process(plan, "poller", stop)
    async with process.served(), AsyncExitStack() as stack:
        fetching = await stack.enter_async_context(fetcher(plan))
        parser = await stack.enter_async_context(ParserPool(plan.parsers))
        shares = KafkaFeeds(connection, lambda owned: poller.assign(owned))  # noqa: PLW0108 - the poller comes after
        poller = Poller(feeds, shares, shares, fetching, parser, clock=follow.utc_now, options=poll_options(plan))
        await process.until_there(shares.start)
        stack.push_async_callback(shares.stop)
        process.started = True
        gauges = follow.gauges(process.metrics, stop, poller=poller)
        await process.attend(poller.run(stop), follow.feeds(plan, poller, stop), gauges)


SERVICES: dict[str, Service] = {
    "poller": run_poller, "tagger": run_tagger, "indexer": run_indexer, "alerter": run_alerter
}  # fmt: skip


async def serve(service: str, plan: Plan, stop: asyncio.Event) -> None:
    """Run one service until ``stop``, even where what it needs never came."""
    with contextlib.suppress(Stopped):
        await SERVICES[service](plan, stop)
