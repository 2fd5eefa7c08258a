"""Benchmarks of the embedded pipeline: everything is the product's own, in one process or as a process of its own."""

import asyncio
import gzip
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

import reader as reader_library

from armswire.adapters.sqlite_log import SqliteLog
from armswire.adapters.sqlite_store import SqliteStore
from armswire.core.identity import stable_id
from armswire.ports import Index, Record
from armswire.runtime.embedded import running
from armswire.runtime.plan import Plan
from armswire.runtime.stores import Place
from armswire.tagger import tag
from armswire.tagging.tagger import Tagger, load_lexicon
from armswire_schemas.news import NewsItem
from armswire_schemas.topics import NEWS_ITEMS
from bench.figures import Figure, Sample
from support import processes
from support.articles import article
from support.servers import FeedServer, Receiver, free_port, rss

SHARED = Path(__file__).resolve().parents[3] / "shared"
NO_RULES = "rules:\n  - id: none\n    title: None\n    query: 'arms.type:nothing'\n    severity: low\n"
ALL_TRANSFERS = """\
settings: {{channels: [hook]}}
channels: {{hook: {{type: webhook, url: "{url}/each", digest: off}}}}
rules:
  - {{id: all, title: All, query: "arms.type:transfer", severity: low, key: [event.id]}}
"""
ITEMS = 20_000


def plan_in(folder: Path, feeds: str, rules: str = NO_RULES) -> Plan:
    """Write the two files and return the plan of a run in ``folder``."""
    (folder / "feeds.yaml").write_text(feeds)
    (folder / "rules.yaml").write_text(rules)
    data = folder / "data"
    return Plan(
        data=data, broker=f"sqlite://{data}/log.db", store=Place(url=f"sqlite://{data}/store.db"),
        feeds=folder / "feeds.yaml", rules=folder / "rules.yaml", user_agent="armswire-bench", environment={},
        allow_private_addresses=True,
    )  # fmt: skip


def real_texts(name: str) -> list[tuple[str, str]]:
    """Title and text of every row of a shared corpus; articles made by number where it is absent."""
    path = SHARED / "corpus" / f"{name}.jsonl.gz"
    if not path.exists():
        return [(one.title, one.text) for one in map(article, range(8000))]
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [(row["title"], row["text"]) for row in map(json.loads, lines)]


def real_items(count: int) -> list[NewsItem]:
    """Real items as general feeds bring them: one in ten found by arms words, the others drawn at random."""
    now = datetime.now(UTC)
    arms, others = cycle(real_texts("feed_items_keyword")), cycle(real_texts("feed_items_background"))
    items = []
    for number in range(count):
        title, text = next(others if number % 10 else arms)
        key = stable_id("bench", str(number))
        items.append(NewsItem(id=key, article=key, feed="bench", title=title, text=text, lang="en", first_seen=now))
    return items


def ready(folder: Path) -> Sample:
    """Start of the process to the line that says it watches."""
    plan = plan_in(folder, one_feed("http://127.0.0.1:9/none.xml"))
    begun = time.perf_counter()
    with watching(folder, plan):
        took = time.perf_counter() - begun
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import faust, aiohttp, pydantic"], check=True)
    return [
        Figure("start to ready", took, "s", wanted="< 3 s"),
        Figure("of which importing faust, aiohttp, pydantic", time.perf_counter() - begun, "s"),
    ]


def stored(folder: Path) -> Sample:
    """A full log to the store, through tagger, indexer and alerter; beside a plain loop of tag and store."""
    items = real_items(ITEMS)
    took = asyncio.run(_drain(plan_in(folder, one_feed("http://127.0.0.1:9/none.xml", enabled=False)), items))
    plain = asyncio.run(_plain(folder / "plain.db", items))
    return [
        Figure("news.items to stored", len(items) / took, "items/s", 0, "≥ 1,500 items/s"),
        Figure("ratio to a plain loop of tag and store", plain / took),
    ]


async def _drain(plan: Plan, items: list[NewsItem]) -> float:
    plan.data.mkdir()
    async with SqliteLog(plan.data / "log.db") as log:
        await log.publish([Record(NEWS_ITEMS.name, item.id, item.model_dump_json().encode()) for item in items])
    begun = time.perf_counter()
    async with running(plan) as system:
        await system.once()
        return time.perf_counter() - begun


async def _plain(path: Path, items: list[NewsItem]) -> float:
    store, tagger = SqliteStore(path), Tagger(load_lexicon())
    await store.open()
    begun = time.perf_counter()
    for start in range(0, len(items), 500):
        batch = items[start : start + 500]
        await store.put_news(batch)
        await store.put_tagged([one for item in batch if (one := tag(item, tagger))])
    took = time.perf_counter() - begun
    await store.close()
    return took


def reader(folder: Path) -> Sample:
    """Feed bodies over HTTP to stored, beside the reader library on the same feeds.

    It stores fewer entries of them: feeds that are not well-formed it leaves out. So what is compared is entries a
    second; the ratio of times, which counts its omissions as speed, stands beside.
    """
    (folder / "www").mkdir()
    names = feed_files(folder / "www")
    port = free_port()
    with file_server(folder / "www", port):
        urls = [f"http://127.0.0.1:{port}/{name}" for name in names]
        feeds = "feeds:\n" + "".join(f"  - {{url: '{url}', name: '{n}'}}\n" for n, url in enumerate(urls))
        ours, items = asyncio.run(_once(plan_in(folder, feeds)))
        theirs, entries = _with_reader(folder / "reader.db", urls)
    return [
        Figure("feed bodies to stored", items / ours, "items/s", 0),
        Figure("reader (PyPI)", entries / theirs, "entries/s", 0),
        Figure("ratio of entries stored a second", items * theirs / (entries * ours), "×", wanted="≥ 3 ×"),
        Figure("ratio of times, all bodies, though reader rejects some", theirs / ours, "×"),
    ]


