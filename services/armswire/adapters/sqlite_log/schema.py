"""The file's tables and every statement that is run on them.

``log`` grows at its end only (``pos`` is the rowid), so appends touch few pages; ``partitions.next`` outlives the
messages, so that an offset is never given twice. In compacted topics a key's older value goes with the write of its
newer one; their rows carry ``compacted`` = 1, for which alone the index by key is kept.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

TABLES = """
CREATE TABLE IF NOT EXISTS topics (
    name TEXT PRIMARY KEY, kept_s REAL, compacted INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS partitions (
    id INTEGER PRIMARY KEY, topic TEXT NOT NULL REFERENCES topics, number INTEGER NOT NULL,
    next INTEGER NOT NULL DEFAULT 0, UNIQUE (topic, number)
);
CREATE TABLE IF NOT EXISTS log (
    pos INTEGER PRIMARY KEY, partition INTEGER NOT NULL, at INTEGER NOT NULL,
    key BLOB, value BLOB, written REAL NOT NULL, compacted INTEGER
);
CREATE UNIQUE INDEX IF NOT EXISTS log_at ON log (partition, at);
CREATE INDEX IF NOT EXISTS log_key ON log (partition, key, at) WHERE compacted = 1;
CREATE TABLE IF NOT EXISTS commits (
    reader TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL, PRIMARY KEY (reader, partition)
) WITHOUT ROWID;
"""

PARTITIONS = """
SELECT topic, number, id, next, compacted FROM partitions JOIN topics ON topics.name = topic ORDER BY topic, number
"""
PUT_TOPIC = """
INSERT INTO topics (name, kept_s, compacted) VALUES (?, ?, ?)
ON CONFLICT (name) DO UPDATE SET kept_s = excluded.kept_s
"""
PUT_PARTITION = "INSERT INTO partitions (topic, number) VALUES (?, ?)"
APPEND = "INSERT INTO log (partition, at, key, value, written, compacted) VALUES (?, ?, ?, ?, ?, ?)"
SUPERSEDE = "DELETE FROM log WHERE partition = ? AND key = ? AND at < ? AND compacted = 1"
ADVANCE = "UPDATE partitions SET next = ? WHERE id = ?"
READ = "SELECT at, key, value, written FROM log WHERE partition = ? AND at >= ? ORDER BY at LIMIT ?"
OLDEST = "SELECT MIN(at) FROM log WHERE partition = ?"
COMMIT = """
INSERT INTO commits (reader, partition, next) VALUES (?, ?, ?)
ON CONFLICT (reader, partition) DO UPDATE SET next = excluded.next
"""
COMMITTED = "SELECT partition, next FROM commits WHERE reader = ?"
NEWEST = """
SELECT key, value FROM (
    SELECT log.key, log.value, MAX(log.at) FROM log JOIN partitions ON partitions.id = log.partition
    WHERE partitions.topic = ? AND log.key IS NOT NULL GROUP BY log.partition, log.key
) WHERE value IS NOT NULL
"""
NEWEST_COMPACTED = """
SELECT log.key, log.value FROM log JOIN partitions ON partitions.id = log.partition
WHERE partitions.topic = ? AND log.key IS NOT NULL AND log.value IS NOT NULL AND log.compacted = 1
"""
IS_COMPACTED = "SELECT compacted FROM topics WHERE name = ?"
DUMP = """
SELECT partitions.number, log.at, log.key, log.value FROM log JOIN partitions ON partitions.id = log.partition
WHERE partitions.topic = ? ORDER BY log.pos
"""
COUNT = "SELECT COUNT(*) FROM log JOIN partitions ON partitions.id = log.partition WHERE partitions.topic = ?"
EXPIRING = """
SELECT partitions.id, topics.kept_s,
       (SELECT MIN(commits.next) FROM commits WHERE commits.partition = partitions.id)
FROM partitions JOIN topics ON topics.name = partitions.topic WHERE topics.kept_s IS NOT NULL
"""
HEAD = "SELECT at, written FROM log WHERE partition = ? ORDER BY at LIMIT ?"
EXPIRE = "DELETE FROM log WHERE partition = ? AND at <= ?"
BURY_TOMBSTONES = """
DELETE FROM log WHERE compacted = 1 AND value IS NULL AND written < ?
  AND at < (SELECT next - 1 FROM partitions WHERE partitions.id = log.partition)
"""


def connect(path: Path, *, full_sync: bool = False) -> sqlite3.Connection:
    """Open the log for writing. ``full_sync``: durable over power loss, not only over the process's death."""
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute(f"PRAGMA synchronous = {'FULL' if full_sync else 'NORMAL'}")
    db.execute("PRAGMA wal_autocheckpoint = 0")
    db.execute("PRAGMA cache_size = -16000")
    db.executescript(TABLES)
    return db


def connect_to_read(path: Path) -> sqlite3.Connection:
    """Open the log for reading only; works beside the process that writes."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def checkpoint(path: Path) -> None:
    """Move the WAL into the database, by a connection of its own; a writer is not held up."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA wal_autocheckpoint = 0")
        db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
