"""The sample feeds as they stand in ``feeds/*.yaml``: one file a feed, ages instead of dates, so they never grow old.

A feed has ``name``, ``kind``, ``tier``, ``lang``, ``format`` (rss or atom) and ``entries``; an entry ``title``,
``text``, ``age_h`` (hours) and ``round`` (2: not there until the second poll). ``html``: texts are sent as HTML.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from ruamel.yaml import YAML


@dataclass(frozen=True, slots=True)
class SampleArticle:
    """One entry. ``number`` is its place in the file, the last part of its link."""

    number: int
    title: str
    text: str
    age: timedelta
    round: int


@dataclass(frozen=True, slots=True)
class SampleFeed:
    """One feed and all its entries, newest first. ``slug`` is its file's name."""

    slug: str
    name: str
    kind: str
    tier: int
    lang: str
    country: str | None
    atom: bool
    html: bool
    entries: tuple[SampleArticle, ...]

    def shown(self, turn: int) -> tuple[SampleArticle, ...]:
        """The entries that the feed shows at poll ``turn``, counted from 1."""
        return tuple(entry for entry in self.entries if entry.round <= turn)


def sample_feeds() -> tuple[SampleFeed, ...]:
    """Read the feeds that are shipped, in order of their names."""
    folder = files("armswire.demo") / "feeds"
    return tuple(sorted(_read_all(folder), key=lambda feed: feed.name))


def _read_all(folder: Traversable) -> Iterator[SampleFeed]:
    yaml = YAML(typ="safe")
    for file in folder.iterdir():
        if file.name.endswith(".yaml"):
            yield _feed(file.name.removesuffix(".yaml"), yaml.load(file.read_text("utf-8")))


def _feed(slug: str, told: dict[str, Any]) -> SampleFeed:
    entries = (
        SampleArticle(n, entry["title"], entry["text"], timedelta(hours=entry["age_h"]), entry.get("round", 1))
        for n, entry in enumerate(told["entries"], 1)
    )
    return SampleFeed(
        slug,
        told["name"],
        told["kind"],
        told["tier"],
        told["lang"],
        told.get("country"),
        told["format"] == "atom",
        told.get("html", False),
        tuple(sorted(entries, key=lambda entry: (entry.age, entry.number))),
    )
