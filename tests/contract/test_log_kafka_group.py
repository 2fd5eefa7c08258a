"""Two workers of one group on Kafka: one dies, one joins while the other waits; nothing is lost."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from armswire.errors import Transient
from armswire.flow.types import Message
from conftest import Note, Substrate, notes, run_worker, running

pytestmark = pytest.mark.engines


@pytest.fixture
def kafka(kafka_broker: str, tmp_path: Path) -> Substrate:
    return Substrate("kafka", kafka_broker, tmp_path)


async def test_a_worker_dies_and_the_other_goes_on(kafka: Substrate) -> None:
    topic = kafka.topic()
    mine: list[int] = []

    async def handle(batch: Sequence[Message[Note]]) -> None:
        mine.extend(message.value.n for message in batch)

    async with kafka.ends(topic) as (publisher, _):
        flow = kafka.flow()
        flow.agent("dying", topic, Note, handle)
        async with running(flow):
            dying = asyncio.create_task(run_worker(kafka, topic, "40"))
            sent = 0
            while not dying.done():
                await publisher.publish(notes(sent + 20, topic)[sent:])
                sent += 20
                await asyncio.sleep(0.05)
            code, effects = await dying
            assert code == 9
            begun = asyncio.get_running_loop().time()
            while len(flow.app.consumer.assignment()) < topic.partitions:
                await asyncio.sleep(0.05)
            print(f"{sent} notes, taken over {asyncio.get_running_loop().time() - begun:.1f} s after the death")
            await flow.drained()
    theirs = [int(line) for line in effects]
    assert len(theirs) == 40
    assert set(mine) == set(range(sent)), "what the dead one had not committed came again"
    assert set(theirs) <= set(mine)


async def test_one_joins_while_the_other_waits(kafka: Substrate) -> None:
    topic = kafka.topic()
    back = asyncio.Event()
    tried = asyncio.Event()
    got: list[int] = []

    async def handle(batch: Sequence[Message[Note]]) -> None:
        tried.set()
        if not back.is_set():
            raise Transient("the store is away")
        got.extend(message.value.n for message in batch)

    async with kafka.ends(topic) as (publisher, _):
        await publisher.publish(notes(200, topic))
        first, second = kafka.flow(), kafka.flow()
        first.agent("waits", topic, Note, handle)
        second.agent("waits", topic, Note, handle)
        async with running(first):
            await tried.wait()
            async with running(second):
                while len(second.app.consumer.assignment()) != topic.partitions // 2:
                    await asyncio.sleep(0.05)
                assert first.health().live
                assert second.health().live
                back.set()
                await asyncio.gather(first.drained(), second.drained())
                assert {len(flow.app.consumer.assignment()) for flow in (first, second)} == {topic.partitions // 2}
    assert set(got) == set(range(200))
