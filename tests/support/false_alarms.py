"""Ordinary news through the tagger: how much of what it calls arms-related is so, and how much of its events."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from armswire.core.feeds.htmltext import html_to_text, title_text
from armswire.tagging.reading import ItemText, Reading
from armswire.tagging.tagger import Tagger
from armswire_schemas.events import ArmsEvent
from support.labels import BACKGROUND, LABELS, SHARED, feed_item_id, labelled, read_lines

DRAWN, SEED = 5_000, 5
READ_BY_US = LABELS / "background.jsonl"


@dataclass(slots=True)
class Count:
    """``false`` has the ids and reasons; what nobody has read and labelled yet counts as false."""

    items: int = 0
    related: int = 0
    related_right: int = 0
    events: int = 0
    events_right: int = 0
    false: list[str] = field(default_factory=list)

    @property
    def relevance(self) -> float:
        """Share of the items called arms-related that are."""
        return self.related_right / self.related if self.related else 1.0

    @property
    def precision(self) -> float:
        """Share of the events that the item does tell: of that type, with no party that its label lacks."""
        return self.events_right / self.events if self.events else 1.0


def measure(tagger: Tagger) -> Count:
    """Tag the drawn items as the pipeline would, markup taken out, and compare with the labels."""
    count = Count()
    truths = {row["id"]: row for row in read_lines(READ_BY_US)}
    for identity, row in drawn():
        count.items += 1
        title = title_text(row["title"])
        reading = tagger.read(ItemText(identity, title, html_to_text(row["text"] or "")))
        if reading.arms_related or reading.events:
            _compare(count, identity, title, reading, truths.get(identity))
    return count


def _compare(count: Count, identity: str, title: str, reading: Reading, truth: dict[str, Any] | None) -> None:
    related = truth is not None and truth["arms_related"]
    count.related += 1
    count.related_right += related
    if not related:
        why = "nobody has read it" if truth is None else "not about arms"
        count.false.append(f"{identity} {why}: {title}")
    for event in reading.events:
        right = truth is not None and any(tells(label, event) for label in truth["events"])
        count.events += 1
        count.events_right += right
        if related and not right:
            parties = f"{','.join(event.suppliers)}>{','.join(event.recipients)}"
            count.false.append(f"{identity} no {event.type} {event.status} {parties}: {title}")


def tells(label: dict[str, Any], event: ArmsEvent) -> bool:
    """True where the label is of the event's type and has every party that the event names."""
    return (
        label["type"] == event.type
        and set(event.suppliers) <= set(label["suppliers"])
        and set(event.recipients) <= set(label["recipients"])
    )


@cache
def drawn() -> tuple[tuple[str, dict[str, Any]], ...]:
    """The drawn rows with their ids, without those that anything was learnt from or that are given to us."""
    rows = read_lines(SHARED / "corpus" / BACKGROUND)
    known = {key for row in _known() for key in keys(row)}
    sample = random.Random(SEED).sample(rows, min(DRAWN, len(rows)))
    return tuple((feed_item_id(row["link"], row["title"]), row) for row in sample if not keys(row) & known)


def _known() -> Iterator[dict[str, Any]]:
    for part in ("train", "dev"):
        yield from read_lines(SHARED / "eval" / f"{part}.jsonl")
    for file in sorted(LABELS.glob("*.jsonl")):
        yield from (row for row in labelled(file) if row["split"] == "build")


def keys(row: dict[str, Any]) -> set[str]:
    """Title and opening of the text, so that the same news from another feed counts as the same."""
    title, text = (" ".join(re.findall(r"\w+", (row[key] or "").lower())) for key in ("title", "text"))
    return {key for key in (title, text[:100]) if key}


def corpus_file() -> Path:
    return SHARED / "corpus" / BACKGROUND
