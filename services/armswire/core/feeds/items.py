"""From the entries of a poll to the messages that tell of them."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from armswire.core.feeds.config import FeedConfig, Outlet, Outlets
from armswire.core.feeds.entry import Entry, ParsedFeed
from armswire.core.feeds.identity import Identified, identify
from armswire.core.feeds.links import site
from armswire.core.feeds.seen import Change, Observation, Remembered, Shown, observe
from armswire_schemas.news import Cause, NewsItem

BACKLOG_AGE = timedelta(hours=48)
_LANG = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_].*)?\s*")


class FirstPoll(StrEnum):
    """What of a feed's first poll may alert: the last 48 h (what has no date is not recent), everything, nothing."""

    RECENT = "recent"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a poll adds: items to publish, and the memory to write with them."""

    items: tuple[NewsItem, ...]
    observation: Observation
    entries: int


@dataclass(frozen=True, slots=True)
class Context:
    """What the items of a feed are made with, beside its body."""

    feed: FeedConfig
    outlets: Outlets
    first_poll: FirstPoll
    now: datetime


def gather(parsed: ParsedFeed, memory: dict[str, Remembered], context: Context, *, first: bool) -> Gathered:
    """Return the new and changed items of a body. ``first``: this feed was never read before."""
    feed = context.feed
    aggregator = feed.kind == "aggregator"
    entries = [_without_outlet(entry) for entry in parsed.entries] if aggregator else parsed.entries

    def known(item: str) -> str | None:
        remembered = memory.get(item)
        return remembered.item.digest if remembered else None

    found = {one.item: one for one in identify(feed.id, entries, known, aggregator=aggregator)}
    shown = [Shown(one.item, one.digest) for one in found.values()]
    observation = observe(feed.id, memory, shown, context.now)
    lang = feed.language or _language(parsed.lang)
    items = (_item(found[change.id], change, context, lang, first) for change in observation.changes)
    return Gathered(tuple(items), observation, len(found))


def _item(one: Identified, change: Change, context: Context, lang: str | None, first: bool) -> NewsItem:
    feed, entry = context.feed, one.entry
    outlet = _outlet(entry, context)
    return NewsItem(
        id=one.item,
        article=one.article,
        feed=feed.id,
        revision=change.revision,
        url=entry.link,
        title=entry.title,
        source=outlet.name,
        feed_name=feed.name,
        lang=lang,
        tier=outlet.tier,
        kind=outlet.kind,
        country=outlet.country,
        tags=feed.tags,
        published=entry.published,
        first_seen=change.first_seen,
        alerts=feed.alerts,
        cause=_cause(entry, change, context, first),
        text=entry.text,
        authors=entry.authors,
        updated=entry.updated,
        digest=one.digest,
    )


def _cause(entry: Entry, change: Change, context: Context, first: bool) -> Cause:
    if change.revision > 1:
        return Cause.UPDATED
    if not first or context.first_poll is FirstPoll.ALL:
        return Cause.NEW
    recent = entry.published is not None and context.now - entry.published <= BACKLOG_AGE
    return Cause.NEW if recent and context.first_poll is FirstPoll.RECENT else Cause.BACKLOG


def _outlet(entry: Entry, context: Context) -> Outlet:
    """The feed's own, except of an aggregator's entry: then whom it cites, as far as the other feeds tell."""
    feed = context.feed
    own = Outlet(feed.name, feed.tier, feed.kind, feed.country)
    if feed.kind != "aggregator" or not entry.outlet:
        return own
    known = context.outlets.get(site(entry.outlet_url) or "") or context.outlets.get(entry.outlet.casefold())
    return known or replace(own, name=entry.outlet, kind="news", country=None)


def _without_outlet(entry: Entry) -> Entry:
    """An aggregator writes ``Headline - Outlet``; the outlet has its own place."""
    suffix = f" - {entry.outlet}"
    if entry.outlet and entry.title.endswith(suffix) and entry.title != suffix:
        return replace(entry, title=entry.title.removesuffix(suffix))
    return entry


def _language(told: str | None) -> str | None:
    found = _LANG.fullmatch(told or "")
    return found[1].lower() if found else None
