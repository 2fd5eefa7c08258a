"""An item as a row of words, each with what lexicon and grammar see in it: what the network reads. Pure."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from armswire.tagging.frames import Frame
from armswire.tagging.terms import Trigger
from armswire.tagging.units import Parsed

MOST_WORDS = 160
"""Words of an item that are read; nine labelled items in ten have fewer than ninety."""
MOST_NAMED = 12
"""Actors, and kinds of weapon, that are asked about."""
END = "</s>"
"""Stands after the last word of a sentence."""
FIGURE = "#"
"""Stands for a word with a digit in it that no lexicon knows."""

_WORD = re.compile(r"\S+")
_DIGIT = re.compile(r"\d")


@dataclass(slots=True)
class Tokens:
    """``notes[i]`` is what is seen in ``words[i]``; ``actors`` and ``goods`` hold the words that name each."""

    words: list[str] = field(default_factory=list)
    notes: list[list[str]] = field(default_factory=list)
    actors: dict[str, list[int]] = field(default_factory=dict)
    goods: dict[str, list[int]] = field(default_factory=dict)


def tokens_of(item: Sequence[Parsed], frames: Sequence[Frame]) -> Tokens:
    """Return the first words of an item. ``frames`` are those that the rules let stand."""
    tokens = Tokens()
    by_sentence: dict[int, list[Frame]] = {}
    for frame in frames:
        by_sentence.setdefault(id(frame.parsed), []).append(frame)
    for parsed in item:
        if len(tokens.words) >= MOST_WORDS:
            break
        _add(tokens, parsed, by_sentence.get(id(parsed), ()))
    del tokens.words[MOST_WORDS:], tokens.notes[MOST_WORDS:]
    for named in (tokens.actors, tokens.goods):
        for key in list(named):
            named[key] = [place for place in named[key] if place < MOST_WORDS]
            if not named[key]:
                del named[key]
        for key in list(named)[MOST_NAMED:]:
            del named[key]
    return tokens


def _add(tokens: Tokens, parsed: Parsed, frames: Sequence[Frame]) -> None:
    first, base = len(tokens.words), parsed.sentence.start
    starts, ends = [], []
    for match in _WORD.finditer(parsed.folded):
        starts.append(match.start() + base)
        ends.append(match.end() + base)
        tokens.words.append(match.group())
    title = ["title"] if parsed.sentence.title else []
    notes = [list(title) for _ in starts]

    def span(start: int, end: int) -> range:
        return range(bisect_right(ends, start), bisect_left(starts, end))

    def note(here: range, *said: str) -> None:
        for i in here:
            notes[i] += said

    where: dict[int, range] = {}
    for group in parsed.actors:
        here = where[id(group)] = span(group.start, group.end)
        said = [f"ac:{code}" for code in group.codes[:2]] + [f"ak:{kind}" for kind in sorted(group.kinds)[:1]]
        note(here, "A", f"case:{group.case}", *said)
        for code in group.codes:
            tokens.actors.setdefault(code, []).extend(range(first + here.start, first + here.stop))
    known: set[int] = set()
    for weapon in parsed.weapons:
        here = span(weapon.start, weapon.end)
        note(here, "W", f"W:{weapon.term.category}")
        known.update(here)
        tokens.goods.setdefault(weapon.term.category, []).extend(range(first + here.start, first + here.stop))
    for trigger in parsed.triggers:
        term = trigger.term
        if isinstance(term, Trigger):
            note(span(trigger.start, trigger.end), f"T:{term.type}", f"L:{term.lemma}", f"F:{term.frame}")
    for amount in parsed.money:
        note(span(amount.start, amount.end), "$")
    for frame in frames:
        note(span(frame.trigger.start, frame.trigger.end), f"f:{frame.type}", f"s:{frame.status}", f"p:{frame.passive}")
        for place in frame.places:
            if there := where.get(id(place.group)):
                note(there, f"r:{place.role}|{frame.type}", f"n:{place.name}")
    for i in range(len(starts)):
        if i not in known and _DIGIT.search(tokens.words[first + i]):
            tokens.words[first + i] = FIGURE
    tokens.words.append(END)
    tokens.notes += notes
    tokens.notes.append([])
