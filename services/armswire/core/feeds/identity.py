"""Which entry is which: an id for each entry of one body that stays the same at every poll.

From the strongest: the GUID, a link, title and date, everything. An id serves only an entry that no other entry of
the body shares it with. Two things keep ids from wandering as neighbours come and go:

- an entry that was once known by a weaker id (its GUID was somebody else's then) keeps that id;
- of entries that share an id known from before, the one that reads as before keeps it.

An aggregator's links and GUIDs change: there the outlet and the title are the identity.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from armswire.core.feeds.entry import Entry
from armswire.core.feeds.links import canonical
from armswire.core.identity import stable_id


@dataclass(frozen=True, slots=True)
class Identified:
    """An entry with its id, the id of the article it leads to, and the digest of what it says."""

    item: str
    article: str
    digest: str
    entry: Entry


Known = Callable[[str], str | None]
"""Digest of what an id said when it was last seen; None where it was never seen."""


def digest(title: str, text: str) -> str:
    """What makes a revision: changes when title or text does."""
    return stable_id("digest", title, text)


def identify(feed: str, entries: Sequence[Entry], known: Known, *, aggregator: bool = False) -> list[Identified]:
    """Give every distinct entry its id, in order. Entries that are the same in everything come once."""
    ladder = _aggregated if aggregator else _ladder
    distinct: dict[str, _Candidate] = {}
    for entry in entries:
        # An aggregator's text is a list of who else reports it, different at every poll.
        said = digest(entry.title, "" if aggregator else entry.text)
        page = canonical(entry.link) if entry.link else None
        rungs = ladder(feed, entry, page, said)
        distinct.setdefault(rungs[-1], _Candidate(entry, page, said, rungs))
    shared = Counter(rung for one in distinct.values() for rung in dict.fromkeys(one.rungs))
    pages = Counter(one.page for one in distinct.values())
    taken: set[str] = set()
    found: list[Identified] = []
    for one in distinct.values():
        item = _choose(one, shared, known, taken)
        own_page = one.page if pages[one.page] == 1 and not aggregator else None
        article = stable_id("article", own_page) if own_page else item
        found.append(Identified(item, article, one.said, one.entry))
    return found


class _Candidate(NamedTuple):
    """An entry with its canonical link, the digest of what it says, and the ids it may have, strongest first."""

    entry: Entry
    page: str | None
    said: str
    rungs: list[str]


def _ladder(feed: str, entry: Entry, page: str | None, said: str) -> list[str]:
    date = entry.published.isoformat() if entry.published else ""
    rungs = [stable_id("guid", feed, entry.guid)] if entry.guid else []
    if entry.link and page:
        rungs.append(stable_id("link", feed, entry.link))
    if entry.title:
        rungs.append(stable_id("title", feed, entry.title, date))
    return [*rungs, stable_id("whole", feed, entry.guid or "", entry.link or "", date, said)]


def _aggregated(feed: str, entry: Entry, page: str | None, said: str) -> list[str]:
    if not entry.title:
        return _ladder(feed, entry, page, said)
    return [stable_id("outlet", feed, (entry.outlet or "").casefold(), entry.title.casefold())]


def _choose(one: _Candidate, shared: Counter[str], known: Known, taken: set[str]) -> str:
    own = [rung for rung in one.rungs if shared[rung] == 1]
    remembered = [rung for rung in reversed(own) if known(rung) is not None]
    claimed = [rung for rung in one.rungs if shared[rung] > 1 and rung not in taken and known(rung) == one.said]
    item = next(iter((*remembered, *claimed, *own)))
    taken.add(item)
    return item
