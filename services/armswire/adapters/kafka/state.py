"""Reads a compacted topic as it stands: committed records only, from the beginning to the end as of the call."""

from collections.abc import AsyncIterator, Callable, Iterable

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from armswire.adapters.kafka.connection import Connection
from armswire.errors import Transient


class KafkaStateReader:
    """``StateReader``. ``partitions`` says which ones are read at the time of a call; None: all."""

    def __init__(self, connection: Connection, partitions: Callable[[], Iterable[int]] | None = None) -> None:
        self._connection = connection
        self._partitions = partitions

    async def read(self, topic: str) -> AsyncIterator[tuple[str, bytes]]:
        """Yield the newest (key, value) of every live key. One partition is held in memory at a time."""
        consumer = AIOKafkaConsumer(
            **self._connection.client(),
            isolation_level="read_committed",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=4 << 20,
        )
        try:
            await consumer.start()
            numbers = self._partitions() if self._partitions else await _all_partitions(consumer, topic)
            for number in sorted(numbers):
                newest = await _newest(consumer, TopicPartition(topic, number))
                for key, value in newest.items():
                    yield key.decode(), value
        except KafkaError as error:
            raise Transient(f"Kafka cannot be read: {error}") from error
        finally:
            await consumer.stop()


async def _all_partitions(consumer: AIOKafkaConsumer, topic: str) -> set[int]:
    await consumer._client.force_metadata_update()
    return consumer.partitions_for_topic(topic) or await _after_asking(consumer, topic)


async def _after_asking(consumer: AIOKafkaConsumer, topic: str) -> set[int]:
    await consumer._client.add_topic(topic)
    return consumer.partitions_for_topic(topic) or set()


async def _newest(consumer: AIOKafkaConsumer, partition: TopicPartition) -> dict[bytes, bytes]:
    consumer.assign([partition])
    end = (await consumer.end_offsets([partition]))[partition]
    await consumer.seek_to_beginning(partition)
    newest: dict[bytes, bytes] = {}
    while await consumer.position(partition) < end:
        for records in (await consumer.getmany(timeout_ms=1000)).values():
            for record in records:
                if record.offset >= end or record.key is None:
                    continue
                newest.pop(record.key, None)
                if record.value is not None:
                    newest[record.key] = record.value
    return newest
