"""The store that a URL names, opened for writing or for looking, and the outbox that goes with it.

Elasticsearch's client is imported only where it is used: it takes half a second that SQLite need not wait for.
"""

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from armswire.adapters.sqlite_outbox import SqliteOutbox
from armswire.adapters.sqlite_store import SqliteStore
from armswire.errors import Misconfigured, Problem
from armswire.ports import Outbox, Store
from armswire.runtime.places import sqlite_path

VARIABLE = "ARMSWIRE_STORE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A store's URL, and for Elasticsearch who we are and how long whole months are kept (None: for ever)."""

    url: str
    api_key: str | None = field(default=None, repr=False)
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca: Path | None = None
    events_kept: timedelta | None = None
    alerts_kept: timedelta | None = None


@asynccontextmanager
async def opened(place: Place, *, read_only: bool = False) -> AsyncIterator[Store]:
    """Open the store for the block. ``Misconfigured`` where the URL names none, or none is there to look into."""
    path = sqlite_path(place.url, VARIABLE)
    if path is None:
        async with _elastic(place, read_only=read_only) as store:
            yield store
        return
    embedded = SqliteStore(path, read_only=read_only)
    await embedded.open()
    try:
        yield embedded
    finally:
        await embedded.close()


@asynccontextmanager
async def outbox(place: Place, data: Path) -> AsyncIterator[Outbox]:
    """Open the outbox that goes with the store: beside it in Elasticsearch, else a file in ``data``, which exists."""
    if sqlite_path(place.url, VARIABLE) is None:
        from armswire.adapters.elastic.outbox import ElasticOutbox

        async with _client(place) as client:
            shared = ElasticOutbox(client, owner=f"{socket.gethostname()}-{os.getpid()}")
            await shared.open()
            yield shared
        return
    own = SqliteOutbox(data / "outbox.db")
    await own.open()
    try:
        yield own
    finally:
        await own.close()


@asynccontextmanager
async def _elastic(place: Place, *, read_only: bool) -> AsyncIterator[Store]:
    from armswire.adapters.elastic import ElasticStore, Lifetime

    async with _client(place) as client:
        store = ElasticStore(client, lifetime=Lifetime(place.events_kept, place.alerts_kept))
        if not read_only:
            await store.open()
        yield store


@asynccontextmanager
async def _client(place: Place) -> AsyncIterator[Any]:
    from armswire.adapters.elastic import Connection, connect

    if not place.url.startswith(("http://", "https://")):
        fix = "write sqlite:///absolute/path/store.db or https://host:9200"
        raise Misconfigured(Problem(VARIABLE, None, f"{place.url!r} is no store", fix))
    urls = place.url.split(",")
    client = connect(Connection(urls, place.api_key, place.user, place.password, place.ca))
    try:
        yield client
    finally:
        await client.close()
