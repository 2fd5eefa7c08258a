"""Bodies to entries: the two formats read in full, and every kind of bad input told apart."""

import gzip
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from armswire.core.feeds.entry import Body, Entry, ParsedFeed, Refusal, Unreadable
from armswire.core.feeds.parsing import parse_feed

DATA = Path(__file__).parents[1] / "data" / "feeds"


def parsed(data: bytes | str, content_type: str = "", url: str = "https://feed.example/f") -> ParsedFeed:
    found = parse_feed(Body(data if isinstance(data, bytes) else data.encode(), url, content_type))
    assert isinstance(found, ParsedFeed), found
    return found


def refused(data: bytes) -> Unreadable:
    found = parse_feed(Body(data, "https://feed.example/f"))
    assert isinstance(found, Unreadable), found
    return found


def rss(*items: str, head: str = "") -> str:
    return f"{head}<rss version='2.0'><channel><title>T</title>{''.join(items)}</channel></rss>"


def test_rss_in_full() -> None:
    feed = parsed((DATA / "plain.rss").read_bytes(), url="https://harbour.example/feed")
    assert feed == ParsedFeed(
        "Harbour & Hangar",
        "en-GB",
        (
            Entry(
                guid="hh-7",
                link="https://harbour.example/2026/spares?utm_source=rss&id=7",
                title="Norway orders F-16 spares & tools",
                text="Norway has ordered spares.\none\ntwo",
                published=datetime(2026, 11, 23, 8, 30, tzinfo=UTC),
                authors=("Kari Vik",),
            ),
            Entry(guid=None, link=None, title="No date, no link", text="if a < b"),
        ),
    )


def test_atom_in_full() -> None:
    when = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    feed = parsed((DATA / "plain.atom").read_bytes())
    assert feed == ParsedFeed(
        "Дозор & новини",
        "uk",
        (
            Entry(
                guid="tag:dozor.example,2026:1",
                link="https://dozor.example/news/1",
                title="Нові гаубиці",
                text="Перший абзац.\nДругий абзац.",
                published=when,
                updated=when,
                authors=("О. Коваль",),
            ),
        ),
    )


def test_an_aggregator_names_the_outlet() -> None:
    item = "<item><title>Deal - The Post</title><source url='https://post.example'>The Post</source></item>"
    entry = parsed(rss(item)).entries[0]
    assert (entry.outlet, entry.outlet_url) == ("The Post", "https://post.example")


@pytest.mark.parametrize(
    ("data", "reason", "told"),
    [
        pytest.param(b"", Refusal.EMPTY_BODY, "empty body", id="empty"),
        pytest.param(b" \r\n\x00", Refusal.EMPTY_BODY, "empty body", id="blank"),
        pytest.param(b"just text", Refusal.NOT_A_FEED, "starts with 'just text'", id="text"),
        pytest.param(b'{"version": "https://jsonfeed.org/version/1"}', Refusal.JSON, "JSON", id="json"),
        pytest.param(gzip.compress(b"<rss/>"), Refusal.NOT_A_FEED, "neither RSS nor Atom", id="binary"),
        pytest.param(b"<opml><body/></opml>", Refusal.NOT_A_FEED, "neither RSS nor Atom", id="opml"),
        pytest.param(b"<!DOCTYPE html><html><body>hi", Refusal.HTML, "a web page", id="html"),
    ],
)
def test_what_is_no_feed(data: bytes, reason: Refusal, told: str) -> None:
    found = refused(data)
    assert found.reason is reason
    assert told in found.message


def test_a_web_page_is_asked_for_its_feed() -> None:
    page = b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed?a=1&amp;b=2"></head></html>'
    assert refused(page).suggestion == "https://feed.example/feed?a=1&b=2"


@pytest.mark.parametrize(
    ("encoding", "declared", "header", "text"),
    [
        pytest.param("utf-8", "utf-8", "text/xml; charset=iso-8859-1", "Україна – 무기", id="server is wrong"),
        pytest.param("utf-8", "iso-8859-1", "", "Україна – 무기", id="declaration is wrong"),
        pytest.param("windows-1251", "windows-1251", "text/xml", "Україна", id="windows-1251"),
        pytest.param("windows-1252", "iso-8859-1", "", "“£5m” – deal", id="windows called latin-1"),
        pytest.param("koi8-r", "utf-8", "text/xml; charset=koi8-r", "Танки", id="server is right"),
        pytest.param("gb18030", "gb2312", "", "武器镕", id="gb2312"),
        pytest.param("euc-kr", "euc-kr", "", "무기 수출", id="euc-kr"),
        pytest.param("utf-16", "utf-16", "", "武器", id="utf-16 with mark"),
        pytest.param("utf-16-le", "utf-16", "", "武器", id="utf-16 without mark"),
    ],
)
def test_encodings(encoding: str, declared: str, header: str, text: str) -> None:
    body = rss(f"<item><title>{text}</title></item>", head=f"<?xml version='1.0' encoding='{declared}'?>")
    feed = parsed(body.encode(encoding), header)
    assert feed.entries[0].title == text
    assert feed.damage is None


