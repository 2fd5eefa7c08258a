"""The services as processes on a real Kafka and Elasticsearch: started, killed, watched, and their outcome counted."""

import asyncio
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from subprocess import Popen
from typing import Any, Self

import orjson
from aiohttp import web
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from armswire.adapters.elastic import Connection, ElasticStore, connect
from armswire.core.fields import Index
from armswire_schemas.deadletter import DeadLetter
from armswire_schemas.topics import ARMS_ALERTS, ARMS_EVENTS, ARMS_MATCHES, DEAD_LETTERS, NEWS_ITEMS, Topic
from support import processes
from support.embedded import RULES, Outcome, expected, tally
from support.engines import Engines
from support.servers import FeedServer, Receiver

SERVICES = ("poller", "tagger", "indexer", "alerter")
READ_BY = {
    "armswire-tagger": (NEWS_ITEMS,),
    "armswire-indexer": (NEWS_ITEMS, ARMS_EVENTS, ARMS_ALERTS),
    "armswire-alerter": (ARMS_EVENTS, ARMS_MATCHES, ARMS_ALERTS),
}
"""What each consumer group reads."""


class PacedFeeds(FeedServer):
    """Gives out feeds at a steady pace, so that items flow for a while. Each shows everything at once."""

    def __init__(self, feeds: int, each: int, a_second: float) -> None:
        super().__init__(feeds, each, step=each)
        self._pause_s = 1 / a_second
        self._next = 0.0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        now = self._loop.time()
        self._next = max(self._next + self._pause_s, now)
        await asyncio.sleep(self._next - now)
        return await super().handle(request)


class Cluster:
    """Any number of each service, by names such as ``tagger-1``; all are ended with the ``with`` statement.

    They read ``feeds.yaml`` and ``rules.yaml`` in ``root``, where these are.
    """

    def __init__(self, root: Path, engines: Engines, elastic: str, settings: Mapping[str, str] | None = None) -> None:
        self.root, self.engines = root, engines
        self.running: dict[str, Popen[bytes]] = {}
        self.orphans = 0
        self._settings = {
            "ARMSWIRE_BROKER": engines.broker,
            "ARMSWIRE_STORE": elastic,
            "ARMSWIRE_ALLOW_PRIVATE_ADDRESSES": "true",
            "ARMSWIRE_FIRST_POLL": "all",
            "ARMSWIRE_DEBUG": "1",
        } | dict(settings or {})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for name in list(self.running):
            self.kill(name)

    def start(self, *names: str) -> None:
        """Start processes; a name is a service, a dash and anything."""
        for name in names:
            own = {"ARMSWIRE_DATA": str(self.root / name)}
            for kind in ("feeds", "rules"):
                path = self.root / f"{kind}.yaml"
                own |= {f"ARMSWIRE_{kind.upper()}": str(path)} if path.exists() else {}
            command = [name.partition("-")[0]]
            self.running[name] = processes.start(command, self.root / f"{name}.log", self._settings | own)

    def kill(self, name: str) -> None:
        """kill -9."""
        self.orphans += processes.kill(self.running.pop(name))

    def restart(self, name: str) -> None:
        """kill -9, and again: what a supervisor does."""
        self.kill(name)
        self.start(name)

    def stop(self) -> dict[str, int]:
        """Ask all to stop; return how each ended."""
        for process in self.running.values():
            process.terminate()
        ended = {name: process.wait(60) for name, process in self.running.items()}
        self.running.clear()
        return ended

    def check(self) -> None:
        """Raise with its log where a process ended by itself."""
        for name, process in self.running.items():
            if process.poll() is not None:
                raise AssertionError(f"{name} ended with {process.returncode}: {self.log(name)[-6000:]}")

    def log(self, name: str) -> str:
        return (self.root / f"{name}.log").read_text(errors="replace")

    def cpu_seconds(self) -> dict[str, float]:
        """CPU time that each process and its children have used so far."""
        used = {}
        for name, process in self.running.items():
            times = [member.cpu_times() for member in processes.family(process)]
            used[name] = sum(one.user + one.system for one in times)
        return used

    def until(self, what: str, condition: Callable[[], object], within_s: float, every_s: float = 0.1) -> float:
        """Look again and again; return the seconds it took. Raises with the ends of all logs where it never comes."""
        begun, again = time.monotonic(), threading.Event()
        while not condition():
            self.check()
            if time.monotonic() - begun > within_s:
                logs = "\n".join(f"--- {name}\n{self.log(name)[-1500:]}" for name in self.running)
                raise AssertionError(f"not within {within_s:.0f} s: {what}\n{logs}")
            again.wait(every_s)
        return time.monotonic() - begun


def count(engines: Engines, index: Index = Index.NEWS, *, refresh: bool = True) -> int:
    """How many documents there are, with ``refresh`` those of the last moment too; 0 where nobody answers."""
    name = f"armswire-{index}-*"
    try:
        if refresh:
            urllib.request.urlopen(f"{engines.elastic}/{name}/_refresh", data=b"", timeout=5).close()
        with urllib.request.urlopen(f"{engines.elastic}/{name}/_count", timeout=5) as answer:
            return int(orjson.loads(answer.read())["count"])
    except (OSError, urllib.error.HTTPError):
        return 0


