"""How many of a weapon are told, beside it and further on."""

import pytest

from armswire.tagging.analysis import analyse
from armswire.tagging.lexicon import Lexicon
from armswire.tagging.reading import ItemText
from armswire.tagging.tagger import load_lexicon


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


def counted(lexicon: Lexicon, title: str, text: str = "", lang: str = "en") -> set[tuple[str, int]]:
    parsed = analyse(ItemText("x", title, text, lang), lexicon).parsed
    return {(w.term.category, int(w.number.low)) for p in parsed for w in p.weapons if w.number}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Poland sells two decommissioned Navy frigates", {("warship", 2)}),
        ("Five Russian fighter jets for Serbia", {("combat_aircraft", 5)}),
        ("Norway gives 40 refurbished German Leopard 2 tanks to Ukraine", {("tank", 40)}),
        ("Egypt buys 12 and Oman four fighter jets", {("combat_aircraft", 4)}),
        ("Jordan lost 3 in a tank battle", set()),
        ("On December 31 missiles hit a depot", set()),
        ("Three missile strikes on the depot", set()),
        ("Kenya sent two battalions of Leopard 2 tanks", set()),
        ("A 20-millimeter anti-aircraft gun was sold", set()),
        ("One of the three frigates was sold to Chile", {("warship", 3)}),
    ],
)
def test_numbers_beside_weapons(lexicon: Lexicon, title: str, expected: set[tuple[str, int]]) -> None:
    assert counted(lexicon, title) == expected


@pytest.mark.parametrize(
    ("lang", "title", "text", "expected"),
    [
        ("en", "Serbia receives fighter jets", "The last 13 planes came by train.", {("combat_aircraft", 13)}),
        ("en", "Oman buys Leopard tanks", "It will pay for 60 units.", {("tank", 60)}),
        ("de", "Kenia kauft Kampfhubschrauber", "Nairobi setzt die 16 Maschinen ein.", {("helicopter", 16)}),
        ("uk", "Греція віддає гаубиці М114", "Йдеться про 60 одиниць.", {("artillery", 60)}),
        ("es", "Perú elige tanques surcoreanos", "Negocia la adquisición de 54 unidades.", {("tank", 54)}),
        ("en", "Oman buys Leopard tanks", "It also keeps 13 planes.", set()),
        ("en", "Oman buys 20 Leopard tanks", "It will pay for 60 units.", {("tank", 20)}),
        ("en", "Oman buys tanks and howitzers", "It will pay for 60 units.", set()),
    ],
)
def test_counters_tell_of_what_was_named_before(
    lexicon: Lexicon, lang: str, title: str, text: str, expected: set[tuple[str, int]]
) -> None:
    assert counted(lexicon, title, text, lang) == expected
