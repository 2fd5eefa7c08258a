"""The flat documents: what is in them, what is left out, and that the models come back out of them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armswire.core.documents import (
    alert_document,
    alert_of,
    event_document,
    event_of,
    news_document,
    news_of,
    stamp,
    tag_fields,
)
from armswire.core.fields import FIELDS, Index, Kind
from armswire.core.money import usd
from armswire.errors import Poison
from armswire_schemas.events import ArmsEvent, Money, Party, Weapon, When
from support.documents import NOW, alert, event, news, tagged, tanks

ITEM = news("deal", "Poland buys tanks", "Text.", authors=("A. Writer",), tags=("x",), updated=NOW)


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        pytest.param(NOW - timedelta(days=2), NOW - timedelta(days=2), id="published before it was seen"),
        pytest.param(NOW + timedelta(days=2), NOW, id="published in the future"),
        pytest.param(None, NOW, id="unknown"),
    ],
)
def test_timestamp(published: datetime | None, expected: datetime) -> None:
    document = news_document(news(published=published, first_seen=NOW))
    assert document["@timestamp"] == stamp(expected)
    assert document["event.created"] == stamp(NOW)
    assert document.get("news.published") == (published and stamp(published))


def test_stamps_compare_as_strings() -> None:
    years = [datetime(year, 1, 2, tzinfo=UTC) for year in (1, 987, 2026, 9999)]
    assert sorted(map(stamp, years)) == list(map(stamp, years))
    assert stamp(years[0]) == "0001-01-02T00:00:00.000Z"


def test_event_document() -> None:
    document = event_document(tanks(ITEM), ITEM, NOW)
    assert (
        document
        | {
            "event.ingested": stamp(NOW),
            "arms.suppliers": ["KR"],
            "arms.recipients": ["PL"],
            "arms.countries": ["KR", "PL"],
            "arms.weapon.category": ["tank", "artillery"],
            "arms.quantity.tank": 180,
            "arms.quantity.artillery": 212,
            "arms.value.usd": 5.8e9,
            "arms.deals": ["KR>PL:artillery", "KR>PL:tank"],
            "arms.negated": False,
            "news.title": "Poland buys tanks",
            "url.full": "https://news.example/deal",
        }
        == document
    )
    assert not {"arms.detail", "arms.when.start", "arms.actors"} & set(document)


def test_parties_dates_and_sums() -> None:
    rich = event(
        ITEM,
        weapons=tuple(Weapon(category=name, quantity=n) for name, n in (("tank", 10), ("tank", 5), ("novel", 1))),
        parties=(Party(role="maker", name="Hyundai Rotem", country="KR"), Party(role="novel", name="X", country="DE")),
        when=When(text="in 2022", start="2022-01-01", end="2022-12-31"),
        value=Money(amount=float("inf"), currency="USD", usd=float("nan")),
    )  # fmt: skip
    document = event_document(rich, ITEM)
    assert document["arms.quantity.tank"] == 15
    assert document["arms.party.maker"] == ["Hyundai Rotem", "KR"]
    assert document["arms.countries"] == ["DE", "KR", "PL"]
    assert document["arms.when.end"] == "2022-12-31T00:00:00.000Z"
    assert not {"arms.value.amount", "arms.value.usd", "arms.quantity.novel", "arms.party.novel"} & set(document)


def test_every_field_is_registered() -> None:
    about = tanks(ITEM)
    documents = {
        Index.NEWS: news_document(ITEM, NOW) | tag_fields(tagged(ITEM, about)),
        Index.EVENTS: event_document(about, ITEM, NOW),
        Index.ALERTS: alert_document(alert("k", ITEM, about), NOW),
    }
    for index, document in documents.items():
        for name, value in document.items():
            field = FIELDS[index][name]
            assert isinstance(value, list) == field.multi, name
            assert value not in ("", None, []), name
            assert field.kind is not Kind.DATE or value.endswith("Z"), name


def test_models_come_back() -> None:
    about = tanks(ITEM)
    told = alert("k", ITEM, about)
    assert news_of(news_document(ITEM)) == ITEM
    assert event_of(event_document(about, ITEM)) == about
    assert alert_of(alert_document(told)) == told


def test_a_document_without_id_is_refused() -> None:
    with pytest.raises(Poison, match=r"without event\.id"):
        event_document(ArmsEvent(type="use", status="done"), ITEM)


@given(
    st.text(max_size=50),
    st.none() | st.datetimes(timezones=st.just(UTC)),
    st.integers(1, 3),
    st.lists(st.text(max_size=5)),
)
def test_any_item_comes_back(title: str, published: datetime | None, tier: int, tags: list[str]) -> None:
    if published is not None:
        published = published.replace(microsecond=published.microsecond // 1000 * 1000)
    item = news("x", title, title, published=published, tier=tier, tags=tuple(filter(None, tags)))
    assert news_of(news_document(item)) == item


@pytest.mark.parametrize(
    ("currency", "year", "expected"),
    [
        pytest.param("USD", 1900, 1e6, id="the dollar is a dollar"),
        pytest.param("EUR", 2023, 1_081_300, id="ECB 2023"),
        pytest.param("KRW", 2022, 775, id="won"),
        pytest.param("TWD", 2016, 31_500, id="a year without a rate: the nearest"),
        pytest.param("SAR", 2027, 266_667, id="a peg, a year after the table"),
        pytest.param("EUR", 1980, None, id="too long before"),
        pytest.param("XXX", 2023, None, id="no such currency"),
        pytest.param(None, 2023, None, id="unknown currency"),
    ],
)
def test_dollars(currency: str | None, year: int, expected: float | None) -> None:
    found = usd(1e6, currency, year)
    assert found == (None if expected is None else pytest.approx(expected, rel=0.01))


def test_rates_are_of_the_events_own_year() -> None:
    money = Money(amount=100.0, currency="EUR")
    now, then = event(ITEM, value=money), event(ITEM, value=money, when=When(text="in 2000", start="2000-05-01"))
    planned = event(ITEM, value=money, when=When(text="by 2040", start="2040-01-01"))
    told = [event_document(one, ITEM)["arms.value.usd"] for one in (now, then, planned)]
    assert told == [usd(100.0, "EUR", 2026), usd(100.0, "EUR", 2000), usd(100.0, "EUR", 2026)]
    given = event(ITEM, value=Money(amount=100.0, currency="EUR", usd=1.0))
    assert event_document(given, ITEM)["arms.value.usd"] == 1.0
