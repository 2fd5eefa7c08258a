"""The second reader: SQL for the tables of ``adapters/sqlite_store``, full text by FTS5.

A document has a row in ``<index>`` (alias ``d``: its dates and numbers, a column each, named as the field) and one in
``<index>_fts``: a column of tokens for each text field, and ``keys`` with a token for each keyword and bool value
(``key_token``), each text field that has a word (``has_words``), the rules of its language, and ``EVERY``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache

from armswire.core.fields import FIELDS, ORDERED, Field, Index, Kind, ascii_lower
from armswire.core.query.pattern import translate
from armswire.core.query.ranges import comparisons
from armswire.core.query.shape import leaves
from armswire.core.query.tree import All, And, Between, Equals, Exists, Like, Node, Not, Or, WordLike, Words
from armswire.core.text import Form

EVERY = "\uf8ff"
GAP = "\uf8fe"
"""Stands between the values of a text field, so that no phrase runs from one into the next."""
RULES = "tokens.rules"
"""By which language's rules a document's words were folded: among ``keys``."""
TOKEN_CHARACTERS = "".join(chr(code) for code in range(33, 127) if not chr(code).isalnum())
"""What the full-text tables' ``ascii`` tokenizer must take as part of a token, so that a value is one token."""
_SPACE = re.compile(r"[\x00-\x20\x7f]")
_PRIVATE = 0x10F000


@lru_cache(maxsize=50_000)
def key_token(name: str, value: str | bool) -> str:
    """Return the token that stands for a keyword or bool value of a field."""
    if isinstance(value, bool):
        return f"{name}=true" if value else f"{name}=false"
    return f"{name}={_one_word(ascii_lower(value))}"


def has_words(name: str) -> str:
    """Return the token of documents in which the text field has a word."""
    return f"?{name}"


def _one_word(value: str) -> str:
    """Put private-use characters in the place of those that FTS5 splits at."""
    return _SPACE.sub(lambda found: chr(_PRIVATE + ord(found[0])), value)


def is_column(one: Field) -> bool:
    """Tell whether the field is a column of the index's own table."""
    return one.kind in ORDERED


@dataclass(frozen=True, slots=True)
class SqlQuery:
    """``where`` is a condition on ``d``; ``score`` an FTS5 expression that ranks, None where no words are searched."""

    where: str
    params: tuple[str | int | float, ...]
    score: str | None


def query(node: Node, index: Index, now: datetime) -> SqlQuery:
    """Return the condition and its parameters."""
    words = [_fts(leaf) for leaf in leaves(node) if isinstance(leaf, Words)]
    writer = _Writer(index, now)
    return SqlQuery(writer.sql(node), tuple(writer.params), " OR ".join(filter(None, words)) or None)


@dataclass(slots=True)
class _Writer:
    index: Index
    now: datetime
    params: list[str | int | float] = field(default_factory=list)

    def sql(self, node: Node) -> str:
        expression = _fts(node)
        if isinstance(node, All):
            return "1"
        if expression is not None:
            return self.full_text(expression)
        match node:
            case And():
                return self.joined(node.clauses, And, " AND ")
            case Or():
                return self.joined(node.clauses, Or, " OR ")
            case Not():
                return f"NOT ({self.sql(node.clause)})"
            case Exists():
                return f'd."{node.field.name}" IS NOT NULL'
            case Equals():
                return self.compared(node.field, [("=", _plain(node.value))])
            case Between():
                return self.compared(node.field, list(comparisons(node, self.now)))
            case Like():
                return self.glob(key_token(node.field.name, ""), translate(node.pattern, _escaped), ("keys",))
            case WordLike():
                return self.glob("", translate(node.pattern, str), [one.name for one in node.fields])
            case _:
                raise AssertionError(f"full text has it: {node}")

    def joined(self, clauses: Sequence[Node], kind: type[And] | type[Or], word: str) -> str:
        """What full text can answer goes into one expression, which is far faster than one for each clause."""
        textual = tuple(clause for clause in clauses if _fts(clause) is not None)
        others = [clause for clause in clauses if _fts(clause) is None]
        parts = [self.sql(kind(textual) if len(textual) > 1 else textual[0])] if textual else []
        return word.join(f"({part})" for part in (*parts, *map(self.sql, others)))

    def full_text(self, expression: str) -> str:
        self.params.append(expression)
        return f"d.rowid IN (SELECT rowid FROM {self.index}_fts WHERE {self.index}_fts MATCH ?)"

    def compared(self, one: Field, tests: list[tuple[str, str | int | float]]) -> str:
        self.params.extend(value for _, value in tests)
        column = "value" if one.multi else f'd."{one.name}"'
        condition = " AND ".join(f"{column} {how} ?" for how, _ in tests)
        if one.multi:
            return f'EXISTS (SELECT 1 FROM json_each(d."{one.name}") WHERE {condition})'
        return f"{column} IS NOT NULL AND {condition}"

    def glob(self, start: str, pattern: str, columns: Sequence[str]) -> str:
        """Look the tokens up in the index's vocabulary, then the rows that hold them in one of the columns."""
        self.params.extend((start, f"{start}\U0010ffff", start + pattern, *columns))
        terms = f"SELECT term FROM temp.{self.index}_terms WHERE term >= ? AND term <= ? AND term GLOB ?"
        columns_in = ", ".join("?" * len(columns))
        return f"d.rowid IN (SELECT doc FROM temp.{self.index}_where WHERE term IN ({terms}) AND col IN ({columns_in}))"


