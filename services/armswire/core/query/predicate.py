"""The first reader: does a document in memory fit? Alert rules ask this on the stream."""

import operator
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from armswire.core.fields import Field, Kind, ascii_lower, values
from armswire.core.plurals import rules_of
from armswire.core.query.pattern import matcher
from armswire.core.query.ranges import comparisons
from armswire.core.query.tree import All, And, Between, Equals, Exists, Like, Node, Not, Or, WordLike, Words
from armswire.core.text import tokens

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le,
}  # fmt: skip


def matches(node: Node, document: Mapping[str, Any], now: datetime) -> bool:
    """Tell whether the document fits. ``now`` is what date math counts from."""
    match node:
        case All():
            return True
        case And():
            return all(matches(clause, document, now) for clause in node.clauses)
        case Or():
            return any(matches(clause, document, now) for clause in node.clauses)
        case Not():
            return not matches(node.clause, document, now)
        case Words():
            rules = rules_of(document.get("news.lang"))
            return any(_stands(node, rules, sequence) for sequence in _sequences(node.fields, document))
        case WordLike():
            fits = matcher(node.pattern)
            return any(fits(token) for sequence in _sequences(node.fields, document) for token in sequence)
        case Exists(field) if field.kind is Kind.TEXT:
            return any(_sequences((field,), document))
        case Exists(field):
            return any(True for _ in values(document, field))
        case _:
            return any(_holds(node, value, now) for value in values(document, node.field))


def fired(node: Node, document: Mapping[str, Any], now: datetime) -> Iterator[str]:
    """Yield the clauses that made a document fit, as written. What is excluded by NOT is not among them."""
    match node:
        case And() | Or():
            for clause in node.clauses:
                if matches(clause, document, now):
                    yield from fired(clause, document, now)
        case All() | Not():
            return
        case _:
            if matches(node, document, now):
                yield node.shown


def _holds(node: Equals | Like | Between, value: Any, now: datetime) -> bool:
    match node:
        case Equals():
            return bool((ascii_lower(value) if node.field.kind is Kind.KEYWORD else value) == node.value)
        case Like():
            return bool(matcher(node.pattern)(ascii_lower(value)))
        case Between():
            return all(_COMPARE[how](value, bound) for how, bound in comparisons(node, now))


def _sequences(fields: tuple[Field, ...], document: Mapping[str, Any]) -> Iterator[list[str]]:
    lang = document.get("news.lang")
    for field in fields:
        for value in values(document, field):
            if found := tokens(value, lang):
                yield found


def _stands(node: Words, rules: str, sequence: list[str]) -> bool:
    return any(
        _in_a_row(form.tokens, sequence, node.open_ended(form))
        for form in node.forms
        if not form.rules or rules in form.rules
    )


def _in_a_row(wanted: tuple[str, ...], sequence: list[str], open_ended: bool) -> bool:
    if len(wanted) == 1 and not open_ended:
        return wanted[0] in sequence
    *whole, last = wanted
    for at in range(len(sequence) - len(whole)):
        token = sequence[at + len(whole)]
        if (token.startswith(last) if open_ended else token == last) and sequence[at : at + len(whole)] == whole:
            return True
    return False
