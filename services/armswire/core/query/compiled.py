"""A query that is ready for use."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from armswire.core.fields import Index
from armswire.core.query import elastic, predicate, sql
from armswire.core.query.parse import parse
from armswire.core.query.tree import Node

_EPOCH = "1970-01-01T00:00:00+00:00"


@dataclass(frozen=True, slots=True)
class CompiledQuery:
    """One query for one index. The three readers give the same answers for the same documents and the same ``now``."""

    text: str
    index: Index
    tree: Node

    def matches(self, document: Mapping[str, Any], now: datetime) -> bool:
        """Tell whether a document (of core/documents.py) fits; date math counts from ``now``."""
        return predicate.matches(self.tree, document, now)

    def matched_terms(self, document: Mapping[str, Any], now: datetime | None = None) -> tuple[str, ...]:
        """Return the clauses that made a document fit, as written (``arms.recipients:UA``), without repeats.

        () where it does not fit. ``now`` is the document's ``event.created`` where it is not given.
        """
        moment = now or datetime.fromisoformat(document.get("event.created", _EPOCH)).astimezone(UTC)
        if not self.matches(document, moment):
            return ()
        return tuple(dict.fromkeys(predicate.fired(self.tree, document, moment)))

    def to_sql(self, now: datetime) -> sql.SqlQuery:
        """Return the condition for the SQLite store."""
        return sql.query(self.tree, self.index, now)

    def to_elastic(self, now: datetime) -> dict[str, Any]:
        """Return the ``query`` of an Elasticsearch search."""
        return elastic.query(self.tree, now)


@lru_cache(maxsize=256)
def compile_query(text: str, index: Index) -> CompiledQuery:
    """Compile a query for an index; "" and "*" find all.

    Raises ``QueryError`` (a ``Misconfigured``) that names the clause at fault and says what to write instead.
    """
    return CompiledQuery(text, index, parse(text, index))
