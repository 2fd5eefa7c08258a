"""The Faust transport over the SQLite log: URL ``armswire-sqlite:///absolute/path/log.db``.

One process reads all partitions, so a "rebalance" happens once, when the consumer subscribes.
"""

import asyncio
from collections.abc import Awaitable, Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from faust.assignor.client_assignment import ClientAssignment
from faust.transport import base
from faust.types import TP, RecordMetadata
from mode.utils.times import want_seconds
from typing_extensions import override
from yarl import URL

from armswire.adapters.sqlite_log.engine import Engine, Entry, Row
from armswire.flow.ledger import LedgerConsumer, LedgerMessage

FETCH = 400
"""Messages read at a time, over all partitions: less than the slack of an agent's buffer."""


def path_of(urls: Iterable[URL]) -> Path:
    """Return the file a transport's URL names."""
    return Path(next(iter(urls)).path)


class Consumer(LedgerConsumer):
    """Reads every partition of its topics, from one engine."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._engine = Engine.at(path_of(self.transport.url))
        self._assignment: set[TP] = set()
        self._positions: dict[TP, int] = {}
        self._news = asyncio.Event()

    @override
    async def on_start(self) -> None:
        self._engine.acquire()
        self._engine.listen(self._news.set)
        await super().on_start()

    @override
    async def on_stop(self) -> None:
        await super().on_stop()
        self._engine.unlisten(self._news.set)
        await self._engine.release()

    @override
    async def subscribe(self, topics: Iterable[str]) -> None:
        """Take all partitions of these topics. In a task of its own: Faust waits for it to be over inside."""
        self.add_future(self._rebalance(set(topics)))

    async def _rebalance(self, topics: set[str]) -> None:
        counts = self._engine.topics()
        assigned = {TP(topic, number) for topic in topics for number in range(counts.get(topic, 0))}
        self.app.on_rebalance_start()
        if self._assignment:
            await self.on_partitions_revoked(set(self._assignment))
        self._assignment = assigned
        self._positions = dict.fromkeys(assigned, 0)
        actives = {topic: list(range(counts.get(topic, 0))) for topic in topics}
        assignor: Any = self.app.assignor
        assignor._assignment = ClientAssignment(actives=actives, standbys={})
        assignor._active_tps = set(assigned)
        self.app.consumer_generation_id += 1
        await self.on_partitions_assigned(set(assigned), self.app.consumer_generation_id)

    @override
    def assignment(self) -> set[TP]:
        return set(self._assignment)

    @override
    async def _getmany(self, active_partitions: set[TP] | None, timeout: float) -> Mapping[TP, list[Row]]:
        active = self._assignment if active_partitions is None else active_partitions
        ready = self._ready(active)
        if not ready:
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), timeout)
            except TimeoutError:
                return {}
            ready = self._ready(active)
        share = max(FETCH // max(len(ready), 1), 16)
        return {tp: rows for tp in ready if self.flow_active and (rows := self._fetch(tp, share))}

    def _ready(self, partitions: Iterable[TP]) -> list[TP]:
        positions, end = self._positions, self._engine.end
        return sorted(tp for tp in partitions if tp in positions and positions[tp] < end(tp.topic, tp.partition))

    def _fetch(self, tp: TP, limit: int) -> list[Row]:
        rows = self._engine.read(tp.topic, tp.partition, self._positions[tp], limit)
        # Nothing up to the end (superseded or expired meanwhile): go on behind it.
        self._positions[tp] = rows[-1].offset + 1 if rows else self._engine.end(tp.topic, tp.partition)
        if rows and self.app.topics.acks_enabled_for(tp.topic):
            self.ledger.fetched(tp, rows[-1].offset)
        return rows

    @override
    def on_buffer_drop(self, tp: TP) -> None:
        super().on_buffer_drop(tp)
        self._news.set()

    @override
    def resume_partitions(self, tps: Iterable[TP]) -> None:
        super().resume_partitions(tps)
        self._news.set()

    @override
    def _to_message(self, tp: TP, record: Row) -> LedgerMessage:
        return LedgerMessage(
            tp.topic,
            tp.partition,
            record.offset,
            record.timestamp,
            0,
            None,
            record.key,
            record.value,
            None,
            tp=tp,
            generation_id=self.app.consumer_generation_id,
        )

    @override
    def _new_topicpartition(self, topic: str, partition: int) -> TP:
        return TP(topic, partition)

    @override
    async def seek_to_committed(self) -> Mapping[TP, int]:
        committed = self._engine.committed(self.app.conf.id, self._assignment)
        offsets = {tp: committed.get((tp.topic, tp.partition), 0) for tp in self._assignment}
        self._positions.update(offsets)
        return offsets

    @override
    async def _seek(self, partition: TP, offset: int) -> None:
        self._positions[partition] = offset

    @override
    async def seek_wait(self, partitions: Mapping[TP, int]) -> None:
        for tp, offset in partitions.items():
            await self.seek(tp, offset)

    async def seek_to_beginning(self, *partitions: TP) -> None:
        for tp in partitions:
            self._positions[tp] = self._engine.beginning(tp.topic, tp.partition)

    @override
    async def position(self, tp: TP) -> int | None:
        return self._positions.get(tp)

    @override
    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        self._engine.commit(self.app.conf.id, {(tp.topic, tp.partition): at for tp, at in offsets.items()})
        return True

    @override
    def highwater(self, tp: TP) -> int:
        return self._engine.end(tp.topic, tp.partition)

    @override
    async def highwaters(self, *partitions: TP) -> Mapping[TP, int]:
        return {tp: self.highwater(tp) for tp in partitions}

    @override
    async def earliest_offsets(self, *partitions: TP) -> Mapping[TP, int]:
        return {tp: self._engine.beginning(tp.topic, tp.partition) for tp in partitions}

    @override
    def topic_partitions(self, topic: str) -> int | None:
        return self._engine.topics().get(topic)

    @override
    def key_partition(self, topic: str, key: bytes | None, partition: int | None = None) -> int | None:
        return self._engine.partition_for(topic, key) if partition is None else partition

    @override
    async def create_topic(self, topic: str, partitions: int, replication: int, **options: Any) -> None:
        _create(self._engine, topic, partitions, **options)


class Producer(base.Producer):
    """Appends to the engine; durable with the turn of the loop."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._engine = Engine.at(path_of(self.transport.url))
        self._full_sync = self.transport.url[0].query.get("sync") == "full"

    @override
    async def on_start(self) -> None:
        self._engine.acquire(full_sync=self._full_sync)
        await super().on_start()

    @override
    async def on_stop(self) -> None:
        await super().on_stop()
        await self._engine.release()

    @override
    async def send(
        self,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        partition: int | None,
        timestamp: float | None,
        headers: Any,
        *,
        transactional_id: str | None = None,
    ) -> Awaitable[RecordMetadata]:
        """Append one message; the result is there once it is durable. Headers are not kept."""
        placed = self._engine.append([Entry(topic, key, value, partition, timestamp)])
        result: asyncio.Future[RecordMetadata] = asyncio.get_running_loop().create_future()

        def written(future: asyncio.Future[Any]) -> None:
            if result.done():
                return
            error = future.exception()
            if error is not None:
                result.set_exception(error)
            else:
                number, offset, when = future.result()[0]
                result.set_result(RecordMetadata(topic, number, TP(topic, number), offset, when, 0))

        placed.add_done_callback(written)
        return result

    @override
    async def send_and_wait(self, *args: Any, **kwargs: Any) -> RecordMetadata:
        return await (await self.send(*args, **kwargs))

    @override
    async def flush(self) -> None:
        """Wait for what was sent before this call, and no more: new sends do not hold up a commit."""
        await self._engine.flush()

    @override
    def key_partition(self, topic: str, key: bytes) -> TP:
        return TP(topic, self._engine.partition_for(topic, key))

    @override
    async def create_topic(self, topic: str, partitions: int, replication: int, **options: Any) -> None:
        _create(self._engine, topic, partitions, **options)

    @override
    def supports_headers(self) -> bool:
        return False


def _create(
    engine: Engine, topic: str, partitions: int, *, retention: Any = None, compacting: Any = None, **_: Any
) -> None:
    kept_s = want_seconds(retention) if retention else None
    engine.create_topic(topic, partitions, kept_s=kept_s, compacted=bool(compacting))


class Transport(base.Transport):
    """What Faust finds by the entry point ``armswire-sqlite``. ``?sync=full`` in the URL: durable over power loss."""

    Consumer: ClassVar[type] = Consumer
    Producer: ClassVar[type] = Producer
    driver_version = "armswire-sqlite"
