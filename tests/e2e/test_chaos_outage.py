"""Elasticsearch away for longer than Kafka waits for a worker, every buffer full, and a second worker joining."""

import asyncio
import threading
import time
from datetime import UTC, datetime

import pytest
from aiokafka import AIOKafkaProducer

from armswire.core.identity import stable_id
from armswire_schemas.news import NewsItem
from armswire_schemas.topics import NEWS_ITEMS
from support.articles import article
from support.distributed import Cluster, count, unread
from support.proxy import Mode, Proxy

pytestmark = pytest.mark.engines


async def publish(bootstrap: str, items: int, partition: int | None = None) -> None:
    """Put made items on the log, all on one partition where it is given."""
    now = datetime.now(UTC)
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, linger_ms=20, max_batch_size=1 << 18) as producer:
        sent = []
        for number in range(items):
            one, key = article(number), stable_id("outage", str(number))
            item = NewsItem(
                id=key, article=key, feed="outage", title=one.title, text=one.text, lang="en", first_seen=now
            )
            value = item.model_dump_json().encode()
            sent.append(await producer.send(NEWS_ITEMS.name, value, key.encode(), partition))
        await asyncio.gather(*sent)


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("items", "poll_interval_s", "away_s"),
    [
        pytest.param(6_000, 5, 12, id="seconds"),
        pytest.param(20_000, 20, 120, id="two-minutes", marks=pytest.mark.slow),
    ],
)
def test_a_waiting_worker_goes_on_by_itself(tmp_path, own_engines, capsys, items, poll_interval_s, away_s):
    own_engines.empty()
    settings = {"ARMSWIRE_KAFKA_POLL_INTERVAL_S": str(poll_interval_s)}
    with Proxy(own_engines.elastic_port) as proxy, Cluster(tmp_path, own_engines, proxy.url, settings) as cluster:
        cluster.start("indexer-1")
        cluster.until("the indexer has started", lambda: "started" in cluster.log("indexer-1"), 60)
        proxy.turn(Mode.REFUSE)
        asyncio.run(publish(own_engines.bootstrap, items, partition=0))
        begun, wait = time.monotonic(), threading.Event()
        wait.wait(away_s / 2)
        cluster.start("indexer-2")
        wait.wait(away_s / 2)
        assert count(own_engines) == 0
        proxy.turn(Mode.PASS)
        back = time.monotonic()
        cluster.until("the first is stored", lambda: count(own_engines), 120)
        first = time.monotonic() - back
        cluster.until("all is stored", lambda: count(own_engines) == items, 120)
        whole = time.monotonic() - back
        cluster.until(
            "all is committed", lambda: not asyncio.run(unread(own_engines.bootstrap))["armswire-indexer"], 60
        )
        assert set(cluster.stop().values()) == {0}
    with capsys.disabled():
        print(
            f"\n{items} items, Elasticsearch away for {back - begun:.0f} s, poll interval {poll_interval_s} s, "
            f"a second worker joined: going on after {first:.1f} s, all stored after {whole:.1f} s"
        )
