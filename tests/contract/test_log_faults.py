"""What happens to a batch that fails: waited for, split, buried; never lost, and nobody else held up for good."""

import asyncio
from collections.abc import Sequence

from armswire.errors import Poison, Transient
from armswire.flow.types import Message
from armswire.ports import Record
from conftest import Note, Substrate, notes, running


async def test_bytes_that_are_no_message_are_buried_whole(log: Substrate) -> None:
    topic = log.topic()
    got: list[int] = []

    async def handle(batch: Sequence[Message[Note]]) -> None:
        got.extend(message.value.n for message in batch)

    bad = b'{"feed": "feed", "n": "\xc3\xa9"}'
    async with log.ends(topic) as (publisher, _):
        records = notes(20, topic)
        records.insert(7, Record(topic.name, "key7", bad))
        await publisher.publish(records)
        flow = log.flow()
        flow.agent("reader", topic, Note, handle)
        async with running(flow):
            await flow.drained()
        (letter,) = await log.dead(topic)
    assert (letter.raw, letter.agent, letter.reason, letter.key) == (bad, "reader", "invalid", "key7")
    assert sorted(got) == list(range(20))


async def test_poison_in_a_batch_is_found_and_buried_alone(log: Substrate) -> None:
    topic = log.topic()
    effects: set[int] = set()

    async def handle(batch: Sequence[Message[Note]]) -> None:
        if any(message.value.n in (13, 40) for message in batch):
            raise Poison("unlucky", reason="unlucky")
        effects.update(message.value.n for message in batch)

    async with log.ends(topic) as (publisher, _):
        await publisher.publish(notes(60, topic))
        flow = log.flow()
        flow.agent("reader", topic, Note, handle)
        async with running(flow):
            await flow.drained()
        letters = await log.dead(topic)
    assert sorted(Note.model_validate_json(letter.raw).n for letter in letters) == [13, 40]
    assert {letter.reason for letter in letters} == {"unlucky"}
    assert effects == set(range(60)) - {13, 40}


async def test_a_bug_is_met_a_few_times_then_buried(log: Substrate) -> None:
    topic = log.topic()
    effects: set[int] = set()

    async def handle(batch: Sequence[Message[Note]]) -> None:
        for message in batch:
            if message.value.n == 5:
                raise ZeroDivisionError("a bug")
        effects.update(message.value.n for message in batch)

    async with log.ends(topic) as (publisher, _):
        await publisher.publish(notes(20, topic))
        flow = log.flow()
        flow.agent("reader", topic, Note, handle)
        async with running(flow):
            await flow.drained()
        (letter,) = await log.dead(topic)
    assert letter.reason == "bug"
    assert "a bug" in letter.error
    assert effects == set(range(20)) - {5}


async def test_transient_is_waited_for_and_told(log: Substrate) -> None:
    topic = log.topic()
    away = asyncio.Event()
    tried = asyncio.Event()
    got: list[int] = []

    async def handle(batch: Sequence[Message[Note]]) -> None:
        if not away.is_set():
            tried.set()
            raise Transient("the store is away")
        got.extend(message.value.n for message in batch)

    async with log.ends(topic) as (publisher, _):
        await publisher.publish(notes(50, topic))
        flow = log.flow()
        flow.agent("reader", topic, Note, handle)
        async with running(flow):
            await tried.wait()
            while not (health := flow.health()).detail:
                await asyncio.sleep(0)
            assert (health.live, health.ready, health.condition) == (True, False, "waiting")
            assert "the store is away" in health.detail
            away.set()
            await flow.drained()
            assert flow.health().ready
        assert await log.dead(topic) == []
    assert sorted(got) == list(range(50))


async def test_stopped_while_waiting_commits_nothing(log: Substrate) -> None:
    topic = log.topic()
    tried = asyncio.Event()
    got: list[int] = []

    async def refuse(batch: Sequence[Message[Note]]) -> None:
        tried.set()
        raise Transient("the store is away")

    async def handle(batch: Sequence[Message[Note]]) -> None:
        got.extend(message.value.n for message in batch)

    async with log.ends(topic) as (publisher, _):
        await publisher.publish(notes(50, topic))
        flow = log.flow()
        flow.agent("reader", topic, Note, refuse)
        async with running(flow):
            await tried.wait()
        again = log.flow()
        again.agent("reader", topic, Note, handle)
        async with running(again):
            await again.drained()
    assert sorted(got) == list(range(50))


async def test_one_agent_waits_its_sibling_goes_on(log: Substrate) -> None:
    topic = log.topic()
    free = asyncio.Event()
    waited: list[int] = []
    went_on: list[int] = []
    done = asyncio.Event()

    async def wait(batch: Sequence[Message[Note]]) -> None:
        if not free.is_set():
            raise Transient("the store is away")
        waited.extend(message.value.n for message in batch)

    async def go_on(batch: Sequence[Message[Note]]) -> None:
        went_on.extend(message.value.n for message in batch)
        if len(went_on) >= 300:
            done.set()

    async with log.ends(topic) as (publisher, _):
        await publisher.publish(notes(300, topic))
        flow = log.flow()
        flow.agent("waits", topic, Note, wait)
        flow.agent("goes_on", topic, Note, go_on)
        async with running(flow):
            await done.wait()
            assert waited == []
            free.set()
            await flow.drained()
    assert sorted(waited) == sorted(went_on) == list(range(300))
