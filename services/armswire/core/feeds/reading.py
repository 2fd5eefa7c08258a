"""One body read to its end: from bytes to the very messages that tell of it. Pure, and slow enough for a worker."""

from collections.abc import Mapping
from dataclasses import dataclass

from armswire.core.feeds.entry import Body, Unreadable
from armswire.core.feeds.items import Context, gather
from armswire.core.feeds.parsing import parse_feed
from armswire.core.feeds.seen import SeenState, open_seen
from armswire_schemas.news import Cause


@dataclass(frozen=True, slots=True)
class Assignment:
    """A body, what its feed has shown before, and what its items are made with."""

    body: Body
    seen: SeenState
    context: Context


@dataclass(frozen=True, slots=True)
class ReadFeed:
    """What a body adds. ``news``: id and JSON of each ``NewsItem``; ``chunks``: the memory to write with them, JSON
    of ``SeenChunk`` by number. ``new`` counts entries never seen in this feed, ``backlog`` included."""

    news: tuple[tuple[str, bytes], ...]
    chunks: Mapping[int, bytes]
    entries: int
    new: int
    updated: int
    backlog: int
    damage: str | None
    cut: bool = False
    """Whether the body broke off: it must be asked for again, as if it had not come."""


def read_feed(assignment: Assignment) -> ReadFeed | Unreadable:
    """Return what is new or changed in a body, or why it cannot be read. Never raises for what the body holds."""
    parsed = parse_feed(assignment.body)
    if isinstance(parsed, Unreadable):
        return parsed
    seen = assignment.seen
    found = gather(parsed, open_seen(seen), assignment.context, first=seen.empty)
    causes = [item.cause for item in found.items]
    updated = causes.count(Cause.UPDATED)
    return ReadFeed(
        news=tuple((item.id, item.model_dump_json().encode()) for item in found.items),
        chunks={chunk.chunk: chunk.model_dump_json().encode() for chunk in found.observation.chunks},
        entries=found.entries,
        new=len(causes) - updated,
        updated=updated,
        backlog=causes.count(Cause.BACKLOG),
        damage=parsed.damage,
        cut=parsed.cut,
    )
