"""Every topic: its model, what keys it, and how long it is kept. One table, read by all that create or use topics."""

from dataclasses import dataclass
from datetime import timedelta

from armswire_schemas.alerts import Alert, Match
from armswire_schemas.base import Wire
from armswire_schemas.deadletter import DeadLetter
from armswire_schemas.events import TaggedItem
from armswire_schemas.feeds import PollState, SeenChunk
from armswire_schemas.news import NewsItem


@dataclass(frozen=True, slots=True)
class Topic:
    """``kept`` None with ``compacted`` True: the newest value of each key stays for ever."""

    name: str
    models: tuple[type[Wire], ...]
    key: str
    partitions: int
    kept: timedelta | None = None
    compacted: bool = False


NEWS_ITEMS = Topic("news.items", (NewsItem,), "item id", 8, timedelta(days=7))
ARMS_EVENTS = Topic("arms.events", (TaggedItem,), "item id", 8, timedelta(days=30))
ARMS_MATCHES = Topic("arms.matches", (Match,), "rule id + dedupe key", 8, timedelta(days=7))
ARMS_ALERTS = Topic("arms.alerts", (Alert,), "alert id", 8, timedelta(days=90))
FEEDS_STATE = Topic("feeds.state", (PollState, SeenChunk), "feed id + part", 8, compacted=True)
DEAD_LETTERS = Topic("dead.letters", (DeadLetter,), "source key", 1, timedelta(days=30))

TOPICS = (NEWS_ITEMS, ARMS_EVENTS, ARMS_MATCHES, ARMS_ALERTS, FEEDS_STATE, DEAD_LETTERS)
BY_NAME = {topic.name: topic for topic in TOPICS}
