"""Any text is read: no exception, spans inside the text, work that grows with the text and no faster."""

import sys
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from armswire.tagging.fold import fold
from armswire.tagging.reading import ItemText
from armswire.tagging.sentences import LONGEST, sentences
from armswire.tagging.tagger import Tagger, load_lexicon

TAGGER = Tagger(load_lexicon())
PIECES = (
    "Poland buys 180 K2 tanks from South Korea for $5.8 billion. ", "Россия поставит Китаю С-400. ",
    "한국 K9 자주포 54문 수출 ",
    "US denies sending F-16s to Ukraine; ", "الأسلحة إلى السعودية ", "日本は武器を輸出 ", "<p>missile</p> &quot;",
    "\u0000", "İß\ud800",
    "NORTH KOREA FIRES MISSILES", "« La France livre des canons Caesar à l'Ukraine »", "1,2,3 4-5 $", "\n\n",
    "Rosja użyła dronów, ",
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
LANGS = st.sampled_from([None, "en", "ru", "uk", "de", "fr", "es", "pl", "ar", "ko", "ja", "sv", "xx", "EN-us"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(title=TEXTS, text=TEXTS, lang=LANGS)
def test_any_text_is_read(title: str, text: str, lang: str | None) -> None:
    item = ItemText("any", title, text, lang, date(2023, 1, 1))
    told = TAGGER.explain(item)
    for event in told.reading.events:
        assert event.evidence in item.whole
        for span in event.spans:
            assert 0 <= span.start <= span.end <= len(item.whole)
    assert 0 <= told.reading.relevance <= 1


@given(st.text())
def test_folding_moves_nothing(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(TEXTS, TEXTS)
def test_sentences_are_in_order_and_bounded(title: str, text: str) -> None:
    end = 0
    for sentence in sentences(title, text):
        assert end <= sentence.start < sentence.end <= len(title) + 1 + len(text)
        assert sentence.end - sentence.start <= LONGEST
        end = sentence.end


@pytest.mark.parametrize(
    "item", [ItemText("a", "", ""), ItemText("b", "Tanks", ""), ItemText("c", "", "Tanks for Ukraine")]
)
def test_an_item_may_lack_parts(item: ItemText) -> None:
    assert TAGGER.read(item).lang


def test_capitals_say_the_same() -> None:
    quiet = TAGGER.read(ItemText("a", "Poland signs contract to buy 180 K2 tanks from South Korea", "", "en"))
    loud = TAGGER.read(ItemText("b", "POLAND SIGNS CONTRACT TO BUY 180 K2 TANKS FROM SOUTH KOREA", "", "en"))
    told = [(e.type, e.status, e.suppliers, e.recipients) for e in quiet.events]
    assert told == [(e.type, e.status, e.suppliers, e.recipients) for e in loud.events] != []


def calls(text: str) -> int:
    """How many Python calls reading ``text`` takes."""
    count = 0

    def seen(_frame: object, kind: str, _arg: object) -> None:
        nonlocal count
        count += kind in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        TAGGER.explain(ItemText("long", "Arms", text, "en"))
    finally:
        sys.setprofile(before)
    return count


def test_work_grows_with_length_and_no_faster() -> None:
    text = "".join(PIECES) * 3
    calls(text)
    once, twice, four = (calls(text * times) for times in (4, 8, 16))
    assert four - twice < 2.6 * (twice - once)


def test_a_megabyte_is_read() -> None:
    text = "Poland buys tanks from South Korea. Missiles hit Kyiv, officials say " * 15_000
    assert TAGGER.read(ItemText("long", "Arms", text, "en")).arms_related


def test_a_megabyte_without_a_space_is_read() -> None:
    assert TAGGER.read(ItemText("long", "", "tank" * 250_000, "en")).relevance >= 0
