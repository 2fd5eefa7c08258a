"""Search, count and get over all months of an index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from elasticsearch import AsyncElasticsearch

from armswire.adapters.elastic.failures import reaching
from armswire.core.documents import Document
from armswire.core.fields import ID, Index
from armswire.core.query import QueryError, compile_query
from armswire.core.query.pages import mark, place_of
from armswire.errors import Poison
from armswire.ports import Hit, Page

_HIDDEN = ["tokens*"]
"""What is only there to be searched."""
_MOST_AT_ONCE = 1000


async def get(client: AsyncElasticsearch, pattern: str, ids: Sequence[str]) -> Mapping[str, Document]:
    """Return the documents that exist, as last written: the newest months are asked first."""
    found: dict[str, Document] = {}
    with reaching():
        months = sorted(await client.indices.get_alias(index=pattern, allow_no_indices=True), reverse=True)
    for month in months:
        missing = [one for one in ids if one not in found]
        for at in range(0, len(missing), _MOST_AT_ONCE):
            found |= await in_month(client, month, missing[at : at + _MOST_AT_ONCE])
    return found


async def in_month(client: AsyncElasticsearch, month: str, ids: Sequence[str]) -> dict[str, Document]:
    """Return the documents that exist in one index; none where there is no such index yet."""
    if not ids:
        return {}
    stored = await at(client, [(month, one) for one in ids], source_excludes=_HIDDEN)
    return {key: one.document for key, one in stored.items()}


@dataclass(frozen=True, slots=True)
class Stored:
    """A document as it stands, and which write it was: sequence number and primary term."""

    document: Document
    write: tuple[int, int]


async def at(client: AsyncElasticsearch, asked: Sequence[tuple[str, str]], **options: Any) -> dict[str, Stored]:
    """Return the documents that exist of those asked for by index and id, by id; a realtime get."""
    if not asked:
        return {}
    with reaching():
        answer = await client.mget(docs=[{"_index": index, "_id": one} for index, one in asked], **options)
    return {
        one["_id"]: Stored(one["_source"], (one["_seq_no"], one["_primary_term"]))
        for one in answer["docs"]
        if one.get("found")
    }


async def count(client: AsyncElasticsearch, pattern: str) -> int:
    """Return how many documents there are."""
    with reaching():
        found: int = (await client.count(index=pattern))["count"]
    return found


async def search(
    client: AsyncElasticsearch,
    pattern: str,
    index: Index,
    text: str,
    *,
    now: datetime,
    size: int,
    after: str | None,
    newest: bool,
) -> Page:
    """Return one page. The order is total (the id decides last), so pages neither overlap nor leave gaps."""
    query = compile_query(text, index).to_elastic(now)
    place = place_of(after, 2 if newest else 3)
    order: list[dict[str, Any]] = [{"@timestamp": "desc"}, {ID[index]: "desc"}]
    try:
        with reaching():
            answer = await client.search(
                index=pattern,
                query={"bool": {"filter": [query]}} if newest else query,
                sort=order if newest else [{"_score": "desc"}, *order],
                size=size + 1,
                search_after=place,
                track_total_hits=True,
                source_excludes=_HIDDEN,
            )
    except Poison as error:
        raise QueryError(str(error), "simplify the query") from error
    return _page(answer["hits"], size, newest)


def _page(hits: Mapping[str, Any], size: int, newest: bool) -> Page:
    found = hits["hits"][:size]
    after = mark(found[-1]["sort"]) if len(hits["hits"]) > size else None
    shown = tuple(Hit(one["_id"], one["_source"], None if newest else one["_score"]) for one in found)
    return Page(shown, hits["total"]["value"], after)
