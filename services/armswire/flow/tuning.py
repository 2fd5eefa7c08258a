"""What can be set about a flow, and the driver a broker's URL names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from armswire.core.retry import Backoff
from armswire.errors import Misconfigured, Problem
from armswire.flow.health import Limits

DRIVERS = {"sqlite": "armswire-sqlite", "kafka": "armswire-kafka"}
"""Scheme of ``ARMSWIRE_BROKER`` → name of the Faust transport (an entry point of this package)."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """Settings with their defaults.

    ``commit_every`` bounds what a kill -9 repeats; None: what is cheap on the broker (0.2 s on a file, 1 s on Kafka).
    ``session_timeout``: how long a killed worker keeps its partitions (Kafka). ``poll_interval``: how long a worker
    whose loop does not turn keeps them. ``stop_within``: how long ``stop`` waits for batches in hand.
    ``replication``: of topics that are made. ``kafka``: further Faust settings (credentials, TLS), as
    ``adapters.kafka.Connection.faust`` gives them.
    """

    commit_every: timedelta | None = None
    session_timeout: timedelta = timedelta(seconds=6)
    poll_interval: timedelta = timedelta(days=1)
    stop_within: timedelta = timedelta(seconds=30)
    replication: int = 1
    backoff: Backoff = field(default_factory=Backoff)
    limits: Limits = field(default_factory=Limits)
    kafka: Mapping[str, Any] | None = None


def driver_urls(broker: str) -> list[str]:
    """Return the Faust URLs of a broker: ``sqlite:///abs/log.db``, or ``kafka://host:port[,host:port…]``."""
    scheme, separator, rest = broker.partition("://")
    if not separator or scheme not in DRIVERS or not rest:
        raise Misconfigured(
            Problem("ARMSWIRE_BROKER", None, f"{broker!r} is no broker",
                    "write sqlite:///absolute/path/log.db or kafka://host:9092")
        )  # fmt: skip
    return [f"{DRIVERS[scheme]}://{place}" for place in (rest.split(",") if scheme == "kafka" else [rest])]


def commit_every(broker: str) -> timedelta:
    """Return how often to commit where nobody says: a commit costs a transaction on a file, a round trip on Kafka."""
    return timedelta(seconds=0.2 if broker.startswith("sqlite:") else 1.0)
