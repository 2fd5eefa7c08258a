"""What Elasticsearch's answers mean for the caller: wait, give up on this one, or fine."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

from elastic_transport import TransportError
from elasticsearch import ApiError

from armswire.errors import Poison, Transient

_WAIT = frozenset({401, 403, 408, 429})
"""Not let in (yet), a read-only block, a time-out, too many requests or a circuit breaker: all may pass."""


class Verdict(StrEnum):
    """What became of one operation of a bulk request."""

    DONE = "done"
    CONFLICT = "conflict"
    """Something as new or newer is there."""
    REFUSED = "refused"
    WAIT = "wait"


@contextmanager
def reaching() -> Iterator[None]:
    """Turn the client's errors into ours: ``Transient`` where waiting may help, ``Poison`` where it will not."""
    try:
        yield
    except TransportError as error:
        raise Transient(f"Elasticsearch does not answer: {error}") from error
    except ApiError as error:
        status = error.status_code
        if status in _WAIT or status >= 500:
            after = error.meta.headers.get("retry-after") or ""
            wait_s = float(after) if after.isdigit() else None
            raise Transient(f"Elasticsearch: {status} {error.message}", wait_s) from error
        raise Poison(f"Elasticsearch refuses: {status} {error.message} {_cause(error.body)}", "request") from error


def judge(result: Mapping[str, Any]) -> Verdict:
    """Judge the answer to one operation of a bulk request."""
    status = result["status"]
    if status < 300 or (status == 404 and "error" not in result):
        return Verdict.DONE
    if status == 409:
        return Verdict.CONFLICT
    return Verdict.REFUSED if status in {400, 413} else Verdict.WAIT


def explain(result: Mapping[str, Any]) -> str:
    """Return the error of one operation with its causes."""
    return _chain(result.get("error"))


def _cause(body: object) -> str:
    return _chain(body.get("error")) if isinstance(body, Mapping) else ""


def _chain(error: object) -> str:
    told: list[str] = []
    while isinstance(error, Mapping):
        told.append(f"{error.get('type')}: {error.get('reason')}")
        error = error.get("caused_by")
    return "; ".join(told) or str(error)
