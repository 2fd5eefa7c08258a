"""Documents to rows and back, and rows into the tables of one index. No transactions here: callers hold one."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import orjson

from armswire.core.documents import Document
from armswire.core.fields import FIELDS, ID, Field, Index, Kind, values
from armswire.core.plurals import rules_of
from armswire.core.query.sql import EVERY, GAP, RULES, has_words, is_column, key_token, text_columns
from armswire.core.text import tokens

_MOST_PARAMETERS = 500
"""SQLite before 3.32 takes 999 parameters."""


def read(doc: bytes) -> Document:
    """Return the document of a row."""
    document: Document = orjson.loads(doc)
    return document


def insert(db: sqlite3.Connection, index: Index, found: Sequence[tuple[int, Document]], documents: bool = True) -> None:
    """Insert documents under row ids that are free. ``documents`` False: the documents themselves are there."""
    shape = _shape(index)
    if documents:
        db.executemany(f"INSERT INTO {index}_docs VALUES (?, ?)", [(row, orjson.dumps(one)) for row, one in found])
    db.executemany(shape.insert_row, [(row, *shape.row(one)) for row, one in found])
    db.executemany(shape.insert_tokens, [(row, *_token_row(index, one)) for row, one in found])


def delete(db: sqlite3.Connection, index: Index, found: Iterable[int]) -> None:
    """Delete by row id."""
    keys = [(row,) for row in found]
    for table in (f"{index}_fts", index, f"{index}_docs"):
        db.executemany(f"DELETE FROM {table} WHERE rowid = ?", keys)


def replace(db: sqlite3.Connection, index: Index, documents: Sequence[Document]) -> None:
    """Write documents by id, over those of the same id. No id twice in one call."""
    known = {row[0]: row[1] for row in by_id(db, index, [one[ID[index]] for one in documents], "id, d.rowid")}
    delete(db, index, known.values())
    free = (db.execute(f"SELECT max(rowid) FROM {index}").fetchone()[0] or 0) + 1
    insert(db, index, list(enumerate(documents, free)))


def by_id(db: sqlite3.Connection, index: Index, ids: Sequence[str], columns: str) -> Iterator[tuple[Any, ...]]:
    """Yield the columns (of ``d``, or ``doc``) of the documents with these ids, in no order."""
    yield from _within(db, f"SELECT {columns} FROM {_joined(index, columns)} WHERE d.id IN", ids)


def by_item(db: sqlite3.Connection, index: Index, items: Sequence[str], columns: str) -> Iterator[tuple[Any, ...]]:
    """Yield the columns of the documents of these items, in no order."""
    yield from _within(db, f"SELECT {columns} FROM {_joined(index, columns)} WHERE d.item IN", items)


def tagged(db: sqlite3.Connection, items: Sequence[str], columns: str) -> Iterator[tuple[Any, ...]]:
    """Yield the columns of what is remembered of the taggings of these items."""
    yield from _within(db, f"SELECT {columns} FROM tagged WHERE item IN", items)


def _within(db: sqlite3.Connection, select: str, keys: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    for at in range(0, len(keys), _MOST_PARAMETERS):
        part = keys[at : at + _MOST_PARAMETERS]
        yield from db.execute(f"{select} ({','.join('?' * len(part))})", part)


def _joined(index: Index, columns: str) -> str:
    return f"{index} d JOIN {index}_docs USING (rowid)" if "doc" in columns else f"{index} d"


class _Shape:
    """The statements and the columns of one index's tables."""

    def __init__(self, index: Index) -> None:
        self._id = ID[index]
        self._columns = [one for one in FIELDS[index].values() if is_column(one)]
        self.insert_row = f"INSERT INTO {index} VALUES ({','.join('?' * (len(self._columns) + 4))})"
        self.insert_tokens = f"INSERT INTO {index}_fts (rowid, {_names(text_columns(index))}, keys) VALUES " + (
            f"({','.join('?' * (len(text_columns(index)) + 2))})"
        )

    def row(self, document: Document) -> list[Any]:
        get = document.get
        row = [document[self._id], get("news.id"), get("arms.origin")]
        row.extend(_column(one, get(one.name)) for one in self._columns)
        return row


@cache
def _shape(index: Index) -> _Shape:
    return _Shape(index)


def _names(fields: Iterable[Field]) -> str:
    return ", ".join(f'"{one.name}"' for one in fields)


def _column(field: Field, value: Any) -> Any:
    return orjson.dumps(value).decode() if field.multi and value is not None else value


def _token_row(index: Index, document: Document) -> list[str]:
    lang = document.get("news.lang")
    row: list[str] = []
    keys = [EVERY, key_token(RULES, rules_of(lang))]
    for field in text_columns(index):
        found = [sequence for value in values(document, field) if (sequence := tokens(value, lang))]
        row.append(f" {GAP} ".join(" ".join(sequence) for sequence in found))
        if found:
            keys.append(has_words(field.name))
    for field in _keyed(index):
        value = document.get(field.name)
        if value is None:
            continue
        if isinstance(value, bool):
            keys.append(key_token(field.name, value))
        else:
            keys.extend([key_token(field.name, one) for one in values(document, field)])
    row.append(" ".join(keys))
    return row


@cache
def _keyed(index: Index) -> tuple[Field, ...]:
    return tuple(one for one in FIELDS[index].values() if one.kind in {Kind.KEYWORD, Kind.BOOL})
