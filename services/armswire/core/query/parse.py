"""Lucene query syntax to our tree, by luqum. Everything that could not be answered is refused here, with the fix.

As in Lucene: clauses without an operator between them are alternatives (OR); among them ``+a`` is required and
``-a`` or ``NOT a`` excludes. AND binds closer than OR. Unlike Lucene, AND, OR and NOT are plain logic:
``a OR NOT b`` is what it says.
"""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from luqum import exceptions
from luqum import tree as lucene

from armswire.core.fields import BARE, FIELDS, ORDERED, Field, Index, Kind
from armswire.core.query import grammar, leaves
from armswire.core.query.errors import QueryError
from armswire.core.query.pattern import unescape
from armswire.core.query.shape import simple, within_limits
from armswire.core.query.tree import All, And, Node, Not, Or

MAX_LENGTH = 50_000
"""Characters of a query. A list of several thousand values still fits."""

_UNSUPPORTED = {
    lucene.Boost: ("boosts (^) have no meaning here", "leave it out"),
    lucene.Fuzzy: ("fuzzy terms (~) are not supported", "use a wildcard, for instance Iskand*"),
    lucene.Proximity: ("phrases with a distance (~) are not supported", "write a phrase, or the words with AND"),
    lucene.Regex: ("regular expressions are not supported", "use wildcards: * and ?"),
}
_COMMON = (
    "@timestamp", "alert.rule", "arms.type", "arms.status", "arms.suppliers", "arms.recipients", "arms.weapon.category",
    "news.title", "news.source", "news.lang",
)  # fmt: skip
_LOWER = {"and": "AND", "or": "OR", "not": "NOT", "&&": "AND", "||": "OR", "!": "NOT"}


def parse(text: str, index: Index) -> Node:
    """Return the tree of a query; "" and "*" find all. QueryError says what is wrong and how to put it right."""
    if not text.strip():
        return All()
    if len(text) > MAX_LENGTH:
        raise QueryError(f"longer than {MAX_LENGTH} characters", "split it into several rules")
    try:
        return within_limits(simple(_Reader(index).node(_luqum(text), None)))
    except RecursionError:
        raise QueryError("nested too deeply", "use fewer parentheses") from None


def _luqum(text: str) -> lucene.Item:
    try:
        return grammar.parse(text)
    except exceptions.IllegalCharacterError as error:
        raise QueryError(f"not understood: {error}", 'put it in quotes "…", or a \\ before the character') from error
    except exceptions.ParseError as error:
        fix = "close every parenthesis and quote; put values with : / or spaces in quotes"
        raise QueryError(f"not understood: {error}", fix) from error
    except (ValueError, ArithmeticError) as error:  # of a number after ^ or ~
        raise QueryError(f"not understood: {error}") from error


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns luqum's tree into ours, for one index. ``field`` None: no field was named."""

    index: Index

    def node(self, item: lucene.Item, field: Field | None) -> Node:
        match item:
            case lucene.BaseGroup():
                return self.node(item.expr, field)
            case lucene.SearchField():
                return self.field(item, field)
            case lucene.AndOperation():
                return And(tuple(self.node(one, field) for one in item.operands))
            case lucene.OrOperation():
                return self.either(item, field)
            case lucene.UnknownOperation():
                return self.loose(item.operands, field)
            case lucene.Not() | lucene.Prohibit():
                return self.negated(item, field)
            case lucene.Plus():
                return self.node(item.a, field)
            case lucene.Word() if field is None and set(item.value) == {"*"}:
                return All()
            case _ if type(item) in _UNSUPPORTED:
                what, fix = _UNSUPPORTED[type(item)]
                raise QueryError(f"{_shown(item)}: {what}", fix)
            case _:
                return leaves.leaf(item, self.fields(field), f"{field.name}:{_shown(item)}" if field else _shown(item))

    def fields(self, field: Field | None) -> tuple[Field, ...]:
        return (field,) if field else tuple(FIELDS[self.index][name] for name in BARE[self.index])

    def field(self, item: lucene.SearchField, outer: Field | None) -> Node:
        name = unescape(item.name)
        if outer is not None:
            raise QueryError(f"{_shown(item)}: a field within the group of {outer.name}", "close the group first")
        if name == "_exists_":
            return leaves.exists(self.known(unescape(str(item.expr).strip()), item), _shown(item))
        if name == "*" and str(item.expr).strip() == "*":
            return All()
        return self.node(item.expr, self.known(name, item))

    def known(self, name: str, item: lucene.Item) -> Field:
        found = FIELDS[self.index].get(name)
        if found is None or found.kind is Kind.STORED:
            raise QueryError(f"{_shown(item)}: unknown field {name!r} in {self.index}", self.suggestion(name))
        return found

    def suggestion(self, name: str) -> str:
        names = [one.name for one in FIELDS[self.index].values() if one.kind is not Kind.STORED]
        same_end = [one for one in names if one.rpartition(".")[2] == name.rpartition(".")[2]]
        near = difflib.get_close_matches(name, names, n=2, cutoff=0.75) or same_end[:3]
        if near:
            return f"did you mean {' or '.join(near)}?"
        return f"fields of {self.index} are, for instance, {', '.join(one for one in _COMMON if one in names)}"

    def negated(self, item: lucene.Unary, field: Field | None) -> Node:
        """``arms.confidence:-1`` is a number, not an exclusion."""
        if isinstance(item, lucene.Prohibit) and field and field.kind in ORDERED and isinstance(item.a, lucene.Word):
            return leaves.leaf(lucene.Word(f"-{item.a.value}"), (field,), f"{field.name}:{_shown(item)}")
        return Not(self.node(item.a, field))

    def either(self, item: lucene.OrOperation, field: Field | None) -> Node:
        for one in item.operands:
            if isinstance(one, lucene.Plus):
                raise QueryError(f"{_shown(item)}: + has no meaning beside OR", "write AND, or leave out OR")
        return Or(tuple(self.node(one, field) for one in item.operands))

    def loose(self, items: Sequence[lucene.Item], field: Field | None) -> Node:
        self.refuse_lower_operators(items)
        needed = [self.node(one, field) for one in items if isinstance(one, lucene.Plus)]
        excluded = [self.node(one, field) for one in items if isinstance(one, lucene.Not | lucene.Prohibit)]
        rest = [
            self.node(one, field) for one in items if not isinstance(one, lucene.Plus | lucene.Not | lucene.Prohibit)
        ]
        if rest and not needed:
            needed = [Or(tuple(rest)) if len(rest) > 1 else rest[0]]
        return And((*needed, *excluded))

    def refuse_lower_operators(self, items: Sequence[lucene.Item]) -> None:
        """``a and b`` is three words in Lucene; with fields around, that is surely not what was meant."""
        fields = any(isinstance(one, lucene.SearchField) for one in items)
        for one in items:
            word = str(one).strip()
            if isinstance(one, lucene.Word) and word in _LOWER and (fields or not word.isalpha()):
                raise QueryError(f"{word!r} is searched as a word here", f"write {_LOWER[word]} in capitals")


def _shown(item: lucene.Item) -> str:
    return str(item).strip()
