"""Who is in an event beside its two sides."""

import pytest

from armswire.tagging.reading import ItemText
from armswire.tagging.tagger import Tagger, load_lexicon


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger(load_lexicon())


@pytest.mark.parametrize(
    ("title", "parties"),
    [
        (
            "Iran denies sending drones to Russia, after Washington accused Tehran of supplying Shahed drones",
            {("denier", "IR"), ("claimant", "US")},
        ),
        ("South Korea says North Korea shipped artillery shells to Russia through Belarus", {("transit", "BY")}),
        ("Germany will deliver Swiss-made ammunition to Ukraine", {("maker", "CH")}),
        ("NATO urges South Korea to send arms to Ukraine", {("requester", "NATO")}),
        (
            "Czech tanks for Ukraine, paid for by the Netherlands, arrive via Poland",
            {("financier", "NL"), ("transit", "PL")},
        ),
        ("Police in Spain seize rifles smuggled from Turkey to Morocco", {("seizure_place", "ES")}),
        ("Poland sends tanks to Ukraine", set()),
    ],
)
def test_parties_are_those_that_the_text_names(tagger: Tagger, title: str, parties: set[tuple[str, str]]) -> None:
    item = ItemText("x", title, "", "en")
    events = tagger.read(item).events
    told = [party for event in events for party in event.parties if not party.inferred]
    assert {(party.role, party.name) for party in told} == parties
    for event in events:
        sides = {*event.suppliers, *event.recipients}
        assert not any(party.name in sides for party in event.parties if party.role not in ("denier", "maker"))
    for party in told:
        assert party.span is not None
        start, end = party.span
        assert item.whole[start:end].strip()
