"""A batch of taggings, planned: which events are written, which go, and what their news documents then tell."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from armswire.adapters.elastic import writes
from armswire.adapters.elastic.bulk import Operation, Outcome
from armswire.adapters.elastic.failures import Verdict
from armswire.adapters.elastic.reads import Stored
from armswire.core.documents import tag_fields
from armswire.errors import Poison
from armswire.ports import Refused
from armswire_schemas.events import TaggedItem


class Replacement:
    """``news`` is what is stored of the items, ``human`` the ids of their events that a person wrote."""

    def __init__(
        self, names: writes.Names, ingested: datetime, news: Mapping[str, Stored], human: Collection[str]
    ) -> None:
        self._names, self._ingested, self._news, self._human = names, ingested, news, human
        self._planned: dict[str, TaggedItem] = {}
        self._items: dict[str, str] = {}
        self.events: list[Operation] = []
        self.refused: list[Refused] = []

    def add(self, one: TaggedItem) -> None:
        """Plan one item's events; where one of them has no document, nothing of the item is written."""
        made = {event.id: event for event in one.events if event.id not in self._human}
        old = known_events(self._news.get(one.item.id))
        gone = [event for event in old if event not in made and event not in self._human]
        try:
            written = [writes.put_event(self._names, event, one, self._ingested) for event in made.values()]
        except Poison as error:
            self.refused.append(Refused(one.item.id, error.reason, str(error)))
            return
        self.events += written
        self.events += [writes.delete_event(self._names, event, one) for event in gone]
        self._items |= dict.fromkeys((*made, *gone), one.item.id)
        self._planned[one.item.id] = one

    def judge(self, outcomes: Sequence[Outcome]) -> None:
        """Take out the items of which an event was refused."""
        for outcome in outcomes:
            if outcome.verdict is Verdict.REFUSED:
                item = self._items[outcome.operation.id]
                if self._planned.pop(item, None):
                    self.refused.append(Refused(item, "mapping", outcome.error))

    def notes(self, overtaken: Collection[str] | None = None) -> list[Operation]:
        """Return the writes of the news documents; of those that were ``overtaken`` by another write, by script."""
        return [
            self._note(one, overtaken)
            for one in self._planned.values()
            if overtaken is None or one.item.id in overtaken
        ]

    def _note(self, one: TaggedItem, overtaken: Collection[str] | None) -> Operation:
        known = self._news.get(one.item.id)
        fields = tag_fields(one, [event for event in known_events(known) if event in self._human])
        if known is None or overtaken is not None:
            return writes.renote_tagging(self._names, one, fields, self._ingested)
        return writes.note_tagging(self._names, one, fields, known)


def known_tagging(news: Stored | None) -> tuple[int, int]:
    """Return the version of the tagging that a news document has."""
    told = news.document if news else {}
    return told.get("news.tagged_revision", 0), told.get("news.tagger_revision", 0)


def known_events(news: Stored | None) -> Sequence[str]:
    """Return the ids of the events that a news document has."""
    found: Sequence[str] = news.document.get("news.events", ()) if news else ()
    return found
