"""What every log owes its readers: order, every message, each once in a clean run, again after a crash."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence

from armswire.flow.types import Message
from armswire.ports import Record
from conftest import Note, Substrate, notes, numbers, run_worker, running


async def test_each_message_once_and_in_order_by_key(log: Substrate) -> None:
    topic = log.topic()
    got: dict[str, list[int]] = defaultdict(list)

    async def handle(batch: Sequence[Message[Note]]) -> None:
        for message in batch:
            got[message.key].append(message.value.n)

    async with log.ends(topic) as (publisher, _):
        await publisher.publish(notes(300, topic))
        flow = log.flow()
        flow.agent("reader", topic, Note, handle)
        async with running(flow):
            await flow.drained()
    assert dict(got) == {f"key{key}": list(range(key, 300, 10)) for key in range(10)}


async def test_what_was_committed_does_not_come_again(log: Substrate) -> None:
    topic = log.topic()
    got: list[int] = []

    async def handle(batch: Sequence[Message[Note]]) -> None:
        got.extend(message.value.n for message in batch)

    async with log.ends(topic) as (publisher, _):
        for part in (notes(50, topic), notes(80, topic)[50:]):
            await publisher.publish(part)
            flow = log.flow()
            flow.agent("reader", topic, Note, handle)
            async with running(flow):
                await flow.drained()
    assert sorted(got) == list(range(80))


async def test_two_agents_on_one_topic_get_every_message(log: Substrate) -> None:
    topic = log.topic()
    got: dict[str, list[int]] = {"one": [], "two": []}
    async with log.ends(topic) as (publisher, _):
        await publisher.publish(notes(100, topic))
        flow = log.flow()
        for name, mine in got.items():

            async def handle(batch: Sequence[Message[Note]], mine: list[int] = mine) -> None:
                mine.extend(message.value.n for message in batch)

            flow.agent(name, topic, Note, handle)
        async with running(flow):
            await flow.drained()
    assert sorted(got["one"]) == sorted(got["two"]) == list(range(100))


async def test_killed_between_effect_and_commit_comes_again(log: Substrate) -> None:
    topic = log.topic()
    after: list[int] = []

    async def handle(batch: Sequence[Message[Note]]) -> None:
        after.extend(message.value.n for message in batch)

    async with log.ends(topic) as (publisher, _):
        await publisher.publish(notes(120, topic))
        if log.name == "sqlite":  # one process a log: the worker needs the file for itself
            await publisher.close()  # type: ignore[attr-defined]
        code, before = await run_worker(log, topic, "70")
        assert (code, len(before)) == (9, 70)
        flow = log.flow()
        flow.agent("dying", topic, Note, handle)
        async with running(flow):
            await flow.drained()
    assert sorted(after) == list(range(120)), "nothing was committed, so everything comes again"


async def test_drained_means_handled_to_the_end_of_the_chain(log: Substrate) -> None:
    first, second, third = (log.topic(name) for name in ("first", "second", "third"))
    ended: list[int] = []
    async with log.ends(first, second, third) as (publisher, _):
        await publisher.publish(notes(200, first))
        flow = log.flow()

        async def pass_on(batch: Sequence[Message[Note]]) -> None:
            for message in batch:
                await asyncio.sleep(0)
                await flow.send(second, message.key, message.value)

        async def pass_on_again(batch: Sequence[Message[Note]]) -> None:
            for message in batch:
                await flow.send(third, message.key, message.value)

        async def end(batch: Sequence[Message[Note]]) -> None:
            ended.extend(message.value.n for message in batch)

        flow.agent("one", first, Note, pass_on)
        flow.agent("two", second, Note, pass_on_again)
        flow.agent("three", third, Note, end)
        async with running(flow):
            await flow.drained()
            assert sorted(ended) == list(range(200))
            await publisher.publish([Record(first.name, "more", Note(n=200).model_dump_json().encode())])
            await flow.drained()
        assert sorted(numbers(await log.dump(third))) == sorted(ended) == list(range(201))


async def test_drained_with_nothing_to_do_returns(log: Substrate) -> None:
    topic = log.topic()

    async def handle(batch: Sequence[Message[Note]]) -> None:
        raise AssertionError(f"nothing was sent, but {batch} came")

    async with log.ends(topic):
        flow = log.flow()
        flow.agent("idle", topic, Note, handle)
        async with running(flow):
            await flow.drained()
            assert flow.health().ready


async def test_send_outside_a_handler_is_durable_after_flush(log: Substrate) -> None:
    topic, other = log.topic(), log.topic("other")

    async def handle(batch: Sequence[Message[Note]]) -> None:
        assert batch

    async with log.ends(topic, other):
        flow = log.flow()
        flow.agent("idle", topic, Note, handle)
        async with running(flow):
            for n in range(20):
                await flow.send(other, f"key{n}", Note(n=n))
            await flow.flush()
            assert sorted(numbers(await log.dump(other))) == list(range(20))


async def test_stopping_leaves_no_task(log: Substrate) -> None:
    topic = log.topic()

    async def handle(batch: Sequence[Message[Note]]) -> None:
        assert batch

    before = asyncio.all_tasks()
    async with log.ends(topic) as (publisher, _):
        await publisher.publish(notes(10, topic))
        flow = log.flow()
        flow.agent("reader", topic, Note, handle)
        async with running(flow):
            await flow.drained()
    await asyncio.sleep(0)
    assert {task for task in asyncio.all_tasks() - before if not task.done()} == set()
