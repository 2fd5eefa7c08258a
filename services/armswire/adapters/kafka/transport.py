"""Faust's aiokafka driver with our ledger: reads committed records only, survives a broker's absence.

URL ``armswire-kafka://host:port``. What differs from the driver it is made of: ``read_committed`` (Faust has no
setting for it), idempotent producing, commits by ledger, and a failed commit is tried again instead of a crash.
"""

from collections.abc import Mapping
from time import monotonic
from typing import Any, ClassVar

from aiokafka.errors import IllegalStateError, KafkaError
from faust.transport.drivers import aiokafka as driver
from faust.types import TP
from mode import Service
from typing_extensions import override

from armswire.errors import Transient
from armswire.flow.ledger import LedgerConsumer, LedgerMessage

FETCH_WAIT_MS = 300
"""How long a fetch may wait for news at the broker. Other questions queue behind it, so Faust's 1.5 s is too long."""


ALIVE_EVERY_S = 1.0
"""How often a worker says that it lives; far under any poll interval."""


class ConsumerThread(driver.AIOKafkaConsumerThread):
    """The thread that aiokafka's consumer runs in."""

    @override
    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer: Any = super()._create_worker_consumer(transport)
        consumer._isolation_level = "read_committed"
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS
        return consumer

    @override
    async def _fetch_records(self, *args: Any, **options: Any) -> Any:
        records = await super()._fetch_records(*args, **options)
        consumer: Any = self.consumer
        for tp, fetched in records.items():  # in the same step of this thread's loop that moved the positions
            if fetched and self.app.topics.acks_enabled_for(tp.topic):
                consumer.ledger.fetched(TP(tp.topic, tp.partition), fetched[-1].offset)
        return records

    def alive(self) -> None:
        """Count as one that asks for records. aiokafka takes a worker whose every buffer is full for dead.

        It would leave the group once the poll interval is over, and never rejoin, or never answer a rebalance.
        """
        consumer: Any = self._consumer
        if consumer is not None:
            consumer._subscription._last_fetch_ended = monotonic()

    @override
    async def seek_to_committed(self) -> Mapping[TP, int]:
        """As Faust's; but aiokafka stays where it is in a partition of which nothing was ever committed."""
        committed: Mapping[TP, int] = await self.call_thread(self._seek_to_committed)
        return committed

    async def _seek_to_committed(self) -> Mapping[Any, Any]:
        consumer = self._ensure_consumer()
        committed: Mapping[Any, Any] = await consumer.seek_to_committed()
        enabled = self.app.topics.acks_enabled_for
        # Not those of tables: where to read them from is the recovery's business.
        never = [tp for tp, offset in committed.items() if not offset and enabled(tp.topic)]
        if never:
            await consumer.seek_to_beginning(*never)
        return committed

    @override
    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        consumer = self._ensure_consumer()
        assigned = self.assignment()
        wanted = {driver.ensure_aiokafka_TP(tp): offset for tp, offset in offsets.items() if tp in assigned}
        if len(wanted) < len(offsets):
            return False
        try:
            await consumer.commit(wanted)
        except (KafkaError, IllegalStateError) as error:
            # The broker is away or the group rebalances: what is not committed is handled again, nothing is lost.
            self.log.warning("Could not commit, will try again: %r", error)
            return False
        return True


class Consumer(LedgerConsumer, driver.Consumer):
    """Reads the partitions that the group gives it."""

    @override
    def _new_consumer_thread(self) -> ConsumerThread:
        return ConsumerThread(self, loop=self.loop, beacon=self.beacon)

    @Service.task
    async def _tell_alive(self) -> None:
        """Say that this worker lives as long as its loop turns; whether it also works, ``flow.health`` judges."""
        thread: Any = self._thread
        while not self.should_stop:
            thread.alive()
            await self.sleep(ALIVE_EVERY_S)

    @override
    async def behind(self) -> int:
        """As the ledger's. ``Transient`` while the group rebalances or the broker is away."""
        try:
            return await super().behind()
        except KafkaError as error:
            raise Transient(f"Kafka does not say what is left to do: {error!r}") from error

    @override
    def _to_message(self, tp: TP, record: Any) -> LedgerMessage:
        return LedgerMessage(
            record.topic,
            record.partition,
            record.offset,
            record.timestamp / 1000.0,
            record.timestamp_type,
            None,
            record.key,
            record.value,
            None,
            tp=tp if isinstance(tp, TP) else TP(tp.topic, tp.partition),
            generation_id=self.app.consumer_generation_id,
        )


class Producer(driver.Producer):
    """Idempotent, acknowledged by all replicas."""

    @override
    async def on_start(self) -> None:
        try:
            await super().on_start()
        except KafkaError as error:
            raise Transient(f"Kafka cannot be reached: {error}") from error

    @override
    def _settings_extra(self) -> Mapping[str, Any]:
        return {"acks": "all", "enable_idempotence": True}

    @override
    async def flush(self) -> None:
        """Wait for what was sent before this call; the buffer of table changes is waited for by the guard."""
        if self._producer is not None:
            await self._producer.flush()


class Transport(driver.Transport):
    """What Faust finds by the entry point ``armswire-kafka``."""

    Consumer: ClassVar[type] = Consumer
    Producer: ClassVar[type] = Producer
