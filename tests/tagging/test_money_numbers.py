"""Sums and counts as texts write them, in eleven languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armswire.tagging.money import find_money
from armswire.tagging.numbers import find_numbers


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("a $5.8 billion deal", 5.8e9, "USD"),
        ("US$1.2bn", 1.2e9, "USD"),
        ("£100 million", 1e8, "GBP"),
        ("€1,500,000", 1.5e6, "EUR"),
        ("300 million USD", 3e8, "USD"),
        ("19.6bn Australian dollars", 1.96e10, "AUD"),
        ("2,6 mld dolarów", 2.6e9, "USD"),
        ("3.000 millones de euros", 3e9, "EUR"),
        ("85 millions d'euros", 8.5e7, "EUR"),
        ("1,7 мільярда євро", 1.7e9, "EUR"),
        ("8,40 млрд евро", 8.4e9, "EUR"),
        ("1,5 miljarder kronor", 1.5e9, "SEK"),
        ("23조원", 2.3e13, "KRW"),
        ("総額111億ドル", 1.11e10, "USD"),
        ("254 مليون يورو", 2.54e8, "EUR"),
    ],
    ids=str,
)
def test_money(text: str, amount: float, currency: str) -> None:
    (found,) = find_money(text)
    assert (found.amount, found.currency) == (pytest.approx(amount), currency)
    assert text[found.start : found.end]


def test_money_with_a_range_and_what_it_is() -> None:
    (found,) = find_money("worth $3-5 billion a year")
    assert (found.amount, found.amount_max, found.kind) == (3e9, 5e9, "annual")


@pytest.mark.parametrize("text", ["180 tanks", "F-16", "in 2022", "no sum at all", "the pound of flesh"])
def test_no_money(text: str) -> None:
    assert find_money(text) == []


@pytest.mark.parametrize(
    ("text", "low", "high", "bound"),
    [
        ("180 tanks", 180, None, None),
        ("up to 400 missiles", 400, None, "up_to"),
        ("more than two dozen", 24, None, "at_least"),
        ("between 200 and 270 tanks", 200, 270, None),
        ("prawie 500 wyrzutni", 500, None, "about"),
        ("100 tys. sztuk", 100_000, None, None),
        ("45 000 obus", 45_000, None, None),
        ("девяти ЗРПК", 9, None, None),
        ("1,100 rounds", 1100, None, None),
        ("seventeen jets", 17, None, None),
        ("Twenty-eight Chinese planes", 28, None, None),
        ("a million shells", 1_000_000, None, None),
        ("nearly 2 dozen guns", 24, None, "about"),
        ("between two and three dozen", 24, 36, None),
        ("vingt-quatre appareils", 24, None, None),
        ("fünfundzwanzig Panzer", 25, None, None),
        ("тридцать два танка", 32, None, None),
        ("treinta y cinco carros", 35, None, None),
        ("tjugofem vagnar", 25, None, None),
        ("خمسة عشر صاروخا", 15, None, None),
        ("5 тисяч стволів", 5000, None, None),
    ],
    ids=str,
)
def test_numbers(text: str, low: float, high: float | None, bound: str | None) -> None:
    found = find_numbers(text)[0]
    assert (found.low, found.high, found.bound) == (low, high, bound)


@pytest.mark.parametrize("text", ["several dozen tanks", "half a million shells", "a tank", "android", "elf Panzer"])
def test_words_that_tell_no_number(text: str) -> None:
    assert find_numbers(text) == []


@pytest.mark.parametrize("text", ["F-16", "T-72M1", "MH17", "v2.5.1beta"])
def test_designations_are_no_numbers(text: str) -> None:
    assert all(number.start > 0 and not text[number.start - 1].isalpha() for number in find_numbers(text))


@given(st.text(alphabet="0123456789.,- $€k mbn兆億円toand", max_size=60))
def test_any_digits_are_read(text: str) -> None:
    for number in find_numbers(text):
        assert 0 <= number.start < number.end <= len(text)
