"""``FaustFlow``: the ``Flow`` of ``flow.types`` over a Faust app, on the broker that a URL names.

Drivers are found by entry point (``faust.transports``), so nothing of the adapters is imported here. The Faust
settings below are the ones that survived being run; each says why.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

import faust
from faust.tables.manager import TableManager
from typing_extensions import override

from armswire.flow.batches import batches
from armswire.flow.guard import Counts, Guard, Surroundings, in_hand, utc_now
from armswire.flow.health import Facts, Health, judge
from armswire.flow.ledger import LedgerConsumer, LedgerMessage
from armswire.flow.tables import FlowTable
from armswire.flow.tuning import Tuning, commit_every, driver_urls
from armswire.flow.types import Handler
from armswire_schemas.base import Wire
from armswire_schemas.deadletter import DeadLetter
from armswire_schemas.topics import DEAD_LETTERS, TOPICS, Topic

__all__ = ["FaustFlow", "Tuning", "build_flow"]

T = TypeVar("T", bound=Wire)

BUFFER = 4096
"""Messages an agent may have waiting; a fetch (400) must fit into the fifth that is left at high pressure."""


class _Raw(faust.Schema[Any, Any]):
    """Keys and values stay the bytes they are (the guard decodes): Faust asks a registry for each of them."""

    @override
    def compile(self, app: Any, **_: Any) -> Any:
        event = app.conf.Event

        async def decode(message: Any, **_: Any) -> Any:
            return event(app, message.key, message.value, message.headers, message)

        return decode


class _Tables(TableManager):
    """Faust's table manager without the second it sleeps at start: agents are known before ``start``."""

    @override
    async def on_start(self) -> None:
        await self._update_channels()
        await self.recovery.start()


