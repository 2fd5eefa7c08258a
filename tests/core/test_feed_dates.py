"""Dates and text as feeds write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from armswire.core.feeds.dates import EARLIEST, LATEST, parse_date
from armswire.core.feeds.htmltext import MAX_TEXT_CHARS, html_to_text, title_text


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("Mon, 23 Nov 2026 10:00:00 GMT", 10),
        ("23 Nov 2026 10:00 +0200", 8),
        ("Mon, 23 Nov 2026 10:00:00 EST", 15),
        ("Mon, 23 Nov 2026 10:00:00 CEST", 8),
        ("Mon, 23 Nov 2026 10:00:00 KST", 1),
        ("2026-11-23T10:00:00Z", 10),
        ("2026-11-23T10:00:00.123+02:00", 8),
        ("2026-11-23 10:00", 10),
        ("2026/11/23 10:0:0", 10),
        ("1795428000", 10),
        ("1795428000000", 10),
        ("Monday, November 23, 2026 04:00 PM", 16),
        ("2026-11-23", 0),
    ],
)
def test_dates(text: str, hour: int) -> None:
    assert parse_date(text) == datetime(2026, 11, 23, hour, tzinfo=UTC)


@pytest.mark.parametrize("text", [None, "", "yesterday", "0000-00-00", "1066-10-14", "2026-02-30", "99999999999999"])
def test_what_is_no_date(text: str | None) -> None:
    assert parse_date(text) is None


@settings(deadline=None)
@given(st.text(max_size=40) | st.datetimes().map(str))
def test_a_date_is_plausible_or_unknown(text: str) -> None:
    found = parse_date(text)
    assert found is None or (found.tzinfo is UTC and EARLIEST.year <= found.year <= LATEST.year)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a < b and c > d", "a < b and c > d"),
        ("<p>one</p><p>two<br>three</p>", "one\ntwo\nthree"),
        ("an <b>F</b>-16", "an F-16"),
        ("<td>a</td><td>b</td>", "a b"),
        ("x<script>alert(1)</script><style>p{}</style>y", "xy"),
        ("&lt;p&gt;escaped &amp;amp; again&lt;/p&gt;", "escaped & again"),
        ("don\x92t", "don’t"),
        ("a\x00\ud800b", "ab"),
        ("a  \n\n\t b", "a\nb"),
        ("<img src=x", ""),
    ],
)
def test_text_of_html(html: str, text: str) -> None:
    assert html_to_text(html) == text


def test_titles_are_one_line() -> None:
    assert title_text("<p>a</p><p>b</p>") == "a b"


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_becomes_writable(text: str) -> None:
    found = html_to_text(text)
    assert found.encode() is not None
    assert found == found.strip()
    assert len(html_to_text("x" * (MAX_TEXT_CHARS + 1))) == MAX_TEXT_CHARS