async def documents(elastic: str, index: Index) -> list[dict[str, Any]]:
    """Return every document of an index, through the store's own search."""
    found: list[dict[str, Any]] = []
    async with AsyncExitStack() as stack:
        client = connect(Connection([elastic]))
        stack.push_async_callback(client.close)
        store = ElasticStore(client)
        await store.refresh()
        after: str | None = None
        while True:
            page = await store.search(index, "", now=datetime.now(UTC), size=1000, after=after)
            found += [hit.document for hit in page.hits]
            after = page.after
            if after is None:
                return found


async def unread(bootstrap: str) -> Counter[str]:
    """Return how many committed records of its topics each group has not done yet; no entry: nothing."""
    left = Counter[str]()
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    async with AIOKafkaConsumer(
        bootstrap_servers=bootstrap, isolation_level="read_committed", enable_auto_commit=False
    ) as consumer:
        await admin.start()
        try:
            for group, topics in READ_BY.items():
                partitions = [TopicPartition(topic.name, n) for topic in topics for n in range(topic.partitions)]
                done = await admin.list_consumer_group_offsets(group, partitions=partitions)
                consumer.assign(partitions)
                ends = await consumer.end_offsets(partitions)
                for one in partitions:
                    consumer.seek(one, max(done[one].offset, 0))
                while any([await consumer.position(one) < ends[one] for one in partitions]):
                    left[group] += sum(map(len, (await consumer.getmany(timeout_ms=200)).values()))
        finally:
            await admin.close()
    return +left


async def put(bootstrap: str, topic: Topic, key: str, value: bytes) -> None:
    """Put one record on a topic, past everything that checks it."""
    async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        await producer.send_and_wait(topic.name, value, key.encode())


async def dead_letters(bootstrap: str) -> list[DeadLetter]:
    """Return every dead letter."""
    async with AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False) as consumer:
        partition = TopicPartition(DEAD_LETTERS.name, 0)
        consumer.assign([partition])
        await consumer.seek_to_beginning(partition)
        end = (await consumer.end_offsets([partition]))[partition]
        letters: list[DeadLetter] = []
        while await consumer.position(partition) < end:
            for records in (await consumer.getmany(timeout_ms=200)).values():
                letters += [DeadLetter.model_validate_json(record.value) for record in records]
        return letters


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that goes wrong once ``share`` of the items are stored. ``do`` returns when the fault is over."""

    share: float
    what: str
    do: Callable[[], object]


@dataclass
class Chaos(Outcome):
    """``recovered``: each fault, and the seconds from its beginning until further items were stored."""

    recovered: list[tuple[str, float]] = field(default_factory=list)

    def __str__(self) -> str:
        kept = "nothing lost, nothing twice" if not self.wrong else "; ".join(self.wrong)
        told = "".join(f"\n  {what}: going on after {seconds:.1f} s" for what, seconds in self.recovered)
        return (
            f"{self.items} items, {self.events} events, {self.alerts} alerts, {self.kills} kills: {kept}; "
            f"{self.repeats} notifications came again under their key, {self.orphans} workers outlived their parent, "
            f"{self.seconds:.0f} s{told}"
        )


def prepare(root: Path, server: FeedServer, receiver: Receiver) -> None:
    """Write the files that the processes read."""
    (root / "feeds.yaml").write_text(server.feeds_yaml())
    (root / "rules.yaml").write_text(RULES.format(url=receiver.url))


def chaos(cluster: Cluster, server: FeedServer, receiver: Receiver, faults: Sequence[Fault], within_s: float) -> Chaos:
    """Let every fault happen while items flow, wait until all is done, and count."""
    begun, outcome, engines = time.monotonic(), Chaos(), cluster.engines
    total = server.feeds * server.each
    for fault in faults:
        goal = int(fault.share * total)
        cluster.until(f"{goal} items stored", lambda goal=goal: count(engines) >= goal, within_s)
        since, before = time.monotonic(), count(engines)
        fault.do()
        outcome.kills += fault.what.startswith("kill")
        cluster.until(
            f"more than {before} items after {fault.what}",
            lambda before=before: count(engines) > before or count(engines) >= total,
            within_s,
        )
        outcome.recovered.append((fault.what, time.monotonic() - since))
    done = _Done(cluster, server, receiver)
    cluster.until("everything stored, told and committed", done, within_s)
    ended = cluster.stop()
    outcome.wrong += [f"{name} ended with {code}" for name, code in ended.items() if code]
    outcome.orphans = cluster.orphans
    asyncio.run(tally(partial(documents, engines.elastic), server, receiver, outcome))
    outcome.seconds = time.monotonic() - begun
    return outcome


class _Done:
    """True when as much as is expected is stored and told, and no group has anything left to do."""

    def __init__(self, cluster: Cluster, server: FeedServer, receiver: Receiver) -> None:
        self._engines, self._receiver = cluster.engines, receiver
        titles, events = expected(server)
        self._items = titles.total()
        self._alerts = sum(number for (_, kind), number in events.items() if kind == "transfer")

    def __call__(self) -> bool:
        if count(self._engines) < self._items or count(self._engines, Index.ALERTS) < self._alerts:
            return False
        if any(self._receiver.told(channel).total() < self._alerts for channel in ("each", "gathered")):
            return False
        return not asyncio.run(unread(self._engines.bootstrap))
