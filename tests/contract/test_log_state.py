"""Tables, the newest values of a compacted topic, and writing all or nothing."""

import asyncio
from collections.abc import Sequence

import pytest
from aiokafka import AIOKafkaProducer

from armswire.adapters.kafka import Connection
from armswire.errors import ArmswireError
from armswire.flow.types import Message, Table
from armswire.ports import Record
from conftest import Note, Substrate, notes, numbers, running


async def count_keys(log: Substrate, expected: dict[str, int], forget: str | None = None) -> None:
    """Handle what there is, counting by key in a table; check the counts; ``forget`` one key at the end."""
    topic = log.topic()
    flow = log.flow()
    counted: dict[str, int] = {}
    table: Table = flow.table("counts", like=topic)

    async def handle(batch: Sequence[Message[Note]]) -> None:
        for message in batch:
            counted[message.key] = int(table.get(message.key) or b"0") + 1
            table.set(message.key, str(counted[message.key]).encode())
            if message.key == forget and counted[message.key] == expected[forget]:
                table.delete(message.key)

    flow.agent("counter", topic, Note, handle)
    async with running(flow):
        await flow.drained()
    assert counted == expected


async def test_a_table_survives_a_restart(log: Substrate) -> None:
    topic = log.topic()
    async with log.ends(topic) as (publisher, _):
        await publisher.publish(notes(30, topic, keys=3))
        await count_keys(log, {"key0": 10, "key1": 10, "key2": 10}, forget="key2")
        await publisher.publish(notes(6, topic, keys=3))
        await count_keys(log, {"key0": 12, "key1": 12, "key2": 2})


async def test_the_newest_value_of_every_live_key(log: Substrate) -> None:
    topic = log.topic(compacted=True)
    other = log.topic("other")
    async with log.ends(topic, other) as (publisher, reader):
        assert [pair async for pair in reader.read(topic.name)] == []
        for n in range(3):
            await publisher.publish([Record(topic.name, f"key{k}", b'{"n":%d,"feed":"f"}' % n) for k in range(20)])
        if log.name == "sqlite":
            await publisher.publish([Record(topic.name, "key7", None)])
        live = {key: value async for key, value in reader.read(topic.name)}
    expected = {f"key{k}": b'{"n":2,"feed":"f"}' for k in range(20)}
    if log.name == "sqlite":
        del expected["key7"]
    assert live == expected


async def test_all_of_a_publish_or_nothing(log: Substrate) -> None:
    topic = log.topic()
    too_much = b'{"feed": "feed", "n": 1, "rest": "' + b"x" * (5 << 20) + b'"}'
    wrong = Record("no.such.topic", "k", b"{}") if log.name == "sqlite" else Record(topic.name, "k", too_much)
    async with log.ends(topic) as (publisher, _):
        with pytest.raises(ArmswireError):
            await publisher.publish([*notes(5, topic), wrong])
        assert await log.dump(topic) == []
        await publisher.publish(notes(5, topic))
        assert sorted(numbers(await log.dump(topic))) == list(range(5))


async def test_publishing_at_once_keeps_every_record(log: Substrate) -> None:
    topic = log.topic()
    async with log.ends(topic) as (publisher, _):
        parts = [notes(10 * (part + 1), topic)[10 * part :] for part in range(10)]
        await asyncio.gather(*(publisher.publish(part) for part in parts))
        assert sorted(numbers(await log.dump(topic))) == list(range(100))


@pytest.mark.engines
@pytest.mark.parametrize("log", ["kafka"], indirect=True)
async def test_an_aborted_transaction_is_never_seen(log: Substrate) -> None:
    topic = log.topic()
    got: list[int] = []

    async def handle(batch: Sequence[Message[Note]]) -> None:
        got.extend(message.value.n for message in batch)

    async with log.ends(topic) as (publisher, _):
        settings = Connection(log.broker).client()
        async with AIOKafkaProducer(**settings, transactional_id=f"{log.id}-aborting") as aborting:
            await publisher.publish(notes(5, topic))
            await aborting.begin_transaction()
            for record in notes(10, topic)[5:]:
                await aborting.send_and_wait(record.topic, record.value, record.key.encode())
            await aborting.abort_transaction()
            await publisher.publish(notes(15, topic)[10:])
            flow = log.flow()
            flow.agent("reader", topic, Note, handle)
            async with running(flow):
                await flow.drained()
    assert sorted(got) == [*range(5), *range(10, 15)]
