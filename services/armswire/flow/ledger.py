"""Which offsets may be committed: everything before the oldest message that is not settled.

Faust keeps acked offsets in sorted lists, acks what a stream merely skipped, and can commit past one unacked
message. So acks are taken out of its hands here: a consumer that mixes in ``LedgerConsumer`` notes each message it
delivers, only the guard settles them (once for each agent of the topic), and commits are read from the ledger.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Coroutine, Iterable, Mapping
from time import monotonic
from typing import Any

from faust.transport.consumer import Consumer
from faust.types import TP
from faust.types.tuples import ConsumerMessage
from typing_extensions import override

YIELD_EVERY = 100
"""Messages delivered between two turns of the loop."""


class LedgerMessage(ConsumerMessage):
    """A message that only ``settle`` can finish. ``parsed`` keeps what one agent decoded for its siblings."""

    __slots__ = ("parsed", "settled")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.settled = 0
        self.parsed: Any = None

    @override
    def ack(self, consumer: Any, n: int = 1) -> bool:
        """Do nothing: Faust acks messages that a stream skipped."""
        return False

    def settle(self) -> None:
        """One agent is done with it. To be called once by each agent that got it."""
        self.settled += 1

    @property
    def finished(self) -> bool:
        """True when every agent it was given to has settled it (``refcount`` is their number)."""
        return 0 < self.refcount <= self.settled


class Ledger:
    """Delivered messages by partition, oldest first, and where each partition stands."""

    def __init__(self) -> None:
        self._open: dict[TP, deque[LedgerMessage]] = {}
        self._next: dict[TP, int] = {}
        self._delivered: dict[TP, int] = {}
        self._fetched: dict[TP, int] = {}
        self.committed: dict[TP, int] = {}
        self.epoch = 0
        """Counts the restarts: what was fetched in an earlier epoch must not be delivered in a later one."""

    def fetched(self, tp: TP, last: int) -> None:
        """Note the last offset of a fetch; from any thread, in one step with the partition's position moving on."""
        self._fetched[tp] = last

    def track(self, message: LedgerMessage) -> None:
        """Note a message that is about to be delivered."""
        self._open.setdefault(message.tp, deque()).append(message)
        self._delivered[message.tp] = message.offset

    def restart(self, committed: Mapping[TP, int]) -> None:
        """Forget what was delivered from these partitions: it will come again from these offsets."""
        for tp in committed:
            for kept in (self._open, self._next, self._delivered):
                kept.pop(tp, None)
        self.committed.update(committed)
        self.epoch += 1

    def expect_again(self) -> None:
        """Forget what was fetched. To be called before the positions are moved, so that no later fetch is forgotten."""
        self._fetched.clear()

    def drop(self, partitions: Iterable[TP]) -> None:
        """Forget partitions that were taken away."""
        for tp in partitions:
            for kept in (self._open, self._next, self._delivered, self._fetched, self.committed):
                kept.pop(tp, None)

    def committable(self) -> dict[TP, int]:
        """Return the offsets (the next to be read) that are ahead of what was committed."""
        for tp, messages in self._open.items():
            while messages and messages[0].finished:
                self._next[tp] = messages.popleft().offset + 1
        return {tp: offset for tp, offset in self._next.items() if offset > self.committed.get(tp, -1)}

    def on_the_way(self) -> int:
        """Return how many offsets were fetched and not delivered yet, at most."""
        return sum(max(last - self._reached(tp), 0) for tp, last in tuple(self._fetched.items()))

    def _reached(self, tp: TP) -> int:
        return max(self._delivered.get(tp, -1), self.committed.get(tp, 0) - 1)

    def unsettled(self) -> int:
        """Return how many delivered messages are not settled yet."""
        self.committable()
        return sum(map(len, self._open.values()))