class FaustFlow:
    """See ``armswire.flow.types.Flow``. Not reusable: after ``stop`` build another."""

    def __init__(self, app: faust.App, tuning: Tuning, clock: Callable[[], datetime]) -> None:
        self.app = app
        self._tuning = tuning
        self._stopping = asyncio.Event()
        self._around = Surroundings(self._bury, self._fresh, self._stopping, tuning.backoff, clock)
        self._guards: list[Guard[Any]] = []
        self._topics: list[Topic] = []
        self._outside: set[asyncio.Future[Any]] = set()
        self._sent = 0
        self._beat = monotonic()
        self._beating: asyncio.Task[None] | None = None
        self._started = False

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
        self._topics.append(topic)
        guard = Guard(name, model, handler, self._around)
        self._guards.append(guard)

        async def run(stream: Any) -> None:
            async for events in batches(stream.channel.queue, batch, within):
                await guard.take([event.message for event in events])

        self.app.agent(self._topic(topic), name=name, concurrency=1)(run)

    def table(self, name: str, like: Topic) -> FlowTable:
        table = self.app.Table(
            name,
            key_type=bytes,
            value_type=bytes,
            partitions=like.partitions,
            use_partitioner=True,
            recovery_buffer_size=1000,
        )
        return FlowTable(table, self._note_sent)

    def _topic(self, topic: Topic) -> Any:
        return self.app.topic(
            topic.name,
            schema=_Raw(key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw"),
            partitions=topic.partitions,
            retention=topic.kept,
            compacting=topic.compacted or None,
            replicas=self._tuning.replication,
        )

    async def send(self, topic: Topic, key: str, value: Wire) -> None:
        await self._send(topic.name, key, value.model_dump_json().encode())

    async def _send(self, topic: str, key: str, value: bytes) -> None:
        self._note_sent(await self.app.producer.send(topic, key.encode(), value, None, None, None))

    def _note_sent(self, future: Any) -> None:
        self._sent += 1
        batch = in_hand.get()
        if batch is not None:
            batch.append(future)
            return
        self._outside.add(future)
        future.add_done_callback(self._forget_sent)

    def _forget_sent(self, future: asyncio.Future[Any]) -> None:
        if not future.cancelled() and future.exception() is None:  # a failure is told by the next flush
            self._outside.discard(future)

    async def flush(self) -> None:
        await self.app.producer.flush()
        outside, self._outside = self._outside, set()
        await asyncio.gather(*outside)

    async def _bury(self, letter: DeadLetter, key: str) -> None:
        value = letter.model_dump_json().encode()
        await (await self.app.producer.send(DEAD_LETTERS.name, key.encode(), value, None, None, None))
        self._sent += 1

    def _fresh(self, message: LedgerMessage) -> bool:
        return message.generation_id == self.app.consumer_generation_id and not self._stopping.is_set()

    async def start(self) -> None:
        """Start reading; returns when tables are recovered and messages flow. Raises what Faust crashed with."""
        self._beating = asyncio.create_task(self._keep_beating(), name="flow-beat")
        await self.app.maybe_start_producer()
        self.app.producer.buffer.max_messages = BUFFER
        for topic in {*TOPICS, *self._topics}:
            await self._topic(topic).maybe_declare()
        await self.app.start()
        while self.app.rebalancing_count == 0 or self.app.rebalancing:
            self._raise_if_crashed()
            await asyncio.sleep(0.01)
        self._started = True

    async def stop(self) -> None:
        self._stopping.set()
        try:
            async with asyncio.timeout(self._tuning.stop_within.total_seconds()):
                await asyncio.gather(*(guard.idle.wait() for guard in self._guards))
                if self._started and self._crash() is None:
                    await self.app.consumer.commit()
        except TimeoutError:
            pass
        await self.app.stop()
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.gather(self._beating, return_exceptions=True)
        self._started = False

    async def drained(self) -> None:
        while True:
            self._raise_if_crashed()
            sent = self._sent
            await self.flush()
            busy = not all(guard.idle.is_set() for guard in self._guards)
            if not busy and await self._consumer.behind() == 0 and sent == self._sent:
                return
            await asyncio.sleep(0.01)

    @property
    def _consumer(self) -> LedgerConsumer:
        """The consumer; every driver of this package is one with a ledger."""
        consumer: Any = self.app.consumer
        assert isinstance(consumer, LedgerConsumer)
        return consumer

    async def watch(self) -> None:
        """Raise what Faust crashed with, when it does; never return before."""
        while self._crash() is None:
            await self.app._crashed.wait()
        self._raise_if_crashed()

    def _crash(self) -> BaseException | None:
        return self.app.crash_reason

    def _raise_if_crashed(self) -> None:
        reason = self._crash()
        if reason is not None:
            raise reason

    async def _keep_beating(self) -> None:
        while True:
            self._beat = monotonic()
            await asyncio.sleep(1.0)

    def counts(self) -> dict[str, Counts]:
        """Return what each agent did since the start, by its name."""
        return {guard.name: guard.counts for guard in self._guards}

    def health(self) -> Health:
        """Return whether this process is live and ready. May be called from any thread."""
        now = monotonic()
        progress = max([guard.settled_at for guard in self._guards], default=now)
        facts = Facts(
            started=self._started,
            crashed=None if self._crash() is None else repr(self._crash()),
            beat_age_s=now - self._beat,
            progress_age_s=now - progress,
            unread=self._consumer.ledger.unsettled() if self._started else 0,
            commit_age_s=now - self._consumer.last_commit if self._started else 0.0,
            waiting=tuple(waiting for guard in self._guards if (waiting := guard.waiting())),
        )
        return judge(facts, self._tuning.limits)


def build_flow(
    *,
    broker: str,
    datadir: Path,
    app_id: str,
    tuning: Tuning | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> FaustFlow:
    """Make a flow, not started. ``datadir`` and its parent are made; ``app_id`` is the consumer group.

    To be called with a running loop. Raises ``Misconfigured`` where ``broker`` is no broker.
    """
    tuning = tuning or Tuning()
    urls = driver_urls(broker)
    datadir.mkdir(parents=True, exist_ok=True)
    app = faust.App(
        app_id,
        broker=urls,
        datadir=datadir,
        store="memory://",
        TableManager=_Tables,
        web_enabled=False,
        autodiscover=False,
        loghandlers=[],
        logging_config=None,
        topic_disable_leader=True,
        # A waiting worker must neither hang a rebalance nor be thrown out of its group (and never rejoin).
        stream_wait_empty=False,
        broker_max_poll_interval=tuning.poll_interval.total_seconds(),
        broker_session_timeout=tuning.session_timeout.total_seconds(),
        broker_heartbeat_interval=tuning.session_timeout.total_seconds() / 3,
        broker_commit_interval=(tuning.commit_every or commit_every(broker)).total_seconds(),
        broker_commit_every=10**9,
        broker_max_poll_records=400,
        stream_buffer_maxsize=BUFFER,
        consumer_auto_offset_reset="earliest",
        consumer_metadata_max_age_ms=10_000,  # a topic that was made a moment ago is not missed for minutes
        table_standby_replicas=0,
        producer_compression_type="zstd",
        producer_request_timeout=30.0,
        producer_linger=0.005,
        topic_replication_factor=tuning.replication,
        **(tuning.kafka or {}),
    )
    app.finalize()
    return FaustFlow(app, tuning, clock)
