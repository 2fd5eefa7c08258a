"""feeds.yaml: read whole or told by line what is wrong; added to without touching the rest."""

from datetime import timedelta
from importlib.resources import files

import pytest

from armswire.core.feeds.config import outlets
from armswire.core.feedsfile import add_feed, parse_feeds
from armswire.core.identity import feed_id
from armswire.errors import Misconfigured

FULL = """\
# ours
feeds:
  - url: https://a.example/feed   # the first
    name: A
    id: a-1
    tags: [x, y]
    language: uk
    tier: 1
    kind: official
    country: NO
    alerts: off
    fulltext: on
    interval: 1h30m
    headers: {Authorization: Bearer x}
    enabled: no
  # the last
  - {url: https://b.example/feed, name: B}
"""


def told(text: str) -> str:
    with pytest.raises(Misconfigured) as caught:
        parse_feeds(text, "feeds.yaml")
    return str(caught.value)


def test_everything_a_feed_may_have() -> None:
    first, second = parse_feeds(FULL, "feeds.yaml")
    assert (first.id, first.tags, first.language, first.tier, first.kind) == ("a-1", ("x", "y"), "uk", 1, "official")
    assert (first.country, first.alerts, first.fulltext, first.enabled) == ("NO", False, True, False)
    assert (first.interval, dict(first.headers)) == (timedelta(minutes=90), {"Authorization": "Bearer x"})
    assert (second.id, second.alerts, second.enabled, second.tier) == (feed_id(second.url), True, True, 2)


@pytest.mark.parametrize("text", ["", "# none\n", "feeds:\n", "feeds: []\n"], ids=["empty", "comment", "null", "list"])
def test_no_feeds_is_fine(text: str) -> None:
    assert parse_feeds(text, "feeds.yaml") == ()


def feed(line: str) -> str:
    return f"feeds:\n  - url: https://a.example/f\n    name: A\n    {line}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(feed("lang: en"), "feeds.yaml:4: unknown field 'lang' (did you mean 'language'?)", id="nearest"),
        pytest.param(feed("tier: 4"), "feeds.yaml:4: 'tier' must be a number from 1 to 3", id="tier"),
        pytest.param(feed("kind: goverment"), "feeds.yaml:4: 'kind' is 'goverment'", id="kind"),
        pytest.param(feed("alerts: never"), "feeds.yaml:4: 'alerts' must be on or off", id="alerts"),
        pytest.param(feed("country: Norway"), "write a country code", id="country"),
        pytest.param(feed("language: English"), "write a language code", id="language"),
        pytest.param(feed("interval: 5"), "'interval' is not a duration: '5' (write 15m, 6h or 3d)", id="interval"),
        pytest.param(feed("interval: 5s"), "'interval' is under a minute", id="too often"),
        pytest.param(feed('headers: {"A B": c}'), "'headers' must be names and values", id="header"),
        pytest.param(feed("id: a|b"), "write letters, digits", id="id"),
        pytest.param("feeds:\n  - name: A\n", "feeds.yaml:2: 'url' is missing", id="no url"),
        pytest.param("feeds:\n  - url: https://a.example\n", "feeds.yaml:2: 'name' is missing", id="no name"),
        pytest.param("feeds:\n  - url: a.example\n    name: A\n", "does not start with http", id="scheme"),
        pytest.param("feeds:\n  - url: 'https://'\n    name: A\n", "names no host", id="host"),
        pytest.param("feeds:\n  - url: 'http://[::1'\n    name: A\n", "is no address", id="broken"),
        pytest.param("feeds:\n  - https://a.example\n", "feeds.yaml:2: this is no feed", id="bare url"),
        pytest.param("feed: []\n", "unknown field 'feed' (write feeds:)", id="top"),
        pytest.param("feeds: {a: b}\n", "'feeds' must be a list", id="mapping"),
        pytest.param("just words", "this is not a list of feeds", id="words"),
        pytest.param("feeds:\n\t- a", "indent with spaces", id="tab"),
    ],
)
def test_mistakes_are_told_by_line(text: str, expected: str) -> None:
    assert expected in told(text)


def test_all_mistakes_at_once() -> None:
    text = feed("tier: 4") + "  - url: https://a.example/f\n    nmae: B\n"
    assert told(text).splitlines() == [
        "feeds.yaml:4: 'tier' must be a number from 1 to 3, not 4",
        "feeds.yaml:5: 'name' is missing (add name: …)",
        "feeds.yaml:6: unknown field 'nmae' (did you mean 'name'?)",
        "feeds.yaml:5: this url is that of the feed on line 2 (remove one of the two)",
    ]


@pytest.mark.parametrize(
    "text",
    [FULL, "", "# mine\n", "# mine\nfeeds: []\n", "- url: https://c.example/f\n  name: C\n# end\n", "feeds:\n# x\n"],
    ids=["full", "empty", "comment", "list", "bare list", "null"],
)
def test_adding_keeps_all_the_rest(text: str) -> None:
    before = parse_feeds(text, "f")
    added = add_feed(text, "f", "https://new.example/f?a=1&b=2", "New: a, b", tier=1, tags=["x, y", "z"])
    *rest, new = parse_feeds(added, "f")
    assert [one.id for one in rest] == [one.id for one in before]
    assert (new.url, new.name, new.tier, new.tags) == ("https://new.example/f?a=1&b=2", "New: a, b", 1, ("x, y", "z"))
    kept = [line for line in text.splitlines() if not line.startswith("feeds:")]
    lines = iter(added.splitlines())
    assert all(line in lines for line in kept), "every line is still there, in the same order"


def test_adding_what_is_there_is_refused() -> None:
    with pytest.raises(Misconfigured, match="that of the feed on line 3"):
        add_feed(FULL, "f", "https://a.example/feed", "Again")


def test_adding_to_a_list_on_one_line_is_refused_not_botched() -> None:
    with pytest.raises(Misconfigured):
        add_feed("feeds: [{url: https://b.example/f, name: b}]", "f", "https://a.example/f", "A")


def test_the_feeds_we_ship() -> None:
    feeds = parse_feeds(files("armswire").joinpath("defaults/feeds.yaml").read_text("utf-8"), "feeds.yaml")
    assert len(feeds) == 40
    assert [one.kind for one in feeds if not one.enabled] == ["aggregator"]
    assert outlets(feeds)["defensenews.com"].name == "Defense News"
