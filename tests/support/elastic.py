"""A real Elasticsearch for tests: an index of one's own, gone afterwards. Skips where no Elasticsearch is."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from elasticsearch import AsyncElasticsearch

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
