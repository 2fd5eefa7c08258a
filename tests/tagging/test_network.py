"""The network: what it is shown, that padding changes nothing, and what its word does to an item."""

from dataclasses import replace

import numpy as np
import pytest

from armswire.tagging.analysis import Analysis, analyse
from armswire.tagging.judge import judge, standing
from armswire.tagging.network import forward
from armswire.tagging.outlook import Network, averages
from armswire.tagging.reading import ItemText
from armswire.tagging.tagger import Tagger, load_lexicon
from armswire.tagging.tokens import END, FIGURE, MOST_NAMED, MOST_WORDS, Tokens, tokens_of
from armswire.tagging.trained import Trained, load_trained
from armswire_schemas.events import TYPES

LEXICON = load_lexicon()
TRAINED = load_trained()


def seen(title: str, text: str = "") -> tuple[Analysis, Tokens]:
    analysis = analyse(ItemText("n", title, text, "en"), LEXICON)
    return analysis, tokens_of(analysis.parsed, standing(analysis))


def network() -> Network:
    assert TRAINED.network is not None
    return TRAINED.network


def test_words_carry_what_lexicon_and_grammar_see() -> None:
    _, tokens = seen("Sweden sells 12 Gripen jets to Brazil for $1 billion")
    said = dict(zip(tokens.words, tokens.notes, strict=True))
    assert tokens.words[-1] == END
    assert FIGURE in tokens.words and "12" not in tokens.words
    assert {"A", "ac:SE", "title"} <= set(said["sweden"]) and {"ac:BR", "case:to"} <= set(said["brazil"])
    assert "W:combat_aircraft" in said["gripen"] and "T:transfer" in said["sells"]
    assert {name: tokens.words[places[0]] for name, places in tokens.actors.items()} == {"SE": "sweden", "BR": "brazil"}
    assert tokens.words[tokens.goods["combat_aircraft"][0]] == "gripen"


def test_a_long_text_is_read_at_its_beginning() -> None:
    names = " ".join(f"{country} sells tanks to Chad." for country in ("France", "Peru", "Iran", "Oman") * 30)
    _, tokens = seen("Arms news", names)
    assert len(tokens.words) == len(tokens.notes) == MOST_WORDS
    assert len(tokens.actors) <= MOST_NAMED
    assert all(place < MOST_WORDS for places in tokens.actors.values() for place in places)


def test_room_that_holds_no_word_changes_nothing() -> None:
    _, tokens = seen("Poland buys 180 K2 tanks from South Korea", "The contract was signed in Warsaw on Friday.")
    units, named = network().units(tokens), averages(tokens.actors, len(tokens.words))
    exact = forward(np, network().params, units, None, named)
    room = (0, 17)
    padded = forward(
        np,
        network().params,
        np.pad(units, (room, (0, 0))),
        np.pad(np.ones((len(units), 1), np.float32), (room, (0, 0))),
        np.pad(named, ((0, 0), room)),
    )
    for head in exact:
        assert np.allclose(exact[head], padded[head], atol=1e-4), head


def test_tables_have_a_row_for_every_name() -> None:
    assert len(network().params["words"]) == len(network().words) + 2
    assert len(network().params["notes"]) == len(network().notes) + 1
    assert not network().params["words"][0].any() and not network().params["notes"][0].any()


@pytest.mark.parametrize(
    "title",
    ["", "…", "zzzqx qqqz", "ミサイル発射", "tank " * 500],
    ids=["nothing", "a mark", "words never seen", "no spaces", "one word many times"],
)
def test_whatever_is_shown_it_answers_with_chances(title: str) -> None:
    _, tokens = seen(title or "-", "Arms.")
    outlook = network().read(tokens)
    chances = [outlook.relevance, *outlook.types.values(), *(c for row in outlook.parts.values() for c in row)]
    assert all(0.0 <= chance <= 1.0 for chance in chances)
    assert outlook == network().read(tokens)


def test_who_sells_and_who_buys() -> None:
    _, tokens = seen("Sweden sells 12 Gripen jets to Brazil")
    outlook = network().read(tokens)
    assert max(outlook.types, key=lambda kind: outlook.types[kind]) == "transfer"
    seller, buyer = outlook.part("transfer", "SE"), outlook.part("transfer", "BR")
    assert seller is not None and buyer is not None
    assert seller["S"] > seller["R"] and buyer["R"] > buyer["S"]
    assert outlook.part("transfer", "JP") is None


def test_a_type_it_is_sure_of_is_told_without_a_trigger() -> None:
    """The network's say comes from its bias alone here: every text is a test to it."""
    params = dict(network().params)
    params["type_bias"] = np.array([20.0 if kind == "test" else -20.0 for kind in TYPES], np.float32)
    sure = Trained(TRAINED.linear, replace(network(), params=params))
    analysis, _ = seen("Poland buys tanks from South Korea")
    assert "test" not in {frame.type for frame in standing(analysis)}
    assert "test" in {frame.type for frame in judge(analysis, sure).frames}


def test_linear_models_read_alone_where_there_is_no_network() -> None:
    item = ItemText("n", "Poland buys 180 K2 tanks from South Korea", "", "en")
    (event,) = Tagger(LEXICON, Trained(TRAINED.linear)).read(item).events
    assert (event.type, event.suppliers, event.recipients) == ("transfer", ("KR",), ("PL",))
