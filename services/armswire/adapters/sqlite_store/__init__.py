"""The embedded store: news, events and alerts in one SQLite file, full text by FTS5 over our own tokens."""

from armswire.adapters.sqlite_store.store import SqliteStore

__all__ = ["SqliteStore"]
