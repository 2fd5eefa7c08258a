"""Decide what happens to a batch that failed. Pure: no clock, no sleep, no random source.

Strongest rule first:

1. A transient failure is tried again for ever, the same batch, after a growing pause; the message may name the pause.
2. Anything else is at first the batch's fault, not a message's: it is split in halves until one message is left.
3. One poison message is buried at once.
4. One message that meets a bug is tried a few times (the bug may be a hiccup nobody named), then buried.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from armswire.errors import Poison, Transient


class Action(StrEnum):
    """What to do with the batch in hand."""

    RETRY = "retry"
    SPLIT = "split"
    BURY = "bury"


class Fault(StrEnum):
    """Why a handler gave up. A metric label, so keep the set small."""

    TRANSIENT = "transient"
    POISON = "poison"
    BUG = "bug"


@dataclass(frozen=True, slots=True)
class Backoff:
    """Pauses double from ``first`` to ``ceiling``; a bug on one message is met ``bug_attempts`` times."""

    first: timedelta = timedelta(milliseconds=500)
    ceiling: timedelta = timedelta(seconds=15)
    bug_attempts: int = 4


@dataclass(frozen=True, slots=True)
class Decision:
    """``pause`` counts for ``RETRY`` only. ``reason`` is what a dead letter says."""

    action: Action
    fault: Fault
    reason: str
    pause: timedelta = timedelta(0)


def fault_of(error: Exception) -> Fault:
    """Return which of the three kinds an error is."""
    if isinstance(error, Transient):
        return Fault.TRANSIENT
    return Fault.POISON if isinstance(error, Poison) else Fault.BUG


def pause_after(attempt: int, backoff: Backoff) -> timedelta:
    """Return the pause after the ``attempt``-th failure in a row (from 1)."""
    doublings = min(max(attempt, 1) - 1, 32)
    return min(backoff.first * (1 << doublings), backoff.ceiling)


def decide(error: Exception, attempt: int, size: int, backoff: Backoff) -> Decision:
    """Return what to do with a batch of ``size`` messages whose ``attempt``-th try in a row raised ``error``."""
    fault = fault_of(error)
    pause = pause_after(attempt, backoff)
    if isinstance(error, Transient):
        if error.retry_after_s is not None:
            pause = max(backoff.first, min(timedelta(seconds=max(error.retry_after_s, 0.0)), backoff.ceiling))
        return Decision(Action.RETRY, fault, fault.value, pause)
    reason = error.reason if isinstance(error, Poison) else fault.value
    if size > 1:
        return Decision(Action.SPLIT, fault, reason)
    if fault is Fault.BUG and attempt < backoff.bug_attempts:
        return Decision(Action.RETRY, fault, reason, pause)
    return Decision(Action.BURY, fault, reason)
