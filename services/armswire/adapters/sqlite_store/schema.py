"""The tables, made from the registry of fields. ``core/query/sql.py`` says how they are read.

``<index>_docs`` holds the documents and is the truth; ``<index>`` (dates and numbers) and ``<index>_fts`` (tokens)
follow from it, and are made anew where the fields or the tokeniser have changed since the file was written.
"""

import sqlite3
from zlib import crc32

from armswire.adapters.sqlite_store import rows
from armswire.core import text
from armswire.core.fields import FIELDS, Index
from armswire.core.query.sql import TOKEN_CHARACTERS, is_column, text_columns

_LAYOUT = 1
"""To be raised when the tables below change."""
_CHUNK = 1000
_TOKENIZER = "ascii tokenchars '" + TOKEN_CHARACTERS.replace("'", "''").replace('"', '""') + "'"


def fingerprint() -> int:
    """Return a number that changes with the fields, the tokeniser and the layout."""
    fields = [(index, one.name, one.kind, one.multi) for index in Index for one in FIELDS[index].values()]
    return crc32(repr((_LAYOUT, text.VERSION, fields)).encode()) & 0x7FFFFFFF


def prepare(db: sqlite3.Connection) -> None:
    """Make what is missing, and index anew what was written by an older version. One transaction."""
    if is_current(db):
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        db.execute(
            "CREATE TABLE IF NOT EXISTS tagged (item TEXT PRIMARY KEY, revision INTEGER, tagger_revision INTEGER,"
            " part BLOB) WITHOUT ROWID"
        )
        for index in Index:
            db.execute(f"CREATE TABLE IF NOT EXISTS {index}_docs (rowid INTEGER PRIMARY KEY, doc BLOB NOT NULL)")
            _make(db, index)
            _fill(db, index)
        db.execute(f"PRAGMA user_version = {fingerprint()}")
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise


def is_current(db: sqlite3.Connection) -> bool:
    """Tell whether the file was written with today's fields and tokeniser."""
    (written,) = db.execute("PRAGMA user_version").fetchone()
    return bool(written == fingerprint())


def vocabulary(db: sqlite3.Connection) -> None:
    """Make this connection's views of the tokens, which wildcards are looked up in."""
    for index in Index:
        db.execute(f"CREATE VIRTUAL TABLE temp.{index}_terms USING fts5vocab(main, {index}_fts, row)")
        db.execute(f"CREATE VIRTUAL TABLE temp.{index}_where USING fts5vocab(main, {index}_fts, instance)")


def _make(db: sqlite3.Connection, index: Index) -> None:
    columns = ", ".join(f'"{one.name}"' for one in FIELDS[index].values() if is_column(one))
    texts = ", ".join(f'"{one.name}"' for one in text_columns(index))
    db.execute(f"DROP TABLE IF EXISTS {index}")
    db.execute(f"DROP TABLE IF EXISTS {index}_fts")
    db.execute(
        f"CREATE TABLE {index} (rowid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, item TEXT, origin TEXT, {columns})"
    )
    db.execute(f'CREATE INDEX {index}_by_time ON {index} ("@timestamp", id)')
    if index is Index.EVENTS:
        db.execute(f"CREATE INDEX {index}_by_item ON {index} (item)")
    db.execute(f'CREATE VIRTUAL TABLE {index}_fts USING fts5({texts}, keys, tokenize="{_TOKENIZER}")')
    db.execute(f"INSERT INTO {index}_fts ({index}_fts, rank) VALUES ('automerge', 16)")


def _fill(db: sqlite3.Connection, index: Index) -> None:
    after = 0
    while found := db.execute(
        f"SELECT rowid, doc FROM {index}_docs WHERE rowid > ? ORDER BY rowid LIMIT ?", (after, _CHUNK)
    ).fetchall():
        rows.insert(db, index, [(row, rows.read(doc)) for row, doc in found], documents=False)
        after = found[-1][0]
