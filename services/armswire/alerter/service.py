"""Three agents: events → matches, matches → alerts, alerts → outbox.

Match and notify remember nothing. Decide remembers one state a key in a table. Every effect comes before the state
that knows of it: after a crash in between, the same offsets come again and give the same ids and revisions.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

from armswire.alerter.rules import RuleSource
from armswire.core.alerting.decide import KeyState, Reason, decide, forgettable
from armswire.core.alerting.match import Outcome, matches, topic_key
from armswire.core.identity import notification_id
from armswire.flow.types import Flow, Message, Table
from armswire.ports import Notification, Outbox
from armswire_schemas.alerts import Alert, Match
from armswire_schemas.events import TaggedItem
from armswire_schemas.topics import ARMS_ALERTS, ARMS_EVENTS, ARMS_MATCHES

_LOG = structlog.get_logger("armswire.alerter")
SWEEP_EVERY = timedelta(hours=6)


@dataclass(slots=True)
class Tally:
    """Counts of this process, for the summary and the metrics. A batch that comes again is counted again."""

    items: Counter[Outcome] = field(default_factory=Counter)
    decisions: Counter[Reason] = field(default_factory=Counter)
    notifications: int = 0
    """Newly put into the outbox: a replay adds none."""

    @property
    def alerts(self) -> int:
        """Alerts opened."""
        return self.decisions[Reason.OPENED]


def _utc_now() -> datetime:
    return datetime.now(UTC)


def attach(
    flow: Flow,
    rules: RuleSource,
    outbox: Outbox,
    *,
    wake: Callable[[], None] | None = None,
    clock: Callable[[], datetime] = _utc_now,
    tally: Tally | None = None,
) -> Tally:
    """Add the alerter's agents and table to a flow. ``wake`` is called when the outbox has got something new.

    The outbox must be open before the flow starts.
    """
    counts = Tally() if tally is None else tally
    table = flow.table("alerter-decide", ARMS_MATCHES)

    async def on_events(batch: Sequence[Message[TaggedItem]]) -> None:
        await _match(flow, rules, counts, batch)

    sweeper = _Sweeper(table)

    async def on_matches(batch: Sequence[Message[Match]]) -> None:
        await _decide(flow, table, counts, batch)
        sweeper.advance(max(message.value.first_seen for message in batch))

    async def on_alerts(batch: Sequence[Message[Alert]]) -> None:
        await _notify(rules, outbox, counts, batch, clock())
        if wake is not None:
            wake()

    flow.agent("match", ARMS_EVENTS, TaggedItem, on_events)
    flow.agent("decide", ARMS_MATCHES, Match, on_matches)
    flow.agent("notify", ARMS_ALERTS, Alert, on_alerts)
    return counts


async def _match(flow: Flow, rules: RuleSource, counts: Tally, batch: Sequence[Message[TaggedItem]]) -> None:
    current = rules.current
    for message in batch:
        found, outcome = matches(current, message.value)
        counts.items[outcome] += 1
        for match in found:
            await flow.send(ARMS_MATCHES, topic_key(match), match)


async def _decide(flow: Flow, table: Table, counts: Tally, batch: Sequence[Message[Match]]) -> None:
    changed: dict[str, KeyState] = {}
    alerts: list[Alert] = []
    for message in batch:
        state = changed.get(message.key) or _stored(table, message.key)
        after, alert, reason = decide(state, message.value, message.partition, message.offset)
        counts.decisions[reason] += 1
        if after is not state:
            changed[message.key] = after
        if alert is not None:
            alerts.append(alert)
    for alert in alerts:
        await flow.send(ARMS_ALERTS, alert.id, alert)
    if alerts:
        await flow.flush()
    for key, state in changed.items():
        table.set(key, state.model_dump_json().encode())


@dataclass(slots=True)
class _Sweeper:
    """Forgets the states of matters long over, by the time in the log and a few times a day."""

    table: Table
    swept: datetime | None = None

    def advance(self, newest: datetime) -> None:
        if self.swept is not None and newest - self.swept < SWEEP_EVERY:
            return
        self.swept = newest
        owned = self.table.keys()
        for key in owned:
            state = _stored(self.table, key)
            if state is not None and forgettable(state, newest):
                self.table.delete(key)


def _stored(table: Table, key: str) -> KeyState | None:
    stored = table.get(key)
    return None if stored is None else KeyState.model_validate_json(stored)


async def _notify(
    rules: RuleSource, outbox: Outbox, counts: Tally, batch: Sequence[Message[Alert]], now: datetime
) -> None:
    known = rules.current.channels
    notifications: list[Notification] = []
    for message in batch:
        alert = message.value
        if not alert.notify:
            continue
        for channel in alert.channels:
            if channel not in known:
                _LOG.warning("no such channel any more", channel=channel, alert=alert.id, rule=alert.rule)
                continue
            key = notification_id(alert.id, alert.revision, channel)
            notifications.append(Notification(key, alert, channel, created=now, due=now))
    if notifications:
        counts.notifications += await outbox.put(notifications)
