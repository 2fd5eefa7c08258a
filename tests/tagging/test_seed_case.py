"""The seed case: one article of ours with everything the guide distinguishes, and what has to come out of it."""

from datetime import date

import pytest

from armswire.tagging.reading import ItemText, Reading
from armswire.tagging.tagger import Tagger, load_lexicon
from armswire_schemas.events import ArmsEvent

ITEM = ItemText(
    id="seed",
    title="NATO chief urges South Korea and Japan to send Ukraine more military aid",
    text=(
        "NATO Secretary-General Jens Stoltenberg, on a visit to Seoul, called on South Korea and Japan on Monday to "
        "provide more military assistance to Ukraine. "
        "Both countries have donated non-lethal equipment such as body armor and helmets to Ukraine since the invasion "
        "began. But neither Seoul nor Tokyo has shipped weapons directly to Ukraine. "
        "South Korea has approved the sale of South Korean-made weapons to countries that supply arms to Ukraine. "
        "Poland last year agreed to buy $5.8 billion worth of South Korean tanks, howitzers and ammunition. "
        "Seoul has also signed smaller arms deals with Estonia and Norway, and it is in talks with the United States "
        "and Canada over sales of ammunition. "
        "Ukrainian soldiers are using Type 88 helmets and drones that Japan donated. "
        "Analysts do not expect major changes in South Korea's position."
    ),
    lang="en",
    published=date(2023, 1, 30),
)
Expected = tuple[tuple[str, ...], tuple[str, ...], str, bool, bool, frozenset[str], str]
EXPECTED: dict[str, Expected] = {
    # suppliers, recipients, status, negated, background, categories, words that the evidence holds
    "requested": (("JP", "KR"), ("UA",), "requested", False, False, frozenset({"arms"}), "military"),
    "donated": (("JP", "KR"), ("UA",), "done", False, False, frozenset({"protective", "drone"}), "donated"),
    "not shipped": (("JP", "KR"), ("UA",), "done", True, False, frozenset({"arms"}), "shipped weapons"),
    "approved": (("KR",), (), "approved", False, False, frozenset({"arms"}), "sale"),
    "Poland": (("KR",), ("PL",), "agreed", False, True, frozenset({"tank", "artillery", "ammunition"}), "Poland"),
    "Estonia, Norway": (("KR",), ("EE", "NO"), "agreed", False, False, frozenset({"arms"}), "arms deals"),
    "talks": (("KR",), ("CA", "US"), "considered", False, False, frozenset({"ammunition"}), "sales of ammunition"),
}


@pytest.fixture(scope="module")
def reading() -> Reading:
    return Tagger(load_lexicon()).read(ITEM)


def find(reading: Reading, expected: Expected) -> list[ArmsEvent]:
    suppliers, recipients, status, negated, _, _, _ = expected
    sides = (suppliers, recipients, status, negated)
    transfers = [event for event in reading.events if event.type == "transfer"]
    return [e for e in transfers if (e.suppliers, e.recipients, e.status, e.negated) == sides]


@pytest.mark.parametrize("expected", EXPECTED.values(), ids=EXPECTED)
def test_every_event_is_told_once(reading: Reading, expected: Expected) -> None:
    _, _, _, _, background, categories, words = expected
    (event,) = find(reading, expected)
    assert {weapon.category for weapon in event.weapons} == categories
    assert event.basis == "stated"
    assert event.background is background
    assert words in event.evidence
    assert event.evidence in ITEM.whole


def test_nothing_else_is_transferred(reading: Reading) -> None:
    transfers = [event for event in reading.events if event.type == "transfer"]
    assert len(transfers) == len(EXPECTED)


def test_money_and_modes(reading: Reading) -> None:
    (poland,) = find(reading, EXPECTED["Poland"])
    assert poland.value is not None
    assert (poland.value.amount, poland.value.currency, poland.mode) == (5.8e9, "USD", "sale")
    assert find(reading, EXPECTED["donated"])[0].mode == "aid"
    assert poland.deals == ("KR>PL:ammunition", "KR>PL:artillery", "KR>PL:tank")


def test_every_span_shows_its_field(reading: Reading) -> None:
    for event in reading.events:
        for span in event.spans:
            assert ITEM.whole[span.start : span.end].strip()
