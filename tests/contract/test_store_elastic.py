"""The Elasticsearch store: the contracts on a real one, and what is its own."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from query_contract import QueryContract
from store_contract import StoreContract, found

from armswire.adapters.elastic import Connection, ElasticStore, connect, setup, templates
from armswire.adapters.elastic.failures import Verdict, judge
from armswire.core.fields import FIELDS, Index, Kind
from armswire.errors import Transient
from support.documents import NOW, news, tagged, tanks
from support.elastic import elastic_store

# One document of a megabyte is sent in one piece; aiohttp would rather have it streamed.
pytestmark = pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")


@pytest.fixture
async def store() -> AsyncIterator[ElasticStore]:
    async with elastic_store() as opened:
        yield opened


@pytest.mark.engines
class TestStore(StoreContract):
    pass


@pytest.mark.engines
class TestQuery(QueryContract):
    @pytest.fixture
    def examples(self) -> int:
        return 25


@pytest.mark.engines
async def test_an_index_a_month_of_first_seen(store: ElasticStore) -> None:
    seen = [NOW, NOW - timedelta(days=31), NOW - timedelta(days=365)]
    items = [news(f"n{n}", first_seen=moment, published=None) for n, moment in enumerate(seen)]
    await store.put_news(items)
    await store.put_tagged([tagged(item, tanks(item)) for item in items])
    months = await store._client.indices.get_alias(index=f"{store._prefix}-*")
    assert sorted(name.removeprefix(f"{store._prefix}-") for name in months) == [
        f"{index}-{month}" for index in ("events", "news") for month in ("2025.11", "2026.10", "2026.11")
    ]
    assert len(await store.get(Index.NEWS, [item.id for item in items])) == 3
    assert await found(store, Index.EVENTS, "tanks OR k2") == [tanks(item).id for item in items]


@pytest.mark.engines
async def test_two_processes_change_one_item_at_once(store: ElasticStore) -> None:
    """The indexer of news and that of events: neither undoes what the other wrote."""
    items = [news(f"n{n}", "First words") for n in range(40)]
    await store.put_news(items[:30])
    second = [item.model_copy(update={"title": "Second words", "revision": 2}) for item in items]
    about = [tagged(item, tanks(item)) for item in items]
    calls = [store.put_news(second[n : n + 4]) for n in range(0, 40, 4)]
    calls += [store.put_tagged(about[n : n + 4]) for n in range(0, 40, 4)]
    assert not any(await asyncio.gather(*calls))
    assert len(await found(store, Index.NEWS, "second AND news.arms_related:true AND news.revision:2", size=99)) == 40
    assert await store.count(Index.EVENTS) == 40


@pytest.mark.engines
async def test_months_left_empty_go(store: ElasticStore) -> None:
    old = news("old", first_seen=NOW - timedelta(days=99), published=None)
    await store.put_news([old, news("new")])
    await store.refresh()
    assert await store.prune(NOW, timedelta(days=30)) == 1
    assert len(await store._client.indices.get_alias(index=f"{store._prefix}-news-*")) == 1


@pytest.mark.engines
async def test_opening_again_brings_the_mapping_of_old_months_up_to_date(store: ElasticStore) -> None:
    await store.put_news([news("a")])
    await store.open()
    mappings = await store._client.indices.get_mapping(index=f"{store._prefix}-news-*")
    (month,) = mappings.values()
    assert month["mappings"]["properties"] == templates.load(Index.NEWS)["template"]["mappings"]["properties"]


@pytest.mark.engines
async def test_a_key_that_is_not_let_in_or_a_port_without_an_answer_is_waited_for() -> None:
    async with connect(Connection(["http://127.0.0.1:1"], timeout=timedelta(seconds=2))) as client:
        unreachable = ElasticStore(client)
        for call in (unreachable.open(), unreachable.put_news([news("a")]), unreachable.count(Index.NEWS)):
            with pytest.raises(Transient, match="does not answer"):
                await call


@pytest.mark.engines
async def test_a_read_only_index_is_waited_for(store: ElasticStore) -> None:
    await store.put_news([news("a")])
    month = f"{store._prefix}-news-2026.11"
    await store._client.indices.put_settings(index=month, settings={"index.blocks.write": True})
    with pytest.raises(Transient, match="blocked"):
        await store.put_news([news("b")])
    await store._client.indices.put_settings(index=month, settings={"index.blocks.write": None})
    assert not await store.put_news([news("b")])
    assert len(await store.get(Index.NEWS, [news("a").id, news("b").id])) == 2


@pytest.mark.parametrize(
    ("result", "verdict"),
    [
        ({"status": 201}, Verdict.DONE),
        ({"status": 404}, Verdict.DONE),  # deleted already
        ({"status": 409, "error": {"type": "version_conflict_engine_exception"}}, Verdict.CONFLICT),
        ({"status": 400, "error": {"type": "document_parsing_exception"}}, Verdict.REFUSED),
        ({"status": 429, "error": {"type": "circuit_breaking_exception"}}, Verdict.WAIT),
        ({"status": 429, "error": {"type": "es_rejected_execution_exception"}}, Verdict.WAIT),
        ({"status": 403, "error": {"type": "cluster_block_exception"}}, Verdict.WAIT),
        ({"status": 404, "error": {"type": "index_not_found_exception"}}, Verdict.WAIT),
        ({"status": 503, "error": {"type": "unavailable_shards_exception"}}, Verdict.WAIT),
    ],
    ids=str,
)
def test_every_answer_is_judged(result: dict[str, Any], verdict: Verdict) -> None:
    assert judge(result) is verdict


@pytest.mark.parametrize("index", list(Index))
def test_the_template_files_are_what_the_fields_make(index: Index) -> None:
    """Where this fails: `python -m armswire.adapters.elastic`."""
    assert templates.load(index) == json.loads(templates.written(index))
    assert templates._file(index).read_text(encoding="utf-8") == templates.written(index)


@pytest.mark.parametrize("index", list(Index))
def test_every_field_has_its_mapping(index: Index) -> None:
    properties = templates.template(index)["template"]["mappings"]["properties"]
    for name, field in FIELDS[index].items():
        found_there = properties
        *parents, last = name.split(".")
        for parent in parents:
            found_there = found_there[parent]["properties"]
        expected = {Kind.INTEGER: "long", Kind.NUMBER: "double", Kind.BOOL: "boolean", Kind.STORED: "keyword"}
        assert found_there[last]["type"] == expected.get(field.kind, field.kind.value)


def test_a_lifetime_is_counted_from_the_end_of_the_month() -> None:
    phases = setup.policy(timedelta(days=90))["policy"]["phases"]
    assert phases["delete"]["min_age"] == "121d"
    assert "delete" not in setup.policy(None)["policy"]["phases"]
