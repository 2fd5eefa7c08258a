"""Ids of entries: distinct entries stay apart, and none becomes new because its neighbours come and go."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from armswire.core.feeds.entry import Entry
from armswire.core.feeds.identity import Identified, identify
from armswire.core.feeds.links import canonical, resolve, site

DAY = datetime(2026, 11, 23, tzinfo=UTC)


def entry(
    guid: str | None = None, link: str | None = None, title: str = "t", text: str = "", outlet: str = ""
) -> Entry:
    return Entry(guid, link, title, text, DAY, outlet=outlet or None)


class Feed:
    """Polls one after the other, remembering what was seen."""

    def __init__(self, aggregator: bool = False) -> None:
        self.seen: dict[str, str] = {}
        self.aggregator = aggregator

    def poll(self, *entries: Entry) -> tuple[list[str], int]:
        """Return the ids, and how many of them are new."""
        found = identify("feed", entries, self.seen.get, aggregator=self.aggregator)
        new = sum(one.item not in self.seen for one in found)
        self.seen |= {one.item: one.digest for one in found}
        return [one.item for one in found], new


def ids(entries: Sequence[Entry]) -> list[Identified]:
    return identify("feed", entries, lambda _: None)


def test_a_guid_outlives_changes_of_everything_else() -> None:
    feed = Feed()
    assert feed.poll(entry("g", "https://a.example/1", "t", "x"))[1] == 1
    assert feed.poll(entry("g", "https://a.example/2", "u", "y"))[1] == 0


@pytest.mark.parametrize(
    "pair",
    [
        pytest.param([entry("g", "https://a.example/1"), entry("g", "https://a.example/2")], id="guid repeats"),
        pytest.param([entry("g", "https://a.example/1", "a"), entry("g", "https://a.example/1", "b")], id="and link"),
        pytest.param([entry("g", None, "a", "x"), entry("g", None, "a", "y")], id="all but text"),
        pytest.param([entry(None, "https://a.example/", "a"), entry(None, "https://a.example/", "b")], id="front page"),
        pytest.param([entry(None, None, "", "x"), entry(None, None, "", "y")], id="only text"),
    ],
)
def test_ids_that_repeat_keep_entries_apart_and_old(pair: list[Entry]) -> None:
    feed = Feed()
    both, new = feed.poll(*pair)
    assert len(set(both)) == new == 2
    for shown in (pair, pair[::-1], pair[:1], pair[1:], pair):
        again, new = feed.poll(*shown)
        assert new == 0
        assert set(again) <= set(both)


def test_a_neighbour_that_takes_the_same_guid_changes_nothing() -> None:
    feed = Feed()
    first, second = entry("g", "https://a.example/1", "a"), entry("g", "https://a.example/2", "b")
    [old], _ = feed.poll(first)
    both, new = feed.poll(second, first)
    assert new == 1 and both[1] == old
    assert feed.poll(second) == ([both[0]], 0)


def test_equal_entries_come_once() -> None:
    assert len(ids([entry("g", "https://a.example/1")] * 3)) == 1


def test_an_aggregators_items_are_outlet_and_title() -> None:
    feed = Feed(aggregator=True)
    feed.poll(entry("g1", "https://n.example/x1", "Deal signed", "list of others", outlet="The Post"))
    assert feed.poll(entry("g2", "https://n.example/x2", "Deal signed", "another list", outlet="The Post"))[1] == 0
    assert feed.poll(entry("g2", "https://n.example/x2", "Deal signed", outlet="The Times"))[1] == 1


def test_an_article_is_its_page() -> None:
    one, two = ids([entry("1", "https://www.a.example/x?utm_source=rss#top"), entry("2", "http://www.a.example/x/")])
    assert one.article == one.item and two.article == two.item, "a page that two entries share is neither's"
    [alone] = ids([entry("1", "https://www.a.example/x?utm_source=rss#top")])
    [other] = identify("another feed", [entry("9", "http://www.a.example/x/")], lambda _: None)
    assert alone.article == other.article != alone.item


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            Entry,
            st.none() | st.sampled_from("gh"),
            st.none() | st.sampled_from(["https://a.example/1", "https://a.example/2", "https://a.example/"]),
            st.sampled_from(["", "s", "t"]),
            st.sampled_from(["", "x", "y"]),
        ),
        max_size=8,
    ),
    st.randoms(),
)
def test_any_mess_of_ids_is_stable(entries: list[Entry], random: "object") -> None:
    feed = Feed()
    first, new = feed.poll(*entries)
    assert len(set(first)) == len(first) == new == len(set(entries))
    shuffled = list(entries)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    again, new = feed.poll(*shuffled)
    assert new == 0 and set(again) == set(first)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://A.example:443/b/?utm_medium=x&id=7&fbclid=1#c", "//a.example/b?id=7"),
        ("http://a.example:8080/b", "//a.example:8080/b"),
        ("https://a.example/", None),
        ("https://a.example/?p=1", "//a.example?p=1"),
        ("mailto:a@b.example", None),
        ("https://[::1", None),
        ("https://a.example:port/x", None),
    ],
)
def test_canonical_links(url: str, expected: str | None) -> None:
    assert canonical(url) == expected


def test_links_are_resolved() -> None:
    assert resolve(" a b\n", "https://x.example/d/e") == "https://x.example/d/a%20b"
    assert resolve("javascript:x()", "https://x.example") is None
    assert resolve("", "https://x.example") is None
    assert resolve("/a", None) is None


def test_sites_stand_for_outlets() -> None:
    assert site("https://www.post.example/x") == site("http://feeds.post.example/rss") == "post.example"
    assert site(None) is None
