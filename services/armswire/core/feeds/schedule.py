"""Decide when a feed is polled next. Pure: no clock, no socket, no settings.

Times are aware UTC datetimes, durations are ``timedelta``. Strongest rule first:

1. 410 Gone stops a feed for good.                     RFC 9110, 15.5.11
2. Never sooner than the server asks, up to a day.      RFC 9110, 10.2.3
3. Failures in a row double the interval, up to the ceiling; a success resets it.
4. Otherwise the interval, which stays in [floor, ceiling].

Feeds of one interval would all come due at once: each is moved by up to a tenth, by its id and the number of
failures, so that the same feed in the same state always gets the same time.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import blake2b

from armswire.core.feeds.fetched import WELL, Outcome

JITTER = 0.1


class Reason(StrEnum):
    """Why a feed is due when it is. A metric label too, so keep the set small."""

    STEADY = "steady"
    BACKOFF = "backoff"
    SERVER_ASKED = "server_asked"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Policy:
    """Bounds on how often any feed is asked."""

    interval: timedelta = timedelta(minutes=15)
    floor: timedelta = timedelta(minutes=1)
    ceiling: timedelta = timedelta(days=1)
    longest_wait: timedelta = timedelta(days=1)
    """The most a server may ask for by Retry-After."""


@dataclass(frozen=True, slots=True)
class Due:
    """When a feed is due (None: never again), how many failures in a row it has, and why then."""

    at: datetime | None
    failures: int
    reason: Reason


def schedule(
    feed: str,
    outcome: Outcome,
    failures: int,
    policy: Policy,
    now: datetime,
    *,
    interval: timedelta | None = None,
    retry_after: timedelta | None = None,
) -> Due:
    """Return when the feed is due after this outcome. ``failures``: in a row before it; ``interval``: its own."""
    if outcome is Outcome.GONE:
        return Due(None, failures + 1, Reason.GONE)
    well = outcome in WELL
    failures = 0 if well else failures + 1
    steady = min(max(interval or policy.interval, policy.floor), policy.ceiling)
    # 2 ** 11 minutes is more than a day, so no larger power is ever needed (nor computed).
    wait = min(steady * 2 ** min(failures, 11), policy.ceiling)
    wait = min(max(wait * (1 + JITTER * _lean(feed, failures)), policy.floor), policy.ceiling)
    asked = min(max(retry_after or timedelta(), timedelta()), policy.longest_wait)
    if asked > wait:
        return Due(now + asked, failures, Reason.SERVER_ASKED)
    return Due(now + wait, failures, Reason.STEADY if well else Reason.BACKOFF)


def _lean(feed: str, failures: int) -> float:
    """A number in [-1, 1) that belongs to this feed and this many failures."""
    drawn = blake2b(f"{feed}|{failures}".encode(), digest_size=4).digest()
    return int.from_bytes(drawn, "big") / 2**31 - 1
