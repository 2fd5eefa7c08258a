"""An alert, or many, as a message for a channel: a title, plain text, and a JSON payload. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from armswire.core.alerting.stages import stage
from armswire.core.alerting.words import goods, headline, markers, money, name_of, names, one_line
from armswire_schemas.alerts import Alert, Report
from armswire_schemas.events import ArmsEvent

_BASES = {
    "stated": "told as fact, or announced by whoever does it",
    "alleged": "ALLEGED: told as a claim, not established as fact",
    "disputed": "DISPUTED: alleged, and denied in the same report",
}
_TIERS = {1: "first-hand or most reliable", 2: "established", 3: "treat with care"}


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to one channel. ``key`` is its idempotency key; ``alerts`` what it tells of, one or many."""

    key: str
    title: str
    text: str
    alerts: tuple[Alert, ...]
    payload: dict[str, Any] = field(repr=False)


def alert_message(key: str, alert: Alert) -> Outgoing:
    """One alert as one message."""
    title = _title(alert)
    text = body(alert)
    return Outgoing(key, title, text, (alert,), _payload(key, alert, title, text))


def digest_message(key: str, members: Sequence[tuple[str, Alert]], channel: str) -> Outgoing:
    """Many alerts as one message, in the order given; each member with its notification's own id."""
    alerts = tuple(alert for _, alert in members)
    title = f"{len(alerts)} arms alerts in one digest"
    lines = [line for alert in alerts for line in _digest_lines(alert)]
    text = "\n".join([f"More alerts than {channel} takes one by one; oldest first:", "", *lines])
    payload = {
        "v": 1,
        "kind": "digest",
        "id": key,
        "title": title,
        "text": text,
        "alerts": [_payload(member, alert, _title(alert), body(alert)) for member, alert in members],
    }
    return Outgoing(key, title, text, alerts, payload)


def body(alert: Alert) -> str:
    """Everything a reader needs to judge an alert, one labelled line each."""
    event, first = alert.event, alert.reports[0]
    lines = [
        f"What: {headline(event)}",
        f"How far: {_how_far(event)}",
        *([f"Detail: {one_line(event.detail).replace('_', ' ')}"] if event.detail else []),
        *_who(event),
        f"Goods: {goods(event.weapons)}",
        f"Value: {money(event.value, ceiling=event.detail == 'notification') if event.value else 'not said'}",
        f"Basis: {_BASES.get(event.basis, one_line(event.basis))}",
        f"Event date: {one_line(event.when.text) if event.when else 'not said'}",
        *(["Background: told as history behind the news, not as news"] if event.background else []),
        f"Source: {_source(first)}",
        *(f"Also: {_source(report)}: {report.url or 'no link'}" for report in alert.reports[1:]),
        f"Headline: {one_line(first.title) or 'none'}",
        f"Evidence: “{event.evidence}”" if event.evidence else "Evidence: none kept",
        f"Link: {first.url or 'none given'}",
        f"Rule: {alert.rule} ({alert.rule_title}), severity {alert.severity}",
        f"Fired on: {', '.join(alert.terms) or 'the whole query'}",
        f"Alert: {alert.id}, revision {alert.revision}, opened {_time(alert.opened)}",
    ]
    return "\n".join(lines)


def _title(alert: Alert) -> str:
    return f"[{alert.severity}] {headline(alert.event)}"


def _how_far(event: ArmsEvent) -> str:
    return "".join(f"[{marker}] " for marker in markers(event)) + stage(event)


def _who(event: ArmsEvent) -> list[str]:
    left, right = names(event.suppliers, "not said"), names(event.recipients, "not said")
    match event.type:
        case "transfer":
            lines = [f"Supplier: {left}", f"Recipient: {right}"]
        case "trafficking":
            lines = [f"Origin: {left}", f"Destination: {right}"]
        case "procurement":
            lines = [f"Buyer: {right}", f"Maker's country: {left}"]
        case _:
            lines = [f"By: {left}", f"Concerning: {right}"]
    return lines + [
        f"{party.role.replace('_', ' ').capitalize()}: {name_of(party.country or party.name)}"
        + (f" ({one_line(party.name)})" if party.country and party.name != party.country else "")
        + (" (known from the designation, not told)" if party.inferred else "")
        for party in event.parties
    ]


def _source(report: Report) -> str:
    when = f"published {_time(report.published)}" if report.published else "publication date not said"
    tier = _TIERS.get(report.tier, str(report.tier))
    kind = report.kind.replace("_", " ")
    name = one_line(report.source) or "not said"
    return f"{name} ({kind}, tier {report.tier}: {tier}), {when}, first seen {_time(report.first_seen)}"


def _time(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M} UTC"


def _digest_lines(alert: Alert) -> list[str]:
    first = alert.reports[0]
    return [f"- {_title(alert)}", f"  {one_line(first.source) or 'source not said'}: {first.url or 'no link'}"]


def _payload(key: str, alert: Alert, title: str, text: str) -> dict[str, Any]:
    return {
        "v": 1,
        "kind": "alert",
        "id": key,
        "title": title,
        "text": text,
        "alert": alert.model_dump(mode="json"),
    }
