"""Kill the embedded pipeline while items flow, let it finish, and count what came out against what went in."""

import asyncio
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from armswire.adapters.sqlite_store import SqliteStore
from armswire.core.fields import Index
from armswire.tagging.reading import ItemText
from armswire.tagging.tagger import Tagger, load_lexicon
from support import processes
from support.servers import FeedServer, Receiver

RULES = """\
settings:
  channels: [each, gathered]
channels:
  each:
    type: webhook
    url: {url}/each
    digest: off
  gathered:
    type: webhook
    url: {url}/gathered
rules:
  - id: every-transfer
    title: A transfer
    query: 'arms.type:transfer'
    severity: high
    key: [event.id]
"""


@dataclass
class Outcome:
    """What a run came to. ``wrong`` says each broken promise in words; it is empty when all held."""

    items: int = 0
    events: int = 0
    alerts: int = 0
    kills: int = 0
    repeats: int = 0
    orphans: int = 0
    seconds: float = 0
    stored_at_kills: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        kept = "nothing lost, nothing twice" if not self.wrong else "; ".join(self.wrong)
        return (
            f"{self.items} items, {self.events} events, {self.alerts} alerts, {self.kills} kills "
            f"(items stored at each: {self.stored_at_kills}): {kept}; {self.repeats} notifications came again "
            f"under their key, {self.orphans} workers outlived their parent, {self.seconds:.0f} s"
        )

    def compare(self, what: str, want: Mapping[Any, int], got: Mapping[Any, int]) -> None:
        """Note what is missing and what is there too often."""
        lost, extra = Counter(want) - Counter(got), Counter(got) - Counter(want)
        if lost:
            self.wrong.append(f"{lost.total()} {what} lost, such as {next(iter(lost))!r}")
        if extra:
            self.wrong.append(f"{extra.total()} {what} twice or unasked, such as {next(iter(extra))!r}")


def chaos(root: Path, server: FeedServer, receiver: Receiver, kills: int, seed: int) -> Outcome:
    """Run the whole: ``kills`` runs that end with kill -9 at random moments, one that finishes, and the count."""
    begun = time.monotonic()
    outcome, total = Outcome(kills=kills), server.feeds * server.each
    (root / "feeds.yaml").write_text(server.feeds_yaml())
    (root / "rules.yaml").write_text(RULES.format(url=receiver.url))
    draw = random.Random(seed)
    for turn in range(kills):
        _kill_once(root, draw, total, kills - turn, outcome)
    finish = processes.run([*arguments(root), "--once"], timeout=900)
    if finish.returncode:
        outcome.wrong.append(f"the last run ended with {finish.returncode}: {finish.stderr[-2000:]}")
    asyncio.run(tally(partial(documents, root), server, receiver, outcome))
    outcome.seconds = time.monotonic() - begun
    return outcome


def arguments(root: Path) -> list[str]:
    return [
        "up", "--feeds", str(root / "feeds.yaml"), "--rules", str(root / "rules.yaml"),
        "--data", str(root / "data"), "--allow-private-addresses",
    ]  # fmt: skip


def _kill_once(root: Path, draw: random.Random, total: int, left: int, outcome: Outcome) -> None:
    """Kill when a random further number of items is stored, and a random moment after that."""
    before = stored(root)
    goal = before + draw.randint(1, max(1, 2 * (total - before) // (left + 1)))
    process = processes.start(arguments(root), root / "up.log")
    deadline = time.monotonic() + 120
    while stored(root) < min(goal, total) and time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError((root / "up.log").read_text()[-4000:])
        time.sleep(0.005)
    time.sleep(draw.random() * 0.1)
    outcome.orphans += processes.kill(process)
    outcome.stored_at_kills.append(stored(root))


def stored(root: Path) -> int:
    """How many items the store holds now; 0 before there is one."""
    path = root / "data" / "store.db"
    if not path.exists():
        return 0
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5) as db:
            return int(db.execute("SELECT count(*) FROM news").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


async def documents(root: Path, index: Index) -> list[dict[str, Any]]:
    """Return every document of an index, through the store's own search."""
    store = SqliteStore(root / "data" / "store.db", read_only=True)
    await store.open()
    found: list[dict[str, Any]] = []
    after: str | None = None
    try:
        while True:
            page = await store.search(index, "", now=datetime.now(UTC), size=1000, after=after)
            found += [hit.document for hit in page.hits]
            after = page.after
            if after is None:
                return found
    finally:
        await store.close()


async def tally(
    read: Callable[[Index], Awaitable[list[dict[str, Any]]]], server: FeedServer, receiver: Receiver, outcome: Outcome
) -> None:
    """Compare what is stored (``read`` gives it) and told with what reading the served articles gives."""
    titles, events = expected(server)
    news = await read(Index.NEWS)
    outcome.items = len(news)
    outcome.compare("items", titles, Counter(one["news.title"] for one in news))
    found = await read(Index.EVENTS)
    outcome.events = len(found)
    outcome.compare("events", events, Counter((one["news.title"], one["arms.type"]) for one in found))
    transfers = Counter(one["news.title"] for one in found if one["arms.type"] == "transfer")
    alerts = await read(Index.ALERTS)
    outcome.alerts = len(alerts)
    outcome.compare("alerts", transfers, Counter(one["news.title"] for one in alerts))
    for channel in ("each", "gathered"):
        outcome.compare(f"alerts told to {channel}", {one["alert.id"]: 1 for one in alerts}, receiver.told(channel))
    outcome.repeats = receiver.repeats.total()


def expected(server: FeedServer) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """Return each served title, and (title, type) of every event that reading the articles gives."""
    tagger = Tagger(load_lexicon())
    titles, events = Counter[str](), Counter[tuple[str, str]]()
    for one in (one for feed in range(server.feeds) for one in server.articles(feed)):
        titles[one.title] += 1
        reading = tagger.read(ItemText(id=str(one.number), title=one.title, text=one.text, lang="en"))
        # What a text says twice has one id, and is stored once.
        events.update((one.title, kind) for kind in {event.id: event.type for event in reading.events}.values())
    return titles, events
