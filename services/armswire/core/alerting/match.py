"""Which rules fire on a tagged item. Stateless: the same item and rules always give the same matches."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from armswire.core.alerting.key import custom_key, default_key
from armswire.core.alerting.rules import Rule, RuleSet
from armswire.core.documents import event_document
from armswire.core.identity import match_id
from armswire_schemas.alerts import Match
from armswire_schemas.events import ArmsEvent, TaggedItem
from armswire_schemas.news import Cause, ItemRef


class Outcome(StrEnum):
    """What became of a tagged item. A metric label."""

    MATCHED = "matched"
    NO_EVENTS = "no_events"
    NO_RULE = "no_rule"
    BACKLOG = "backlog"
    """Too old when its feed was polled first."""
    RETAG = "retag"
    REPLAY = "replay"
    FEED_OFF = "feed_off"
    """Its feed fills the store only (``alerts: off``)."""


_SILENT = {Cause.BACKLOG: Outcome.BACKLOG, Cause.RETAG: Outcome.RETAG, Cause.REPLAY: Outcome.REPLAY}
_LOUD = frozenset({Cause.NEW, Cause.UPDATED})


def matches(rules: RuleSet, tagged: TaggedItem) -> tuple[tuple[Match, ...], Outcome]:
    """Return the matches of all enabled rules on an item's events, and what became of the item.

    Date math in a rule counts from the item's ``first_seen``. Two events of one item that share rule and key
    give one match: the first.
    """
    outcome = _kept_silent(tagged)
    if outcome is not None:
        return (), outcome
    found: dict[tuple[str, str], Match] = {}
    for event in tagged.events:
        document = event_document(event, tagged.item)
        for rule in rules.active:
            if rule.compiled and rule.compiled.matches(document, tagged.item.first_seen):
                terms = tuple(rule.compiled.matched_terms(document, tagged.item.first_seen))
                match = _match(rule, event, tagged.item, document, terms)
                found.setdefault((match.rule, match.key), match)
    return tuple(found.values()), Outcome.MATCHED if found else Outcome.NO_RULE


def _kept_silent(tagged: TaggedItem) -> Outcome | None:
    if not tagged.events:
        return Outcome.NO_EVENTS
    if tagged.cause not in _LOUD:
        return _SILENT[tagged.cause]
    return None if tagged.item.alerts else Outcome.FEED_OFF


def _match(rule: Rule, event: ArmsEvent, item: ItemRef, document: Mapping[str, Any], terms: tuple[str, ...]) -> Match:
    key = default_key(event, item) if rule.key is None else custom_key(rule.key, document)
    return Match(
        id=match_id(rule.id, key, event.id),
        rule=rule.id,
        rule_title=rule.title,
        severity=rule.severity,
        key=key,
        window_s=max(1, int(rule.window.total_seconds())),
        channels=rule.channels,
        terms=terms,
        event=event,
        item=item,
        first_seen=item.first_seen,
    )


def topic_key(match: Match) -> str:
    """The key a match is sent by, which gives one owner to all matches of one rule and dedupe key."""
    return f"{match.rule}|{match.key}"
