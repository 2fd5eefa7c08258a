"""A poller replica that only holds its feeds until it is killed. Run by the Kafka tests.

Arguments: broker, group, topic, partitions, form of the transactional id.
Prints how many partitions it owns at each change.
"""

import asyncio
import sys

from armswire.adapters.kafka import Connection, KafkaFeeds
from armswire.adapters.kafka.feeds import Owned
from armswire_schemas.feeds import PollState
from armswire_schemas.topics import Topic


async def main(broker: str, group: str, topic: str, partitions: int, transactional_id: str) -> None:
    """Join the group and stay."""
    feeds: KafkaFeeds

    async def told(owned: Owned) -> None:
        print(len(feeds.publisher.owned) if any(owned(f"feed{n}") for n in range(100)) else 0, flush=True)

    kept = Topic(topic, (PollState,), "feed id", partitions, compacted=True)
    feeds = KafkaFeeds(Connection(broker), told, group=group, topic=kept, transactional_id=transactional_id)
    await feeds.start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5]))
