"""Going back to what was committed: where nothing was, everything comes again."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from armswire.flow.types import Message
from conftest import Note, Substrate, notes, running


async def test_what_was_never_committed_comes_again(log: Substrate) -> None:
    topic, got = log.topic(), Counter[int]()

    async def handle(batch: Sequence[Message[Note]]) -> None:
        got.update(message.value.n for message in batch)

    async with log.ends(topic) as (publisher, _):
        flow = log.flow(commit_every=timedelta(hours=1))
        flow.agent("again", topic, Note, handle)
        async with running(flow):
            await publisher.publish(notes(200, topic))
            while len(got) < 200:
                await asyncio.sleep(0.01)
            await flow._consumer.perform_seek()
            while min(got.values()) < 2:
                await asyncio.sleep(0.01)
            await flow.drained()
    assert set(got) == set(range(200))
