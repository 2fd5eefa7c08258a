"""Where the clause around a word begins and ends: what may be its subject and object. Pure."""

import re

from armswire.tagging.units import Clause, Parsed, Word

_BREAK = re.compile(r"[;:–—|]|\s-\s|,\s(?:but|and|while|which|who)\s|[“”\"«»](?=\s)|\.\.\.")
_BOUNDARIES = ("clause", "say")


def clause_around(parsed: Parsed, word: Word) -> Clause:
    """Return the clause that holds ``word``."""
    place = (word.start, word.end)
    if place not in parsed.clauses:
        parsed.clauses[place] = _around(parsed, word)
    return parsed.clauses[place]


def _around(parsed: Parsed, word: Word) -> Clause:
    start, end, opener = parsed.sentence.start, parsed.sentence.end, ""
    first, after = word.start, word.end
    for at, behind in _breaks(parsed):
        if at < first:
            start = max(start, behind)
        elif at >= after:
            end = min(end, at)
            break
    for marker in parsed.marked(*_BOUNDARIES):
        if marker.end <= first and marker.end > start:
            start, opener = marker.end, marker.term.value or marker.term.kind
        elif marker.start >= after:
            end = min(end, marker.start)
            break
    return Clause(start, end, opener)


def _breaks(parsed: Parsed) -> list[tuple[int, int]]:
    if parsed.breaks is None:
        base = parsed.sentence.start
        parsed.breaks = [(match.start() + base, match.end() + base) for match in _BREAK.finditer(parsed.text)]
    return parsed.breaks
