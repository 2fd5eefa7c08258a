"""Sample feeds as RSS 2.0 and Atom 1.0. Pure: ``now`` is what ages are counted back from."""

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from armswire.demo.articles import SampleArticle, SampleFeed

CONTENT = "http://purl.org/rss/1.0/modules/content/"


def document(feed: SampleFeed, turn: int, base: str, now: datetime) -> bytes:
    """Return the feed as it stands at poll ``turn``; ``base`` is the server's URL, for the links."""
    entries = feed.shown(turn)
    text = _atom(feed, entries, base, now) if feed.atom else _rss(feed, entries, base, now)
    return text.encode()


def link(base: str, feed: SampleFeed, entry: SampleArticle) -> str:
    """The address of one article."""
    return f"{base}/article/{feed.slug}/{entry.number}"


def page(feed: SampleFeed, entry: SampleArticle) -> bytes:
    """Return one article as the page its link leads to."""
    title, text, name = escape(entry.title), escape(entry.text), escape(feed.name)
    return (
        f'<!doctype html><html lang="{feed.lang}"><meta charset="utf-8"><title>{title}</title>'
        f'<body style="max-width:40em;margin:3em auto;font:18px/1.5 serif"><p><i>{name}: invented for a demo</i></p>'
        f"<h1>{title}</h1><p>{text}</p></body></html>"
    ).encode()


def _rss(feed: SampleFeed, entries: Sequence[SampleArticle], base: str, now: datetime) -> str:
    items = "".join(
        f"<item><title>{escape(entry.title)}</title><link>{link(base, feed, entry)}</link>"
        f'<guid isPermaLink="false">{feed.slug}-{entry.number}</guid>'
        f"<pubDate>{format_datetime(now - entry.age)}</pubDate>{_rss_text(feed, entry)}</item>"
        for entry in entries
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="{CONTENT}"><channel>'
        f"<title>{escape(feed.name)}</title><link>{base}/</link><description>Invented for a demo</description>"
        f"<language>{feed.lang}</language>{items}</channel></rss>"
    )


def _rss_text(feed: SampleFeed, entry: SampleArticle) -> str:
    if not feed.html:
        return f"<description>{escape(entry.text)}</description>"
    first, _, rest = escape(entry.text).partition(". ")
    body = f"<p><b>{first}.</b> {rest}</p><script>track()</script>"
    return f"<description>{first}…</description><content:encoded><![CDATA[{body}]]></content:encoded>"


def _atom(feed: SampleFeed, entries: Sequence[SampleArticle], base: str, now: datetime) -> str:
    def stamp(entry: SampleArticle) -> str:
        return (now - entry.age).isoformat()

    parts = "".join(
        f"<entry><title>{escape(entry.title)}</title><id>tag:{feed.slug}.example,2026:{entry.number}</id>"
        f'<link rel="alternate" href="{link(base, feed, entry)}"/><published>{stamp(entry)}</published>'
        f"<updated>{stamp(entry)}</updated><summary>{escape(entry.text)}</summary></entry>"
        for entry in entries
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{feed.lang}">'
        f"<title>{escape(feed.name)}</title><id>tag:{feed.slug}.example,2026:feed</id>"
        f"<updated>{now.isoformat()}</updated>{parts}</feed>"
    )
