"""The SQLite store: the contracts, and what is its own."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from query_contract import QueryContract
from store_contract import StoreContract

from armswire.adapters.sqlite_store import SqliteStore, schema
from armswire.errors import Misconfigured, Transient
from armswire.ports import Index
from support.documents import NOW, news, tagged, tanks


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "store.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    opened = SqliteStore(path)
    await opened.open()
    yield opened
    await opened.close()


class TestStore(StoreContract):
    pass


class TestQuery(QueryContract):
    @pytest.fixture
    def examples(self) -> int:
        return 60


async def test_what_was_written_is_there_when_opened_again(store: SqliteStore, path: Path) -> None:
    item = news("a", "Poland buys tanks")
    await store.put_news([item])
    await store.close()
    await store.open()
    assert [hit.id for hit in (await store.search(Index.NEWS, "tanks", now=NOW)).hits] == [item.id]


async def test_another_process_reads_while_one_writes(store: SqliteStore, path: Path) -> None:
    reader = SqliteStore(path, read_only=True)
    await reader.open()
    for number in range(3):
        await store.put_news([news(f"n{number}", "Tank")])
        assert (await reader.search(Index.NEWS, "tank", now=NOW)).total == number + 1
    await reader.close()


async def test_a_closed_store_is_read_where_nothing_may_be_written(store: SqliteStore, path: Path) -> None:
    await store.put_news([news("a", "Tank")])
    await store.close()
    path.chmod(0o444)
    reader = SqliteStore(path, read_only=True)
    await reader.open()
    assert (await reader.search(Index.NEWS, "t?nk", now=NOW)).total == 1
    await reader.close()


async def test_no_store_yet(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="armswire up"):
        await SqliteStore(tmp_path / "store.db", read_only=True).open()


async def test_a_file_that_is_no_store(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(b"something else " * 1000)
    for read_only in (False, True):
        with pytest.raises(Misconfigured, match="not a store"):
            await SqliteStore(path, read_only=read_only).open()


async def test_a_store_of_another_version_is_indexed_anew(
    store: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = news("a", "Poland buys tanks")
    await store.put_news([item])
    await store.put_tagged([tagged(item, tanks(item))])
    await store.close()
    monkeypatch.setattr(schema, "_LAYOUT", 99)
    with pytest.raises(Misconfigured, match="another version"):
        await SqliteStore(path, read_only=True).open()
    await store.open()
    assert (await store.search(Index.NEWS, "tanks AND news.arms_related:true", now=NOW)).total == 1
    assert (await store.search(Index.EVENTS, "arms.value.usd:>1", now=NOW)).total == 1
    await store.put_news([news("a", "Poland sells tanks", revision=2)])
    assert await store.count(Index.NEWS) == 1


async def test_a_locked_file_is_waited_for_and_then_transient(store: SqliteStore, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store._writer.execute("PRAGMA busy_timeout = 1")  # type: ignore[union-attr]
    with pytest.raises(Transient, match="locked"):
        await store.put_news([news("a")])
    other.execute("COMMIT")
    other.close()
    assert not await store.put_news([news("a")])


async def test_the_log_is_brought_into_the_file_while_writing(store: SqliteStore, path: Path) -> None:
    for number in range(40):
        await store.put_news([news(f"n{number}-{n}", "Tank", "some words " * 2000) for n in range(20)])
        await asyncio.sleep(0)
    await store.close()
    assert path.stat().st_size > 2**24
