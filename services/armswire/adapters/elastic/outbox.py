"""The outbox in one Elasticsearch index, for any number of alerters at once.

A document is written once by its id (``op_type`` create) and changed by scripts that look at its state first, so
what two processes do to one at the same time is decided by Elasticsearch, one after the other. A process leases
what it is given for a minute; after a kill -9 the others get it when the lease is over.

Nothing is made visible to search as it is written: a refresh a write would cost more than all else. What this process
wrote it sees, for it refreshes before it looks; what others wrote it sees a second later (the index's own refresh),
and the scripts look at the document itself, so nobody takes what is stale. What this process holds already it takes
from the search: so whatever it did that a search may not show yet is in ``_unseen`` and ``_over``.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from elastic_transport import TransportError
from elasticsearch import ApiError, AsyncElasticsearch

from armswire.errors import Poison, Transient
from armswire.ports import Notification
from armswire_schemas.alerts import Alert

LEASE = timedelta(minutes=1)
_KEYWORD = {"type": "keyword"}
_DATE = {"type": "date_nanos"}
_STORED = {"type": "keyword", "index": False, "doc_values": False}
MAPPINGS: dict[str, Any] = {
    "dynamic": "strict",
    "properties": {
        "id": _KEYWORD, "channel": _KEYWORD, "alert": _STORED, "created": _DATE, "due": _DATE,
        "attempts": {"type": "integer"}, "digest": _KEYWORD, "state": _KEYWORD, "settled": _DATE, "error": _STORED,
        "message": _KEYWORD, "owner": _KEYWORD, "leased": _DATE,
    },
}  # fmt: skip
_WAITING = {"term": {"state": "waiting"}}
_GUARD = "if (ctx._source.state != 'waiting') { ctx.op = 'none' } else { "
_CLAIM = (
    "if (ctx._source.state != 'waiting' || (ctx._source.owner != null && ctx._source.owner != params.owner"
    " && ctx._source.leased.compareTo(params.now) > 0)) { ctx.op = 'none' }"
    " else { ctx._source.owner = params.owner; ctx._source.leased = params.leased }"
)
_BUNDLE = _GUARD + (
    "ctx._source.digest = params.digest; ctx._source.owner = params.owner; ctx._source.leased = params.leased }"
)
"""Members leased at different times would fall free one after another, and half a digest go out under its key."""
_SENT = (
    _GUARD + "ctx._source.state = 'sent'; ctx._source.settled = params.now; ctx._source.remove('error');"
    " ctx._source.message = ctx._source.digest != null ? ctx._source.digest : ctx._source.id }"
)
_POSTPONE = _GUARD + "ctx._source.attempts += 1; ctx._source.due = params.due; ctx._source.error = params.error }"
_FAIL = _GUARD + "ctx._source.state = 'given_up'; ctx._source.settled = params.now; ctx._source.error = params.error }"
_MANY = 10_000
"""Elasticsearch's own limit on hits (``index.max_result_window``)."""
_MOST_OVER = 1_000
"""Ids that a search is told to leave out; more are made visible as settled instead."""


