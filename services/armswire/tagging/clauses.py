"""Where the clause around a word begins and ends: what may be its subject and object. Pure."""

import re
from dataclasses import dataclass

from armswire.tagging.terms import Marker
from armswire.tagging.units import Parsed, Word

_BREAK = re.compile(r"[;:–—|]|\s-\s|,\s(?:but|and|while|which|who)\s|[“”\"«»](?=\s)|\.\.\.")
_BOUNDARIES = frozenset({"clause", "say"})


@dataclass(frozen=True, slots=True)
class Clause:
    """``start:end`` around a word; ``opener`` is the clause marker just before ``start``, "" where none is."""

    start: int
    end: int
    opener: str = ""


def clause_around(parsed: Parsed, word: Word) -> Clause:
    """Return the clause that holds ``word``."""
    start, end, opener = parsed.sentence.start, parsed.sentence.end, ""
    for match in _BREAK.finditer(parsed.text):
        at = match.start() + parsed.sentence.start
        if at < word.start:
            start, opener = max(start, match.end() + parsed.sentence.start), ""
        elif at >= word.end:
            end = min(end, at)
            break
    for marker in parsed.markers:
        if not isinstance(marker.term, Marker) or marker.term.kind not in _BOUNDARIES:
            continue
        if marker.end <= word.start and marker.end > start:
            start, opener = marker.end, marker.term.value or marker.term.kind
        elif marker.start >= word.end:
            end = min(end, marker.start)
            break
    return Clause(start, end, opener)
