"""The store that a URL names, opened for writing or for looking."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from armswire.adapters.sqlite_outbox import SqliteOutbox
from armswire.adapters.sqlite_store import SqliteStore
from armswire.errors import Misconfigured, Problem
from armswire.ports import Outbox, Store
from armswire.runtime.places import sqlite_path

VARIABLE = "ARMSWIRE_STORE"


@asynccontextmanager
async def opened(url: str, *, read_only: bool = False) -> AsyncIterator[Store]:
    """Open the store for the block. ``Misconfigured`` where the URL names none, or none is there to look into."""
    store = _store(url, read_only)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


def _store(url: str, read_only: bool) -> Store:
    path = sqlite_path(url, VARIABLE)
    if path is not None:
        return SqliteStore(path, read_only=read_only)
    fix = "write sqlite:///absolute/path/store.db or https://host:9200"
    raise Misconfigured(Problem(VARIABLE, None, f"{url!r} is no store", fix))


@asynccontextmanager
async def outbox(url: str, data: Path) -> AsyncIterator[Outbox]:
    """Open the outbox that goes with this store: beside it in Elasticsearch, else a file in ``data``, which exists."""
    box = SqliteOutbox(data / "outbox.db")
    await box.open()
    try:
        yield box
    finally:
        await box.close()


async def prune(store: Store, now: datetime, news_kept: timedelta) -> int:
    """Delete news without events that were first seen longer ago than this; return how many went."""
    return await store.prune(now, news_kept) if isinstance(store, SqliteStore) else 0
