"""The Store port on Elasticsearch: an index a month, writes by id, every answer judged."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from elasticsearch import AsyncElasticsearch

from armswire.adapters.elastic import reads, setup, writes
from armswire.adapters.elastic.bulk import Operation, Outcome, bulk
from armswire.adapters.elastic.failures import Verdict, reaching
from armswire.adapters.elastic.replacement import Replacement, known_events, known_tagging
from armswire.core.documents import HUMAN, Document, stamp
from armswire.core.fields import Index
from armswire.core.versions import newest, polling, tagging
from armswire.errors import Poison
from armswire.ports import Page, Refused
from armswire_schemas.alerts import Alert
from armswire_schemas.events import TaggedItem
from armswire_schemas.feeds import PollState
from armswire_schemas.news import NewsItem

T = TypeVar("T")


class ElasticStore:
    """``ports.Store`` over one cluster. The client is the caller's to close; any number of processes may write.

    ``lifetime``: how long months are kept where the cluster has ILM; None for ever.
    """

    def __init__(
        self,
        client: AsyncElasticsearch,
        prefix: str = "armswire",
        *,
        lifetime: setup.Lifetime = setup.FOR_EVER,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._client = client
        self._names = writes.Names(prefix)
        self._prefix = prefix
        self._lifetime = lifetime
        self._clock = clock

    async def open(self) -> None:
        """Install the templates, and bring the mapping of existing months up to date."""
        await setup.install(self._client, self._prefix, self._names, self._lifetime)

    async def close(self) -> None:
        """Nothing to do."""

    async def put_news(self, items: Sequence[NewsItem]) -> Sequence[Refused]:
        """A first revision is created; what is there already, or may be, is replaced by a script."""
        latest = newest(items, lambda item: item.id, lambda item: item.revision)
        ingested = self._clock()
        refused: list[Refused] = []
        fresh = [item for item in latest.values() if item.revision == 1]
        outcomes = await self._bulk(
            _made(fresh, lambda item: item.id, lambda item: writes.create_news(self._names, item, ingested), refused)
        )
        known = {one.operation.id for one in outcomes if one.verdict is Verdict.CONFLICT}
        changed = [item for item in latest.values() if item.revision > 1 or item.id in known]
        outcomes += await self._bulk(
            _made(changed, lambda item: item.id, lambda item: writes.replace_news(self._names, item, ingested), refused)
        )
        return refused + _refused(outcomes)

    async def put_alerts(self, alerts: Sequence[Alert]) -> Sequence[Refused]:
        latest = newest(alerts, lambda alert: alert.id, lambda alert: alert.revision).values()
        return await self._put(latest, lambda alert: alert.id, writes.put_alert)

    async def put_feeds(self, states: Sequence[PollState]) -> Sequence[Refused]:
        latest = newest(states, lambda state: state.feed, polling).values()
        return await self._put(latest, lambda state: state.feed, writes.put_feed)

    async def put_tagged(self, tagged: Sequence[TaggedItem]) -> Sequence[Refused]:
        """Read what is there, write the events, delete those that are gone, then note the tagging: in this order,
        so that a repetition after a crash at any point ends the same.
        """
        latest = newest(tagged, lambda one: one.item.id, tagging)
        news = await self._stored(Index.NEWS, [(one, one.item.id) for one in latest.values()])
        fresh = [one for one in latest.values() if tagging(one) >= known_tagging(news.get(one.item.id))]
        old = [(one, event) for one in fresh for event in known_events(news.get(one.item.id))]
        events = await self._stored(Index.EVENTS, old, source_includes=["arms.origin"])
        human = {event for event, stored in events.items() if stored.document.get("arms.origin") == HUMAN}
        plan = Replacement(self._names, self._clock(), news, human)
        for one in fresh:
            plan.add(one)
        plan.judge(await self._bulk(plan.events))
        outcomes = await self._bulk(plan.notes())
        overtaken = {one.operation.id for one in outcomes if one.verdict is Verdict.CONFLICT}
        outcomes += await self._bulk(plan.notes(overtaken))
        return plan.refused + _refused(outcomes)

    async def get(self, index: Index, ids: Sequence[str]) -> Mapping[str, Document]:
        return await reads.get(self._client, self._names.all(index), ids)

    async def search(
        self, index: Index, query: str, *, now: datetime, size: int = 20, after: str | None = None, newest: bool = True
    ) -> Page:
        pattern = self._names.all(index)
        return await reads.search(self._client, pattern, index, query, now=now, size=size, after=after, newest=newest)

    async def count(self, index: Index) -> int:
        return await reads.count(self._client, self._names.all(index))

    async def refresh(self) -> None:
        with reaching():
            await self._client.indices.refresh(index=[self._names.all(index) for index in Index])

    async def prune(self, now: datetime, keep_news: timedelta) -> int:
        """As the port says; and months left without a document go as a whole."""
        query = {
            "bool": {
                "filter": [{"range": {"event.created": {"lt": stamp(now - keep_news)}}}],
                "must_not": [{"exists": {"field": "news.events"}}],
            }
        }
        pattern = self._names.all(Index.NEWS)
        with reaching():
            answer = await self._client.options(request_timeout=3600).delete_by_query(
                index=pattern, query=query, conflicts="proceed", refresh=True
            )
        await setup.drop_empty(self._client, pattern, before=self._names.month(Index.NEWS, now - keep_news))
        return int(answer["deleted"])

    async def _put(
        self, found: Iterable[T], key: Callable[[T], str], put: Callable[[writes.Names, T, datetime], Operation]
    ) -> Sequence[Refused]:
        """Write what carries its version."""
        ingested = self._clock()
        refused: list[Refused] = []
        outcomes = await self._bulk(_made(found, key, lambda one: put(self._names, one, ingested), refused))
        return refused + _refused(outcomes)

    async def _bulk(self, operations: Sequence[Operation]) -> list[Outcome]:
        return await bulk(self._client, operations)

    async def _stored(
        self, index: Index, wanted: Sequence[tuple[TaggedItem, str]], **options: Any
    ) -> dict[str, reads.Stored]:
        asked = [(self._names.month(index, one.item.first_seen), key) for one, key in wanted]
        return await reads.at(self._client, asked, **options)


def _made(
    found: Iterable[T], key: Callable[[T], str], make: Callable[[T], Operation], refused: list[Refused]
) -> list[Operation]:
    """Make the operations; what has no document is refused."""
    operations = []
    for one in found:
        try:
            operations.append(make(one))
        except Poison as error:
            refused.append(Refused(key(one), error.reason, str(error)))
    return operations


def _refused(outcomes: Iterable[Outcome]) -> list[Refused]:
    return [Refused(one.operation.id, "mapping", one.error) for one in outcomes if one.verdict is Verdict.REFUSED]
