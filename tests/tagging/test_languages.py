"""The tagger outside English: labelled sentences in ten languages, and the grammar that gives them their roles."""

import json
from pathlib import Path
from typing import Any

import pytest

from armswire.tagging.analysis import analyse
from armswire.tagging.casing_slavic import polish, russian, ukrainian
from armswire.tagging.evaluate import score
from armswire.tagging.lexicon import Lexicon, load_lexicon
from armswire.tagging.reading import ItemText
from armswire.tagging.tagger import Tagger
from armswire.tagging.units import Parsed

SENTENCES = Path(__file__).parents[1] / "data" / "sentences"
LANGUAGES = ("ar", "de", "es", "fr", "ja", "ko", "pl", "ru", "sv", "uk")


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture(scope="module")
def tagger(lexicon: Lexicon) -> Tagger:
    return Tagger(lexicon)


def items(lang: str, split: str) -> dict[str, dict[str, Any]]:
    with (SENTENCES / f"{lang}.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return {row["id"]: row for row in rows if row["split"] == split}


def read(tagger: Tagger, row: dict[str, Any]) -> dict[str, Any]:
    reading = tagger.read(ItemText(row["id"], row["title"], row["text"], row["lang"], None))
    return {"arms_related": reading.arms_related, "events": [event.model_dump(mode="json") for event in reading.events]}


def parsed(lexicon: Lexicon, lang: str, text: str) -> Parsed:
    return analyse(ItemText("x", "", text, lang, None), lexicon).parsed[0]


def cases(lexicon: Lexicon, lang: str, text: str) -> dict[str, str]:
    return {code: group.case for group in parsed(lexicon, lang, text).actors for code in group.codes}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences_cover_every_type_and_both_splits(lang: str) -> None:
    rows = [*items(lang, "build").values(), *items(lang, "check").values()]
    assert len(rows) >= 25
    told = {event["type"] for row in rows for event in row["events"]}
    assert len(told) == 10
    assert any(not row["arms_related"] for row in rows)
    assert all(event["evidence"] in row["text"] for row in rows for event in row["events"])


@pytest.mark.parametrize("split", ["build", "check"])
def test_ten_languages_together_are_read(tagger: Tagger, split: str) -> None:
    gold = {key: row for lang in LANGUAGES for key, row in items(lang, split).items()}
    result = score(gold, {key: read(tagger, row) for key, row in gold.items()}, intervals=False)
    figures = {name: figure.value for name, figure in result.figures.items()}
    assert figures["relevance"] >= 0.92
    assert figures["type"] >= 0.84
    assert figures["who"] >= 0.85
    assert figures["weapon"] >= 0.82
    assert figures["status"] >= 0.93
    assert figures["negated"] >= 0.95


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_language_is_left_behind(tagger: Tagger, lang: str) -> None:
    gold = items(lang, "build") | items(lang, "check")
    result = score(gold, {key: read(tagger, row) for key, row in gold.items()}, intervals=False)
    assert result.overall >= 0.8


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("ru", "Польша передала Украине танки.", {"PL": "", "UA": "to"}),
        ("ru", "поставка Германией танков Украине", {"DE": "by", "UA": "to"}),
        ("ru", "Истребители отправлены в Турцию из Китая.", {"TR": "to", "CN": "from"}),
        ("ru", "Танки стоят в Турции.", {"TR": "in"}),
        ("uk", "Україна отримає від Польщі танки", {"UA": "", "PL": "from"}),
        ("uk", "постачання Польщею танків Україні", {"PL": "by", "UA": "to"}),
        ("pl", "Niemcy przekażą Ukrainie czołgi", {"DE": "", "UA": "to"}),
        ("pl", "zgoda na sprzedaż Polsce rakiet", {"PL": "to"}),
        ("pl", "zakup przez Polskę czołgów z USA", {"PL": "by", "US": "from"}),
        ("pl", "atak na Ukrainę", {"UA": "to"}),
        ("de", "Polen liefert der Ukraine Panzer", {"PL": "", "UA": "to"}),
        ("de", "Deutschland wird Israel Raketen liefern", {"DE": "", "IL": "to"}),
        ("de", "Nun liefert Polen Panzer an Litauen", {"PL": "subj", "LT": "to"}),
        ("sv", "Nu skickar Sverige vapen till Ukraina", {"SE": "subj", "UA": "to"}),
        ("fr", "le gouvernement de la France livre des chars à la Grèce", {"FR": "", "GR": "to"}),
        ("fr", "L’Inde a acheté des obusiers à la Corée du Sud", {"IN": "", "KR": "from"}),
        ("es", "La compra de misiles a Israel por España", {"IL": "from", "ES": "by"}),
        ("ar", "سلمت بولندا دبابات لأوكرانيا", {"PL": "subj", "UA": "to"}),
        ("ko", "폴란드가 한국에서 전차를 구매했다", {"PL": "subj", "KR": "from"}),
        ("ko", "루마니아 국방부와 자주포 공급 계약을 체결했다", {"RO": "with"}),
        ("ja", "ドイツはウクライナへ戦車を供与した", {"DE": "subj", "UA": "to"}),
        ("ja", "米国からの戦車購入", {"US": "from"}),
    ],
)
def test_case_is_told_by_ending_particle_or_order(
    lexicon: Lexicon, lang: str, text: str, expected: dict[str, str]
) -> None:
    assert cases(lexicon, lang, text) == expected


