"""A process with one service: probes from its first moment, patience for what it needs, an end on ``stop``."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from time import monotonic
from typing import TypeVar

import structlog

from armswire.adapters.kafka import Connection, TopicsAdmin
from armswire.errors import Misconfigured, Problem, Transient
from armswire.flow.app import FaustFlow, Tuning, build_flow
from armswire.flow.health import Facts, Health, judge
from armswire.flow.types import Flow
from armswire.runtime import follow
from armswire.runtime.heap import long_lived
from armswire.runtime.metrics import Metrics
from armswire.runtime.plan import Plan, health_server

_LOG = structlog.get_logger("armswire")
T = TypeVar("T")
Beside = Coroutine[None, None, None]
TRY_EVERY = timedelta(seconds=5)
ON_SQLITE = "on SQLite all services are one process: run `armswire up`, or set ARMSWIRE_BROKER=kafka://host:9092"


class Stopped(Exception):  # noqa: N818 - it names what happened; nothing went wrong
    """``stop`` came before the process had what it needs."""


def kafka_of(plan: Plan) -> Connection:
    """How to reach Kafka; ``Misconfigured`` where the broker is none."""
    if plan.kafka is None:
        raise Misconfigured(Problem("ARMSWIRE_BROKER", None, f"{plan.broker} is no Kafka", ON_SQLITE))
    return plan.kafka


async def ensure_topics(plan: Plan) -> None:
    """Make the topics that are missing. ``Transient`` where Kafka does not answer."""
    async with TopicsAdmin(kafka_of(plan)) as admin:
        for difference in await admin.ensure(replication=plan.replication):
            _LOG.info("topic_changed", difference=str(difference))


class Process:
    """What the four services share. ``started`` is set by a service without a stream; the others are by their flow."""

    def __init__(self, plan: Plan, service: str, stop: asyncio.Event) -> None:
        self.plan, self.service, self.stop = plan, service, stop
        self.metrics = Metrics()
        self.started = False
        self._flow: FaustFlow | None = None
        self._waits = ""
        self._beat = monotonic()

    @asynccontextmanager
    async def served(self) -> AsyncIterator[None]:
        """Serve the probes for the block, and make sure of Kafka first."""
        async with health_server(self.plan, self.health, self.metrics):
            beating = asyncio.create_task(self._keep_beating(), name="beat")
            try:
                await self.until_there(lambda: ensure_topics(self.plan))
                yield
            finally:
                beating.cancel()
                await asyncio.gather(beating, return_exceptions=True)

    async def until_there(self, start: Callable[[], Awaitable[T]]) -> T:
        """Try until it works. What cannot be reached is said once a try; ``Stopped`` where ``stop`` came first."""
        while not self.stop.is_set():
            try:
                there = await start()
            except Transient as error:
                self._waits = str(error)
                _LOG.warning("not_there_yet", error=str(error), again_in_s=TRY_EVERY.total_seconds())
                await follow.pause(self.stop, TRY_EVERY)
            else:
                self._waits = ""
                return there
        raise Stopped

    @asynccontextmanager
    async def flowing(self, attach: Callable[[Flow], object]) -> AsyncIterator[FaustFlow]:
        """A stream with this service on it, started for the block."""
        tuning = Tuning(
            kafka=kafka_of(self.plan).faust(),
            replication=self.plan.replication,
            poll_interval=self.plan.poll_interval,
            backoff=self.plan.backoff,
        )
        flow = build_flow(
            broker=self.plan.broker,
            datadir=self.plan.data / self.service,
            app_id=f"armswire-{self.service}",
            tuning=tuning,
        )
        attach(self.metrics.watch(flow))
        self._flow = flow
        try:
            await flow.start()
            _LOG.info("started", service=self.service)
            with long_lived():
                yield flow
        finally:
            await flow.stop()

    async def attend(self, *beside: Beside) -> None:
        """Stay until ``stop``, with what goes on beside the stream. Raises where the stream crashed."""
        async with asyncio.TaskGroup() as group:
            if self._flow is not None:
                group.create_task(follow.health(self._flow, lambda _: None, self.stop))
                group.create_task(follow.gauges(self.metrics, self.stop, flow=self._flow))
            for other in beside:
                group.create_task(other)

    def health(self) -> Health:
        """For the probes: the stream's own, and before there is one, whether the loop turns and what is waited for."""
        if self._flow is not None:
            return self._flow.health()
        told = judge(Facts(self.started, None, monotonic() - self._beat, 0.0, 0))
        return Health(told.live, told.ready, told.condition, self._waits or told.detail)

    async def _keep_beating(self) -> None:
        while True:
            self._beat = monotonic()
            await asyncio.sleep(1.0)
