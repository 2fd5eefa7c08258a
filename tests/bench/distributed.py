"""Benchmarks of the services as processes on a real Kafka and Elasticsearch, beside a bare loop in the same run.

Both are measured the same way: on engines that both have warmed up (the compilers of a fresh Elasticsearch use more
processor than the work), from the first message sent until all is searchable, with a refresh at the end rather than
the up to two seconds until the next. They take turns, so that what else the machine does meets both.
"""

import asyncio
import statistics
import time
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson
import psutil
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from elasticsearch import AsyncElasticsearch
from elasticsearch.helpers import async_scan

from armswire.adapters.kafka import Connection as Kafka
from armswire.adapters.kafka import TopicsAdmin
from armswire.core.fields import Index
from armswire.tagger import tag
from armswire.tagging.tagger import Tagger, load_lexicon
from armswire_schemas.news import NewsItem
from armswire_schemas.topics import ARMS_EVENTS, NEWS_ITEMS, Topic
from bench.embedded import real_items
from bench.figures import Figure, Sample
from support import processes
from support.distributed import Cluster, count
from support.engines import STACK, Engines

ITEMS = 20_000
BATCH = 500
WARM_UPS, TURNS = 2, 3
LOOK_EVERY_S = 0.25
Message = tuple[str, bytes]
STORED = (Index.NEWS, Index.EVENTS)


def distributed(folder: Path) -> Sample:
    """A log that fills at once: to tags by one tagger and by two, to Elasticsearch by all services, by a bare loop."""
    if not STACK.is_file():
        raise SystemExit(f"this benchmark starts its own engines by {STACK.name}, which is not beside the checkout")
    items, rules = real_items(ITEMS), files("armswire") / "defaults" / "rules.yaml"
    (folder / "rules.yaml").write_bytes(rules.read_bytes())
    tagger = Tagger(load_lexicon())
    tagged = [one for item in items if (one := tag(item, tagger))]
    goal = {Index.NEWS: ITEMS, Index.EVENTS: len({event.id for one in tagged for event in one.events})}
    messages = [(item.id, item.model_dump_json().encode()) for item in items]
    with Engines(STACK_JIT="full", ES_HEAP="1g") as engines, Cluster(folder, engines, engines.elastic) as cluster:
        processes.run(["topics", "apply"], {"ARMSWIRE_BROKER": engines.broker})
        one = _tagging(cluster, messages, len(tagged), "tagger-1")
        two = _tagging(cluster, messages, len(tagged), "tagger-2")
        cluster.kill("tagger-2")
        turns = [_turn(cluster, messages, goal) for _ in range(WARM_UPS + TURNS)][WARM_UPS:]
    ours, bare, ratio = (
        statistics.median(values) for values in zip(*((o, b, o / b) for o, b, _ in turns), strict=True)
    )
    used = {name: statistics.median(turn[2][name] for turn in turns) for name in turns[0][2]}
    return [
        Figure("news.items to arms.events, one tagger", one, "items/s", 0),
        Figure("news.items to arms.events, two taggers", two, "items/s", 0),
        Figure("growth from one tagger to two", two / one, "×"),
        Figure("news.items to searchable in Elasticsearch", ours, "items/s", 0),
        Figure("bare aiokafka to bulk loop of the same documents", bare, "items/s", 0),
        Figure("ratio to the bare loop", ratio, wanted="≥ 0.3"),
        *(Figure(f"CPU of {name}", spent * 1000 / ITEMS, "s per 1,000 items", 3) for name, spent in used.items()),
    ]


def _turn(
    cluster: Cluster, messages: Sequence[Message], goal: dict[Index, int]
) -> tuple[float, float, dict[str, float]]:
    """Return items a second of all services, of the bare loop, and the CPU seconds of each process in each."""
    ours, used = _whole(cluster, messages, goal)
    cluster.stop()
    documents = asyncio.run(_documents(cluster.engines))
    before = _cpu(cluster) | {"Python": time.process_time()}
    bare = asyncio.run(_bare(cluster.engines, documents, goal))
    after = _cpu(cluster) | {"Python": time.process_time()}
    return ours, bare, used | {f"{name} in the bare loop": after[name] - before[name] for name in after}


def _tagging(cluster: Cluster, messages: Sequence[Message], tagged: int, joining: str) -> float:
    """Start one more tagger and fill the log; return items a second until the last tagged one is on the log."""
    cluster.start(joining)
    cluster.until(f"{joining} has started", lambda: "started" in cluster.log(joining), 60)
    cluster.until("what came before is done", _Quiet(cluster), 60)
    return asyncio.run(_tagged(cluster.engines.bootstrap, messages, tagged))