def _plain(value: str | bool | int | float) -> str | int | float:
    return int(value) if isinstance(value, bool) else value


def _escaped(literal: str) -> str:
    return re.sub(r"[*?\[]", r"[\g<0>]", _one_word(literal))


def _quoted(token: str) -> str:
    """A string of FTS5's query syntax."""
    return '"' + token.replace('"', '""') + '"'


def _fts(node: Node) -> str | None:
    """Return the FTS5 expression of a node, None where full text alone cannot answer it."""
    match node:
        case All():
            return f'keys : "{EVERY}"'
        case And():
            return _fts_and(node)
        case Or():
            return _all_or_none(" OR ", node.clauses)
        case Not():
            inner = _fts(node.clause)
            return inner and f'((keys : "{EVERY}") NOT {_wrapped(inner)})'
        case Words():
            return " OR ".join(_form(node, form) for form in node.forms)
        case Equals() if not is_column(node.field):
            return f"keys : {_quoted(key_token(node.field.name, _text(node.value)))}"
        case Exists() if node.field.kind is Kind.TEXT:
            return f'keys : "{has_words(node.field.name)}"'
        case Exists() if not is_column(node.field):
            return f'keys : "{key_token(node.field.name, "")}" *'
        case Like() if node.pattern.prefix:
            return f"keys : {_quoted(key_token(node.field.name, node.pattern.prefix))} *"
        case _:
            return None


def _form(node: Words, form: Form) -> str:
    columns = " ".join(f'"{one.name}"' for one in node.fields)
    row = f'({{{columns}}} : "{" ".join(form.tokens)}"{" *" if node.open_ended(form) else ""})'
    if not form.rules:
        return row
    rules = " OR ".join(f'"{key_token(RULES, one)}"' for one in form.rules)
    return f"({row} AND (keys : ({rules})))"


def _text(value: str | bool | int | float) -> str | bool:
    return value if isinstance(value, str | bool) else str(value)


def _wrapped(expression: str) -> str:
    return f"({expression})"


def _all_or_none(word: str, clauses: Sequence[Node]) -> str | None:
    parts = [_fts(clause) for clause in clauses]
    return word.join(_wrapped(part) for part in parts if part) if all(parts) else None


def _fts_and(node: And) -> str | None:
    wanted = [clause for clause in node.clauses if not isinstance(clause, Not)] or [All()]
    unwanted = [clause.clause for clause in node.clauses if isinstance(clause, Not)]
    positive = _all_or_none(" AND ", wanted)
    if not unwanted or positive is None:
        return positive
    negative = _all_or_none(" OR ", unwanted)
    return negative and f"({positive}) NOT ({negative})"


@cache
def text_columns(index: Index) -> tuple[Field, ...]:
    """Return the text fields of an index, in the order of the columns of its full-text table."""
    return tuple(one for one in FIELDS[index].values() if one.kind is Kind.TEXT)
