"""The lexicon as plain tuples: quick to store, to load, and to leave alone until a form is found in a text."""

import marshal
from collections.abc import Iterable
from dataclasses import astuple
from typing import Any

from armswire.tagging.fold import is_arabic, is_unspaced
from armswire.tagging.terms import Actor, ActorKind, Form, Marker, Negative, Term, Trigger, Weapon

Row = tuple[str, str, int, bool, str, bool]
"""pattern, text, number of its term, star, exact, context."""

_KINDS: tuple[type[Term], ...] = (Weapon, Actor, Trigger, Marker, Negative)


def pattern_of(form: Form) -> str:
    """Return what the automaton looks for: a space before a whole word, and after it where no ending may follow."""
    if is_unspaced(form.text) or is_arabic(form.text):
        return form.text
    open_end = form.star or any(char.isdigit() for char in form.text)
    return f" {form.text}" if open_end else f" {form.text} "


def pack(forms: Iterable[Form]) -> bytes:
    """Return terms and rows by language, as ``marshal`` bytes."""
    numbers: dict[Term, int] = {}
    rows: dict[str, list[Row]] = {}
    for form in forms:
        number = numbers.setdefault(form.term, len(numbers))
        rows.setdefault(form.lang, []).append(
            (pattern_of(form), form.text, number, form.star, form.exact, form.context)
        )
    return marshal.dumps(([_packed_term(term) for term in numbers], rows))


def _packed_term(term: Term) -> tuple[Any, ...]:
    kind = _KINDS.index(type(term))
    values = [
        str(v) if isinstance(v, ActorKind) else tuple(sorted(v)) if isinstance(v, frozenset) else v
        for v in astuple(term)
    ]
    return (kind, *values)


def unpack(packed: bytes) -> tuple[list[tuple[Any, ...]], dict[str, list[Row]]]:
    """Return (packed terms, rows by language). Raises ValueError, EOFError or TypeError for other bytes."""
    terms, rows = marshal.loads(packed)
    return terms, rows


def term_of(packed: tuple[Any, ...]) -> Term:
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
