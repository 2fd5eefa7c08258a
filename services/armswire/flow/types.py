"""How a service meets the stream, without seeing Faust: batches in, an ``Out`` to send by, tables to remember in.

A service is a function ``attach(flow, …)`` that registers handlers. A handler gets a batch in order of arrival
(one partition's messages keep their order) and returns when every effect is durable or handed to ``Flow.send``;
only then are the offsets committed. It raises ``Transient`` (the same batch comes again after a back-off) or
``Poison`` (the batch is split until the one message at fault is in the dead letters; handlers must be idempotent).
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, Protocol, TypeVar

from armswire_schemas.base import Wire
from armswire_schemas.topics import Topic

T = TypeVar("T", bound=Wire)


@dataclass(frozen=True, slots=True)
class Message(Generic[T]):
    """One validated message and where it stands in the log."""

    key: str
    value: T
    topic: str
    partition: int
    offset: int


Handler = Callable[[Sequence[Message[T]]], Awaitable[None]]


class Table(Protocol):
    """Durable state by key, owned with the partitions of the topic it was made like. Values are JSON bytes."""

    def get(self, key: str) -> bytes | None: ...
    def set(self, key: str, value: bytes) -> None: ...
    def delete(self, key: str) -> None: ...

    def keys(self) -> Sequence[str]:
        """The keys that this process owns, as of the call."""


class Flow(Protocol):
    """One process's part of the topology: the agents attached to it, running on one broker."""

    def agent(
        self,
        name: str,
        topic: Topic,
        model: type[T],
        handler: Handler[T],
        *,
        batch: int = 200,
        within: timedelta = timedelta(milliseconds=20),
    ) -> None:
        """Feed ``handler`` with batches of ``topic``. To be called before ``start``. ``name`` is a metric label."""

    def table(self, name: str, like: Topic) -> Table:
        """A table with the partitions of ``like``, to be used by handlers of that topic only. Before ``start``."""

    async def send(self, topic: Topic, key: str, value: Wire) -> None:
        """Send one message. It is durable before the batch in hand is committed; outside a handler, at ``flush``."""

    async def flush(self) -> None:
        """Wait until everything sent before this call is durable."""

    async def start(self) -> None: ...

    async def stop(self) -> None:
        """Finish the batches in hand, commit, leave the group."""

    async def drained(self) -> None:
        """Return once every attached topic has been handled and committed to its end, everything sent on included."""
