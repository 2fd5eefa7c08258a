"""Matches and alerts: a rule that fired on an event, and what a team is told of it."""

from pydantic import Field

from armswire_schemas.base import Utc, Wire
from armswire_schemas.events import ArmsEvent
from armswire_schemas.news import ItemRef


class Match(Wire):
    """Value of topic ``arms.matches``, keyed by rule id + dedupe key. ``id`` = hash(rule, key, event id)."""

    v: int = 1
    id: str
    rule: str
    rule_title: str
    severity: str
    key: str
    window_s: int = Field(gt=0)
    channels: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    event: ArmsEvent
    item: ItemRef
    first_seen: Utc


class Report(Wire):
    """One source of an alert: which item said it, and the words."""

    match: str
    item: str
    article: str
    source: str
    title: str
    url: str | None
    tier: int = 2
    kind: str = "news"
    published: Utc | None = None
    first_seen: Utc
    evidence: str = ""


class Alert(Wire):
    """Value of topic ``arms.alerts``, keyed by ``id`` = hash(rule, dedupe key, id of the match that opened it).

    ``revision`` is 1 when opened and grows with each added report. Only revisions with ``notify`` set are sent
    to channels; (id, revision, channel) is the idempotency key of a notification.
    """

    v: int = 1
    id: str
    revision: int = Field(ge=1)
    notify: bool
    rule: str
    rule_title: str
    severity: str
    key: str
    channels: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    title: str
    event: ArmsEvent
    reports: tuple[Report, ...]
    opened: Utc
    """``first_seen`` of the match that opened it; the window runs from here."""
    last_report: Utc
