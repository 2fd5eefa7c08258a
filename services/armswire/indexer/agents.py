"""Four handlers, one a topic. Ids are stable and older versions are ignored, so any message may come again."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import TypeVar

from armswire.errors import Poison
from armswire.flow.types import Flow, Handler, Message
from armswire.ports import Refused, Store
from armswire_schemas.alerts import Alert
from armswire_schemas.base import Wire
from armswire_schemas.events import TaggedItem
from armswire_schemas.feeds import FeedState
from armswire_schemas.news import NewsItem
from armswire_schemas.topics import ARMS_ALERTS, ARMS_EVENTS, FEEDS_STATE, NEWS_ITEMS

T = TypeVar("T", bound=Wire)
BATCH = 500
"""Messages written at once: large enough for the price of a transaction or a bulk request to vanish."""


GATHER = timedelta(milliseconds=20)
"""Where a write is cheap."""


def attach(flow: Flow, store: Store, gather: timedelta = GATHER) -> None:
    """Write everything of interest that passes on the topics into an open store.

    ``gather``: how long a batch that is not full waits for more. To be longer where a write costs round trips and is
    not searchable at once anyway.
    """
    flow.agent("index-news", NEWS_ITEMS, NewsItem, _handler(store.put_news), batch=BATCH, within=gather)
    flow.agent("index-events", ARMS_EVENTS, TaggedItem, _handler(store.put_tagged), batch=BATCH, within=gather)
    flow.agent("index-alerts", ARMS_ALERTS, Alert, _handler(store.put_alerts), batch=BATCH, within=gather)
    flow.agent("index-feeds", FEEDS_STATE, FeedState, _handler(_health_alone(store)), batch=BATCH, within=gather)


def _health_alone(store: Store) -> Callable[[Sequence[FeedState]], Awaitable[Sequence[Refused]]]:
    """What a feed has shown stands beside its health in the topic and is nothing to search."""

    async def put(states: Sequence[FeedState]) -> Sequence[Refused]:
        return await store.put_feeds([state for state in states if state.chunk is None])

    return put


def _handler(put: Callable[[Sequence[T]], Awaitable[Sequence[Refused]]]) -> Handler[T]:
    async def handle(batch: Sequence[Message[T]]) -> None:
        refused = await put([message.value for message in batch])
        if refused:
            raise _poison(refused)

    return handle


def _poison(refused: Sequence[Refused]) -> Poison:
    """The guard splits a poisoned batch down to the messages at fault: one refusal is told, the others follow."""
    first = refused[0]
    return Poison(f"the store refuses {first.id}: {first.error}", first.reason)