async def _once(plan: Plan) -> tuple[float, int]:
    async with running(plan) as system:
        begun = time.perf_counter()
        summary = await system.once()
        return time.perf_counter() - begun, summary.items


def _with_reader(path: Path, urls: list[str]) -> tuple[float, int]:
    with closing(reader_library.make_reader(str(path))) as library:
        for url in urls:
            library.add_feed(url)
        begun = time.perf_counter()
        library.update_feeds()
        took = time.perf_counter() - begun
        return took, library.get_entry_counts().total or 0


def feed_files(folder: Path) -> list[str]:
    """Real feed files where they are, else made ones; return their names in ``folder``."""
    real = sorted((SHARED / "feeds" / "real").glob("*")) if (SHARED / "feeds").exists() else []
    for n, path in enumerate(real):
        shutil.copy(path, folder / f"{n}.xml")
    if not real:
        for n in range(100):
            (folder / f"{n}.xml").write_bytes(rss(f"f{n}", [article(n * 30 + k) for k in range(30)], datetime.now(UTC)))
    return sorted(path.name for path in folder.iterdir())


def latency(folder: Path) -> Sample:
    """100 items a second, each tenth one an alert at a webhook: from its arrival in the log to its notification."""
    with Receiver() as receiver:
        plan = plan_in(folder, one_feed("http://127.0.0.1:9/", enabled=False), ALL_TRANSFERS.format(url=receiver.url))
        asyncio.run(_paced(plan, seconds=20, a_second=100))
        delays = sorted(
            (receiver.times[key] - datetime.fromisoformat(payload["alert"]["opened"])).total_seconds()
            for key, payload in receiver.seen.items()
        )
    return [
        Figure("arrival to alert at a webhook, p50", delays[len(delays) // 2], "s", 3),
        Figure("arrival to alert at a webhook, p99", delays[int(len(delays) * 0.99)], "s", 3, "< 1 s"),
        Figure("alerts", len(delays), "", 0),
    ]


async def _paced(plan: Plan, seconds: int, a_second: int) -> None:
    async with running(plan) as system, SqliteLog(plan.data / "log.db") as log:
        begun = time.perf_counter()
        for number in range(seconds * a_second):
            one, key = article(number), stable_id("latency", str(number))
            await asyncio.sleep(max(0.0, begun + number / a_second - time.perf_counter()))
            item = NewsItem(id=key, article=key, feed="bench", title=one.title, text=one.text, lang="en",
                            first_seen=datetime.now(UTC))  # fmt: skip
            await log.publish([Record(NEWS_ITEMS.name, key, item.model_dump_json().encode())])
        await system.once()


def memory(folder: Path) -> Sample:
    """Every process of an idle ``armswire up`` that has polled 100 feeds of 50 items."""
    with FeedServer(feeds=100, each=50, step=50) as server:
        plan = plan_in(folder, server.feeds_yaml())
        with watching(folder, plan) as process:
            asyncio.run(_until_stored(plan, 5000))
            used = processes.memory_bytes(process)
    return [Figure("idle memory over all processes", used / 2**20, "MiB", 0, "< 350 MB")]


async def _until_stored(plan: Plan, count: int) -> None:
    store = SqliteStore(plan.data / "store.db", read_only=True)
    await store.open()
    while await store.count(Index.NEWS) < count:
        await asyncio.sleep(0.2)
    await store.close()
    await asyncio.sleep(3)


def one_feed(url: str, enabled: bool = True) -> str:
    return f"feeds:\n  - {{url: '{url}', name: One, enabled: {str(enabled).lower()}}}\n"


@contextmanager
def watching(folder: Path, plan: Plan) -> Iterator[subprocess.Popen[bytes]]:
    """``armswire up`` as a process, once it says that it watches; ended at the end of the block."""
    log = folder / "up.log"
    args = ["up", "--feeds", str(plan.feeds), "--rules", str(plan.rules), "--data", str(plan.data)]
    process = processes.start([*args, "--allow-private-addresses"], log)
    try:
        while "watching" not in (log.read_text() if log.exists() else ""):
            assert process.poll() is None, log.read_text()
            time.sleep(0.01)
        yield process
    finally:
        process.terminate()
        process.wait(30)


def answers(port: int) -> bool:
    """Whether somebody accepts connections on a loopback port."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=0.1).close()
    except OSError:
        return False
    return True


@contextmanager
def file_server(folder: Path, port: int) -> Iterator[None]:
    """A static file server in a process of its own, so that it shares no interpreter with what is measured."""
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(folder)]
    with Path(os.devnull).open("wb") as nowhere:
        process = subprocess.Popen(command, stdout=nowhere, stderr=nowhere)
    try:
        while not answers(port):
            assert process.poll() is None, "the file server ended"
        yield
    finally:
        process.terminate()
        process.wait(10)