class ElasticOutbox:
    """``ports.Outbox`` in ``index``. ``owner`` names this process, differently from all others.

    The client is the caller's to close.
    """

    def __init__(self, client: AsyncElasticsearch, owner: str, index: str = "armswire-outbox") -> None:
        self._client = client
        self._owner = owner
        self._index = index
        self._looking = asyncio.Lock()
        self._unseen = True
        """Whether something was written that a search does not show; maybe by an earlier process of the same name."""
        self._over: set[str] = set()
        """Which of them are over and done with."""

    async def open(self) -> None:
        """Make the index where it is missing."""
        async with _judged():
            if await self._client.indices.exists(index=self._index):
                return
            settings = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}
            # 400: another process made it in between; anything else wrong shows at the first write.
            await self._client.options(ignore_status=400).indices.create(
                index=self._index, mappings=MAPPINGS, settings=settings
            )

    async def close(self) -> None:
        """Nothing is held open."""

    async def put(self, notifications: Sequence[Notification]) -> int:
        results = await self._bulk(({"create": {"_id": n.id}}, _document(n)) for n in notifications)
        self._unseen = True
        return sum(result["status"] == 201 for result in results)

    async def due(self, channel: str, now: datetime, limit: int) -> Sequence[Notification]:
        mine = {"bool": {"should": [
            {"term": {"owner": self._owner}},
            {"bool": {"must_not": {"exists": {"field": "owner"}}}},
            {"range": {"leased": {"lte": _text(now)}}},
        ]}}  # fmt: skip
        await self._see(over=False)
        free = [_WAITING, {"term": {"channel": channel}}, {"range": {"due": {"lte": _text(now)}}}, mine]
        order = [{"digest": {"order": "asc", "missing": "_last"}}, {"created": "asc"}, {"id": "asc"}]
        query = {"bool": {"filter": free, "must_not": {"ids": {"values": sorted(self._over)}}}}
        found = await self._search(query, order, min(limit, _MANY))
        held = {source["id"] for source in found if self._holds(source, now)}
        return await self._claimed([_notification(source) for source in found], held, now)

    async def bundle(self, ids: Sequence[str], digest: str, now: datetime) -> None:
        leased = {"owner": self._owner, "leased": _text(now + LEASE)}
        await self._change(ids, _BUNDLE, {"digest": digest, **leased})
        self._unseen = True

    async def sent(self, ids: Sequence[str], now: datetime) -> None:
        await self._change(ids, _SENT, {"now": _text(now)})
        self._over.update(ids)

    async def postpone(self, ids: Sequence[str], due: datetime, error: str) -> None:
        await self._change(ids, _POSTPONE, {"due": _text(due), "error": error})
        self._unseen = True

    async def fail(self, ids: Sequence[str], now: datetime, error: str) -> None:
        await self._change(ids, _FAIL, {"now": _text(now), "error": error})
        self._over.update(ids)

    async def sent_since(self, channel: str, since: datetime) -> int:
        wanted = [{"term": {"state": "sent"}}, {"term": {"channel": channel}}]
        window = {"range": {"settled": {"gte": _text(since)}}}
        await self._see()
        return len(await self._values("message", {"bool": {"filter": [*wanted, window]}}))

    async def pending(self, channel: str | None = None) -> int:
        wanted = [_WAITING] if channel is None else [_WAITING, {"term": {"channel": channel}}]
        await self._see()
        async with _judged():
            answer = await self._client.count(index=self._index, query={"bool": {"filter": wanted}})
        return int(answer["count"])

    async def waiting_channels(self) -> Sequence[str]:
        await self._see()
        return sorted(await self._values("channel", {"bool": {"filter": [_WAITING]}}))

    async def given_up(self, limit: int) -> Sequence[tuple[Notification, str]]:
        order = [{"settled": "desc"}, {"id": "asc"}]
        await self._see()
        found = await self._search({"term": {"state": "given_up"}}, order, min(limit, _MANY))
        return [(_notification(source), str(source["error"])) for source in found]

    async def prune(self, before: datetime) -> int:
        old = {"bool": {"must_not": [_WAITING], "filter": [{"range": {"settled": {"lt": _text(before)}}}]}}
        await self._see()
        async with _judged():
            answer = await self._client.delete_by_query(index=self._index, query=old, conflicts="proceed", refresh=True)
        return int(answer["deleted"])

    async def _see(self, *, over: bool = True) -> None:
        """Make visible what this process wrote; what is over and done with only where it matters."""
        async with self._looking:
            if not self._unseen and not (over and self._over) and len(self._over) < _MOST_OVER:
                return
            settled, self._over, self._unseen = self._over, set(), False
            try:
                async with _judged():
                    await self._client.indices.refresh(index=self._index)
            except BaseException:
                self._over |= settled
                self._unseen = True
                raise

    def _holds(self, source: Mapping[str, Any], now: datetime) -> bool:
        """True where this process has leased it for a good while yet."""
        return source.get("owner") == self._owner and str(source["leased"]) > _text(now + LEASE / 2)

    async def _claimed(self, found: Sequence[Notification], held: set[str], now: datetime) -> list[Notification]:
        """Those that this process could lease. A digest is leased by its first member: wholly or not at all."""
        heads: list[str] = []
        followers: dict[str, list[str]] = {}
        for digest, group in groupby(found, key=lambda n: n.digest):
            ids = [n.id for n in group]
            heads += ids if digest is None else ids[:1]
            followers[ids[0]] = [] if digest is None else ids[1:]
        won = await self._claim(heads, held, now)
        won |= await self._claim([each for head in won for each in followers.get(head, ())], held, now)
        return [n for n in found if n.id in won]

    async def _claim(self, wanted: Sequence[str], held: set[str], now: datetime) -> set[str]:
        ids = [each for each in wanted if each not in held]
        leased = {"owner": self._owner, "now": _text(now), "leased": _text(now + LEASE)}
        results = await self._change(ids, _CLAIM, leased)
        won = {each for each, result in zip(ids, results, strict=True) if result.get("result") == "updated"}
        return won | held.intersection(wanted)

    async def _change(self, ids: Sequence[str], script: str, params: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        body = {"script": {"source": script, "lang": "painless", "params": dict(params)}}
        return await self._bulk(({"update": {"_id": each, "retry_on_conflict": 5}}, body) for each in ids)

    async def _bulk(self, actions: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> list[Mapping[str, Any]]:
        """Return what became of each action. One that is refused for good is ``Poison``."""
        operations = [part for action in actions for part in action]
        if not operations:
            return []
        try:
            async with _judged():
                answer = await self._client.bulk(index=self._index, operations=operations)
            return _answers(answer["items"])
        except BaseException:
            self._unseen = True  # it may have been done nevertheless, or some of it
            raise

    async def _search(self, query: Mapping[str, Any], sort: Sequence[Any], size: int) -> list[Mapping[str, Any]]:
        async with _judged():
            answer = await self._client.search(
                index=self._index, query=dict(query), sort=list(sort), size=size, track_total_hits=False
            )
        return [hit["_source"] for hit in answer["hits"]["hits"]]

    async def _values(self, field: str, query: Mapping[str, Any]) -> list[str]:
        """The distinct values of a field: exact up to 10,000."""
        async with _judged():
            answer = await self._client.search(
                index=self._index,
                query=dict(query),
                size=0,
                aggs={"values": {"terms": {"field": field, "size": _MANY}}},
            )
        return [bucket["key"] for bucket in answer["aggregations"]["values"]["buckets"]]


@asynccontextmanager
async def _judged() -> AsyncIterator[None]:
    """Say of each error whether waiting may help."""
    try:
        yield
    except ApiError as error:
        told = f"Elasticsearch: {error.status_code} {error.message}"
        if error.status_code in (408, 429) or error.status_code >= 500:
            raise Transient(told) from error
        raise Poison(told, "refused") from error
    except TransportError as error:
        raise Transient(f"Elasticsearch does not answer: {type(error).__name__}") from error


def _answers(items: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What became of each action; raises for the first that failed otherwise than by "never put" or "put before"."""
    results: list[Mapping[str, Any]] = [next(iter(item.values())) for item in items]
    for result in results:
        status = result["status"]
        if status == 429 or status >= 500:
            raise Transient(f"Elasticsearch is busy: {_reason(result)}")
        if status >= 400 and status not in (404, 409):
            raise Poison(f"Elasticsearch refuses a notification: {_reason(result)}", "refused")
    return results


def _reason(result: Mapping[str, Any]) -> str:
    return str(result.get("error", {}).get("reason", result["status"]))


def _document(n: Notification) -> dict[str, Any]:
    document = {
        "id": n.id,
        "channel": n.channel,
        "alert": n.alert.model_dump_json(),
        "created": _text(n.created),
        "due": _text(n.due),
        "attempts": n.attempts,
        "state": "waiting",
    }
    return document if n.digest is None else document | {"digest": n.digest}


def _notification(source: Mapping[str, Any]) -> Notification:
    alert = Alert.model_validate_json(source["alert"])
    created, due = datetime.fromisoformat(source["created"]), datetime.fromisoformat(source["due"])
    return Notification(source["id"], alert, source["channel"], created, due, source["attempts"], source.get("digest"))


def _text(when: datetime) -> str:
    """UTC to the microsecond, always as long: such texts compare as the times do."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
