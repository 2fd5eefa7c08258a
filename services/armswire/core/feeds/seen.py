"""What a feed has shown before: ids with their first time and digest, in chunks rewritten only when changed.

A feed's memory is held as the very bytes that were published, compressed; it is opened only when a body has changed.
New ids go into the last chunk, so that older chunks stay as they are.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from armswire_schemas.feeds import SeenChunk, SeenItem

CHUNK_ITEMS = 250
"""About 45 KB a chunk; the contract allows 256 KB."""
KEPT = timedelta(days=400)
TOUCHED = timedelta(days=7)
"""How stale ``last_shown`` may get before the chunk is written again: small against ``KEPT``, and cheap."""


@dataclass(frozen=True, slots=True)
class SeenState:
    """One feed's memory between polls: compressed JSON of ``SeenChunk`` by chunk number."""

    chunks: Mapping[int, bytes] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Nothing was ever seen of this feed."""
        return not self.chunks

    def with_chunks(self, written: Mapping[int, bytes]) -> "SeenState":
        """The memory after these chunks (JSON, as published) were written."""
        return SeenState({**self.chunks, **{n: zlib.compress(data, 1) for n, data in written.items()}})


class Remembered(NamedTuple):
    """A remembered entry and the chunk that holds it."""

    item: SeenItem
    chunk: int


class Shown(NamedTuple):
    """An entry the feed shows now: its id and the digest of what it says."""

    id: str
    digest: str


@dataclass(frozen=True, slots=True)
class Change:
    """An entry that is new, or says something else than before (``revision`` above 1)."""

    id: str
    first_seen: datetime
    revision: int


@dataclass(frozen=True, slots=True)
class Observation:
    """What a body changed: entries to send on, in its order, and the chunks to write."""

    changes: tuple[Change, ...]
    chunks: tuple[SeenChunk, ...]


def open_seen(state: SeenState) -> dict[str, Remembered]:
    """Return the memory by id. The lowest chunk wins where an id stands in two."""
    opened: dict[str, Remembered] = {}
    for number in sorted(state.chunks):
        chunk = SeenChunk.model_validate_json(zlib.decompress(state.chunks[number]))
        for item in chunk.items:
            opened.setdefault(item.id, Remembered(item, number))
    return opened


def observe(feed: str, memory: Mapping[str, Remembered], shown: Sequence[Shown], now: datetime) -> Observation:
    """Compare what is shown with what is remembered. Forgets what was last shown over ``KEPT`` ago."""
    after = dict(memory)
    dirty: set[int] = set()
    changes: list[Change] = []
    room = _Room(memory.values())
    for entry in shown:
        old = after.get(entry.id)
        if old is None:
            item = SeenItem(id=entry.id, first_seen=now, last_shown=now, digest=entry.digest)
            after[entry.id] = Remembered(item, room.take())
            changes.append(Change(entry.id, now, 1))
        elif old.item.digest != entry.digest:
            update = {"digest": entry.digest, "last_shown": now, "revision": old.item.revision + 1}
            after[entry.id] = Remembered(old.item.model_copy(update=update), old.chunk)
            changes.append(Change(entry.id, old.item.first_seen, old.item.revision + 1))
        elif now - old.item.last_shown >= TOUCHED:
            after[entry.id] = Remembered(old.item.model_copy(update={"last_shown": now}), old.chunk)
        else:
            continue
        dirty.add(after[entry.id].chunk)
    for id_, (_, chunk) in memory.items():
        if now - after[id_].item.last_shown > KEPT:
            del after[id_]
            dirty.add(chunk)
    return Observation(tuple(changes), _chunks(feed, after.values(), dirty))


@dataclass(slots=True)
class _Room:
    """Where the next new id goes: the last chunk, or the one after it when that is full."""

    chunk: int
    used: int

    def __init__(self, memory: Iterable[Remembered]) -> None:
        numbers = [chunk for _, chunk in memory]
        self.chunk = max(numbers, default=0)
        self.used = numbers.count(self.chunk)

    def take(self) -> int:
        if self.used >= CHUNK_ITEMS:
            self.chunk, self.used = self.chunk + 1, 0
        self.used += 1
        return self.chunk


def _chunks(feed: str, memory: Iterable[Remembered], dirty: set[int]) -> tuple[SeenChunk, ...]:
    held: dict[int, list[SeenItem]] = {number: [] for number in sorted(dirty)}
    for item, chunk in memory:
        if chunk in held:
            held[chunk].append(item)
    return tuple(SeenChunk(feed=feed, chunk=number, items=tuple(items)) for number, items in held.items())
