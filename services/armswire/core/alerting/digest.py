"""When messages to a channel are gathered into one digest, and how long a failed one waits. Pure.

At most ``after`` messages of one alert each and one digest go to a channel within ``within``:

1. While what waits fits into what is left of ``after``, each alert is a message of its own, at once.
2. Otherwise all that waits becomes one digest, ``gather`` after the oldest of it came, so that a burst is one message.
3. A second digest waits until messages of the window have left it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from armswire.core.identity import stable_id

DIGEST_MEMBERS = 500
"""Most alerts in one digest: about 1.5 MB of JSON. More waiting make another digest."""
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
LONGEST_ASKED = timedelta(days=1)
"""A receiver's Retry-After is kept up to this."""


class Waiting(Protocol):
    """What is asked of a notification here."""

    @property
    def id(self) -> str: ...
    @property
    def created(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Policy:
    """``after`` None: never gather."""

    after: int | None = 20
    within: timedelta = timedelta(minutes=10)
    gather: timedelta = timedelta(seconds=10)


class Plan(StrEnum):
    """What to do with the notifications that wait for a channel. A metric label."""

    NOTHING = "nothing"
    SINGLE = "single"
    DIGEST = "digest"
    GATHER = "gather"
    """A digest that is not yet due."""
    HOLD = "hold"
    """The channel has had its digest; the next one waits."""


def plan(waiting: Sequence[Waiting], sent: int, policy: Policy, now: datetime, *, flush: bool = False) -> Plan:
    """Say how those waiting (oldest first) go out; ``sent`` messages went within the window. ``flush``: at once."""
    if not waiting:
        return Plan.NOTHING
    if policy.after is None or sent + len(waiting) <= policy.after:
        return Plan.SINGLE
    if flush:
        return Plan.DIGEST
    if sent > policy.after:
        return Plan.HOLD
    return Plan.DIGEST if now - waiting[0].created >= policy.gather else Plan.GATHER


def digest_id(members: Sequence[str]) -> str:
    """Idempotency key of a digest: of its members, in any order."""
    return stable_id("digest", *sorted(members))


def retry_at(attempts: int, asked_s: float | None, now: datetime) -> datetime:
    """When to try again after ``attempts`` failures before this one: doubling, or later if the receiver asks."""
    own: timedelta = min(FIRST_WAIT * 2.0 ** min(attempts, 20), LONGEST_WAIT)
    asked = timedelta(seconds=min(max(asked_s or 0.0, 0.0), LONGEST_ASKED.total_seconds()))
    return now + max(own, asked)
