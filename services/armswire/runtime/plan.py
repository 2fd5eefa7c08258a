"""What is to be run, as plain values, and the parts that every way of running makes of it."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from armswire.adapters.fetching import Fetcher, FetchLimits
from armswire.adapters.http_health import HealthServer
from armswire.core.feeds.items import FirstPoll
from armswire.core.feeds.schedule import Policy
from armswire.core.retry import Backoff
from armswire.flow.health import Health
from armswire.poller import Options
from armswire.runtime.metrics import Metrics
from armswire.runtime.stores import Place

if TYPE_CHECKING:
    from armswire.adapters.kafka import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to run, as values. ``http``: where probes and metrics are served. ``parsers``: processes that read feeds."""

    data: Path
    broker: str
    store: Place
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
    lexicon: Path | None = None
    http: tuple[str, int] | None = None
    kafka: "Connection | None" = None
    """How to reach Kafka, where ``broker`` is one."""
    replication: int = 1
    """Copies of each topic that is made."""
    poll_interval: timedelta = timedelta(days=1)
    """How long a worker that hangs keeps its partitions."""
    backoff: Backoff = field(default_factory=Backoff)
    """How long to pause between tries."""


def fetcher(plan: Plan) -> Fetcher:
    """The client of all feeds, to be entered."""
    limits = FetchLimits(at_once=plan.at_once)
    return Fetcher(plan.user_agent, limits, allow_private_addresses=plan.allow_private_addresses)


def poll_options(plan: Plan) -> Options:
    """How the poller is to work."""
    policy = Policy(interval=plan.interval)
    return Options(policy=policy, first_poll=plan.first_poll, at_once=plan.at_once)


@asynccontextmanager
async def health_server(plan: Plan, health: Callable[[], Health], metrics: Metrics) -> AsyncIterator[None]:
    """Serve probes and metrics for the block, where the plan says so."""
    if plan.http is None:
        yield
        return
    server = HealthServer(*plan.http, health, metrics.registry)
    await server.open()
    try:
        yield
    finally:
        await server.close()
