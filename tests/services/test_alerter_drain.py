"""The outbox drain on a real outbox, with channels that answer as told and a clock that is set."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from armswire.adapters.sqlite_outbox import SqliteOutbox
from armswire.alerter import OutboxDrain
from armswire.alerter.drain import BUG_ATTEMPTS, KEPT, Turn
from armswire.core.alerting.digest import Policy
from armswire.core.alerting.render import Outgoing
from armswire.errors import Poison, Transient
from support.alerting import T0, a_notification

S = timedelta(seconds=1)
Answer = Callable[[Outgoing], None]


@dataclass
class Clock:
    now: datetime = T0

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Channel:
    """Takes every message, unless ``answer`` raises."""

    answer: Answer = lambda message: None
    took: list[Outgoing] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    gate: asyncio.Event | None = None
    closed: bool = False

    async def send(self, message: Outgoing) -> None:
        self.tried.append(message.key)
        if self.gate is not None:
            await self.gate.wait()
        self.answer(message)
        self.took.append(message)

    async def close(self) -> None:
        self.closed = True

    @property
    def alerts(self) -> list[list[str]]:
        return [[alert.id for alert in message.alerts] for message in self.took]


def refuse(error: Exception) -> Answer:
    def answer(message: Outgoing) -> None:
        raise error

    return answer


@pytest.fixture
async def outbox(tmp_path: Path) -> AsyncIterator[SqliteOutbox]:
    box = SqliteOutbox(tmp_path / "outbox.db")
    await box.open()
    yield box
    await box.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def team() -> Channel:
    return Channel()


@pytest.fixture
def drain(outbox: SqliteOutbox, team: Channel, clock: Clock) -> OutboxDrain:
    return OutboxDrain(outbox, {"team": team}, {"team": Policy()}, clock=clock)


async def test_they_go_oldest_first_each_with_its_key_and_are_recorded(
    drain: OutboxDrain, outbox: SqliteOutbox, team: Channel, clock: Clock
) -> None:
    notes = [a_notification(f"a{n}", created=-n * S) for n in range(3)]
    await outbox.put(notes)
    assert [await drain.turn("team"), await drain.turn("team")] == [Turn.DELIVERED, Turn.IDLE]
    assert [message.key for message in team.took] == [note.id for note in reversed(notes)]
    assert (await outbox.pending(), await outbox.sent_since("team", clock.now)) == (0, 3)


async def test_a_transient_failure_waits_longer_each_time_and_is_kept(
    drain: OutboxDrain, outbox: SqliteOutbox, team: Channel, clock: Clock
) -> None:
    await outbox.put([a_notification("a1"), a_notification("a2", created=S)])
    clock.now += 2 * S
    team.answer = refuse(Transient("HTTP 503"))
    assert [await drain.turn("team"), await drain.turn("team")] == [Turn.FAILED, Turn.PAUSED]
    clock.now += 4 * S
    assert await drain.turn("team") is Turn.PAUSED
    clock.now += S
    assert await drain.turn("team") is Turn.FAILED
    clock.now += 9 * S
    assert await drain.turn("team") is Turn.PAUSED
    team.answer = lambda message: None
    clock.now += S
    assert await drain.turn("team") is Turn.DELIVERED
    assert sorted(team.alerts) == [["a1"], ["a2"]] and await outbox.pending() == 0


async def test_one_that_always_fails_does_not_hold_up_the_others(
    drain: OutboxDrain, outbox: SqliteOutbox, team: Channel, clock: Clock
) -> None:
    def only_a1(message: Outgoing) -> None:
        if message.alerts[0].id == "a1":
            raise Transient("too long for this service")

    team.answer = only_a1
    await outbox.put([a_notification(f"a{n}", created=n * S) for n in range(1, 5)])
    for _ in range(6):
        clock.now += 60 * S
        await drain.turn("team")
    assert team.alerts == [["a2"], ["a3"], ["a4"]] and await outbox.pending() == 1


async def test_the_receiver_says_when(drain: OutboxDrain, outbox: SqliteOutbox, team: Channel, clock: Clock) -> None:
    await outbox.put([a_notification("a1")])
    team.answer = refuse(Transient("HTTP 429", retry_after_s=300))
    await drain.turn("team")
    clock.now += 299 * S
    assert (await drain.turn("team"), list(await outbox.due("team", clock.now, 9))) == (Turn.PAUSED, [])
    clock.now += S
    assert await drain.turn("team") is Turn.FAILED


async def test_poison_is_given_up_with_its_error_and_the_rest_goes_on(
    drain: OutboxDrain, outbox: SqliteOutbox, team: Channel
) -> None:
    def only_a1(message: Outgoing) -> None:
        if message.alerts[0].id == "a1":
            raise Poison("HTTP 400")

    team.answer = only_a1
    await outbox.put([a_notification("a1", created=-S), a_notification("a2")])
    assert await drain.flush() == 0
    ((given_up, error),) = await outbox.given_up(9)
    assert (given_up.alert.id, error, team.alerts) == ("a1", "HTTP 400", [["a2"]])


async def test_a_bug_in_a_channel_is_tried_some_times_and_then_given_up(
    drain: OutboxDrain, outbox: SqliteOutbox, team: Channel, clock: Clock
) -> None:
    team.answer = refuse(KeyError("x"))
    await outbox.put([a_notification("a1")])
    for _ in range(BUG_ATTEMPTS):
        await drain.turn("team")
        clock.now += timedelta(hours=2)
    assert (len(team.tried), await outbox.pending()) == (BUG_ATTEMPTS, 0)
    assert (await outbox.given_up(1))[0][1] == "KeyError: 'x'"


async def test_a_crash_before_recording_delivers_again_under_the_same_key(
    outbox: SqliteOutbox, team: Channel, clock: Clock
) -> None:
    class Dies(SqliteOutbox):
        async def sent(self, ids: object, now: datetime) -> None:
            raise Transient("the process ended here")

    await outbox.put([a_notification("a1")])
    dying = Dies(outbox.path)
    await dying.open()
    with pytest.raises(Transient):
        await OutboxDrain(dying, {"team": team}, {}, clock=clock).turn("team")
    await dying.close()
    await OutboxDrain(outbox, {"team": team}, {}, clock=clock).turn("team")
    assert team.tried == [a_notification("a1").id] * 2
    assert await outbox.pending() == 0


class TestDigest:
    async def test_more_than_twenty_become_one(
        self, drain: OutboxDrain, outbox: SqliteOutbox, team: Channel, clock: Clock
    ) -> None:
        await outbox.put([a_notification(f"a{n}", created=n * S / 10) for n in range(25)])
        clock.now += 9 * S
        assert await drain.turn("team") is Turn.IDLE
        clock.now += S
        assert await drain.turn("team") is Turn.DELIVERED
        assert team.alerts == [[f"a{n}" for n in range(25)]]
        assert (await outbox.sent_since("team", T0), await outbox.pending()) == (1, 0)

    async def test_twenty_then_one_digest_then_a_pause(
        self, drain: OutboxDrain, outbox: SqliteOutbox, team: Channel, clock: Clock
    ) -> None:
        for n in range(40):
            await outbox.put([a_notification(f"a{n:02}", created=n * S)])
            clock.now = T0 + n * S
            await drain.turn("team")
        assert [len(alerts) for alerts in team.alerts] == [1] * 20 + [11]
        clock.now = T0 + timedelta(minutes=10)
        assert await drain.turn("team") is Turn.IDLE
        clock.now += 40 * S
        await drain.turn("team")
        assert [len(alerts) for alerts in team.alerts] == [1] * 20 + [11] + [1] * 9

    async def test_a_crash_sends_the_same_digest_again_and_not_a_larger_one(
        self, outbox: SqliteOutbox, team: Channel, clock: Clock
    ) -> None:
        await outbox.put([a_notification(f"a{n}", created=-20 * S) for n in range(25)])
        team.answer = refuse(Transient("the answer was lost"))
        await OutboxDrain(outbox, {"team": team}, {}, clock=clock).turn("team")
        await outbox.put([a_notification(f"b{n}", created=-10 * S) for n in range(25)])
        team.answer = lambda message: None
        clock.now += 60 * S
        after = OutboxDrain(outbox, {"team": team}, {}, clock=clock)
        await after.flush()
        assert team.tried[0] in team.tried[1:] and len(set(team.tried)) == 2
        assert sorted(map(len, team.alerts)) == [25, 25] and await outbox.pending() == 0

    async def test_what_may_have_arrived_alone_does_not_come_again_in_a_digest(
        self, drain: OutboxDrain, outbox: SqliteOutbox, team: Channel, clock: Clock
    ) -> None:
        first = a_notification("a0")
        await outbox.put([first])
        team.answer = refuse(Transient("the answer was lost"))
        assert await drain.turn("team") is Turn.FAILED
        team.answer = lambda message: None
        await outbox.put([a_notification(f"b{n}") for n in range(30)])
        clock.now += 30 * S
        while await drain.turn("team") is Turn.DELIVERED:
            pass
        assert sorted(map(len, team.alerts)) == [1, 30]
        assert team.tried.count(first.id) == 2
        assert await outbox.pending() == 0

    async def test_at_the_end_of_a_run_nothing_is_held(
        self, drain: OutboxDrain, outbox: SqliteOutbox, team: Channel
    ) -> None:
        await outbox.put([a_notification(f"a{n:04}") for n in range(1205)])
        assert await drain.flush() == 0
        assert [len(alerts) for alerts in team.alerts] == [500, 500, 205]

    async def test_a_log_gets_them_all(self, outbox: SqliteOutbox, team: Channel, clock: Clock) -> None:
        await outbox.put([a_notification(f"a{n:04}") for n in range(600)])
        drain = OutboxDrain(outbox, {"team": team}, {"team": Policy(after=None)}, clock=clock)
        await drain.flush()
        assert len(team.took) == 600


class TestRunning:
    async def test_a_channel_that_hangs_delays_no_other(self, outbox: SqliteOutbox, clock: Clock) -> None:
        slow, quick = Channel(gate=asyncio.Event()), Channel()
        drain = OutboxDrain(outbox, {"slow": slow, "quick": quick}, {}, clock=clock)
        await outbox.put([a_notification("a1", name) for name in ("slow", "quick")])
        await drain.start()
        async with asyncio.timeout(20):
            while not quick.took or not slow.tried:
                await asyncio.sleep(0)
            assert slow.took == []
            assert slow.gate is not None
            slow.gate.set()
            await drain.stop()
        assert slow.alerts == [["a1"]] and await outbox.pending() == 0
        assert slow.closed and quick.closed

    async def test_wake_is_enough(self, outbox: SqliteOutbox, team: Channel, clock: Clock) -> None:
        drain = OutboxDrain(outbox, {"team": team}, {}, clock=clock, every=timedelta(hours=1))
        await drain.start()
        for n in range(3):
            await outbox.put([a_notification(f"a{n}")])
            drain.wake()
            async with asyncio.timeout(20):
                while len(team.took) <= n:
                    await asyncio.sleep(0)
        await drain.stop()

    async def test_channels_are_replaced_while_it_runs(self, outbox: SqliteOutbox, team: Channel, clock: Clock) -> None:
        drain = OutboxDrain(outbox, {"team": team}, {}, clock=clock)
        await drain.start()
        other = Channel()
        await drain.replace({"team": other, "desk": Channel()}, {})
        await outbox.put([a_notification("a1")])
        drain.wake()
        async with asyncio.timeout(20):
            while not other.took:
                await asyncio.sleep(0)
        assert team.closed and not team.took
        await drain.stop()

    async def test_what_was_settled_long_ago_is_forgotten(
        self, drain: OutboxDrain, outbox: SqliteOutbox, clock: Clock
    ) -> None:
        note = a_notification("a1")
        await outbox.put([note])
        await outbox.sent([note.id], T0 - KEPT - S)
        await drain.start()
        async with asyncio.timeout(20):
            while await outbox.put([note]) == 0:
                await asyncio.sleep(0)
        await drain.stop()
