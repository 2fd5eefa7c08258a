"""Who gives, who gets, how far: what the grammar alone makes of a sentence, without the trained models."""

import pytest

from armswire.tagging.reading import ItemText
from armswire.tagging.tagger import Tagger, load_lexicon
from armswire.tagging.trained import Trained

TAGGER = Tagger(load_lexicon(), Trained())
Case = tuple[str, str, str, str, str]
CASES: dict[str, Case] = {
    # sentence, type, suppliers > recipients, status, a category
    "active": ("Germany delivered 14 Leopard 2 tanks to Ukraine.", "transfer", "DE>UA", "done", "tank"),
    "passive": ("F-16 fighter jets were sold to Egypt by the United States.", "transfer", "US>EG", "done",
                "combat_aircraft"),
    "dative": ("Slovakia will give Ukraine MiG-29 jets.", "transfer", "SK>UA", "pledged", "combat_aircraft"),
    "buyer": ("Poland has agreed to buy howitzers from South Korea.", "transfer", "KR>PL", "agreed", "artillery"),
    "headline": ("US OKs $2B Taiwan arms deal", "transfer", "US>TW", "approved", "arms"),
    "infinitive": ("France to send Caesar howitzers to Ukraine", "transfer", "FR>UA", "pledged", "artillery"),
    "urged": ("The US urged Germany to send tanks to Ukraine.", "transfer", "DE>UA", "requested", "tank"),
    "refused": ("Germany refuses to send Taurus missiles to Ukraine.", "transfer", "DE>UA", "stopped", "missile"),
    "denied": ("Hungary has not sent weapons to Ukraine.", "transfer", "HU>UA", "done", "arms"),
    "maker only": ("Dutch F-16s will be sent to Ukraine.", "transfer", "NL>UA", "pledged", "combat_aircraft"),
    "test": ("North Korea fired a ballistic missile into the Sea of Japan.", "test", "KP>", "done", "missile"),
    "use": ("Russian missiles hit Kyiv.", "use", "RU>UA", "done", "missile"),
    "deployment": ("Russia deployed Iskander missiles in Belarus.", "deployment", "RU>BY", "done", "missile"),
    "embargo": ("The EU imposed an arms embargo on Myanmar.", "embargo", "EU>MM", "done", "arms"),
    "halted": ("Canada suspended arms exports to Turkey.", "embargo", "CA>TR", "done", "arms"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_grammar(case: Case) -> None:
    sentence, kind, sides, status, category = case
    told = [event for event in TAGGER.read(ItemText("a", "", sentence, "en")).events if event.type == kind]
    assert f"{','.join(told[0].suppliers)}>{','.join(told[0].recipients)}" == sides
    assert told[0].status == status
    assert category in {weapon.category for weapon in told[0].weapons}


def test_a_denial_is_negated() -> None:
    (event,) = TAGGER.read(ItemText("a", "", CASES["denied"][0], "en")).events
    assert event.negated


@pytest.mark.parametrize(
    "sentence",
    [
        "AI arms race heats up between Google and Microsoft",
        "Greeted with open arms in Poland",
        "The leopard and the tiger at the zoo in Germany",
        "Fish tank sales rise in the United States",
        "The Jets traded their quarterback to Denver",
    ],
)
def test_figures_of_speech_are_no_arms(sentence: str) -> None:
    assert not Tagger(load_lexicon()).read(ItemText("a", sentence, "", "en")).events


def test_a_number_goes_to_its_weapon_and_not_to_the_calibre() -> None:
    told = TAGGER.read(
        ItemText("a", "", "In 2022 Norway gave Ukraine 10,000 rounds of 155 mm ammunition and 22 howitzers.", "en")
    )
    counts = {weapon.category: weapon.quantity for event in told.events for weapon in event.weapons}
    assert counts["artillery"] == 22
    assert counts["ammunition"] == 10_000


@pytest.mark.parametrize(
    ("phrase", "category", "count"),
    [
        ("5 Ukrainian warplanes", "combat_aircraft", 5),
        ("13 Iranian-made drones", "drone", 13),
        ("four Russian military planes", "combat_aircraft", 4),
        ("90 refurbished T-72B tanks", "tank", 90),
        ("96 decommissioned battle tanks", "tank", 96),
        ("six opposing tanks", "tank", 6),
        ("12 soldiers who fired missiles", "missile", None),
        ("5 men with drones", "drone", None),
    ],
)
def test_a_number_passes_what_only_describes(phrase: str, category: str, count: int | None) -> None:
    parsed = TAGGER.explain(ItemText("n", f"The army saw {phrase} in the war", "", "en")).parsed
    (weapon,) = {
        unit.term.category: unit for one in parsed for unit in one.weapons if unit.number or not count
    }.values()
    assert weapon.term.category == category
    assert (weapon.number.low if weapon.number else None) == count
