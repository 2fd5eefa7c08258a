"""The one guard around handlers: decode, handle, wait for what was sent, settle. Nothing raised ever leaves it.

What to do with a failure is decided in ``core.retry``. A batch that is given up (partitions revoked, flow stopping)
is left unsettled, so it is neither committed nor lost.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from armswire.core.retry import Action, Backoff, Decision, decide, fault_of
from armswire.errors import Poison, Transient
from armswire.flow.health import Waiting
from armswire.flow.ledger import LedgerMessage
from armswire.flow.types import Handler, Message
from armswire_schemas.base import Wire
from armswire_schemas.deadletter import DeadLetter

T = TypeVar("T", bound=Wire)
log = logging.getLogger(__name__)

in_hand: ContextVar[list[Awaitable[Any]] | None] = ContextVar("in_hand", default=None)
"""Futures of what the batch in hand sent; None outside a handler."""


def utc_now() -> datetime:
    """The clock; only the time on a dead letter comes from it."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Counts:
    """What one agent did since it started; read by the metrics."""

    handled: int = 0
    batches: int = 0
    retries: dict[str, int] = field(default_factory=dict)
    dead: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Surroundings:
    """What a guard is given by the flow it runs in."""

    bury: Callable[[DeadLetter, str], Awaitable[None]]
    fresh: Callable[[LedgerMessage], bool]
    stopping: asyncio.Event
    backoff: Backoff = field(default_factory=Backoff)
    clock: Callable[[], datetime] = utc_now


@dataclass(slots=True)
class Item(Generic[T]):
    """A message in hand: as it came, and decoded."""

    raw: LedgerMessage
    message: Message[T]


class Guard(Generic[T]):
    """Guards one agent. ``take`` is called with each batch, one at a time."""

    def __init__(self, name: str, model: type[T], handler: Handler[T], around: Surroundings) -> None:
        self.name = name
        self.counts = Counts()
        self.idle = asyncio.Event()
        self.idle.set()
        self.settled_at = monotonic()
        self._model = model
        self._handler = handler
        self._around = around
        self._waiting: tuple[str, int, float] | None = None

    def waiting(self) -> Waiting | None:
        """Return what it waits for now; None while it works or idles."""
        if self._waiting is None:
            return None
        error, attempt, since = self._waiting
        return Waiting(self.name, error, attempt, monotonic() - since)

    async def take(self, batch: Sequence[LedgerMessage]) -> None:
        """Handle a batch to its end, or give it up unsettled."""
        self.idle.clear()
        try:
            fresh = [raw for raw in batch if self._around.fresh(raw)]
            items: list[Item[T]] = []
            for raw in fresh:
                item = await self._decoded(raw)
                if item is not None:
                    items.append(item)
            await self._work(items)
        finally:
            self.idle.set()
            self._waiting = None

    async def _decoded(self, raw: LedgerMessage) -> Item[T] | None:
        if raw.value is None:  # a tombstone of a compacted topic: nothing to handle
            self._settle([raw])
            return None
        try:
            return Item(raw, decode(raw, self._model))
        except Poison as error:
            if await self._bury(raw, error.reason, str(error)):
                self._settle([raw])
            return None

    async def _work(self, items: list[Item[T]]) -> None:
        pieces = [items] if items else []
        while pieces:
            piece = pieces.pop(0)
            decision, error = await self._until_decided(piece)
            if decision is None:
                self._settle([item.raw for item in piece])
                self.counts.handled += len(piece)
            elif decision.action is Action.SPLIT:
                half = len(piece) // 2
                pieces[:0] = [piece[:half], piece[half:]]
            elif decision.action is Action.RETRY or not await self._bury(piece[0].raw, decision.reason, str(error)):
                return  # given up: revoked or stopping
            else:
                self._settle([piece[0].raw])
        self.counts.batches += 1

    async def _until_decided(self, piece: list[Item[T]]) -> tuple[Decision | None, Exception | None]:
        """Try until it worked (None), or something else than waiting must be done; RETRY means given up."""
        attempt, since = 0, monotonic()
        while True:
            try:
                await self._try(piece)
            except Exception as error:
                attempt += 1
                decision = decide(error, attempt, len(piece), self._around.backoff)
                self._note(error, decision, len(piece))
                if decision.action is not Action.RETRY:
                    return decision, error
                self._waiting = (f"{error}" or type(error).__name__, attempt, since)
                if not await self._pause(decision, piece[0].raw):
                    return decision, error
            else:
                self._waiting = None
                return None, None

    async def _try(self, piece: list[Item[T]]) -> None:
        sent: list[Awaitable[Any]] = []
        token = in_hand.set(sent)
        try:
            await self._handler([item.message for item in piece])
        finally:
            in_hand.reset(token)
            results = await asyncio.gather(*sent, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception):
                raise Transient(f"could not send: {result}") from result

    async def _pause(self, decision: Decision, raw: LedgerMessage) -> bool:
        """Wait; return False when the batch is to be given up."""
        until = monotonic() + decision.pause.total_seconds()
        while not self._around.stopping.is_set() and self._around.fresh(raw):
            left = until - monotonic()
            if left <= 0:
                return True
            try:
                await asyncio.wait_for(self._around.stopping.wait(), min(left, 1.0))
            except TimeoutError:
                continue
        return False

    async def _bury(self, raw: LedgerMessage, reason: str, error: str) -> bool:
        """Put it into the dead letters; return False when given up before that was possible."""
        letter = DeadLetter.model_construct(
            topic=raw.topic,
            partition=raw.partition,
            offset=raw.offset,
            key=text(raw.key),
            raw=raw.value or b"",
            agent=self.name,
            reason=reason,
            error=error,
            when=self._around.clock(),
        )
        attempt, since = 0, monotonic()
        while True:
            try:
                await self._around.bury(letter, text(raw.key) or "")
                break
            except Exception as failure:
                attempt += 1
                decision = decide(Transient(str(failure)), attempt, 1, self._around.backoff)
                self._waiting = (f"dead letters: {failure}", attempt, since)
                if not await self._pause(decision, raw):
                    return False
        log.warning("%s: dead letter %s %s/%s@%s: %s", self.name, reason, raw.topic, raw.partition, raw.offset, error)
        self.counts.dead[reason] = self.counts.dead.get(reason, 0) + 1
        return True

    def _settle(self, messages: Sequence[LedgerMessage]) -> None:
        for message in messages:
            message.settle()
        self.settled_at = monotonic()

    def _note(self, error: Exception, decision: Decision, size: int) -> None:
        fault = fault_of(error).value
        self.counts.retries[fault] = self.counts.retries.get(fault, 0) + 1
        trace = error if decision.fault.value == "bug" else None
        pause_s = decision.pause.total_seconds()
        log.warning(
            "%s: %s of %d (%s): %s; next try in %.1f s", self.name, fault, size, decision.action, error, pause_s,
            exc_info=trace,
        )  # fmt: skip


def text(key: bytes | None) -> str | None:
    """Return a key as text, whatever its bytes."""
    return None if key is None else key.decode("utf-8", "replace")


def decode(raw: LedgerMessage, model: type[T]) -> Message[T]:
    """Return the validated message; raise ``Poison`` where it is none. Agents of one model decode it once."""
    value = raw.parsed
    if not isinstance(value, model):
        try:
            value = model.model_validate_json(raw.value or b"")
        except (ValidationError, ValueError) as error:
            raise Poison(f"not a {model.__name__}: {error}") from error
        raw.parsed = value
    return Message(text(raw.key) or "", value, raw.topic, raw.partition, raw.offset)
