"""What is left to do can be asked at any moment, in the middle of a rebalance too: the answer may be "ask later"."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from armswire.errors import Transient
from armswire.flow.app import FaustFlow
from armswire.flow.types import Message
from conftest import Note, Substrate, running

pytestmark = pytest.mark.engines


async def _ask(flow: FaustFlow, done: asyncio.Event) -> int:
    later = 0
    while not done.is_set():
        try:
            await flow._consumer.behind()
        except Transient:
            later += 1
        await asyncio.sleep(0)
    return later


async def test_asked_while_others_come_and_go(kafka_broker: str, tmp_path: Path) -> None:
    kafka = Substrate("kafka", kafka_broker, tmp_path)
    topic, done = kafka.topic(), asyncio.Event()

    async def handle(batch: Sequence[Message[Note]]) -> None:
        """Nothing to do."""

    async with kafka.ends(topic):
        flows = [kafka.flow() for _ in range(4)]
        for flow in flows:
            flow.agent("asked", topic, Note, handle)
        async with running(flows[0]):
            asking = asyncio.create_task(_ask(flows[0], done))
            for other in flows[1:]:
                async with running(other):
                    assert not asking.done(), asking.exception()
            done.set()
            print(f"asked later {await asking} times")
