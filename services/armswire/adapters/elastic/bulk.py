"""Bulk requests, judged operation by operation. Nothing is retried here and nothing swallowed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from elasticsearch import ApiError, AsyncElasticsearch

from armswire.adapters.elastic.failures import Verdict, explain, judge, reaching
from armswire.errors import Transient

MAX_BYTES = 1_000_000
"""Of one request. Elasticsearch takes 100 MB, but breaks no circuit on less, and aiohttp warns of bodies over 1 MiB."""
_TOO_LARGE = 413


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing to do. ``body`` None: delete. ``version`` is external: a lower one than stored is a conflict.

    ``seen`` are sequence number and primary term of what was read: anything written since is a conflict.
    """

    action: str
    index: str
    id: str
    body: bytes | None = None
    version: int | None = None
    seen: tuple[int, int] | None = None

    def lines(self) -> list[bytes]:
        """Return its lines of the request."""
        about: dict[str, Any] = {"_index": self.index, "_id": self.id}
        if self.version is not None:
            about |= {"version": self.version, "version_type": "external_gte"}
        if self.seen is not None:
            about |= {"if_seq_no": self.seen[0], "if_primary_term": self.seen[1]}
        if self.action == "update":
            about["retry_on_conflict"] = 5
        head = orjson.dumps({self.action: about})
        return [head] if self.body is None else [head, self.body]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an operation."""

    operation: Operation
    verdict: Verdict
    error: str = ""


async def bulk(client: AsyncElasticsearch, operations: Sequence[Operation]) -> list[Outcome]:
    """Do them all, in requests of moderate size; return what became of each, in order.

    Raises ``Transient`` where any of them has to wait: those that were done are done, and doing them again is harmless.
    """
    outcomes: list[Outcome] = []
    part: list[Operation] = []
    size = 0
    for operation in operations:
        weight = len(operation.body or b"") + 200
        if part and size + weight > MAX_BYTES:
            outcomes += await _send(client, part)
            part, size = [], 0
        part.append(operation)
        size += weight
    return outcomes + (await _send(client, part) if part else [])


async def _send(client: AsyncElasticsearch, operations: Sequence[Operation]) -> list[Outcome]:
    lines: list[Any] = [line for operation in operations for line in operation.lines()]
    with reaching():
        try:
            answer = await client.bulk(operations=lines, filter_path="items.*.status,items.*.error")
        except ApiError as error:
            if error.status_code != _TOO_LARGE:
                raise
            if len(operations) == 1:
                return [Outcome(operations[0], Verdict.REFUSED, "larger than http.max_content_length")]
            half = len(operations) // 2
            return [*await _send(client, operations[:half]), *await _send(client, operations[half:])]
    results = [next(iter(item.values())) for item in answer["items"]]
    return [_outcome(operation, result) for operation, result in zip(operations, results, strict=True)]


def _outcome(operation: Operation, result: Mapping[str, Any]) -> Outcome:
    verdict = judge(result)
    if verdict is Verdict.WAIT or (verdict is Verdict.CONFLICT and operation.action == "update"):
        raise Transient(f"Elasticsearch cannot take {operation.id} now: {result['status']} {explain(result)}")
    return Outcome(operation, verdict, explain(result) if verdict is Verdict.REFUSED else "")
