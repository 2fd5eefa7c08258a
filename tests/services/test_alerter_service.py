"""The alerter's agents on the real flow over SQLite: what comes out, and what a crash changes (nothing)."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from armswire.adapters.sqlite_outbox import SqliteOutbox
from armswire.alerter import OutboxDrain, Rules, Tally, attach, policies
from armswire.core.alerting.match import Outcome
from armswire.core.alerting.rules import RuleSet
from armswire.core.rulesfile import parse_rules
from armswire.errors import Transient
from armswire.flow.app import FaustFlow, Tuning, build_flow
from armswire.flow.types import Flow, Message
from armswire.ports import Notification
from armswire_schemas.alerts import Alert
from armswire_schemas.events import TaggedItem
from armswire_schemas.news import Cause
from armswire_schemas.topics import ARMS_ALERTS, ARMS_EVENTS
from support.alerting import T0, an_event, an_item, tagged

H = timedelta(hours=1)
FAST = Tuning(commit_every=timedelta(milliseconds=50))


def rules(query: str = "arms.type:transfer", extra: str = "") -> RuleSet:
    return parse_rules(f"{extra}\nrules:\n  - {{id: r1, title: Rule one, query: '{query}'}}\n", "f", {})


class World:
    """One data directory; ``run`` is one life of the process."""

    def __init__(self, path: Path, rule_set: RuleSet) -> None:
        self.path = path
        self.rules = Rules(rule_set)
        self.tally = Tally()
        self.alerts: list[Alert] = []
        self.woken = 0

    @asynccontextmanager
    async def run(
        self, wrap: Callable[[Flow], Flow] = lambda flow: flow, box: type[SqliteOutbox] = SqliteOutbox
    ) -> AsyncIterator[tuple[FaustFlow, SqliteOutbox]]:
        outbox = box(self.path / "outbox.db")
        await outbox.open()
        flow = build_flow(broker=f"sqlite://{self.path}/log.db", datadir=self.path, app_id="armswire", tuning=FAST)
        attach(wrap(flow), self.rules, outbox, wake=self._wake, tally=self.tally)
        flow.agent("watch", ARMS_ALERTS, Alert, self._watch)
        await flow.start()
        try:
            yield flow, outbox
        finally:
            await flow.stop()
            await outbox.close()

    def _wake(self) -> None:
        self.woken += 1

    async def _watch(self, batch: Sequence[Message[Alert]]) -> None:
        self.alerts += [message.value for message in batch]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, rules())


async def feed(flow: FaustFlow, *items: TaggedItem) -> None:
    """One after the other: items lie in several partitions, and the order between these is nobody's."""
    for item in items:
        handled = flow.counts()["match"].handled
        await flow.send(ARMS_EVENTS, item.item.id, item)
        async with asyncio.timeout(30):
            while flow.counts()["match"].handled == handled:
                await asyncio.sleep(0.005)
        await flow.drained()


def keys(notifications: Sequence[Notification]) -> list[str]:
    return [note.alert.id for note in notifications]


def report_of(name: str, seen: timedelta = timedelta(), **fields: object) -> TaggedItem:
    return tagged(an_item(name, seen), an_event(name, **fields))


async def test_one_matter_told_three_times_is_one_alert_and_one_notification(world: World) -> None:
    async with world.run() as (flow, outbox):
        await feed(flow, report_of("i1"), report_of("i2", H), report_of("i3", 2 * H), report_of("i4", 80 * H))
        notes = await outbox.due("log", T0 + timedelta(days=36500), 10)
    assert [(alert.revision, alert.notify, len(alert.reports)) for alert in world.alerts] == [
        (1, True, 1), (2, False, 2), (3, False, 3), (1, True, 1),
    ]  # fmt: skip
    assert sorted(keys(notes)) == sorted({alert.id for alert in world.alerts})
    assert (world.tally.alerts, world.tally.notifications, world.woken > 0) == (2, 2, True)


async def test_what_raises_nothing_is_counted_by_reason(world: World) -> None:
    async with world.run() as (flow, _):
        await feed(
            flow,
            *(tagged(an_item(f"b{n}"), an_event(f"b{n}"), cause=Cause.BACKLOG) for n in range(3)),
            tagged(an_item("r"), an_event("r"), cause=Cause.RETAG),
            tagged(an_item("o", alerts=False), an_event("o")),
            report_of("u", type="use"),
            tagged(an_item("n"), cause=Cause.UPDATED),
            report_of("i1"),
        )
    assert world.tally.items == {
        Outcome.BACKLOG: 3, Outcome.RETAG: 1, Outcome.FEED_OFF: 1, Outcome.NO_RULE: 1, Outcome.NO_EVENTS: 1,
        Outcome.MATCHED: 1,
    }  # fmt: skip
    assert len(world.alerts) == 1


async def test_rules_are_replaced_while_it_runs(world: World) -> None:
    async with world.run() as (flow, _):
        await feed(flow, report_of("i1", type="test", deals=()))
        world.rules.replace(rules("arms.type:test"))
        await feed(flow, report_of("i2", type="test", deals=()), report_of("i3"))
    assert [alert.reports[0].item for alert in world.alerts] == ["i2"]


