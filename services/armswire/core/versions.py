"""Which of several versions of one thing counts."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, TypeVar

from armswire_schemas.events import TaggedItem
from armswire_schemas.feeds import PollState

T = TypeVar("T")


def newest(found: Iterable[T], key: Callable[[T], str], version: Callable[[T], Any]) -> dict[str, T]:
    """Keep the highest version of each key; of equal ones the last."""
    kept: dict[str, T] = {}
    for one in found:
        known = kept.get(key(one))
        if known is None or version(one) >= version(known):
            kept[key(one)] = one
    return kept


def tagging(one: TaggedItem) -> tuple[int, int]:
    """Return what orders the taggings of an item: its revision, then the tagger's."""
    return one.item.revision, one.tagger_revision


def polling(state: PollState) -> datetime:
    """Return what orders the states of a feed: when it was polled; one that never was is the oldest."""
    return state.polled or datetime.min.replace(tzinfo=UTC)
