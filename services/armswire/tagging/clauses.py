"""Where the clause around a word begins and ends: what may be its subject and object. Pure."""

import re
from dataclasses import dataclass

from armswire.tagging.units import Parsed, Word

_BREAK = re.compile(r"[;:–—|]|\s-\s|,\s(?:but|and|while|which|who)\s|[“”\"«»](?=\s)|\.\.\.")
_BOUNDARIES = ("clause", "say")


@dataclass(frozen=True, slots=True)
class Clause:
    """``start:end`` around a word; ``opener`` is the clause marker just before ``start``, "" where none is."""

    start: int
    end: int
    opener: str = ""


def clause_around(parsed: Parsed, word: Word) -> Clause:
    """Return the clause that holds ``word``."""
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
