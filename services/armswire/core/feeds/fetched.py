"""What a request for a feed came to: plain values between the fetcher, the decisions and whoever shows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum


class Outcome(StrEnum):
    """What a poll came to. A log field and metric label, so the set is closed and small."""

    READ = "read"
    UNCHANGED = "unchanged"
    """304, or the very bytes of the last time."""
    GONE = "gone"
    """410: stopped for good, until its address is changed."""
    NOT_FOUND = "not_found"
    REFUSED = "refused"
    """The server turns automated readers away: 401, 402, 403, 406, 451, or a page that asks for a human."""
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    BAD_ANSWER = "bad_answer"
    """Any other status, a broken body, redirects without end."""
    UNREACHABLE = "unreachable"
    """No such host, no connection, a broken one, or TLS that cannot be trusted."""
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    FORBIDDEN_ADDRESS = "forbidden_address"
    """A private, loopback or link-local address, or a scheme that is none of http and https."""
    NOT_A_FEED = "not_a_feed"
    UNREADABLE = "unreadable"
    """The parser ran out of time or died on it."""
    WAITING = "waiting"
    """Not asked: the server said when to come again, and it is not yet then."""
    NOT_STORED = "not_stored"
    """Read, but the log did not take it; the same again at the next poll."""


WELL = frozenset({Outcome.READ, Outcome.UNCHANGED, Outcome.WAITING})
"""Outcomes that are no error of the feed."""


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """What to ask for. Validators are as the server gave them; ``headers`` go to this host only."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. ``body`` is decompressed, empty for anything but 200; ``url`` is where redirects led."""

    status: int
    url: str
    body: bytes = b""
    content_type: str = ""
    etag: str | None = None
    last_modified: str | None = None
    retry_after: timedelta | None = None
    challenged: bool = False
    """The answer is a test for humans, not what was asked for."""


@dataclass(frozen=True, slots=True)
class NotFetched:
    """No usable answer; ``message`` is one clear sentence."""

    outcome: Outcome
    message: str


_REFUSALS = frozenset({401, 402, 403, 406, 451})


def outcome_of(answer: Fetched) -> tuple[Outcome, str | None]:
    """Judge an answer by its status alone, with a message for a person where it is an error."""
    status = answer.status
    if answer.challenged or status in _REFUSALS:
        return Outcome.REFUSED, f"the server refuses automated readers (HTTP {status})"
    match status:
        case 200:
            return Outcome.READ, None
        case 304:
            return Outcome.UNCHANGED, None
        case 410:
            return Outcome.GONE, "the feed is gone for good (HTTP 410): remove it, or change its address"
        case 404:
            return Outcome.NOT_FOUND, "there is no such page (HTTP 404): check the address"
        case 429:
            return Outcome.RATE_LIMITED, "the server asks for fewer requests (HTTP 429)"
        case _ if status >= 500:
            return Outcome.SERVER_ERROR, f"the server failed (HTTP {status})"
        case _:
            return Outcome.BAD_ANSWER, f"unexpected answer (HTTP {status})"