class _Quiet:
    """True once no process has used the processor to speak of for two seconds: all have joined their groups."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._last = (0.0, -1.0)

    def __call__(self) -> bool:
        at, used = self._last
        if time.monotonic() - at < 2:
            return False
        now = sum(self._cluster.cpu_seconds().values())
        self._last = time.monotonic(), now
        return now - used < 0.2


async def _tagged(bootstrap: str, messages: Sequence[Message], tagged: int) -> float:
    partitions = [TopicPartition(ARMS_EVENTS.name, n) for n in range(ARMS_EVENTS.partitions)]
    async with AIOKafkaConsumer(bootstrap_servers=bootstrap) as consumer:
        goal = sum((await consumer.end_offsets(partitions)).values()) + tagged
        begun = time.perf_counter()
        await _publish(bootstrap, NEWS_ITEMS.name, messages)
        while sum((await consumer.end_offsets(partitions)).values()) < goal:
            await asyncio.sleep(0.05)
    return len(messages) / (time.perf_counter() - begun)


async def _publish(bootstrap: str, topic: str, messages: Sequence[Message]) -> None:
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, linger_ms=10, max_batch_size=1 << 18) as producer:
        await asyncio.gather(*[await producer.send(topic, value, key.encode()) for key, value in messages])


def _whole(cluster: Cluster, messages: Sequence[Message], goal: dict[Index, int]) -> tuple[float, dict[str, float]]:
    """Start the services anew on nothing stored; return items a second, and the CPU seconds of each process."""
    engines = cluster.engines
    for name in ("tagger-1", "indexer-1", "alerter-1"):
        if name in cluster.running:
            cluster.kill(name)
    engines.empty()
    processes.run(["topics", "apply"], {"ARMSWIRE_BROKER": engines.broker})
    cluster.start("tagger-1", "indexer-1", "alerter-1")
    cluster.until("all have started", _Quiet(cluster), 120)
    before, begun = _cpu(cluster), time.perf_counter()
    asyncio.run(_publish(engines.bootstrap, NEWS_ITEMS.name, messages))
    cluster.until("all are searchable", lambda: _searchable(engines, goal), 600, LOOK_EVERY_S)
    took = time.perf_counter() - begun
    return len(messages) / took, {name: spent - before[name] for name, spent in _cpu(cluster).items()}


def _searchable(engines: Engines, goal: dict[Index, int]) -> bool:
    """True once all is; refreshes only where it is nearly so, for a refresh a look would be work of its own."""
    near = count(engines, Index.NEWS, refresh=False) >= goal[Index.NEWS] * 0.8
    return near and all(count(engines, index) >= goal[index] for index in reversed(STORED))


def _cpu(cluster: Cluster) -> dict[str, float]:
    """CPU seconds so far of each service and engine."""
    used = {name.partition("-")[0]: spent for name, spent in cluster.cpu_seconds().items()}
    for name, pid in cluster.engines.pids().items():
        times = psutil.Process(pid).cpu_times()
        used[{"es": "Elasticsearch", "kafka": "Kafka"}[name]] = times.user + times.system
    return used


async def _documents(engines: Engines) -> list[Message]:
    """Every document of news and events, keyed by its index and id; the indices are deleted."""
    indices = [f"armswire-{index}-*" for index in STORED]
    async with AsyncElasticsearch(engines.elastic, request_timeout=60) as client:
        documents = [
            (f"{index} {hit['_id']}", orjson.dumps(hit["_source"]))
            for index in STORED
            async for hit in async_scan(client, index=f"armswire-{index}-*", size=1000)
        ]
        await client.indices.delete(index=indices)
    return documents


async def _bare(engines: Engines, documents: Sequence[Message], goal: dict[Index, int]) -> float:
    """These documents from a topic into new indices of the same mapping; items a second."""
    topic = Topic("bench.documents", (NewsItem,), "document id", NEWS_ITEMS.partitions, NEWS_ITEMS.kept)
    async with TopicsAdmin(Kafka(engines.broker)) as admin:
        await admin.ensure((topic,))
    async with AsyncElasticsearch(engines.elastic, request_timeout=60) as client:
        begun = time.perf_counter()
        await _publish(engines.bootstrap, topic.name, documents)
        await _copy(engines.bootstrap, client, topic.name, len(documents))
        await client.indices.refresh(index=[f"armswire-{index}-*" for index in STORED])
        took = time.perf_counter() - begun
    stored = {index: count(engines, index) for index in STORED}
    assert stored == goal, f"{stored} stored, {goal} expected"
    return goal[Index.NEWS] / took


async def _copy(bootstrap: str, client: AsyncElasticsearch, topic: str, documents: int) -> None:
    async with AIOKafkaConsumer(
        topic, bootstrap_servers=bootstrap, group_id="bench", auto_offset_reset="earliest", enable_auto_commit=False
    ) as consumer:
        done = 0
        while done < documents:
            fetched = await consumer.getmany(timeout_ms=1000, max_records=BATCH)
            operations: list[Any] = []
            for record in (record for records in fetched.values() for record in records):
                index, _, key = record.key.decode().partition(" ")
                head = {"index": {"_index": f"armswire-{index}-bare", "_id": key}}
                operations += [orjson.dumps(head), record.value]
            if operations:
                answer = await client.bulk(operations=operations)
                assert not answer["errors"]
                done += len(operations) // 2
                await consumer.commit()
