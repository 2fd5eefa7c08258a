"""A client of one Elasticsearch, from plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from elasticsearch import AsyncElasticsearch, OrjsonSerializer


@dataclass(frozen=True, slots=True)
class Connection:
    """Where it is and who we are. Of API key and name with password at most one is given.

    ``ca`` is a PEM file; ``fingerprint`` (SHA-256, hexadecimal) pins one certificate instead. ``timeout`` is how long
    an answer may take before it counts as none.
    """

    urls: Sequence[str]
    api_key: str | None = None
    user: str | None = None
    password: str | None = None
    ca: Path | None = None
    fingerprint: str | None = None
    timeout: timedelta = timedelta(seconds=30)
    connections: int = 8


def connect(connection: Connection) -> AsyncElasticsearch:
    """Return a client. It retries nothing by itself: what failed is told, and the caller decides."""
    options: dict[str, Any] = {
        "api_key": connection.api_key,
        "basic_auth": (connection.user, connection.password or "") if connection.user else None,
        "ca_certs": str(connection.ca) if connection.ca else None,
        "ssl_assert_fingerprint": connection.fingerprint,
    }
    return AsyncElasticsearch(
        list(connection.urls),
        **{name: value for name, value in options.items() if value is not None},
        request_timeout=connection.timeout.total_seconds(),
        connections_per_node=connection.connections,
        max_retries=0,
        retry_on_timeout=False,
        http_compress=False,
        serializers={OrjsonSerializer.mimetype: OrjsonSerializer()},
    )
