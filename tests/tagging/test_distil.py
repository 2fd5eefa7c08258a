"""What the network learns from: targets from labels, texts made from texts. Teaching itself needs group ``distil``."""

import numpy as np

from armswire.tagging.distil.augment import augmented
from armswire.tagging.distil.items import Lesson, labelled, unlabelled, words_of
from armswire.tagging.lexicon import load_lexicon
from armswire.tagging.tokens import END
from armswire_schemas.events import STATUSES, TYPES

LEXICON = load_lexicon()
EVENT = {
    "type": "transfer", "status": "agreed", "basis": "alleged", "background": False,
    "suppliers": ["SE"], "recipients": ["BR"], "weapons": [{"category": "combat_aircraft"}],
}  # fmt: skip
ROW = {
    "id": "a", "lang": "en", "title": "Sweden sells 12 Gripen jets to Brazil", "text": "Norway looks on.",
    "arms_related": True, "events": [EVENT],
}  # fmt: skip


def lesson() -> Lesson:
    (found,) = labelled([ROW], LEXICON)
    return found


def test_guide_has_the_words_in_the_order_that_the_shipped_network_learnt() -> None:
    assert TYPES == (
        "transfer", "procurement", "production", "embargo", "export_control",
        "test", "deployment", "use", "trafficking", "disarmament",
    ), "learn network.npz anew"  # fmt: skip


def test_a_target_says_what_the_labels_say() -> None:
    taught = lesson()
    target, (actors, goods) = taught.target, taught.names
    assert target is not None
    kind = TYPES.index("transfer")
    assert target.types.tolist() == [float(n in (kind, len(TYPES))) for n in range(len(TYPES) + 1)]
    sides = {code: target.part[n, 2 * kind : 2 * kind + 2].tolist() for n, code in enumerate(actors)}
    assert sides == {"SE": [1.0, 0.0], "BR": [0.0, 1.0], "NO": [0.0, 0.0]}
    assert target.part_on.sum() == 2 * len(actors), "parts are learnt for the types told, of the actors named"
    assert target.good[goods.index("combat_aircraft"), kind] == 1.0
    assert STATUSES[int(target.stage[kind].argmax())] == "agreed"
    assert target.basis[kind].tolist() == [1.0, 0.0]


def test_targets_mix() -> None:
    target = lesson().target
    assert target is not None
    silent = target.mixed(target, 0.4)
    assert np.allclose(silent.types, target.types)


def test_variants_keep_words_and_notes_together_and_rename_everywhere() -> None:
    sides = [("Sweden", "Brazil"), ("Norway", "Chile"), ("France", "Peru")] * 20
    rows = [
        ROW | {"id": str(n), "title": f"{a} sells 12 Gripen jets to {b}", "text": f"{b} pays {a} later."}
        for n, (a, b) in enumerate(sides)
    ]
    lessons = list(labelled(rows, LEXICON))
    variants = augmented(lessons, seed=1)
    again = augmented(lessons, seed=1)
    assert [v.tokens.words for v in variants] == [v.tokens.words for v in again]
    assert len({v.id for v in variants}) == len(variants) > len(lessons)
    for variant in variants:
        tokens = variant.tokens
        assert variant.target is None
        assert len(tokens.words) == len(tokens.notes) and tokens.words[-1] == END
        for code, places in tokens.actors.items():
            assert all(f"ac:{code}" in tokens.notes[place] for place in places)


def test_what_is_sealed_is_not_shown() -> None:
    spare = [{"id": "b", "lang": "en", "title": "Iran fires missiles", "text": "", "published": None},
             {"id": "c", "lang": "en", "title": "Iran  fires  MISSILES", "text": None, "published": None},
             {"id": "d", "lang": "en", "title": "Iran buys tanks", "text": "", "published": None},
             {"id": "e", "lang": "en", "title": "Rain in Spain", "text": "", "published": None}]  # fmt: skip
    shown = unlabelled(spare, LEXICON, {words_of({"title": "Iran fires missiles"})})
    assert [one.id for one in shown] == ["d"]