def test_latin_1_that_says_it_is_utf_8_is_read_all_the_same() -> None:
    body = rss("<item><title>caf\xe9 &amp; bar</title></item>", "<item><title>two</title></item>")
    feed = parsed(b"<?xml version='1.0' encoding='utf-8'?>" + body.encode("latin-1"))
    assert [entry.title for entry in feed.entries] == ["caf\xe9 & bar", "two"]
    assert feed.damage is not None and "encoding" in feed.damage


def test_a_few_bytes_gone_wrong_lose_characters_not_items() -> None:
    body = rss("<item><title>Україна caf?</title></item>", "<item><title>two</title></item>").encode()
    feed = parsed(b"<?xml version='1.0' encoding='utf-8'?>" + body.replace(b"?</title>", b"\xe9</title>"))
    assert [entry.title for entry in feed.entries] == ["Україна caf\ufffd", "two"]
    assert feed.damage is not None and "encoding" in feed.damage


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("Tanks &nbsp;&amp; shells", id="entity of HTML"),
        pytest.param("Tanks & shells", id="bare ampersand"),
        pytest.param("Tanks &amp; \x0bshells", id="control character"),
        pytest.param("Tanks &amp; &#11;shells", id="forbidden reference"),
        pytest.param("<tt:b>Tanks &amp; shells</tt:b>", id="unbound prefix"),
        pytest.param("Tanks &amp; shells</b>", id="mismatched tag"),
    ],
)
def test_broken_xml_is_read_all_the_same(title: str) -> None:
    feed = parsed("<!-- made by hand -->\n<?xml version='1.0'?>" + rss(f"<item><title>{title}</title></item>"))
    assert [" ".join(entry.title.split()) for entry in feed.entries] == ["Tanks & shells"]
    assert feed.damage


def test_a_body_that_breaks_off_gives_what_came() -> None:
    whole = rss("<item><title>one</title></item>", "<item><title>two</title></item>")
    assert [entry.title for entry in parsed(whole[: whole.index("</channel>")]).entries] == ["one", "two"]


def test_entity_bombs_are_not_expanded() -> None:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE rss [<!ENTITY a0 "ha">{levels}]>'
    wide = f'<!DOCTYPE rss [<!ENTITY a9 "{"x" * 90_000}">]>'
    outside = '<!DOCTYPE rss [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>'
    for head in (bomb, wide, outside):
        feed = parsed(rss("<item><title>Deal &a9; done</title></item>", head=head))
        assert [entry.title for entry in feed.entries] == ["Deal &a9; done"]


@pytest.mark.parametrize(
    "date",
    ["Mon, 01 Jan 0000 00:00:00 GMT", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "soon", "2026-13-45"],
)
def test_impossible_dates_are_unknown(date: str) -> None:
    entry = parsed(rss(f"<item><title>x</title><pubDate>{date}</pubDate></item>")).entries[0]
    assert entry.published is None


def test_ten_thousand_items() -> None:
    items = (f"<item><title>Item {n}</title><guid>{n}</guid></item>" for n in range(10_000))
    assert len(parsed(rss(*items)).entries) == 10_000


def test_depth_does_not_end_the_parser() -> None:
    depth = 50_000
    data = rss(
        "<item><title>x</title><description>" + "<b>" * depth + "deep" + "</b>" * depth + "</description></item>"
    )
    assert parse_feed(Body(data.encode(), "https://feed.example/f"))
    assert sys.getrecursionlimit() < depth


WHOLE = "<item><title>Tanks leave</title><link>https://a.example/1</link></item>"


@pytest.mark.parametrize(
    "rest",
    [
        "<item><title>Poland will not b",
        "<item><title>Poland</title><description>It will",
        "<item",
        "<item rdf:about='x",
    ],
)
def test_an_entry_that_breaks_off_is_left_out_and_told(rest: str) -> None:
    feed = parsed(f"<rss version='2.0'><channel><title>T</title>{WHOLE}{rest}")
    assert [entry.title for entry in feed.entries] == ["Tanks leave"]
    assert feed.cut and feed.damage and "breaks off" in feed.damage


def test_an_atom_entry_that_breaks_off_is_left_out() -> None:
    entry = "<entry><id>{0}</id><title>{0}</title></entry>"
    body = "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title>" + entry.format("a") + entry.format("b")
    assert [entry.title for entry in parsed(body[:-20]).entries] == ["a"]


@pytest.mark.parametrize("rest", ["", "<item><title>b & c</channel></rss>", "</channel>", "<item/>"])
def test_an_entry_that_nobody_closes_is_kept_where_the_feed_goes_on(rest: str) -> None:
    feed = parsed(f"<rss version='2.0'><channel><title>T</title>{WHOLE}{rest}")
    assert feed.entries[0].title == "Tanks leave"
    assert not feed.damage or "breaks off" not in feed.damage


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_get_an_answer(data: bytes) -> None:
    assert isinstance(parse_feed(Body(data, "https://feed.example/f")), ParsedFeed | Unreadable)


@settings(deadline=None)
@given(st.text(max_size=120), st.text(max_size=120))
def test_any_text_inside_a_feed_is_read(title: str, text: str) -> None:
    body = rss(f"<item><title>{title}</title><description><![CDATA[{text}]]></description></item>")
    assert isinstance(parse_feed(Body(body.encode("utf-8", "replace"), "https://feed.example/f")), ParsedFeed)
