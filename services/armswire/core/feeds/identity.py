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
    distinct: dict[str, tuple[Entry, list[str], str]] = {}
    for entry in entries:
        # An aggregator's text is a list of who else reports it, different at every poll.
        said = digest(entry.title, "" if aggregator else entry.text)
        rungs = ladder(feed, entry, said)
        distinct.setdefault(rungs[-1], (entry, rungs, said))
    shared = Counter(rung for _, rungs, _ in distinct.values() for rung in dict.fromkeys(rungs))
    articles = Counter(canonical(entry.link) for entry, _, _ in distinct.values() if entry.link)
    taken: set[str] = set()
    chosen = [_choose(rungs, said, shared, known, taken) for _, rungs, said in distinct.values()]
    return [
        Identified(item, _article(entry, item, articles, aggregator), said, entry)
        for item, (entry, _, said) in zip(chosen, distinct.values(), strict=True)
    ]


def _ladder(feed: str, entry: Entry, said: str) -> list[str]:
    date = entry.published.isoformat() if entry.published else ""
    rungs = [stable_id("guid", feed, entry.guid)] if entry.guid else []
    if entry.link and canonical(entry.link):
        rungs.append(stable_id("link", feed, entry.link))
    if entry.title:
        rungs.append(stable_id("title", feed, entry.title, date))
    return [*rungs, stable_id("whole", feed, entry.guid or "", entry.link or "", date, said)]


def _aggregated(feed: str, entry: Entry, said: str) -> list[str]:
    if not entry.title:
        return _ladder(feed, entry, said)
    return [stable_id("outlet", feed, (entry.outlet or "").casefold(), entry.title.casefold())]


def _choose(rungs: list[str], said: str, shared: Counter[str], known: Known, taken: set[str]) -> str:
    own = [rung for rung in rungs if shared[rung] == 1]
    remembered = [rung for rung in reversed(own) if known(rung) is not None]
    claimed = [rung for rung in rungs if shared[rung] > 1 and rung not in taken and known(rung) == said]
    item = next(iter((*remembered, *claimed, *own)))
    taken.add(item)
    return item


def _article(entry: Entry, item: str, articles: Counter[str | None], aggregator: bool) -> str:
    page = canonical(entry.link) if entry.link and not aggregator else None
    return stable_id("article", page) if page and articles[page] == 1 else item