@pytest.mark.parametrize(
    ("word", "letter"),
    [
        ("украине", "d"),
        ("украиной", "i"),
        ("украину", "a"),
        ("украины", "g"),
        ("турции", "x"),
        ("израилю", "d"),
        ("сша", "n"),
    ],
)
def test_russian_endings(word: str, letter: str) -> None:
    assert russian(word) == letter


@pytest.mark.parametrize(
    ("word", "letter"), [("україні", "d"), ("україною", "i"), ("польщі", "x"), ("ізраїлеві", "d"), ("нато", "n")]
)
def test_ukrainian_endings(word: str, letter: str) -> None:
    assert ukrainian(word) == letter


@pytest.mark.parametrize(
    ("word", "letter"),
    [
        ("ukrainie", "d"),
        ("polsce", "d"),
        ("polski", "g"),
        ("niemcom", "d"),
        ("niemcy", "n"),
        ("rosji", "x"),
        ("izraelowi", "d"),
    ],
)
def test_polish_endings(word: str, letter: str) -> None:
    assert polish(word) == letter


def test_polski_is_an_adjective_before_a_noun() -> None:
    assert polish("polski", adjective=True) == "n"


@pytest.mark.parametrize(
    ("lang", "text", "name", "count"),
    [
        ("uk", "США продали 20 ракет ATACMS", "ATACMS", 20),
        ("pl", "500 wyrzutni Himars", "Himars", 500),
        ("ko", "K9 자주포 54문", "K9", 54),
        ("ko", "K2 전차 10대", "K2", 10),
    ],
)
def test_kind_name_and_count_are_one_weapon(lexicon: Lexicon, lang: str, text: str, name: str, count: int) -> None:
    weapons = parsed(lexicon, lang, text).weapons
    counted = [weapon for weapon in weapons if weapon.number is not None]
    assert any(name in weapon.text or weapon.number for weapon in counted)
    assert [int(weapon.number.low) for weapon in counted if weapon.number] == [count]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ru", "Стороны договорились о перемирии."),
        ("uk", "Сторони погодилися на припинення вогню."),
        ("pl", "Trwają rozmowy o zawieszeniu broni."),
        ("pl", "Minister broni swojej decyzji."),
        ("de", "Der Waffenstillstand hält seit gestern."),
        ("fr", "Un cessez-le-feu entre en vigueur."),
        ("es", "El alto el fuego comenzó ayer."),
        ("sv", "Vapenvilan håller."),
        ("ar", "اتفق الطرفان على وقف إطلاق النار."),
        ("ja", "スピードを武器に優勝を狙う。"),
        ("ko", "가격을 무기로 시장을 넓혔다."),
    ],
)
def test_ceasefires_and_figures_of_speech_are_not_arms(tagger: Tagger, lang: str, text: str) -> None:
    assert not tagger.read(ItemText("x", "", text, lang, None)).arms_related


@pytest.mark.parametrize(
    ("lang", "text", "supplier", "recipient"),
    [
        ("ru", "Украина попросила Швецию передать истребители.", "SE", "UA"),
        ("fr", "L’Ukraine demande à la Suède de livrer des avions de combat.", "SE", "UA"),
        ("ko", "우크라이나가 스웨덴에 전투기 제공을 요청했다.", "SE", "UA"),
    ],
)
def test_who_is_asked_gives(lexicon: Lexicon, lang: str, text: str, supplier: str, recipient: str) -> None:
    frames = [frame for frame in analyse(ItemText("x", "", text, lang, None), lexicon).frames if not frame.why]
    assert [(list(frame.suppliers), list(frame.recipients)) for frame in frames] == [([supplier], [recipient])]


@pytest.mark.parametrize(
    ("lang", "text", "kind"),
    [
        ("ru", "Канада приостановила экспорт оружия в Турцию.", "embargo"),
        ("ru", "Турция приостановила поставки беспилотников Азербайджану.", "transfer"),
        ("de", "Kanada hat den Export von Waffen in die Türkei gestoppt.", "embargo"),
    ],
)
def test_halted_exports_are_an_embargo_and_halted_deliveries_a_stopped_transfer(
    lexicon: Lexicon, lang: str, text: str, kind: str
) -> None:
    frames = [frame for frame in analyse(ItemText("x", "", text, lang, None), lexicon).frames if not frame.why]
    assert {frame.type for frame in frames} == {kind}


def test_english_is_left_as_it_is(lexicon: Lexicon) -> None:
    assert cases(lexicon, "en", "Poland sent Ukraine tanks from Germany.") == {"PL": "", "UA": "", "DE": "from"}