async def test_state_survives_a_restart(world: World) -> None:
    async with world.run() as (flow, _):
        await feed(flow, report_of("i1"))
    async with world.run() as (flow, outbox):
        await feed(flow, report_of("i2", H))
        assert await outbox.pending() == 1
    assert [(alert.revision, len(alert.reports)) for alert in world.alerts] == [(1, 1), (2, 2)]
    assert len({alert.id for alert in world.alerts}) == 1


async def test_matters_long_over_are_forgotten_and_open_ones_kept(world: World) -> None:
    async with world.run() as (flow, _):
        await feed(
            flow, report_of("i1"), report_of("i2", 11 * 24 * H - H, deals=()), report_of("i3", 12 * 24 * H, deals=())
        )
        assert len(flow.app.tables["alerter-decide"].data) == 2
        await feed(flow, report_of("i4", 12 * 24 * H))
    assert [(alert.revision, alert.reports[-1].item) for alert in world.alerts] == [
        (1, "i1"), (1, "i2"), (1, "i3"), (1, "i4"),
    ]  # fmt: skip


class Faulty:
    """A flow whose every table write fails once, after the alert was sent and before the state is kept."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self.faults = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._flow, name)

    def table(self, name: str, like: object) -> object:
        inner = self._flow.table(name, like)  # type: ignore[arg-type]
        outer = self

        class Table:
            failed: set[str] = set()  # noqa: RUF012

            def get(self, key: str) -> bytes | None:
                return inner.get(key)

            def keys(self) -> Sequence[str]:
                return inner.keys()

            def set(self, key: str, value: bytes) -> None:
                if key not in self.failed:
                    self.failed.add(key)
                    outer.faults += 1
                    raise Transient("between the effect and the state")
                inner.set(key, value)

        return Table()


async def test_a_fault_between_the_alert_and_its_state_changes_nothing(world: World) -> None:
    faulty: list[Faulty] = []

    def wrap(flow: Flow) -> Flow:
        faulty.append(Faulty(flow))
        return faulty[0]  # type: ignore[return-value]

    async with world.run(wrap) as (flow, outbox):
        await feed(flow, report_of("i1"), report_of("i2", H))
        assert (await outbox.pending(), faulty[0].faults) == (1, 1)
    told = {(alert.id, alert.revision): alert for alert in world.alerts}
    assert len(world.alerts) > len(told) == 2, "the alerts were sent again, as themselves"
    assert [len(alert.reports) for alert in told.values()] == [1, 2]


async def test_an_outbox_that_is_away_is_waited_for(world: World) -> None:
    class Away(SqliteOutbox):
        times = 0

        async def put(self, notifications: Sequence[Notification]) -> int:
            Away.times += 1
            if Away.times == 1:
                raise Transient("the disk is full")
            return await super().put(notifications)

    async with world.run(box=Away) as (flow, outbox):
        await feed(flow, report_of("i1"))
        assert (await outbox.pending(), Away.times) == (1, 2)


async def test_the_same_log_gives_the_same_alerts_from_its_beginning(world: World, tmp_path: Path) -> None:
    reports = [report_of(f"i{n}", n * 30 * H, basis="alleged" if n % 3 else "stated") for n in range(6)]
    async with world.run() as (flow, _):
        await feed(flow, *reports)
    again = World(tmp_path / "again", rules())
    again.path.mkdir()
    async with again.run() as (flow, _):
        await feed(flow, *reports)
    assert again.alerts == world.alerts


async def test_a_channel_taken_out_of_the_rules_is_left_out(world: World) -> None:
    world.rules.replace(
        rules(extra="settings: {channels: [log, team]}\nchannels: {team: {type: webhook, url: 'http://x/'}}")
    )
    async with world.run() as (flow, outbox):
        await feed(flow, report_of("i1"))
        assert await outbox.waiting_channels() == ["log", "team"]
        alert = world.alerts[0]
        world.rules.replace(rules())
        await flow.send(ARMS_ALERTS, alert.id, alert.model_copy(update={"revision": 2}))
        await flow.drained()
        assert (await outbox.pending("team"), await outbox.pending("log")) == (1, 2)


async def test_an_alert_reaches_its_channel_without_anybody_waiting(world: World) -> None:
    class Taking:
        took: asyncio.Queue[str]

        async def send(self, message: object) -> None:
            await self.took.put(message.alerts[0].id)  # type: ignore[attr-defined]

        async def close(self) -> None: ...

    channel = Taking()
    channel.took = asyncio.Queue()
    async with world.run() as (flow, outbox):
        drain = OutboxDrain(outbox, {"log": channel}, policies(world.rules.current), every=timedelta(hours=1))
        await drain.start()
        world._wake = drain.wake  # type: ignore[method-assign]
        await feed(flow, report_of("i1"))
        drain.wake()
        async with asyncio.timeout(20):
            assert await channel.took.get() == world.alerts[0].id
        await drain.stop()
