"""News, events, alerts and feeds to store and to search, made short."""

from datetime import UTC, datetime, timedelta
from typing import Any

from armswire.core.identity import alert_id, event_id, stable_id
from armswire_schemas.alerts import Alert, Report
from armswire_schemas.events import ArmsEvent, Money, TaggedItem, Weapon
from armswire_schemas.feeds import PollState
from armswire_schemas.news import ItemRef, NewsItem

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def news(name: str = "a", title: str = "A title", text: str = "", **fields: Any) -> NewsItem:
    """One news item; ``name`` makes its id, and everything else may be set."""
    given = {
        "article": stable_id("article", name),
        "feed": stable_id("feed"),
        "feed_name": "Feed",
        "url": f"https://news.example/{name}",
        "source": "Yonhap News",
        "lang": "en",
        "published": NOW - timedelta(hours=2),
        "first_seen": NOW - timedelta(hours=1),
        "digest": stable_id(title, text),
    }
    return NewsItem(id=stable_id("item", name), title=title, text=text, **{**given, **fields})


def event(item: ItemRef, type: str = "transfer", status: str = "agreed", **fields: Any) -> ArmsEvent:
    """One event of an item; KR to PL where nothing else is said."""
    sides = {"suppliers": ("KR",), "recipients": ("PL",), **fields}
    found = event_id(item.id, type, sides["suppliers"], sides["recipients"], status, bool(fields.get("negated")))
    return ArmsEvent(**{"id": found, "type": type, "status": status, "evidence": item.title, **sides})


def tanks(item: ItemRef, **fields: Any) -> ArmsEvent:
    """South Korean tanks and howitzers for Poland, 5.8 billion dollars."""
    weapons = (
        Weapon(category="tank", name="K2 Black Panther", quantity=180),
        Weapon(category="artillery", name="K9 howitzers", quantity=212),
    )
    value = Money(amount=5.8e9, currency="USD", usd=5.8e9)
    deals = ("KR>PL:artillery", "KR>PL:tank")
    return event(item, **{"mode": "sale", "weapons": weapons, "value": value, "deals": deals, **fields})


def tagged(item: NewsItem, *events: ArmsEvent, **fields: Any) -> TaggedItem:
    """What the tagger says of an item."""
    given = {"relevance": 0.9, "arms_related": True, "tagger_revision": 1, "simhash": 2**64 - 1, **fields}
    return TaggedItem(item=item.ref(), events=events, **given)


def alert(name: str, item: ItemRef, about: ArmsEvent, **fields: Any) -> Alert:
    """One alert on an event, with one report."""
    report = Report(
        match=stable_id("match", name), item=item.id, article=item.article, source=item.source, title=item.title,
        url=item.url, first_seen=item.first_seen, evidence=about.evidence,
    )  # fmt: skip
    given = {
        "revision": 1,
        "notify": True,
        "rule": "big-deal",
        "rule_title": "Big deals",
        "severity": "high",
        "key": name,
        "terms": ("arms.type:transfer",),
        "title": "South Korea to Poland: tanks agreed",
        "event": about,
        "reports": (report,),
        "opened": item.first_seen,
        "last_report": item.first_seen,
    }
    return Alert(id=alert_id("big-deal", name, report.match), **{**given, **fields})


def health(name: str = "a", /, **fields: Any) -> PollState:
    """One feed after a poll that went well, an hour ago."""
    polled = fields.get("polled", NOW - timedelta(hours=1))
    given = {
        "url": f"https://{name}.example/rss",
        "name": f"Feed {name}",
        "polled": polled,
        "succeeded": polled,
        "due": NOW,
        "reason": "steady",
        "status": 200,
        "items": 30,
    }
    return PollState(feed=stable_id("feed", name), **{**given, **fields})


def failing(name: str = "a", /, **fields: Any) -> PollState:
    """One feed that has not answered three times in a row."""
    about = {"failures": 3, "reason": "backoff", "status": 503, "error": "HTTP 503 Service Unavailable", "items": 0}
    return health(name, **{"succeeded": None, **about, **fields})
