"""Deliver what is in the outbox: one lane a channel, so that no channel waits for another.

Deliver, then record. A crash in between delivers again under the same idempotency key; nothing is ever lost.
A channel that fails is left alone for a growing while; meanwhile what waits for it stays in the outbox.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import structlog

from armswire.core.alerting.digest import DIGEST_MEMBERS, Plan, Policy, digest_id, plan, retry_at
from armswire.core.alerting.render import Outgoing, alert_message, digest_message
from armswire.errors import ArmswireError, Poison, Transient
from armswire.ports import Channel, Notification, Outbox

_LOG = structlog.get_logger("armswire.alerter")
BUG_ATTEMPTS = 8
"""A message that makes a channel fail in a way it has no word for is given up after so many attempts."""
KEPT = timedelta(days=120)
"""Settled notifications are remembered longer than ``arms.alerts`` is kept, so that no replay sends them again."""
STOP_WITHIN_S = 5.0
"""For a receiver that does not answer; its message stays in the outbox. Supervisors kill after ten."""


class Turn(StrEnum):
    """What one turn of a lane came to."""

    DELIVERED = "delivered"
    GIVEN_UP = "given_up"
    FAILED = "failed"
    IDLE = "idle"
    PAUSED = "paused"


_GOES_ON = frozenset({Turn.DELIVERED, Turn.GIVEN_UP})


@dataclass(slots=True, eq=False)
class _Lane:
    name: str
    channel: Channel
    policy: Policy
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    failures: int = 0
    paused_until: datetime | None = None
    task: asyncio.Task[None] | None = None


def _utc_now() -> datetime:
    return datetime.now(UTC)


class OutboxDrain:
    """Delivers to ``channels`` by name; ``policies`` by the same names. ``clock`` is read for due times only."""

    def __init__(
        self,
        outbox: Outbox,
        channels: Mapping[str, Channel],
        policies: Mapping[str, Policy],
        *,
        clock: Callable[[], datetime] = _utc_now,
        every: timedelta = timedelta(seconds=1),
    ) -> None:
        self._outbox = outbox
        self._clock = clock
        self._every_s = every.total_seconds()
        self._stopping = False
        self._running = False
        self._keeper: asyncio.Task[None] | None = None
        self._lanes = {name: _Lane(name, channel, policies.get(name, Policy())) for name, channel in channels.items()}

    async def start(self) -> None:
        """Begin to deliver. The outbox must be open."""
        self._running, self._stopping = True, False
        for name in await self._outbox.waiting_channels():
            if name not in self._lanes:
                _LOG.warning("notifications wait for a channel that is not in rules.yaml", channel=name)
        for lane in self._lanes.values():
            lane.task = asyncio.create_task(self._run(lane), name=f"outbox {lane.name}")
        self._keeper = asyncio.create_task(self._prune(), name="outbox prune")

    async def stop(self) -> None:
        """Finish the messages in hand, stop, and close the channels."""
        self._running, self._stopping = False, True
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        await asyncio.gather(*(self._end(lane) for lane in self._lanes.values()))

    def wake(self) -> None:
        """Look into the outbox now rather than at the next second."""
        for lane in self._lanes.values():
            lane.wake.set()

    async def replace(self, channels: Mapping[str, Channel], policies: Mapping[str, Policy]) -> None:
        """Deliver to these channels from now on. Those that were there before are closed."""
        old = list(self._lanes.values())
        self._lanes = {name: _Lane(name, channel, policies.get(name, Policy())) for name, channel in channels.items()}
        await asyncio.gather(*(self._end(lane) for lane in old))
        if self._running:
            for lane in self._lanes.values():
                lane.task = asyncio.create_task(self._run(lane), name=f"outbox {lane.name}")

    async def flush(self, within: timedelta = timedelta(seconds=60)) -> int:
        """Deliver all that can be delivered now, digests too; return how many notifications are left waiting."""
        try:
            async with asyncio.timeout(within.total_seconds()):
                await asyncio.gather(*(self._flush(lane) for lane in self._lanes.values()))
        except TimeoutError:
            _LOG.warning("the channels did not take everything in time", seconds=within.total_seconds())
        return await self._outbox.pending()

    async def turn(self, channel: str, *, flush: bool = False) -> Turn:
        """Do the next thing there is to do for one channel."""
        lane = self._lanes[channel]
        async with lane.lock:
            return await self._turn(lane, flush)

    async def _flush(self, lane: _Lane) -> None:
        while await self.turn(lane.name, flush=True) in _GOES_ON:
            pass

    async def _run(self, lane: _Lane) -> None:
        while not self._stopping and self._lanes.get(lane.name) is lane:
            lane.wake.clear()
            try:
                done = await self.turn(lane.name)
            except ArmswireError as error:
                _LOG.warning("the outbox cannot be used, trying again", channel=lane.name, error=str(error))
                done = Turn.IDLE
            except Exception:
                _LOG.exception("a turn of the outbox failed, trying again", channel=lane.name)
                done = Turn.IDLE
            if done not in _GOES_ON:
                await _sleep(lane.wake, self._every_s)

    async def _end(self, lane: _Lane) -> None:
        if lane.task is not None:
            lane.wake.set()
            await asyncio.wait({lane.task}, timeout=STOP_WITHIN_S)
            lane.task.cancel()
            await asyncio.gather(lane.task, return_exceptions=True)
        await lane.channel.close()

    async def _prune(self) -> None:
        while True:
            try:
                await self._outbox.prune(self._clock() - KEPT)
            except ArmswireError as error:
                _LOG.warning("the outbox could not be pruned", error=str(error))
            await asyncio.sleep(3600)

    async def _turn(self, lane: _Lane, flush: bool) -> Turn:
        now = self._clock()
        if lane.paused_until is not None and now < lane.paused_until:
            return Turn.PAUSED
        waiting = await self._outbox.due(lane.name, now, DIGEST_MEMBERS)
        if not waiting:
            return Turn.IDLE
        alone = sorted((n for n in waiting if n.digest in (None, n.id)), key=lambda n: (n.attempts, n.created, n.id))
        tried = [n for n in alone if n.digest is not None]
        digests = [n.digest for n in waiting if n.digest not in (None, n.id)]
        bundle = [n for n in waiting if n.digest in digests[:1]]
        if bundle and (not alone or bundle[0].attempts <= alone[0].attempts):
            return await self._deliver(lane, bundle)
        counted = lane.policy.after is not None
        sent = await self._outbox.sent_since(lane.name, now - lane.policy.within) if counted else 0
        fresh = sorted((n for n in alone if n.digest is None), key=lambda n: n.created)
        match plan(fresh, sent, lane.policy, now, flush=flush):
            case Plan.SINGLE:
                return await self._one_by_one(lane, alone)
            case _ if tried:
                return await self._one_by_one(lane, tried)
            case Plan.DIGEST:
                return await self._deliver(lane, await self._bundled(fresh))
            case _:
                return await self._deliver(lane, bundle) if bundle else Turn.IDLE

    async def _one_by_one(self, lane: _Lane, waiting: Sequence[Notification]) -> Turn:
        for notification in waiting:
            if lane.policy.after is not None and notification.digest is None:
                # Lest it come again within a digest, where nobody knows that it arrived.
                await self._outbox.bundle([notification.id], notification.id, self._clock())
            done = await self._deliver(lane, [notification])
            if done not in _GOES_ON or self._stopping:
                return done
        return Turn.DELIVERED

    async def _bundled(self, waiting: Sequence[Notification]) -> Sequence[Notification]:
        """Make one message of these, durably before it is sent, so that a crash sends the same one again."""
        if len(waiting) > 1:
            await self._outbox.bundle([n.id for n in waiting], digest_id([n.id for n in waiting]), self._clock())
        return waiting

    async def _deliver(self, lane: _Lane, members: Sequence[Notification]) -> Turn:
        message = _message(lane.name, members)
        ids = [member.id for member in members]
        try:
            await lane.channel.send(message)
        except Poison as error:
            _LOG.error("given up", channel=lane.name, notification=message.key, error=str(error))
            await self._outbox.fail(ids, self._clock(), str(error))
            return Turn.GIVEN_UP
        except Exception as error:
            return await self._failed(lane, members, error)
        lane.failures, lane.paused_until = 0, None
        await self._outbox.sent(ids, self._clock())
        return Turn.DELIVERED

    async def _failed(self, lane: _Lane, members: Sequence[Notification], error: Exception) -> Turn:
        now, attempts = self._clock(), members[0].attempts
        ids = [member.id for member in members]
        told = str(error) if isinstance(error, Transient) else f"{type(error).__name__}: {error}"
        if not isinstance(error, Transient) and attempts + 1 >= BUG_ATTEMPTS:
            _LOG.error("given up", channel=lane.name, notifications=ids, error=told)
            await self._outbox.fail(ids, now, told)
            return Turn.GIVEN_UP
        asked = error.retry_after_s if isinstance(error, Transient) else None
        lane.paused_until = retry_at(lane.failures, asked, now)
        lane.failures += 1
        _LOG.warning("not delivered, trying again", channel=lane.name, error=told, again=str(lane.paused_until))
        await self._outbox.postpone(ids, max(lane.paused_until, retry_at(attempts, asked, now)), told)
        return Turn.FAILED


def _message(channel: str, members: Sequence[Notification]) -> Outgoing:
    if len(members) == 1 and members[0].digest in (None, members[0].id):
        return alert_message(members[0].id, members[0].alert)
    ordered = sorted(members, key=lambda member: (member.created, member.id))
    key = members[0].digest or digest_id([member.id for member in members])
    return digest_message(key, [(member.id, member.alert) for member in ordered], channel)


async def _sleep(wake: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await wake.wait()
    except TimeoutError:
        return
