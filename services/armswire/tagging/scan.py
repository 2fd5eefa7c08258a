"""Find every mention of the lexicon in an item, in three layers, so that one word can be several things.

Entities (weapons, actors, negatives), triggers, and markers; each layer of a sentence is free of overlaps: the
leftmost form wins, of those the longest. Sentences are looked through all at once, yet no form reaches over two.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from armswire.tagging.fold import ARABIC_PREFIXES, fold, without_unspaced
from armswire.tagging.lexicon import CLOSED, Automaton, Ending, Way
from armswire.tagging.sentences import Sentence
from armswire.tagging.terms import Mention
from armswire.tagging.units import Word

_DESIGNATION_TAIL = re.compile(r"^(?:s|[a-z]{1,3}\d?)$")

Hit = tuple[int, int, int]
"""Pattern, start, end."""
Find = tuple[int, int, int, Way]
"""Start, end (negative, so that of equal starts the longest sorts first), number of the find, and what it is."""
Found = list[tuple[list[Find], list[Find], list[Find]]]
"""The layers of every sentence."""


class Layers(NamedTuple):
    """The mentions of one sentence, at their places in the item; ``folded`` is the sentence."""

    folded: str
    entities: list[Mention]
    triggers: list[Word]
    markers: list[Word]


def scan(whole: str, sentences: Sequence[Sentence], lexicon: Automaton) -> list[Layers]:
    """Return what each sentence of ``whole`` holds, each layer sorted by place and free of overlaps."""
    folded = fold(whole)
    pieces = [folded[sentence.start : sentence.end] for sentence in sentences]
    text = f" {' '.join(pieces)} "
    found: Found = [([], [], []) for _ in pieces]
    for hits in all_hits(text, lexicon):
        _sort_in(hits, text, whole, sentences, lexicon, found)
    return [
        Layers(
            piece,
            [Mention(start, -end, way.term, way.context) for start, end, _, way in _longest(entities)],
            [Word(start, -end, way.term) for start, end, _, way in _longest(triggers)],  # type: ignore[arg-type]
            [Word(start, -end, way.term) for start, end, _, way in _longest(markers)],  # type: ignore[arg-type]
        )
        for piece, (entities, triggers, markers) in zip(pieces, found, strict=True)
    ]


def all_hits(folded: str, lexicon: Automaton) -> list[list[Hit]]:
    """The hits in a folded text, and after them those of Latin words that stand between Hangul, Kana and Han."""
    hits = lexicon.hits(folded)
    alone = None if folded.isascii() else without_unspaced(folded)
    if alone is None:
        return [hits]
    known = set(hits)
    return [hits, [hit for hit in lexicon.hits(alone) if hit not in known]]


def _sort_in(
    hits: list[Hit], text: str, whole: str, sentences: Sequence[Sentence], lexicon: Automaton, found: Found
) -> None:
    """Put what ``hits`` stand for into the layers of their sentences; ``text`` is these, folded, a space between."""
    known = lexicon.known.get
    index, first, last = -1, 0, 1
    shift, stop, layers = 0, 0, found[0] if found else ([], [], [])
    for pattern, begin, end in hits:
        while end > last:  # the sentence at hand is text[first:last - 1]
            index += 1
            sentence, layers = sentences[index], found[index]
            first, shift, stop = last, sentence.start - last, sentence.end
            last = first + stop - sentence.start + 1
        lead, prefixes, ways = known(pattern) or lexicon.ways(pattern)
        if not ways or begin < first - 1:
            continue
        start = begin + lead
        if prefixes and not arabic_start(text, start):
            continue
        for way in ways:
            _, layer, length, _, exact, ending = way
            close = start + length if ending is CLOSED else word_end(ending, text, start + length)
            if close < 0 or (exact and not whole.startswith(exact, start + shift, stop)):
                continue
            mine = layers[layer]
            mine.append((start + shift, -close - shift, len(mine), way))


def word_end(ending: Ending, folded: str, end: int) -> int:
    """Where the word of a form that ends at ``end`` ends itself, or -1 where it goes on and is another word."""
    if ending is Ending.STAR:
        return folded.find(" ", end)
    after = folded[end]
    if after == " " or ending is Ending.ANY or after >= "\u3040":
        return end
    if ending is Ending.WORD:
        return -1
    tail = folded[end : folded.find(" ", end)]
    if ending is Ending.DIGIT and (_DESIGNATION_TAIL.match(tail) or after > "\u0400"):
        return end + len(tail)
    return end + 1 if tail == "s" else -1


def arabic_start(folded: str, start: int) -> bool:
    """True where only a prefix stands between the word's start and ``start``."""
    before = folded.rfind(" ", 0, start)
    return folded[before + 1 : start] in ARABIC_PREFIXES


def _longest(found: list[Find]) -> list[Find]:
    """Keep the leftmost, then longest of overlapping finds; of equal ones every distinct term."""
    if len(found) < 2:
        return found
    found.sort()
    kept: list[Find] = []
    taken, last = 0, (-1, 0)
    for find in found:
        start, end = place = find[:2]
        if place == last:
            if all(other[3].term != find[3].term for other in kept[-4:] if other[:2] == last):
                kept.append(find)
        elif start >= taken:
            kept.append(find)
            taken, last = -end, place
    return kept
