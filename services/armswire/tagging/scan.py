"""Find every mention of the lexicon in a text, in three layers, so that one word can be several things.

Entities (weapons, actors, negatives), triggers, and markers; each layer is free of overlaps: the leftmost form
wins, of those the longest.
"""

import re

from armswire.tagging.fold import ARABIC_PREFIXES, fold, without_unspaced
from armswire.tagging.lexicon import Automaton
from armswire.tagging.terms import Form, Marker, Mention, Trigger

_DESIGNATION_TAIL = re.compile(r"^(?:s|[a-z]{1,3}\d?)$")
_WORD_END = re.compile(r"[^ ]*")


def scan(text: str, lexicon: Automaton) -> tuple[list[Mention], list[Mention], list[Mention]]:
    """Return (entities, triggers, markers) of ``text``, each sorted by place and free of overlaps."""
    folded = f" {fold(text)} "
    entities: list[tuple[int, int, Form]] = []
    triggers: list[tuple[int, int, Form]] = []
    markers: list[tuple[int, int, Form]] = []
    for pattern, start in all_hits(folded, lexicon):
        for form in lexicon.forms(pattern):
            end = form_end(form, folded, start)
            if end < 0 or (lexicon.arabic(pattern) and not arabic_start(folded, start)):
                continue
            if form.exact and not text.startswith(form.exact, start - 1):
                continue
            kind = type(form.term)
            layer = triggers if kind is Trigger else markers if kind is Marker else entities
            layer.append((start - 1, end - 1, form))
    return _longest(entities), _longest(triggers), _longest(markers)


def all_hits(folded: str, lexicon: Automaton) -> list[tuple[int, int]]:
    """Every (pattern, start) in a folded text, those of Latin words between Hangul, Kana and Han too."""
    hits = [(pattern, start + lexicon.lead(pattern)) for pattern, start, _ in lexicon.hits(folded)]
    alone = without_unspaced(folded)
    if alone is not None:
        known = set(hits)
        again = ((pattern, start + lexicon.lead(pattern)) for pattern, start, _ in lexicon.hits(alone))
        hits += [hit for hit in again if hit not in known]
    return hits


def form_end(form: Form, folded: str, start: int) -> int:
    """Where the form's word ends in the folded text, or -1 where the word goes on and is another."""
    end = start + len(form.text)
    if form.star:
        match = _WORD_END.match(folded, end)
        return match.end() if match else end
    if folded[end] == " " or not form.text[-1].isalnum():
        return end
    last = form.text[-1]
    if last >= "\u3040" and not last.isdigit():
        return end
    match = _WORD_END.match(folded, end)
    tail = match.group() if match else ""
    if tail and tail[0] >= "\u3040":
        return end
    has_digit = any(char.isdigit() for char in form.text)
    if has_digit and last.isdigit() and (_DESIGNATION_TAIL.match(tail) or (tail and tail[0] > "\u0400")):
        return end + len(tail)
    return end + len(tail) if has_digit and tail == "s" else -1


def arabic_start(folded: str, start: int) -> bool:
    """True where only a prefix stands between the word's start and ``start``."""
    before = folded.rfind(" ", 0, start)
    return folded[before + 1 : start] in ARABIC_PREFIXES


def _longest(found: list[tuple[int, int, Form]]) -> list[Mention]:
    """Keep the leftmost, then longest of overlapping finds; of equal ones every distinct term."""
    found.sort(key=lambda hit: (hit[0], -hit[1]))
    kept: list[Mention] = []
    taken, last = 0, (-1, -1)
    for start, end, form in found:
        if (start, end) == last:
            if all(other.term != form.term for other in kept[-4:] if (other.start, other.end) == last):
                kept.append(Mention(start, end, form.term, form.context))
        elif start >= taken:
            kept.append(Mention(start, end, form.term, form.context))
            taken, last = end, (start, end)
    return kept
