"""What a search reads, and where its next page begins."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from armswire.adapters.sqlite_store import rows
from armswire.core.documents import Document
from armswire.core.fields import Index
from armswire.core.query import compile_query
from armswire.core.query.pages import mark, place_of
from armswire.core.query.sql import SqlQuery
from armswire.core.query.tree import All
from armswire.ports import Hit, Page

_BY_TIME = 'd."@timestamp" AS ts, d.id AS id, NULL AS score'
_BY_SCORE = 'd."@timestamp" AS ts, d.id AS id, -ifnull(f.rank, 0.0) AS score'


def get(db: sqlite3.Connection, index: Index, ids: Sequence[str]) -> Mapping[str, Document]:
    """Return the documents that exist."""
    return {row[0]: rows.read(row[1]) for row in rows.by_id(db, index, ids, "id, doc")}


def count(db: sqlite3.Connection, index: Index) -> int:
    """Return how many documents there are."""
    found: int = db.execute(f"SELECT count(*) FROM {index}").fetchone()[0]
    return found


def search(
    db: sqlite3.Connection, index: Index, text: str, now: datetime, size: int, after: str | None, newest: bool
) -> Page:
    """Return one page. The order is total (the id decides last), so pages neither overlap nor leave gaps."""
    compiled = compile_query(text, index)
    place = place_of(after, 2 if newest else 3)
    query = compiled.to_sql(now)
    if newest and isinstance(compiled.tree, All):
        return _everything(db, index, size, place)
    found = _page(db, index, query, size, place, newest)
    if not found:
        return Page((), _total(db, index, query))
    hits = tuple(Hit(row[1], rows.read(row[4]), row[2]) for row in found)
    return Page(hits[:size], found[0][3], _after(found[size - 1], newest) if len(found) > size else None)


def _page(
    db: sqlite3.Connection, index: Index, query: SqlQuery, size: int, place: Sequence[Any] | None, newest: bool
) -> list[tuple[Any, ...]]:
    """Find all hits once, count them, and fetch the documents of one page and one more."""
    ranked = not newest and query.score is not None
    scores = f"LEFT JOIN (SELECT rowid, rank FROM {index}_fts WHERE {index}_fts MATCH ?) f ON f.rowid = d.rowid"
    order = "ts DESC, id DESC" if newest else "score DESC, ts DESC, id DESC"
    left = "1" if place is None else ("(ts, id) < (?, ?)" if newest else "(ifnull(score, 0.0), ts, id) < (?, ?, ?)")
    statement = (
        f"WITH hits AS (SELECT d.rowid AS row, {_BY_SCORE if ranked else _BY_TIME}"
        f" FROM {index} d {scores if ranked else ''} WHERE {query.where}),"
        f" page AS (SELECT * FROM hits WHERE {left} ORDER BY {order} LIMIT ?)"
        f" SELECT ts, id, score, (SELECT count(*) FROM hits), doc FROM page JOIN {index}_docs ON rowid = row"
        f" ORDER BY {order}"
    )
    params = (*((query.score,) if ranked else ()), *query.params, *(place or ()), size + 1)
    return db.execute(statement, params).fetchall()


def _total(db: sqlite3.Connection, index: Index, query: SqlQuery) -> int:
    found: int = db.execute(f"SELECT count(*) FROM {index} d WHERE {query.where}", query.params).fetchone()[0]
    return found


def _everything(db: sqlite3.Connection, index: Index, size: int, place: Sequence[Any] | None) -> Page:
    """Read along the index by time."""
    left = 'WHERE (d."@timestamp", d.id) < (?, ?)' if place else ""
    found = db.execute(
        f'SELECT d."@timestamp", d.id, doc FROM {index} d JOIN {index}_docs USING (rowid) {left}'
        ' ORDER BY d."@timestamp" DESC, d.id DESC LIMIT ?',
        (*(place or ()), size + 1),
    ).fetchall()
    hits = tuple(Hit(row[1], rows.read(row[2])) for row in found[:size])
    return Page(hits, count(db, index), mark(found[size - 1][:2]) if len(found) > size else None)


def _after(row: Sequence[Any], newest: bool) -> str:
    """Mark the place of a row of (time, id, score)."""
    return mark(row[:2] if newest else (row[2] or 0.0, *row[:2]))
