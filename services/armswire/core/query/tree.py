"""The tree of a query: small, typed, and the only thing its three readers know of the syntax."""

from dataclasses import dataclass
from dataclasses import field as attribute
from typing import TypeAlias

from armswire.core.fields import Field
from armswire.core.query.dates import DateExpr
from armswire.core.text import Form


@dataclass(frozen=True, slots=True)
class All:
    """Every document."""


@dataclass(frozen=True, slots=True)
class And:
    clauses: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    clauses: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    clause: "Node"


@dataclass(frozen=True, slots=True)
class Exists:
    """The field has a value; a text has a word."""

    field: Field
    shown: str = attribute(compare=False)


@dataclass(frozen=True, slots=True)
class Equals:
    """A keyword (ASCII letters in either case), bool or number has this value."""

    field: Field
    value: str | bool | int | float
    shown: str = attribute(compare=False)


@dataclass(frozen=True, slots=True)
class Like:
    """A keyword as a whole fits the pattern (ASCII letters in either case)."""

    field: Field
    pattern: "Pattern"
    shown: str = attribute(compare=False)


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of a range. A date is an expression until the query is read at some time."""

    value: int | float | DateExpr
    inclusive: bool


@dataclass(frozen=True, slots=True)
class Between:
    """A date or number lies in the range; at least one bound is set."""

    field: Field
    low: Bound | None
    high: Bound | None
    shown: str = attribute(compare=False)


@dataclass(frozen=True, slots=True)
class Words:
    """One of the forms stands in one value of one of the fields; see ``core/text.forms`` for why several.

    ``prefix``: the last token of a form is only the start of one.
    """

    fields: tuple[Field, ...]
    forms: tuple[Form, ...]
    shown: str = attribute(compare=False)
    prefix: bool = False

    def open_ended(self, form: Form) -> bool:
        """Tell whether the last token of this form may go on."""
        return self.prefix or form.open_ended


@dataclass(frozen=True, slots=True)
class WordLike:
    """A token of one of the fields fits the pattern."""

    fields: tuple[Field, ...]
    pattern: "Pattern"
    shown: str = attribute(compare=False)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Literal text and wildcards in turn: ``pieces`` are literals, between each two stands one of ``wilds``."""

    pieces: tuple[str, ...]
    wilds: tuple[str, ...]

    @property
    def prefix(self) -> str | None:
        """The literal, where the pattern is one literal and a closing ``*``."""
        return self.pieces[0] if self.wilds == ("*",) and not self.pieces[1] else None


Leaf: TypeAlias = Exists | Equals | Like | Between | Words | WordLike
Node: TypeAlias = All | And | Or | Not | Leaf
