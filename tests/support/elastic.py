"""A real Elasticsearch for tests: indices of one's own, gone afterwards. Skips where no Elasticsearch is."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from elasticsearch import AsyncElasticsearch

from armswire.adapters.elastic import Connection, ElasticStore, connect
from armswire.core.fields import Index

URL = os.environ.get("ARMSWIRE_TEST_ES", f"http://127.0.0.1:{os.environ.get('ES_PORT', '9200')}")
HINT = (
    f"no Elasticsearch at {URL}: start one by `python3 ../shared/stack/stack.py up es`, or name one by ARMSWIRE_TEST_ES"
)


@asynccontextmanager
async def elastic_index() -> AsyncIterator[tuple[AsyncElasticsearch, str]]:
    """A client, and the name of an index that nobody else uses and nobody has made yet."""
    async with AsyncElasticsearch(URL, request_timeout=30, max_retries=0) as client:
        if not await client.ping():
            pytest.skip(HINT)
        index = f"armswire-test-{uuid4().hex}"
        try:
            yield client, index
        finally:
            await client.options(ignore_status=404).indices.delete(index=index)


@asynccontextmanager
async def elastic_store() -> AsyncIterator[ElasticStore]:
    """An open, empty store that nobody else uses."""
    client = connect(Connection([URL]))
    prefix = f"armswire-test-{uuid4().hex}"
    try:
        if not await client.ping():
            pytest.skip(HINT)
        store = ElasticStore(client, prefix)
        await store.open()
        yield store
        await client.indices.delete(index=[f"{prefix}-{index}-*" for index in Index])
        for index in Index:
            await client.indices.delete_index_template(name=f"{prefix}-{index}")
    finally:
        await client.close()
