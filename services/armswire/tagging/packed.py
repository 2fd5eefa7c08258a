"""The lexicon as plain tuples: quick to store, to load, and to leave alone until a form is found in a text."""

import marshal
from collections.abc import Iterable
from dataclasses import astuple
from itertools import accumulate
from typing import Any, NamedTuple

from armswire.tagging.fold import is_arabic, is_unspaced
from armswire.tagging.terms import Actor, ActorKind, Form, Marker, Negative, Term, Trigger, Weapon

Row = tuple[str, str, int, bool, str, bool]
"""language ("" for all), text, number of its term, star, exact, context."""
PackedTerm = tuple[Any, ...]
"""Number of its kind, then its fields."""


class Packed(NamedTuple):
    """The whole lexicon: few large lists, since every object of its own would cost at each start.

    The rows of pattern i are ``rows[firsts[i] : firsts[i + 1]]``, those of all languages first. ``opening`` are the
    numbers of the patterns that a text about arms holds one of.
    """

    terms: list[PackedTerm]
    patterns: list[str]
    firsts: list[int]
    rows: list[Row]
    opening: list[int]


_KINDS: tuple[type[Term], ...] = (Weapon, Actor, Trigger, Marker, Negative)


def pattern_of(form: Form) -> str:
    """Return what the automaton looks for: a space before a whole word, and after it where no ending may follow."""
    if is_unspaced(form.text) or is_arabic(form.text):
        return form.text
    open_end = form.star or any(char.isdigit() for char in form.text)
    return f" {form.text}" if open_end else f" {form.text} "


def pack(forms: Iterable[Form]) -> bytes:
    """Return the lexicon as ``marshal`` bytes."""
    numbers: dict[Term, int] = {}
    patterns: dict[str, list[Row]] = {}
    for form in sorted(forms, key=lambda form: form.lang != ""):
        number = numbers.setdefault(form.term, len(numbers))
        row = (form.lang, form.text, number, form.star, form.exact, form.context)
        patterns.setdefault(pattern_of(form), []).append(row)
    terms = [_packed_term(term) for term in numbers]
    firsts = list(accumulate(map(len, patterns.values()), initial=0))
    rows = [row for several in patterns.values() for row in several]
    opening = [i for i, several in enumerate(patterns.values()) if any(opens(terms[row[2]]) for row in several)]
    return marshal.dumps((terms, list(patterns), firsts, rows, opening))


WEAPON, TRIGGER, MARKER = 0, 2, 3
"""First number of a packed term."""


def opens(term: PackedTerm) -> bool:
    """True for weapons, for triggers that need nothing else, and for cues of war or armies."""
    kind = term[0]
    if kind == WEAPON:
        return bool(term[1])
    return (kind == TRIGGER and not term[7]) or (kind == MARKER and term[1] == "arms_context")


def _packed_term(term: Term) -> PackedTerm:
    kind = _KINDS.index(type(term))
    values = [
        str(v) if isinstance(v, ActorKind) else tuple(sorted(v)) if isinstance(v, frozenset) else v
        for v in astuple(term)
    ]
    return (kind, *values)


def unpack(packed: bytes) -> Packed:
    """Return what was packed. Raises ValueError, EOFError or TypeError for other bytes."""
    return Packed(*marshal.loads(packed))


def term_of(packed: PackedTerm) -> Term:
    """The term of its packed form."""
    kind, *values = packed
    if kind == 1:
        return Actor(values[0], ActorKind(values[1]), values[2])
    if kind == 2:
        values[6] = frozenset(values[6])
        return Trigger(*values)
    if kind == 0:
        return Weapon(*values)
    return Marker(*values) if kind == 3 else Negative(*values)
