"""Events, items, matches and alerts for the alerter's tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from armswire.core.identity import event_id, match_id, notification_id
from armswire.ports import Notification
from armswire_schemas.alerts import Alert, Match, Report
from armswire_schemas.events import ArmsEvent, TaggedItem
from armswire_schemas.news import Cause, ItemRef

T0 = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)


def an_event(item: str = "i1", **fields: Any) -> ArmsEvent:
    """A sale of South Korean tanks to Poland, agreed; ``fields`` change it. The id follows."""
    told: dict[str, Any] = {
        "type": "transfer", "mode": "sale", "status": "agreed", "suppliers": ("KR",), "recipients": ("PL",),
        "weapons": ({"category": "tank", "name": "K2"},), "deals": ("KR>PL:tank",), "evidence": "Poland buys K2 tanks",
    }  # fmt: skip
    event = ArmsEvent.model_validate(told | fields)
    identity = event_id(item, event.type, event.suppliers, event.recipients, event.status, event.negated)
    return event.model_copy(update={"id": identity})


def an_item(name: str = "i1", seen: timedelta = timedelta(), **fields: Any) -> ItemRef:
    """An item first seen ``seen`` after T0; its article is its own unless given."""
    told: dict[str, Any] = {
        "id": name, "article": f"article-{name}", "feed": "f1", "feed_name": "Feed", "source": f"Paper {name}",
        "title": f"Title {name}", "url": f"https://paper.example/{name}", "lang": "en",
        "published": T0 + seen - timedelta(minutes=5), "first_seen": T0 + seen,
    }  # fmt: skip
    return ItemRef.model_validate(told | fields)


def tagged(item: ItemRef, *events: ArmsEvent, cause: Cause = Cause.NEW) -> TaggedItem:
    """The item with its events, as the tagger sends it."""
    return TaggedItem(item=item, cause=cause, relevance=0.9, arms_related=bool(events), events=events)


def a_match(
    name: str = "i1", seen: timedelta = timedelta(), *, event: ArmsEvent | None = None, rule: str = "r1",
    key: str = "k1", window: timedelta = timedelta(hours=72), channels: tuple[str, ...] = ("log",), **item: Any,
) -> Match:  # fmt: skip
    """A match of rule r1 on an item's event."""
    event = event or an_event(name)
    return Match(
        id=match_id(rule, key, event.id), rule=rule, rule_title="Rule one", severity="high", key=key,
        window_s=int(window.total_seconds()), channels=channels, terms=("arms.type:transfer",), event=event,
        item=an_item(name, seen, **item), first_seen=T0 + seen,
    )  # fmt: skip


def an_alert(name: str = "a1", *, event: ArmsEvent | None = None, channels: tuple[str, ...] = ("team",)) -> Alert:
    """An alert as opened."""
    return Alert(
        id=name, revision=1, notify=True, rule="r1", rule_title="Rule one", severity="high", key="k1",
        channels=channels, terms=("arms.type:transfer",), title=f"Alert {name}", event=event or an_event(name),
        reports=(
            Report(match=f"m-{name}", item=name, article=name, source="Paper", title="Title", first_seen=T0,
                   url=f"https://paper.example/{name}", evidence="Poland buys K2 tanks"),
        ),
        opened=T0, last_report=T0,
    )  # fmt: skip


def a_notification(
    name: str = "a1", channel: str = "team", created: timedelta = timedelta(), due: timedelta | None = None
) -> Notification:
    """A notification of alert ``name``, created (and due, unless told) so long after T0."""
    when = T0 + created
    return Notification(
        notification_id(name, 1, channel), an_alert(name, channels=(channel,)), channel, when,
        when if due is None else T0 + due,
    )  # fmt: skip
