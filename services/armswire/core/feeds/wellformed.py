"""Read a feed that is well-formed XML, by the C parser of the standard library: ten times as fast as feedparser.

RSS 0.9 to 2.0 and Atom 0.3 and 1.0. Whatever else, or whatever is broken, is feedparser's (``lenient.py``): this
module then says None, and so it does for a feed in which it finds no entry.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from xml.etree.ElementTree import Element, ParseError, XMLParser, tostring

from armswire.core.feeds.dates import parse_date
from armswire.core.feeds.entry import Entry, ParsedFeed
from armswire.core.feeds.htmltext import html_to_text, title_text
from armswire.core.feeds.links import resolve

_ATOM = {"http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"}
_PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://search.yahoo.com/mrss": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
    "": "",
    "http://purl.org/rss/1.0/": "",
    "http://purl.org/net/rss1.1#": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://my.netscape.com/publish/formats/rss-0.91.dtd": "",
    "http://backend.userland.com/rss2": "",
    "http://backend.userland.com/rss": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://cyber.law.harvard.edu/rss/rss.html": "",
    **dict.fromkeys(_ATOM, "atom:"),
}
_XML = "{http://www.w3.org/XML/1998/namespace}"
_XML_BASE = f"{_XML}base"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_TITLES = ("title", "atom:title", "dc:title", "media:title")
_TEXTS = (
    "content:encoded", "atom:content", "xhtml:body", "description", "atom:summary", "dcterms:abstract",
    "dc:description", "itunes:summary",
)  # fmt: skip
_PUBLISHED = (
    "pubdate",
    "atom:published",
    "atom:issued",
    "dc:date",
    "dcterms:issued",
    "atom:created",
    "dcterms:created",
)
_UPDATED = ("atom:updated", "atom:modified", "dcterms:modified", "lastbuilddate")
_MAIL_NAME = re.compile(r"\s*\S+@\S+\s*\((.+)\)\s*")
MAX_AUTHORS = 10

Fields = dict[str, list[Element]]


def parse_wellformed(text: str, url: str) -> ParsedFeed | None:
    """Return the feed, or None where this is not a well-formed feed with entries. ``text`` without DOCTYPE."""
    try:
        root = _tree(text)
    except ParseError:
        return None
    kind = _name(root)
    base = resolve(root.get(_XML_BASE), url) or url
    if kind == "atom:feed":
        head, items = root, [child for child in root if _name(child) == "atom:entry"]
    elif kind.rpartition("}")[2] in ("rss", "rdf"):
        head = next((child for child in root if _name(child) == "channel"), root)
        # At any depth: feeds that forget to close something nest items in one another.
        items = [item for item in root.iter() if item.tag[-4:].lower() == "item" and _name(item) == "item"]
    else:
        return None
    if not items:
        return None
    fields = _fields(head)
    lang = _text(fields, "language", "dc:language") or root.get(f"{_XML}lang") or head.get(f"{_XML}lang")
    title = title_text(_text(fields, "title", "atom:title", "dc:title"))
    return ParsedFeed(title, lang or None, tuple(_entry(item, base) for item in items))


def _tree(text: str) -> Element:
    parser = XMLParser(encoding="utf-8")
    parser.feed(text.encode("utf-8", "surrogatepass"))
    root: Element = parser.close()
    return root


def _name(element: Element) -> str:
    """``dc:creator`` and the like, lower case; ``{…}local`` in a namespace that feeds do not use."""
    return _named(element.tag)


@lru_cache(maxsize=1000)
def _named(tag: str) -> str:
    if tag[0] != "{":
        return tag.lower()
    namespace, _, local = tag[1:].partition("}")
    prefix = _PREFIXES.get(namespace)
    return f"{{{namespace}}}{local.lower()}" if prefix is None else prefix + local.lower()


def _fields(parent: Element) -> Fields:
    found: Fields = {}
    for child in parent:
        found.setdefault(_name(child), []).append(child)
    return found


def _inner(element: Element) -> str:
    """Text as written; child elements (XHTML) as HTML."""
    if len(element) == 0:
        return element.text or ""
    for child in element.iter():
        child.tag = child.tag.rpartition("}")[2]
    # A <title> in HTML holds no markup; and what follows the element is not its own.
    element.tag, element.tail = "div", None
    try:
        return tostring(element, encoding="unicode", method="html")
    except RecursionError:
        return "".join(element.itertext())


def _text(fields: Fields, *names: str) -> str:
    """The first of these fields that holds anything."""
    for name in names:
        for element in fields.get(name, ()):
            text = _inner(element).strip()
            if text:
                return text
    return ""


def _entry(item: Element, base: str) -> Entry:
    fields = _fields(item)
    own_base = item.get(_XML_BASE)
    base = (resolve(own_base, base) if own_base else None) or base
    published, updated = _date(fields, _PUBLISHED), _date(fields, _UPDATED)
    outlet, outlet_url = _outlet(fields)
    return Entry(
        guid=_text(fields, "guid", "atom:id") or item.get(_RDF_ABOUT) or None,
        link=_link(fields, base),
        title=title_text(_text(fields, *_TITLES)),
        text=_longest(fields),
        published=published or updated,
        updated=updated,
        authors=_authors(fields),
        outlet=outlet,
        outlet_url=outlet_url,
    )


def _longest(fields: Fields) -> str:
    texts = [html_to_text(text) for name in _TEXTS if (text := _text(fields, name))]
    if not any(texts):
        groups = [_fields(group) for group in fields.get("media:group", ())]
        texts = [html_to_text(_text(part, "media:description")) for part in (fields, *groups)]
    return max(texts, key=len, default="")


def _date(fields: Fields, names: Iterable[str]) -> datetime | None:
    return next((date for name in names if (date := parse_date(_text(fields, name)))), None)


def _link(fields: Fields, base: str) -> str | None:
    """The page of the entry; FeedBurner's own links hide it in ``origLink``. A GUID is a link unless it denies it."""
    links = fields.get("atom:link", ())
    candidates = (
        [_text(fields, "feedburner:origlink"), _text(fields, "link")]
        + [link.get("href", "") for link in links if link.get("rel", "alternate") == "alternate"]
        + [_inner(link) for link in links if not link.get("href")]
    )
    found = next((link for text in candidates if text and (link := resolve(text, base))), None)
    if found:
        return found
    guids = [guid for guid in fields.get("guid", ()) if guid.get("isPermaLink", "true").lower() != "false"]
    paths = [guid.text for guid in guids if (guid.text or "").strip().startswith(("/", "http:", "https:"))]
    return next((link for path in paths if (link := resolve(path, base))), None)


def _authors(fields: Fields) -> tuple[str, ...]:
    written = [_inner(element) for name in ("dc:creator", "author") for element in fields.get(name, ())]
    written += [_text(_fields(author), "atom:name", "name") for author in fields.get("atom:author", ())]
    written = written or [_text(fields, "itunes:author")]
    names = (title_text(found[1] if (found := _MAIL_NAME.fullmatch(text)) else text) for text in written)
    return tuple(dict.fromkeys(name for name in names if name))[:MAX_AUTHORS]


def _outlet(fields: Fields) -> tuple[str | None, str | None]:
    for source in fields.get("source", ()):
        return title_text(_inner(source)) or None, resolve(source.get("url"), None)
    for source in fields.get("atom:source", ()):
        inner = _fields(source)
        return title_text(_text(inner, "atom:title")) or None, _link(inner, "")
    return None, None
