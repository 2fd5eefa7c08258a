"""What is learnt from: items as the network sees them, each with what it ought to say of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from armswire.tagging.analysis import analyse
from armswire.tagging.evaluate import item_of
from armswire.tagging.gate import may_be_armed
from armswire.tagging.judge import standing
from armswire.tagging.lexicon import Lexicon
from armswire.tagging.tokens import MOST_NAMED, Tokens, tokens_of
from armswire_schemas.events import STATUSES, TYPES

Row = dict[str, Any]
Floats = NDArray[np.float32]

_KIND = {name: index for index, name in enumerate(TYPES)}


@dataclass(frozen=True, slots=True)
class Target:
    """Chances of all heads for one item; ``part_on``, ``good_on`` and ``stage_on`` weigh what there is to learn.

    ``types`` [types + 1] ends in relevance, ``part`` is [names, 2 × types], ``good`` [names, types], ``stage`` [types,
    stages], ``basis`` [types, 2]: alleged or disputed, and told as history.
    """

    types: Floats
    part: Floats
    part_on: Floats
    good: Floats
    good_on: Floats
    stage: Floats
    stage_on: Floats
    basis: Floats

    def mixed(self, other: "Target", share: float) -> "Target":
        """This and ``share`` of the other."""
        return Target(*((1 - share) * getattr(self, f) + share * getattr(other, f) for f in self.__slots__))


@dataclass(slots=True)
class Lesson:
    """One item: its language, its words with what is seen in them, and what is to be said where that is known."""

    id: str
    lang: str
    tokens: Tokens
    target: Target | None = None

    @property
    def names(self) -> tuple[list[str], list[str]]:
        """Actors and kinds of weapon, in the order of the target's rows."""
        return list(self.tokens.actors), list(self.tokens.goods)


def labelled(rows: Iterable[Row], lexicon: Lexicon) -> Iterator[Lesson]:
    """A lesson with its target from each labelled row that has its texts."""
    for row in rows:
        lesson = _lesson(row, lexicon)
        lesson.target = target_of(row, lesson)
        yield lesson


def unlabelled(rows: Iterable[Row], lexicon: Lexicon, sealed: set[str]) -> Iterator[Lesson]:
    """A lesson without target from each row that names arms and whose text is not ``sealed``."""
    gate = lexicon.gate()
    for row in rows:
        if words_of(row) not in sealed and may_be_armed(item_of(row).whole, gate):
            yield _lesson(row, lexicon)


def words_of(row: Row) -> str:
    """The text of a row by which it is known in another set."""
    return " ".join(f"{row.get('title') or ''} {row.get('text') or ''}".split()).casefold()


def _lesson(row: Row, lexicon: Lexicon) -> Lesson:
    analysis = analyse(item_of(row), lexicon)
    return Lesson(row["id"], analysis.lang, tokens_of(analysis.parsed, standing(analysis)))


def target_of(row: Row, lesson: Lesson) -> Target:
    """What the labels of ``row`` say of a lesson."""
    types = np.zeros(len(TYPES) + 1, np.float32)
    types[-1] = row["arms_related"]
    part = np.zeros((MOST_NAMED, 2 * len(TYPES)), np.float32)
    good = np.zeros((MOST_NAMED, len(TYPES)), np.float32)
    stage = np.zeros((len(TYPES), len(STATUSES)), np.float32)
    basis = np.zeros((len(TYPES), 2), np.float32)
    actors, goods = lesson.names
    for event in row["events"]:
        kind = _KIND[event["type"]]
        for index, code in enumerate(actors):
            part[index, 2 * kind] = max(part[index, 2 * kind], code in event["suppliers"])
            part[index, 2 * kind + 1] = max(part[index, 2 * kind + 1], code in event["recipients"])
        moved = {weapon["category"] for weapon in event["weapons"]}
        for index, category in enumerate(goods):
            good[index, kind] = max(good[index, kind], category in moved)
        if not types[kind]:
            stage[kind, STATUSES.index(event["status"])] = 1.0
            basis[kind] = (event.get("basis") or "stated") != "stated", bool(event.get("background"))
        types[kind] = 1.0
    return masked(lesson, types, part, good, stage, basis)


def masked(lesson: Lesson, types: Floats, part: Floats, good: Floats, stage: Floats, basis: Floats) -> Target:
    """A target that weighs parts and stages by how likely their type is: of an event that is none, nothing is told."""
    told = types[:-1]
    actors, goods = (np.arange(MOST_NAMED)[:, None] < len(names) for names in lesson.names)
    part_on = (actors * np.repeat(told, 2)[None]).astype(np.float32)
    good_on = (goods * told[None]).astype(np.float32)
    return Target(types, part, part_on, good, good_on, stage, told.copy(), basis)
