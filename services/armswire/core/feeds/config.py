"""One feed as a person configured it, and what all of them together tell of outlets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from armswire.core.feeds.links import site

KINDS = ("official", "agency", "trade", "news", "state_media", "ngo", "aggregator")


@dataclass(frozen=True, slots=True)
class FeedConfig:
    """A feed. ``interval`` None: the default. ``fulltext`` is kept for a later version and changes nothing yet."""

    id: str
    url: str
    name: str
    tags: tuple[str, ...] = ()
    language: str | None = None
    tier: int = 2
    kind: str = "news"
    country: str | None = None
    alerts: bool = True
    fulltext: bool = False
    interval: timedelta | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    enabled: bool = True
    line: int = 0


@dataclass(frozen=True, slots=True)
class Outlet:
    """Who said it, as far as the configured feeds tell."""

    name: str
    tier: int
    kind: str
    country: str | None


Outlets = Mapping[str, Outlet]


def outlets(feeds: Iterable[FeedConfig]) -> Outlets:
    """Return the outlets of the configured feeds by site and by name in lower case; the first feed of a site wins."""
    known: dict[str, Outlet] = {}
    for feed in feeds:
        if feed.kind == "aggregator":
            continue
        outlet = Outlet(feed.name, feed.tier, feed.kind, feed.country)
        for key in (site(feed.url), feed.name.casefold()):
            if key:
                known.setdefault(key, outlet)
    return known
