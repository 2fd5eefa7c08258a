"""From a body to entries, or to why there are none. Deterministic, and as fast as the feed is well-formed.

The fast reader first, then again with the usual damage mended, then feedparser for all the rest. Runs in a worker
process: imports no more than it needs, and may run out of time or memory there without harm to other feeds.
"""

import re
from dataclasses import replace
from html import unescape

from armswire.core.feeds.decoding import decode, mended, without_cut_entry, without_doctype
from armswire.core.feeds.entry import Body, ParsedFeed, Refusal, Unreadable
from armswire.core.feeds.links import resolve
from armswire.core.feeds.wellformed import parse_wellformed

_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_FEED_LINK = re.compile(r"<link\b[^>]*type\s*=\s*[\"']?application/(?:rss|atom)\+xml[^>]*>", re.IGNORECASE)
_HREF = re.compile(r"""href\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_FEED_TAG = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf|channel|item|entry)\b", re.IGNORECASE)


def parse_feed(body: Body) -> ParsedFeed | Unreadable:
    """Return the entries of a body, or why it cannot be read. Never raises for what the body holds."""
    if not body.data.strip(b"\x00 \t\r\n"):
        return Unreadable(Refusal.EMPTY_BODY, "the server sent an empty body")
    text, damage = decode(body.data, body.content_type)
    plain = without_doctype(text)
    found = parse_wellformed(plain, body.url)
    if found:
        return replace(found, damage=damage) if damage else found
    if _HTML.match(text):
        return _html(text, body.url)
    fixed = mended(plain)
    found = parse_wellformed(fixed, body.url)
    if found:
        return replace(found, damage=damage or "not well-formed XML: mended")
    whole = without_cut_entry(fixed)
    if whole is None:
        return _rest(fixed, body.url, damage)
    rest = _rest(whole, body.url, damage or "it breaks off within an entry, which is left out")
    return replace(rest, cut=True) if isinstance(rest, ParsedFeed) else rest


def _rest(text: str, url: str, damage: str | None) -> ParsedFeed | Unreadable:
    if text.lstrip()[:1] in ("{", "["):
        return Unreadable(Refusal.JSON, "this is JSON; RSS and Atom are read")
    if not _FEED_TAG.search(text):
        start = unescape(" ".join(text[:60].split()))
        return Unreadable(Refusal.NOT_A_FEED, f"this is neither RSS nor Atom; it starts with {start!r}")
    # Imported at need: most workers never meet a feed that needs it.
    from armswire.core.feeds.lenient import parse_lenient

    try:
        found = parse_lenient(text, url)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, AssertionError, RecursionError) as error:
        # What feedparser has been seen to raise on broken markup.
        return Unreadable(Refusal.NOT_A_FEED, f"broken beyond repair: {type(error).__name__}: {error}")
    if found is None:
        return Unreadable(Refusal.NOT_A_FEED, "this is neither RSS nor Atom, or too broken to read")
    return replace(found, damage=damage) if damage else found


def _html(text: str, url: str) -> Unreadable:
    """A web page often names its feed; then the person is told."""
    link = _FEED_LINK.search(text)
    href = _HREF.search(link[0]) if link else None
    suggestion = resolve(href[1].replace("&amp;", "&"), url) if href else None
    told = f"; the page names its feed: {suggestion}" if suggestion else ""
    return Unreadable(Refusal.HTML, f"this is a web page, not a feed{told}", suggestion)
