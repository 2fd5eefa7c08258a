"""What only Kafka has: topics to be made, a zombie to be fenced, feeds to be shared by replicas."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from armswire.adapters.kafka import Connection, Fenced, KafkaFeeds, KafkaPublisher, KafkaStateReader, TopicsAdmin
from armswire.adapters.kafka.feeds import Owned
from armswire.adapters.kafka.publisher import feed_partition
from armswire.adapters.kafka.topics import Change
from armswire.ports import Record
from armswire_schemas.topics import FEEDS_STATE, Topic
from conftest import Note, Substrate, notes, numbers

pytestmark = pytest.mark.engines
FEEDS = [f"feed{n}" for n in range(100)]


@pytest.fixture
def kafka(kafka_broker: str, tmp_path: Path) -> Substrate:
    return Substrate("kafka", kafka_broker, tmp_path)


@pytest.fixture
async def state(kafka: Substrate) -> AsyncIterator[Topic]:
    """A topic like ``feeds.state``, for this test alone."""
    topic = replace(FEEDS_STATE, name=f"{kafka.id}.state", partitions=4)
    async with TopicsAdmin(Connection(kafka.broker)) as admin:
        await admin.ensure([topic])
        yield topic
        await admin.delete([topic.name])


async def test_topics_are_made_then_kept_as_they_should_be(kafka: Substrate) -> None:
    topics = [kafka.topic("a", partitions=3), kafka.topic("b", compacted=True)]
    async with TopicsAdmin(Connection(kafka.broker)) as admin:
        made = await admin.ensure(topics)
        assert {one.change for one in made} == {Change.CREATE}
        assert await admin.ensure(topics) == []
        shorter = replace(topics[0], kept=timedelta(hours=1), partitions=5)
        changed = await admin.ensure([shorter, topics[1]])
        assert [one.change for one in changed] == [Change.CONFIGURE, Change.PARTITIONS]
        assert [one.change for one in await admin.ensure([shorter, topics[1]])] == [Change.PARTITIONS]
        await admin.delete([topic.name for topic in topics])


async def test_a_zombie_is_fenced_off(kafka: Substrate) -> None:
    topic = kafka.topic()

    async def thrown_out(_: int) -> bool:
        return False

    def publisher(**options: Any) -> KafkaPublisher:
        same_id = f"{kafka.id}-same-{{partition}}"
        return KafkaPublisher(Connection(kafka.broker), partition_of=lambda _: 0, transactional_id=same_id, **options)

    async with kafka.ends(topic):
        zombie, heir = publisher(still_mine=thrown_out), publisher()
        await zombie.own([0])
        await zombie.publish(notes(5, topic))
        await heir.own([0])
        for _ in range(2):
            with pytest.raises(Fenced, match=r"nother poller"):
                await zombie.publish(notes(10, topic)[5:])
        await heir.publish(notes(15, topic)[10:])
        await asyncio.gather(zombie.disown(), heir.disown())
        assert sorted(numbers(await kafka.dump(topic))) == [*range(5), *range(10, 15)]


async def test_an_owner_that_was_fenced_by_mistake_goes_on(kafka: Substrate, state: Topic) -> None:
    owner = Replica(kafka, state)
    await owner.feeds.start()
    try:
        await owner.until(100, 100)
        zombie = KafkaPublisher(Connection(kafka.broker), transactional_id=f"{kafka.id}-{{partition}}")
        await zombie.own([feed_partition("feed1", state.partitions)])
        record = Record(state.name, "feed1|poll", b"{}")
        with pytest.raises(Fenced):
            await owner.feeds.publish([record])
        await owner.feeds.publish([record])
        assert [key async for key, _ in owner.feeds.read(state.name)] == ["feed1|poll"]
        await zombie.disown()
    finally:
        await owner.feeds.stop()


async def test_what_is_not_owned_is_not_written(kafka: Substrate) -> None:
    topic = kafka.topic()
    async with kafka.ends(topic):
        publisher = KafkaPublisher(Connection(kafka.broker), transactional_id=f"{kafka.id}-x-{{partition}}")
        with pytest.raises(Fenced, match="belong to another poller"):
            await publisher.publish([Record(topic.name, "k", Note(n=1, feed="feed1").model_dump_json().encode())])
        assert await kafka.dump(topic) == []


class Replica:
    """A poller of this process that notes what it owns."""

    def __init__(self, kafka: Substrate, topic: Topic) -> None:
        self.owned: set[str] = set()
        self.state: dict[str, bytes] = {}
        self.changed = asyncio.Condition()
        self.feeds = KafkaFeeds(
            Connection(kafka.broker),
            self.told,
            group=kafka.id,
            topic=topic,
            transactional_id=f"{kafka.id}-{{partition}}",
        )
        self._topic = topic

    async def told(self, owned: Owned) -> None:
        self.owned = {feed for feed in FEEDS if owned(feed)}
        self.state = {key: value async for key, value in self.feeds.read(self._topic.name)} if self.owned else {}
        async with self.changed:
            self.changed.notify_all()

    async def until(self, low: int, high: int) -> None:
        async with self.changed:
            await self.changed.wait_for(lambda: low <= len(self.owned) <= high)


async def test_replicas_share_the_feeds_and_one_takes_over(kafka: Substrate, state: Topic) -> None:
    survivor = Replica(kafka, state)
    await survivor.feeds.start()
    await survivor.until(100, 100)
    command = [
        sys.executable, str(Path(__file__).with_name("feeds_worker.py")),
        kafka.broker, kafka.id, state.name, str(state.partitions), f"{kafka.id}-{{partition}}",
    ]  # fmt: skip
    other = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    try:
        assert other.stdout is not None
        while (line := await other.stdout.readline()) != b"2\n":
            assert line, "the other replica ended"
        await survivor.until(1, 99)
        mine = set(survivor.owned)
        with pytest.raises(Fenced):
            lost = next(feed for feed in FEEDS if feed not in mine)
            await survivor.feeds.publish([Record("any", "k", Note(n=1, feed=lost).model_dump_json().encode())])
        begun = asyncio.get_running_loop().time()
        other.kill()
        await survivor.until(100, 100)
        print(f"taken over {asyncio.get_running_loop().time() - begun:.1f} s after the kill")
    finally:
        if other.returncode is None:
            other.kill()
        await other.communicate()
        await survivor.feeds.stop()


async def test_a_replica_reads_what_it_owns_and_no_more(kafka: Substrate, state: Topic) -> None:
    connection = Connection(kafka.broker)
    replica = Replica(kafka, state)
    await replica.feeds.start()
    try:
        await replica.until(100, 100)
        assert replica.state == {}
        parts = ("poll", "seen|0", "seen|1")
        await replica.feeds.publish([Record(state.name, f"{feed}|{part}", b"{}") for feed in FEEDS for part in parts])
        assert {key async for key, _ in replica.feeds.read(state.name)} == {
            f"{feed}|{part}" for feed in FEEDS for part in parts
        }
        reader = KafkaStateReader(connection, lambda: [2])
        assert {key.partition("|")[0] async for key, _ in reader.read(state.name)} == {
            feed for feed in FEEDS if feed_partition(feed, state.partitions) == 2
        }
    finally:
        await replica.feeds.stop()
