"""Does a match open an alert, join one, or change nothing? Pure; one owner a key, matches in log order.

The window runs from ``first_seen`` of the match that opened the alert, on no clock's border:

1. An offset already applied changes nothing (a replay).
2. A match already counted changes nothing (sent twice by the match agent).
3. Without an alert, or ``window`` after it opened, a match opens the next alert: revision 1, notified.
4. Otherwise it joins: its article is added as a report, once. A match older than the alert's opening (a feed that
   came late) joins too, so nothing is lost and no window ever moves back.
5. A report joining an alert that was only alleged or disputed, and telling the same as fact, is notified: what the
   team was told has changed. Nothing else that joins is.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import Field

from armswire.core.alerting.words import headline
from armswire.core.identity import alert_id
from armswire_schemas.alerts import Alert, Match, Report
from armswire_schemas.base import Wire

REMEMBERED = 256
"""Ids of matches kept to know one again: more than a batch resent after a crash can hold for one key."""
REPORTS = 200
"""Reports kept on one alert, so that it stays far below a broker's limit of 1 MB."""


KEPT = timedelta(days=8)
"""A state is kept so long after its window: longer than ``arms.matches``, from which a match could come again."""


class Reason(StrEnum):
    """Why a match did what it did. A metric label."""

    OPENED = "opened"
    ADDED = "added"
    LATE = "late"
    CONFIRMED = "confirmed"
    APPLIED = "applied"
    SAME_MATCH = "same_match"
    SAME_ARTICLE = "same_article"
    FULL = "full"


class KeyState(Wire):
    """What is remembered of one key: the last offset applied, in which partition, and the alert it opened."""

    v: int = 1
    partition: int
    offset: int
    window_s: int
    alert: Alert
    recent: tuple[str, ...] = Field(default=(), max_length=REMEMBERED)


def decide(state: KeyState | None, match: Match, partition: int, offset: int) -> tuple[KeyState, Alert | None, Reason]:
    """Return the state to remember, the alert to send (None: nothing new to tell) and why."""
    if state is None:
        return _opened(match, partition, offset, ())
    if partition == state.partition and offset <= state.offset:
        return state, None, Reason.APPLIED
    moved = state.model_copy(update={"partition": partition, "offset": offset})
    if match.id in state.recent:
        return moved, None, Reason.SAME_MATCH
    if match.first_seen - state.alert.opened >= timedelta(seconds=match.window_s):
        return _opened(match, partition, offset, state.recent)
    return _joined(moved, match)


def forgettable(state: KeyState, newest: datetime) -> bool:
    """True when matches have come so far (``newest`` first_seen) that none will ask for this state again."""
    return newest - state.alert.opened > timedelta(seconds=state.window_s) + KEPT


def _opened(match: Match, partition: int, offset: int, recent: Sequence[str]) -> tuple[KeyState, Alert, Reason]:
    alert = Alert(
        id=alert_id(match.rule, match.key, match.id),
        revision=1,
        notify=True,
        rule=match.rule,
        rule_title=match.rule_title,
        severity=match.severity,
        key=match.key,
        channels=match.channels,
        terms=match.terms,
        title=headline(match.event),
        event=match.event,
        reports=(_report(match),),
        opened=match.first_seen,
        last_report=match.first_seen,
    )
    state = KeyState(
        partition=partition,
        offset=offset,
        window_s=match.window_s,
        alert=alert,
        recent=_remembered(recent, match),
    )
    return state, alert, Reason.OPENED


def _joined(state: KeyState, match: Match) -> tuple[KeyState, Alert | None, Reason]:
    alert = state.alert
    known = state.model_copy(update={"recent": _remembered(state.recent, match)})
    confirmed = match.event.basis == "stated" and alert.event.basis != "stated"
    new = all(report.article != match.item.article for report in alert.reports)
    if not new and not confirmed:
        return known, None, Reason.SAME_ARTICLE
    if len(alert.reports) >= REPORTS and not confirmed:
        return known, None, Reason.FULL
    changed: dict[str, object] = {
        "revision": alert.revision + 1,
        "notify": confirmed,
        "last_report": max(alert.last_report, match.first_seen),
    }
    if new:
        changed["reports"] = (*alert.reports[: REPORTS - 1], _report(match))
    if confirmed:
        changed |= {"event": match.event, "title": headline(match.event), "terms": match.terms}
    grown = alert.model_copy(update=changed)
    late = match.first_seen < alert.opened
    reason = Reason.CONFIRMED if confirmed else Reason.LATE if late else Reason.ADDED
    return known.model_copy(update={"alert": grown}), grown, reason


def _remembered(recent: Sequence[str], match: Match) -> tuple[str, ...]:
    return (*recent, match.id)[-REMEMBERED:]


def _report(match: Match) -> Report:
    item = match.item
    return Report(
        match=match.id,
        item=item.id,
        article=item.article,
        source=item.source or item.feed_name,
        title=item.title,
        url=item.url,
        tier=item.tier,
        kind=item.kind,
        published=item.published,
        first_seen=match.first_seen,
        evidence=match.event.evidence,
    )
