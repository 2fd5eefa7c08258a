"""The poller on Kafka: which feeds this replica owns, what it remembers of them, and where it publishes.

Replicas are a consumer group on ``feeds.state``; a feed belongs to who has the partition its id hashes to. When
partitions come, their producers are started first (that fences the former owner), then the poller is told.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError
from aiokafka.structs import OffsetAndMetadata

from armswire.adapters.kafka.connection import Connection
from armswire.adapters.kafka.publisher import TRANSACTIONAL_ID, KafkaPublisher, feed_partition
from armswire.adapters.kafka.state import KafkaStateReader
from armswire.errors import Transient
from armswire.ports import Record
from armswire_schemas.topics import FEEDS_STATE, Topic

log = logging.getLogger(__name__)

Owned = Callable[[str], bool]
"""Tells by feed id whether this replica polls it."""

METADATA_MAX_AGE_MS = 10_000
"""How long a rebalance may go by what was known of the topics."""

POLL_INTERVAL_MS = 86_400_000
"""The group is watched by heartbeats alone: no records are read, so nothing but a heartbeat tells of life."""


class KafkaFeeds:
    """``Publisher`` and ``StateReader`` for the feeds this replica owns.

    ``start`` returns at once; ``on_change`` is awaited with what is owned after each rebalance, and with nothing
    when partitions are about to go. No feed may be polled that the last call did not own.
    """

    def __init__(
        self,
        connection: Connection,
        on_change: Callable[[Owned], Awaitable[None]],
        *,
        group: str = "armswire-poller",
        topic: Topic = FEEDS_STATE,
        session_timeout_s: float = 6.0,
        transactional_id: str = TRANSACTIONAL_ID,
    ) -> None:
        self._connection = connection
        self._on_change = on_change
        self._topic = topic
        self._group = group
        self._session_ms = int(session_timeout_s * 1000)
        self._watching: asyncio.Task[None] | None = None
        self.publisher = KafkaPublisher(
            connection,
            partition_of=self._partition_of,
            state_topic=topic.name,
            transactional_id=transactional_id,
            still_mine=self._still_mine,
        )
        self._state = KafkaStateReader(connection, lambda: self.publisher.owned)

    def _partition_of(self, feed: str) -> int:
        return feed_partition(feed, self._topic.partitions)

    def owns(self, feed: str) -> bool:
        """Return whether this replica polls the feed now."""
        return self._partition_of(feed) in self.publisher.owned

    async def start(self) -> None:
        """Join the group. Raises ``Transient`` where Kafka is away, or has no such topic."""
        self._consumer = AIOKafkaConsumer(
            **self._connection.client(),
            group_id=self._group,
            enable_auto_commit=False,
            auto_offset_reset="latest",
            isolation_level="read_committed",
            session_timeout_ms=self._session_ms,
            heartbeat_interval_ms=self._session_ms // 3,
            max_poll_interval_ms=POLL_INTERVAL_MS,
            rebalance_timeout_ms=60_000,
            metadata_max_age_ms=METADATA_MAX_AGE_MS,
        )
        try:
            await self._consumer.start()
            known = self._topic.name in await self._consumer.topics()
        except KafkaError as error:
            await self._consumer.stop()
            raise Transient(f"Kafka cannot be reached: {error}") from error
        if not known:
            await self._consumer.stop()
            raise Transient(f"Kafka has no topic {self._topic.name} yet: make it by `armswire topics apply`.")
        self._consumer.subscribe([self._topic.name], listener=_Listener(self))
        self._watching = asyncio.create_task(self._watch(), name="feeds-group")

    async def stop(self) -> None:
        """Leave the group and stop writing. The poller has to have stopped before."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
            await self._consumer.stop()
        await self.publisher.disown()

    async def publish(self, records: Sequence[Record]) -> None:
        """See ``KafkaPublisher.publish``."""
        await self.publisher.publish(records)

    def read(self, topic: str) -> AsyncIterator[tuple[str, bytes]]:
        """Yield the newest of every live key in the partitions that are owned."""
        return self._state.read(topic)

    async def _watch(self) -> None:
        # aiokafka takes a consumer that never asks for records for dead; all partitions are paused, so none come.
        while True:
            try:
                await self._consumer.getmany(timeout_ms=1000)
            except KafkaError as error:
                log.warning("feeds group: %r", error)
                await asyncio.sleep(1.0)

    async def _still_mine(self, partition: int) -> bool:
        """Ask the group: it takes a commit from its present members only."""
        try:
            async with asyncio.timeout(self._session_ms / 1000):
                await self._consumer.commit({TopicPartition(self._topic.name, partition): OffsetAndMetadata(0, "")})
        except (CommitFailedError, IllegalStateError):
            return False
        except (KafkaError, TimeoutError) as error:
            raise Transient(f"Kafka does not say who owns partition {partition}: {error}") from error
        return True

    async def revoked(self) -> None:
        """Partitions are about to go: poll nothing, then write nothing."""
        await self._on_change(lambda _: False)
        await self.publisher.disown()

    async def assigned(self, partitions: Iterable[int]) -> None:
        """Partitions have come: fence their former owner, then tell the poller."""
        while True:
            try:
                await self.publisher.own(partitions)
                await self._on_change(self.owns)
            except Transient as error:
                log.warning("feeds of %s: %s", partitions, error)
                await asyncio.sleep(1.0)
            else:
                return


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]
    """Passes a rebalance on; aiokafka waits for both."""

    def __init__(self, feeds: KafkaFeeds) -> None:
        self._feeds = feeds

    async def on_partitions_revoked(self, revoked: list[TopicPartition]) -> None:
        if revoked:
            await self._feeds.revoked()

    async def on_partitions_assigned(self, assigned: list[TopicPartition]) -> None:
        self._feeds._consumer.pause(*assigned)
        await self._feeds.assigned([partition.partition for partition in assigned])
