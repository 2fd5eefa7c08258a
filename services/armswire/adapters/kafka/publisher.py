"""What polls found, in Kafka transactions: the items and what their feed has to remember come together or not at all.

Feeds are shared by the partition of ``feeds.state`` that their id hashes to. Each owned partition has its producer,
``transactional.id`` = ``armswire-poller-<partition>``: the next owner's producer fences this one off.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

import orjson
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, OutOfOrderSequenceNumber, ProducerFenced
from aiokafka.partitioner import DefaultPartitioner

from armswire.adapters.kafka.connection import Connection
from armswire.errors import ArmswireError, Poison, Transient
from armswire.ports import Record
from armswire_schemas.topics import FEEDS_STATE

TRANSACTIONAL_ID = "armswire-poller-{partition}"
TRANSACTION_TIMEOUT_MS = 60_000


class Fenced(ArmswireError):  # noqa: N818 - named like its siblings in ``errors``
    """Another process owns these feeds now: what was polled here was not written, and must not be polled again."""


def feed_partition(feed: str, partitions: int = FEEDS_STATE.partitions) -> int:
    """Return the partition of ``feeds.state`` that a feed, and all that is remembered of it, belongs to."""
    numbers = list(range(partitions))
    return int(DefaultPartitioner()(feed.encode(), numbers, numbers))


def feed_of(record: Record, state: str = FEEDS_STATE.name) -> str:
    """Return the feed that a record tells of: in the topic of states the key says it, of an item the value."""
    if record.topic == state:
        return record.key.partition("|")[0]
    try:
        feed = orjson.loads(record.value or b"{}")["feed"]
    except (ValueError, KeyError, TypeError) as error:
        raise Poison(f"{record.topic} {record.key}: names no feed") from error
    return str(feed)


async def _always(_: int) -> bool:
    return True


class KafkaPublisher:
    """``Publisher`` over the producers of the partitions that are owned. Own none, and every publish is ``Fenced``.

    A producer that failed is made anew with the next publish, if ``still_mine`` says so: making it fences whoever
    has the same id, so a poller that was thrown out of its group without noticing must not.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        partition_of: Callable[[str], int] = feed_partition,
        state_topic: str = FEEDS_STATE.name,
        transactional_id: str = TRANSACTIONAL_ID,
        still_mine: Callable[[int], Awaitable[bool]] = _always,
    ) -> None:
        self._connection = connection
        self._partition_of = partition_of
        self._state_topic = state_topic
        self._transactional_id = transactional_id
        self._still_mine = still_mine
        self._producers: dict[int, AIOKafkaProducer | None] = {}
        self._locks: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    @property
    def owned(self) -> frozenset[int]:
        """The partitions it may write for."""
        return frozenset(self._producers)

    async def own(self, partitions: Iterable[int]) -> None:
        """Start a producer for each, and so fence whoever had it. Await this before anything is polled."""
        await asyncio.gather(*(self._start(partition) for partition in partitions))

    async def disown(self, partitions: Iterable[int] | None = None) -> None:
        """Stop the producers of these partitions (None: all)."""
        gone = list(self._producers) if partitions is None else list(partitions)
        producers = [self._producers.pop(partition, None) for partition in gone]
        await asyncio.gather(*(producer.stop() for producer in producers if producer))

    async def _start(self, partition: int) -> AIOKafkaProducer:
        await self.disown([partition])
        producer = AIOKafkaProducer(
            **self._connection.client(),
            transactional_id=self._transactional_id.format(partition=partition),
            transaction_timeout_ms=TRANSACTION_TIMEOUT_MS,
            acks="all",
            compression_type="zstd",
            linger_ms=2,
            max_batch_size=256 << 10,
            max_request_size=4 << 20,
        )
        try:
            await producer.start()
        except KafkaError as error:
            await producer.stop()
            raise Transient(f"Kafka cannot start the producer of partition {partition}: {error}") from error
        self._producers[partition] = producer
        return producer

    async def publish(self, records: Sequence[Record]) -> None:
        """Write all of them; a feed's items and its state are one transaction. Durable when it returns.

        Records of several partitions are several transactions: where one of them fails, the others may be written.
        Raises ``Fenced`` where another process owns a feed, ``Transient`` where Kafka is away.
        """
        shares: dict[int, list[Record]] = defaultdict(list)
        for record in records:
            shares[self._partition_of(feed_of(record, self._state_topic))].append(record)
        outcomes = await asyncio.gather(*(self._transact(*share) for share in shares.items()), return_exceptions=True)
        failures = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        if failures:
            raise next((one for one in failures if isinstance(one, Fenced)), failures[0])

    async def _transact(self, partition: int, records: Sequence[Record]) -> None:
        async with self._locks[partition]:
            producer = await self._producer_of(partition)
            try:
                await self._write(producer, partition, records)
            except (ProducerFenced, OutOfOrderSequenceNumber) as error:
                await self._forget(partition)
                raise Fenced(f"Another poller took the feeds of partition {partition}.") from error
            except KafkaError as error:
                await self._forget(partition)
                raise Transient(f"Kafka did not take what was polled: {error}") from error

    async def _producer_of(self, partition: int) -> AIOKafkaProducer:
        producer = self._producers.get(partition)
        if producer is not None:
            return producer
        if partition not in self._producers or not await self._still_mine(partition):
            raise Fenced(f"The feeds of partition {partition} belong to another poller.")
        try:
            return await self._start(partition)
        finally:
            self._producers.setdefault(partition, None)

    async def _forget(self, partition: int) -> None:
        """Stop a producer whose state is not known; the partition stays owned, the next publish begins anew."""
        await self.disown([partition])
        self._producers[partition] = None

    async def _write(self, producer: AIOKafkaProducer, partition: int, records: Sequence[Record]) -> None:
        async with producer.transaction():
            sent: list[Any] = []
            try:
                for record in records:
                    target = partition if record.topic == self._state_topic else None
                    sent.append(await producer.send(record.topic, record.value, record.key.encode(), target))
            finally:
                outcomes = await asyncio.gather(*sent, return_exceptions=True)
            for outcome in outcomes:
                if isinstance(outcome, BaseException):
                    raise outcome
