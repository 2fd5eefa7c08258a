"""Actors named together need not have the same part."""

import pytest

from armswire.tagging.reading import ItemText
from armswire.tagging.tagger import Tagger, load_lexicon

TAGGER = Tagger(load_lexicon())


@pytest.mark.parametrize(
    ("title", "suppliers", "recipients"),
    [
        ("Germany and Ukraine sign a deal for 18 German howitzers for Ukraine", ("DE",), ("UA",)),
        ("Sweden and Norway send tanks to Ukraine", ("NO", "SE"), ("UA",)),
    ],
)
def test_each_of_a_group_has_its_own_part(title: str, suppliers: tuple[str, ...], recipients: tuple[str, ...]) -> None:
    (event,) = TAGGER.read(ItemText("r", title, "", "en")).events
    assert (event.suppliers, event.recipients) == (suppliers, recipients)


def test_a_group_is_left_whole_where_all_have_one_part() -> None:
    told = TAGGER.explain(ItemText("r", "Sweden and Norway send tanks to Ukraine", "", "en"))
    places = [place for frame in told.frames if not frame.why for place in frame.places]
    assert ("SE", "NO") in {place.group.codes for place in places}
