"""What a process tells Prometheus. Made of what the flow counts and of a wrapper that times every batch.

All names begin with ``armswire_``; durations are seconds. Labels are closed sets (agents, reasons), never ids or URLs.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from time import perf_counter
from typing import TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from armswire.flow.app import FaustFlow
from armswire.flow.guard import Counts
from armswire.flow.health import Condition
from armswire.flow.types import Handler, Message, Table
from armswire_schemas.base import Wire
from armswire_schemas.events import STATUSES, TYPES, TaggedItem
from armswire_schemas.topics import Topic

T = TypeVar("T", bound=Wire)

DELAYS_S = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600)
"""Buckets of the time from an item's first sight: a second is the promise, an hour is a backlog."""


STORING = "index-events"
"""The agent whose work is done when events are in the store."""


class Metrics:
    """The registry of one process and the instruments that its wiring feeds."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self.delay = Histogram(
            "armswire_delay_seconds",
            "From an item's first sight to the end of an agent's work on it.",
            ["agent"], buckets=DELAYS_S, registry=self.registry,
        )  # fmt: skip
        self.batch = Histogram(
            "armswire_batch_seconds", "Time an agent takes for a batch.", ["agent"], registry=self.registry
        )
        self.lag = Gauge(
            "armswire_lag_messages", "Messages of the agents' topics not yet committed.", registry=self.registry
        )
        self.feeds = Gauge("armswire_feeds", "Feeds by their last outcome.", ["state"], registry=self.registry)
        self.outbox = Gauge("armswire_outbox_pending", "Notifications on their way.", registry=self.registry)

        self.events = Counter("armswire_events", "Events stored.", ["type", "status"], registry=self.registry)
        self.stored = 0
        """Events stored since the start: a message that came twice counts twice."""
        self.condition = Gauge(
            "armswire_condition", "1 for the state this process is in.", ["condition"], registry=self.registry
        )

    def watch(self, flow: FaustFlow) -> "MeteredFlow":
        """Return the flow with its agents timed; its counts and its health are collected at each scrape."""
        self.registry.register(_Counted(flow.counts))
        for condition in Condition:
            self.condition.labels(condition.value).set_function(partial(_holds, flow, condition))
        return MeteredFlow(flow, self)

    def count_stored(self, tagged: TaggedItem) -> None:
        """Count the events of an item that the store has taken."""
        self.stored += len(tagged.events)
        for event in tagged.events:
            self.events.labels(_known(event.type, TYPES), _known(event.status, STATUSES)).inc()


def _known(word: str, vocabulary: Sequence[str]) -> str:
    """Vocabularies are open, labels are not."""
    return word if word in vocabulary else "other"


def _holds(flow: FaustFlow, condition: Condition) -> float:
    return float(flow.health().condition is condition)


class MeteredFlow:
    """A ``Flow`` that passes everything on and times what its agents do."""

    def __init__(self, flow: FaustFlow, metrics: Metrics) -> None:
        self._flow, self._metrics = flow, metrics

    def agent(
        self,
        name: str,
        topic: Topic,
        model: type[T],
        handler: Handler[T],
        *,
        batch: int = 200,
        within: timedelta = timedelta(milliseconds=20),
    ) -> None:
        took, delay = self._metrics.batch.labels(name), self._metrics.delay.labels(name)

        async def timed(messages: Sequence[Message[T]]) -> None:
            started = perf_counter()
            await handler(messages)
            took.observe(perf_counter() - started)
            now = datetime.now(UTC)
            for message in messages:
                if (seen := _first_seen(message.value)) is not None:
                    delay.observe((now - seen).total_seconds())
                if name == STORING and isinstance(message.value, TaggedItem):
                    self._metrics.count_stored(message.value)

        self._flow.agent(name, topic, model, timed, batch=batch, within=within)

    def table(self, name: str, like: Topic) -> Table:
        return self._flow.table(name, like)

    async def send(self, topic: Topic, key: str, value: Wire) -> None:
        await self._flow.send(topic, key, value)

    async def flush(self) -> None:
        await self._flow.flush()

    async def start(self) -> None:
        await self._flow.start()

    async def stop(self) -> None:
        await self._flow.stop()

    async def drained(self) -> None:
        await self._flow.drained()


def _first_seen(value: Wire) -> datetime | None:
    """When the item behind a message was first seen; None where the message is of no one item."""
    item = getattr(value, "item", None)
    found = (
        getattr(value, "first_seen", None) or getattr(item, "first_seen", None) or getattr(value, "last_report", None)
    )
    return found if isinstance(found, datetime) else None


class _Counted(Collector):
    """The flow's own counts as Prometheus counters."""

    def __init__(self, counts: Callable[[], dict[str, Counts]]) -> None:
        self._counts = counts

    def collect(self) -> Iterable[Metric]:
        handled = CounterMetricFamily("armswire_messages", "Messages handled.", labels=["agent"])
        batches = CounterMetricFamily("armswire_batches", "Batches handled.", labels=["agent"])
        retries = CounterMetricFamily("armswire_retries", "Batches tried again.", labels=["agent", "reason"])
        dead = CounterMetricFamily("armswire_dead_letters", "Messages given up.", labels=["agent", "reason"])
        for agent, counts in self._counts().items():
            handled.add_metric([agent], counts.handled)
            batches.add_metric([agent], counts.batches)
            for reason, number in counts.retries.items():
                retries.add_metric([agent, reason], number)
            for reason, number in counts.dead.items():
                dead.add_metric([agent, reason], number)
        return [handled, batches, retries, dead]
