"""Stable ids: hashes of what a thing is, so that writing it twice is writing it once.

Every id is the first 20 hex digits (80 bits) of a BLAKE2b over its parts, each prefixed by its length,
so that ("ab", "c") and ("a", "bc") differ.
"""

from collections.abc import Iterable
from hashlib import blake2b


def stable_id(*parts: str) -> str:
    """Return the id of these parts: 20 lower-case hex digits, the same on every machine for ever."""
    digest = blake2b(digest_size=10)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()


def feed_id(url: str) -> str:
    """Id of a feed without an ``id`` of its own: of its URL exactly as configured."""
    return stable_id("feed", url)


def event_id(
    item: str, kind: str, suppliers: Iterable[str], recipients: Iterable[str], status: str, negated: bool
) -> str:
    """Id of one event of an item; ``kind`` is the event's type."""
    sides = (",".join(sorted(suppliers)), ",".join(sorted(recipients)))
    return stable_id("event", item, kind, *sides, status, str(negated))


def match_id(rule: str, key: str, event: str) -> str:
    """Id of a rule's match on an event."""
    return stable_id("match", rule, key, event)


def alert_id(rule: str, key: str, match: str) -> str:
    """Id of an alert: ``match`` is the one that opened it."""
    return stable_id("alert", rule, key, match)


def notification_id(alert: str, revision: int, channel: str) -> str:
    """Idempotency key of one notification."""
    return stable_id("notification", alert, str(revision), channel)
