"""More texts for the teacher to read out: items with other actors, or with some sentences only."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from armswire.tagging.distil.items import Lesson
from armswire.tagging.tokens import END, Tokens

KEPT = 0.35
"""An actor stays who it is with this chance."""
CUT = 0.55
"""A sentence stays with this chance where some are to be left out."""
COMMON = 15
"""A country takes another's place where it is named at least so often."""


class _Span(NamedTuple):
    start: int
    end: int
    codes: tuple[str, ...]
    kind: str


def augmented(lessons: Sequence[Lesson], seed: int) -> list[Lesson]:
    """Return up to three variants of each lesson, without targets."""
    draw = np.random.default_rng(seed)
    names = _Names(lessons)
    found = []
    for lesson in lessons:
        variants = [names.swapped(lesson.tokens, draw), _cut(lesson.tokens, draw), names.swapped(lesson.tokens, draw)]
        if variants[1] is not None and draw.random() < 0.5:
            variants[1] = names.swapped(variants[1], draw) or variants[1]
        for number, tokens in enumerate(variants):
            if tokens is not None:
                found.append(Lesson(f"{lesson.id}~{number}", lesson.lang, tokens))
    return found


def _spans(tokens: Tokens) -> list[_Span]:
    """Where actors are named, by neighbouring words with the same codes."""
    found: list[_Span] = []
    for place, notes in enumerate(tokens.notes):
        codes = tuple(note[3:] for note in notes if note.startswith("ac:"))
        if not codes:
            continue
        kind = next((note for note in notes if note.startswith("ak:")), "")
        if found and found[-1].end == place and found[-1].codes == codes:
            found[-1] = found[-1]._replace(end=place + 1)
        else:
            found.append(_Span(place, place + 1, codes, kind))
    return found


class _Names:
    """Single words for each country, by their kind (name, demonym, capital …), as often as they stand in lessons."""

    def __init__(self, lessons: Sequence[Lesson]) -> None:
        self._words: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        counts: Counter[str] = Counter()
        for lesson in lessons:
            for span in _spans(lesson.tokens):
                if span.end == span.start + 1 and len(span.codes) == 1 and len(span.codes[0]) == 2:
                    self._words[span.kind][span.codes[0]][lesson.tokens.words[span.start]] += 1
                    counts[span.codes[0]] += 1
        self._codes = sorted(code for code, count in counts.items() if count >= COMMON)
        weights = np.sqrt([counts[code] for code in self._codes])
        self._chances = weights / weights.sum()

    def swapped(self, tokens: Tokens, draw: np.random.Generator) -> Tokens | None:
        """Some countries in place of others, everywhere in the item; None where there is none to change."""
        spans = _spans(tokens)
        fixed = {code for span in spans if span.end > span.start + 1 or len(span.codes) > 1 for code in span.codes}
        new: dict[str, str] = {}
        for code in tokens.actors:
            if code in fixed or len(code) != 2 or draw.random() < KEPT:
                continue
            other = str(draw.choice(self._codes, p=self._chances))
            kinds = {span.kind for span in spans if span.codes == (code,)}
            if other in tokens.actors or other in new.values() or any(other not in self._words[k] for k in kinds):
                continue
            new[code] = other
        if not new:
            return None
        words, notes = list(tokens.words), list(tokens.notes)
        for span in spans:
            if span.codes[0] in new and len(span.codes) == 1:
                code = new[span.codes[0]]
                known = self._words[span.kind][code]
                shares = np.array(list(known.values())) / known.total()
                words[span.start] = str(draw.choice(list(known), p=shares))
                notes[span.start] = [f"ac:{code}" if n == f"ac:{span.codes[0]}" else n for n in notes[span.start]]
        actors = {new.get(code, code): places for code, places in tokens.actors.items()}
        return Tokens(words, notes, actors, tokens.goods)


def _cut(tokens: Tokens, draw: np.random.Generator) -> Tokens | None:
    """Some of the sentences; None where there is only one."""
    ends = [place for place, word in enumerate(tokens.words) if word == END]
    if len(ends) < 2:
        return None
    starts = [0, *(end + 1 for end in ends[:-1])]
    kept = [n for n in range(len(ends)) if draw.random() < CUT]
    if len(kept) in (0, len(ends)):
        kept = [int(draw.integers(len(ends)))]
    places = [place for n in kept for place in range(starts[n], ends[n] + 1)]
    to = {old: new for new, old in enumerate(places)}
    named = []
    for names in (tokens.actors, tokens.goods):
        moved = {name: [to[p] for p in there if p in to] for name, there in names.items()}
        named.append({name: there for name, there in moved.items() if there})
    return Tokens([tokens.words[p] for p in places], [tokens.notes[p] for p in places], *named)
