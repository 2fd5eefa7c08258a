"""One clause: a value as written, and the kind of its field, to a leaf of the tree."""

import re

from luqum import tree as lucene

from armswire.core import text
from armswire.core.fields import ORDERED, Field, Kind, ascii_lower
from armswire.core.query.dates import parse_date
from armswire.core.query.errors import QueryError
from armswire.core.query.pattern import is_pattern, parse_pattern, unescape
from armswire.core.query.tree import Between, Bound, Equals, Exists, Like, Node, Or, WordLike, Words

MAX_NUMBER = 2**53
"""Beyond it not every engine tells neighbours apart."""
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_BOOLS = {"true": True, "false": False}


def leaf(item: lucene.Item, fields: tuple[Field, ...], shown: str) -> Node:
    """Return the leaf of a word, phrase or range. Several fields: those that bare words are searched in."""
    match item:
        case lucene.Range():
            low, high = _end(item.low), _end(item.high)
            return _between(fields, (low, bool(item.include_low)), (high, bool(item.include_high)), shown)
        case lucene.From():
            return _between(fields, (_end(item.a), bool(item.include)), None, shown)
        case lucene.To():
            return _between(fields, None, (_end(item.a), bool(item.include)), shown)
        case lucene.Phrase():
            return _value(unescape(item.value[1:-1]), fields, shown)
        case lucene.Word():
            return _word(item.value, fields, shown)
        case _:
            raise QueryError(f"{shown}: not understood here", "write a word, a phrase or a range")


def exists(field: Field, shown: str) -> Exists:
    """Return the leaf of ``field:*`` and ``_exists_:field``."""
    return Exists(field, shown)


def _word(written: str, fields: tuple[Field, ...], shown: str) -> Node:
    if set(written) == {"*"}:
        return exists(fields[0], shown)
    if not is_pattern(written):
        return _value(unescape(written), fields, shown)
    kind = fields[0].kind
    if kind is Kind.KEYWORD:
        return Like(fields[0], parse_pattern(written, ascii_lower), shown)
    if kind is Kind.TEXT:
        return _word_like(written, fields, shown)
    raise QueryError(f"{shown}: wildcards do not work on a {kind}", _example(fields[0]))


def _value(value: str, fields: tuple[Field, ...], shown: str) -> Node:
    field = fields[0]
    match field.kind:
        case Kind.TEXT:
            return Words(fields, _forms(value, shown), shown)
        case Kind.KEYWORD:
            return Equals(field, ascii_lower(value), shown)
        case Kind.BOOL:
            if value.lower() not in _BOOLS:
                raise QueryError(f"{shown}: {field.name} is true or false", _example(field))
            return Equals(field, _BOOLS[value.lower()], shown)
        case Kind.DATE:
            bound = _bound(field, (value, True), shown)
            return Between(field, bound, bound, shown)
        case _:
            return Equals(field, _number(field, value, shown), shown)


def _word_like(written: str, fields: tuple[Field, ...], shown: str) -> Node:
    raw = parse_pattern(written)
    if raw.prefix is not None:
        return _word_start(raw.prefix, fields, shown)
    pattern = parse_pattern(written, _letters)
    if any(text.is_run(letter) for piece in pattern.pieces for letter in piece):
        fix = "leave them out: any part of a word finds it"
        raise QueryError(f"{shown}: wildcards have no meaning in Chinese, Japanese, Korean or Thai", fix)
    if any(len(text.cut(piece)) > 1 for piece in raw.pieces):
        raise QueryError(f"{shown}: wildcards within several words", "use them in one word, or only at the end")
    if not any(pattern.pieces):
        raise QueryError(f"{shown}: wildcards alone", "add a letter, or write field:* for «has a value»")
    return WordLike(fields, pattern, shown)


def _word_start(literal: str, fields: tuple[Field, ...], shown: str) -> Node:
    """The index holds singulars, so ``tanks*`` has to find "tank" as well."""
    starts = text.beginnings(literal)
    if not starts:
        raise QueryError(f"{shown}: wildcards alone", "add a letter, or write field:* for «has a value»")
    start, whole = Words(fields, starts, shown, prefix=True), Words(fields, text.forms(literal), shown)
    return start if start.forms == whole.forms else Or((start, whole))


def _letters(literal: str) -> str:
    """Part of a word as the tokeniser would leave it: ``F-1`` of ``F-1*`` is ``f1``."""
    return "".join(letter for letter in text.normal(literal) if letter.isalnum() or "\u0900" <= letter <= "\u0dff")


def _forms(value: str, shown: str) -> tuple[text.Form, ...]:
    found = text.forms(value)
    if not found:
        raise QueryError(f"{shown}: has no word to search for", "leave it out")
    return found


def _end(item: lucene.Item) -> str | None:
    """One end of a range as text; None where it is open (``*``)."""
    match item:
        case lucene.Prohibit():
            return f"-{_end(item.a)}"
        case lucene.Phrase():
            return unescape(item.value[1:-1])
        case _:
            value = unescape(str(item).strip())
            return None if value == "*" else value


End = tuple[str | None, bool]


def _between(fields: tuple[Field, ...], low: End | None, high: End | None, shown: str) -> Node:
    field = fields[0]
    if len(fields) > 1 or field.kind not in ORDERED:
        what = "a range needs a field" if len(fields) > 1 else f"a range does not work on a {field.kind}"
        raise QueryError(f"{shown}: {what}", "ranges are for dates and numbers: @timestamp:[now-7d TO now]")
    bounds = [_bound(field, end, shown) if end and end[0] is not None else None for end in (low, high)]
    return Between(field, bounds[0], bounds[1], shown) if any(bounds) else Exists(field, shown)


def _bound(field: Field, end: End, shown: str) -> Bound:
    value, inclusive = end[0] or "", end[1]
    if field.kind is not Kind.DATE:
        return Bound(_number(field, value, shown), inclusive)
    date = parse_date(value)
    if date is None:
        raise QueryError(f"{shown}: {value!r} is no date", _example(field))
    return Bound(date, inclusive)


def _number(field: Field, value: str, shown: str) -> int | float:
    if not _NUMBER.fullmatch(value):
        raise QueryError(f"{shown}: {value!r} is no number", _example(field))
    number = float(value)
    if abs(number) > MAX_NUMBER:
        raise QueryError(f"{shown}: beyond {MAX_NUMBER}", "write a smaller number")
    return int(number) if number.is_integer() else number


def _example(field: Field) -> str:
    match field.kind:
        case Kind.DATE:
            return f'write {field.name}:[2026-11-01 TO now], or {field.name}:>="2026-11-01T10:00:00+02:00"'
        case Kind.BOOL:
            return f"write {field.name}:true"
        case _:
            return f"write {field.name}:5 or {field.name}:>=5"