class LedgerConsumer(Consumer):
    """Mixed into a driver's consumer, before it: deliveries and commits by ledger, no idle sleeps."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ledger = Ledger()
        self.last_commit = monotonic()
        self._active_changed = asyncio.Event()
        self._seek_lock = asyncio.Lock()
        self._sought = False
        """Positions are where they were committed, or behind it by what was delivered. Faust lets messages flow early:
        those are skipped, and come again after the seek."""
        self._skipped = False

    @override
    async def _drain_messages(self, fetcher: Any) -> None:
        """Deliver until stopped: whole fetches, where Faust makes four tasks for each message."""
        try:
            while not (self.should_stop or fetcher.should_stop):
                await self.sleep(0)
                async for delivery in self._deliveries():
                    await self.wait_first(delivery, self.suspend_flow.wait())
        except self.consumer_stopped_errors:
            if not self.app.should_stop:
                raise
        except asyncio.CancelledError:
            if not self.app.should_stop:
                raise

    async def _deliveries(self) -> AsyncIterator[Coroutine[Any, Any, None]]:
        epoch = self.ledger.epoch
        ready: list[LedgerMessage] = []
        async for _, message in self.getmany(timeout=1.0):
            assert isinstance(message, LedgerMessage)
            ready.append(message)
            if len(ready) >= YIELD_EVERY:
                yield self._deliver(ready, epoch)
                ready = []
        if ready:
            yield self._deliver(ready, epoch)

    async def _deliver(self, messages: list[LedgerMessage], epoch: int) -> None:
        for message in messages:
            if not self.flow_active or message.generation_id != self.app.consumer_generation_id:
                return  # a rebalance: they come again
            if epoch != self.ledger.epoch:
                # Somebody went back to the committed offsets while these were on their way: behind them something
                # may be missing, and a commit would jump over it. So go back once more.
                await self._seek_in_the_loop()
                return
            if self.app.topics.acks_enabled_for(message.topic):
                if not self._sought:
                    self._skipped = True
                    if self.app.in_recovery or self._seek_lock.locked():
                        continue  # the seek is to come, or is repeated; changes of tables behind this are wanted now
                    await self._seek_in_the_loop()
                    return
                self.ledger.track(message)
            await self.callback(message)
            self._read_offset[message.tp] = message.offset

    async def _seek_in_the_loop(self) -> None:
        try:
            await self.perform_seek()
        except Exception as error:
            self.log.warning("Could not go to the committed offsets, will try again: %r", error)
            await asyncio.sleep(1.0)

    async def behind(self) -> int:
        """Return how many messages of the assigned, acknowledged partitions are not committed, at least.

        Zero means that everything up to the end of the log was handled and committed. Gaps in offsets may make it
        larger than the true number, never smaller.
        """
        epoch = self.ledger.epoch
        partitions = [tp for tp in self.assignment() if self.app.topics.acks_enabled_for(tp.topic)]
        ends = await self.highwaters(*partitions)
        unread = 0
        for tp in partitions:
            unread += max((ends.get(tp) or 0) - (await self.position(tp) or 0), 0)
        if self.ledger.committable():
            await self.commit()
        moving = self.app.rebalancing or (bool(partitions) and (not self._sought or epoch != self.ledger.epoch))
        return unread + self.ledger.on_the_way() + self.ledger.unsettled() + len(self.ledger.committable()) + moving

    @override
    async def force_commit(self, topics: Any = None, start_new_transaction: bool = True) -> bool:
        """Commit every offset whose messages are all settled: the guard saw everything they sent made durable."""
        offsets = self.ledger.committable()
        assigned = self.assignment()
        offsets = {tp: offset for tp, offset in offsets.items() if tp in assigned}
        if not offsets:
            self.last_commit = monotonic()
            return False
        if not await self._commit(offsets):
            return False
        for tp, offset in offsets.items():
            if tp in self.ledger.committed or tp in self.assignment():
                self.ledger.committed[tp] = offset
        self._committed_offset.update(offsets)
        self.last_commit = monotonic()
        return True

    @override
    async def perform_seek(self) -> None:
        """Go back to the committed offsets; everything delivered since is forgotten and comes again."""
        async with self._seek_lock:
            self._sought = False
            self._skipped = True
            while self._skipped:
                self._skipped = False
                self.ledger.expect_again()
                await super().perform_seek()
                self.ledger.restart({tp: self._committed_offset.get(tp) or 0 for tp in self.assignment()})
            self._sought = True

    @override
    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        self._sought = False
        await super().on_partitions_assigned(assigned, generation_id)

    @override
    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Forget what was delivered from partitions that are somebody else's now."""
        self.ledger.drop(revoked)
        await super().on_partitions_revoked(revoked)

    @override
    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """Keep no record of gaps: the ledger needs none."""

    @override
    def on_buffer_drop(self, tp: TP) -> None:
        super().on_buffer_drop(tp)
        self._active_changed.set()

    @override
    def resume_partitions(self, tps: Iterable[TP]) -> None:
        super().resume_partitions(tps)
        self._active_changed.set()

    @override
    async def _wait_next_records(self, timeout: float) -> tuple[Any, Any]:
        # Faust sleeps for a second whenever every buffer is full; this wakes as soon as one is not.
        if not self.flow_active or self._get_active_partitions():
            return await super()._wait_next_records(timeout)
        self._active_changed.clear()
        try:
            await asyncio.wait_for(self._active_changed.wait(), timeout)
        except TimeoutError:
            return {}, self._get_active_partitions()
        return await super()._wait_next_records(timeout)
