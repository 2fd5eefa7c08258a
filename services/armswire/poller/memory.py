"""What is remembered of every feed, as it stands in ``feeds.state``; and how it is written there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from armswire.core.feeds.seen import SeenState
from armswire.ports import Record, StateReader
from armswire_schemas.feeds import PollState
from armswire_schemas.topics import FEEDS_STATE


@dataclass(slots=True)
class FeedMemory:
    """One feed: its last poll (None: never polled) and what it has shown."""

    poll: PollState | None = None
    seen: SeenState = field(default_factory=SeenState)


def poll_record(state: PollState) -> Record:
    """The message that remembers a poll."""
    return Record(FEEDS_STATE.name, f"{state.feed}|poll", state.model_dump_json().encode())


def seen_records(feed: str, chunks: Mapping[int, bytes]) -> list[Record]:
    """The messages that remember what a feed has shown: JSON of ``SeenChunk`` by number."""
    return [Record(FEEDS_STATE.name, f"{feed}|seen|{number}", value) for number, value in chunks.items()]


async def read_memory(state: StateReader, wanted: Callable[[str], bool]) -> dict[str, FeedMemory]:
    """Return the memory of the feeds that are wanted, by feed id. Keys of no known form are left alone."""
    memory: dict[str, FeedMemory] = {}
    chunks: dict[str, dict[int, bytes]] = {}
    async for key, value in state.read(FEEDS_STATE.name):
        feed, _, part = key.partition("|")
        if not wanted(feed):
            continue
        kind, _, number = part.partition("|")
        if kind == "poll":
            memory.setdefault(feed, FeedMemory()).poll = PollState.model_validate_json(value)
        elif kind == "seen" and number.isdigit():
            chunks.setdefault(feed, {})[int(number)] = value
    for feed, written in chunks.items():
        one = memory.setdefault(feed, FeedMemory())
        one.seen = one.seen.with_chunks(written)
    return memory
