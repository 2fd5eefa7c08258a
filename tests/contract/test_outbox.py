"""The outbox's contract: one class, run on SQLite and on a real Elasticsearch."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from armswire.adapters.elastic.outbox import ElasticOutbox
from armswire.adapters.sqlite_outbox import SqliteOutbox
from armswire.ports import Notification, Outbox
from support.alerting import T0, a_notification
from support.elastic import elastic_index

S = timedelta(seconds=1)


@pytest.fixture(params=["sqlite", pytest.param("elastic", marks=pytest.mark.engines)])
async def outbox(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Outbox]:
    async with AsyncExitStack() as stack:
        if request.param == "sqlite":
            box: Outbox = SqliteOutbox(tmp_path / "outbox.db")
        else:
            client, index = await stack.enter_async_context(elastic_index())
            box = ElasticOutbox(client, "me", index)
        await box.open()
        yield box
        await box.close()


def ids(notifications: object) -> list[str]:
    return [each.alert.id for each in notifications]  # type: ignore[attr-defined]


class TestOutbox:
    async def test_what_is_put_comes_back_whole(self, outbox: Outbox) -> None:
        note = a_notification("a1", created=timedelta(microseconds=123457))
        assert await outbox.put([note]) == 1
        assert list(await outbox.due("team", T0 + S, 10)) == [note]

    async def test_an_id_is_put_once_whatever_became_of_it(self, outbox: Outbox) -> None:
        first, second, third = (a_notification(name) for name in ("a1", "a2", "a3"))
        assert await outbox.put([first, second, third, first]) == 3
        await outbox.sent([first.id], T0)
        await outbox.fail([second.id], T0, "no")
        assert await outbox.put([first, second, third]) == 0
        assert ids(await outbox.due("team", T0, 10)) == ["a3"]

    async def test_nothing_put_is_nothing(self, outbox: Outbox) -> None:
        assert await outbox.put([]) == 0
        await outbox.sent([], T0)
        await outbox.sent(["unknown"], T0)
        await outbox.postpone(["unknown"], T0, "x")
        assert (await outbox.pending(), list(await outbox.due("team", T0, 10))) == (0, [])

    async def test_due_ones_come_oldest_first_channel_by_channel(self, outbox: Outbox) -> None:
        await outbox.put(
            [
                a_notification("late", created=9 * S),
                a_notification("old", created=-9 * S),
                a_notification("future", created=-99 * S, due=50 * S),
                a_notification("other", "desk"),
                a_notification("mid"),
            ]
        )
        assert ids(await outbox.due("team", T0 + 10 * S, 10)) == ["old", "mid", "late"]
        assert ids(await outbox.due("team", T0 + 10 * S, 2)) == ["old", "mid"]
        assert ids(await outbox.due("desk", T0, 10)) == ["other"]
        assert ids(await outbox.due("team", T0 + 50 * S, 1)) == ["future"]

    async def test_being_given_does_not_take_it_away(self, outbox: Outbox) -> None:
        await outbox.put([a_notification("a1")])
        for _ in range(3):
            assert ids(await outbox.due("team", T0, 10)) == ["a1"]

    async def test_a_postponed_one_waits_and_remembers(self, outbox: Outbox) -> None:
        note = a_notification("a1")
        await outbox.put([note])
        await outbox.postpone([note.id], T0 + 30 * S, "HTTP 503")
        assert list(await outbox.due("team", T0 + 29 * S, 10)) == []
        (again,) = await outbox.due("team", T0 + 30 * S, 10)
        assert (again.attempts, again.due, again.created) == (1, T0 + 30 * S, T0)
        assert await outbox.pending() == 1

    async def test_a_sent_one_is_over(self, outbox: Outbox) -> None:
        note = a_notification("a1")
        await outbox.put([note])
        await outbox.sent([note.id], T0)
        await outbox.postpone([note.id], T0, "too late")
        await outbox.fail([note.id], T0, "too late")
        assert (await outbox.pending(), list(await outbox.due("team", T0 + 9 * S, 10))) == (0, [])
        assert (await outbox.sent_since("team", T0), list(await outbox.given_up(10))) == (1, [])

    async def test_one_given_up_stays_on_record(self, outbox: Outbox) -> None:
        notes = [a_notification(f"a{n}") for n in range(3)]
        await outbox.put(notes)
        for n, note in enumerate(notes):
            await outbox.fail([note.id], T0 + n * S, f"HTTP 40{n}")
        assert [(note.alert.id, error) for note, error in await outbox.given_up(2)] == [
            ("a2", "HTTP 402"),
            ("a1", "HTTP 401"),
        ]
        assert (await outbox.pending(), await outbox.sent_since("team", T0)) == (0, 0)

    async def test_a_bundle_is_one_message_and_comes_first_and_whole(self, outbox: Outbox) -> None:
        notes = [a_notification(f"a{n}", created=n * S) for n in range(6)]
        await outbox.put(notes)
        await outbox.bundle([note.id for note in notes[3:]], "digest-1", T0)
        given = await outbox.due("team", T0 + 9 * S, 4)
        assert [(note.alert.id, note.digest) for note in given] == [
            ("a3", "digest-1"), ("a4", "digest-1"), ("a5", "digest-1"), ("a0", None),
        ]  # fmt: skip
        await outbox.sent([note.id for note in notes], T0 + 10 * S)
        assert await outbox.sent_since("team", T0) == 4

    async def test_messages_are_counted_in_their_window_and_channel(self, outbox: Outbox) -> None:
        notes = [a_notification(f"a{n}", channel) for n in range(4) for channel in ("team", "desk")]
        await outbox.put(notes)
        for n, note in enumerate(notes):
            await outbox.sent([note.id], T0 + n * S)
        assert await outbox.sent_since("team", T0) == 4
        assert await outbox.sent_since("team", T0 + 2 * S) == 3
        assert await outbox.sent_since("team", T0 + 7 * S) == 0
        assert await outbox.sent_since("nobody", T0) == 0

    async def test_what_waits_is_told_by_channel(self, outbox: Outbox) -> None:
        notes = [a_notification("a1"), a_notification("a2"), a_notification("a1", "desk"), a_notification("a1", "gone")]
        await outbox.put(notes)
        await outbox.sent([notes[3].id], T0)
        assert await outbox.waiting_channels() == ["desk", "team"]
        assert (await outbox.pending(), await outbox.pending("team"), await outbox.pending("gone")) == (3, 2, 0)

    async def test_old_settled_ones_are_forgotten_waiting_ones_never(self, outbox: Outbox) -> None:
        old, new, waiting = a_notification("old"), a_notification("new"), a_notification("waiting")
        await outbox.put([old, new, waiting])
        await outbox.sent([old.id], T0)
        await outbox.sent([new.id], T0 + 5 * S)
        assert await outbox.prune(T0 + 5 * S) == 1
        assert await outbox.put([old, new, waiting]) == 1

    async def test_many_at_once(self, outbox: Outbox) -> None:
        notes: list[Notification] = [a_notification(f"a{n}", created=n * S) for n in range(700)]
        assert await outbox.put(notes) == 700
        given = await outbox.due("team", T0 + 700 * S, 500)
        assert ids(given) == [f"a{n}" for n in range(500)]
        await outbox.sent([note.id for note in given], T0)
        assert await outbox.pending() == 200
