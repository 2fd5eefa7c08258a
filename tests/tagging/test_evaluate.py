"""Our scorer says what the labelling guide's own says."""

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from armswire.tagging.evaluate import MATCHES, SETS, by, label_f1, score, source_kind

SHARED = Path(__file__).parents[3] / "shared" / "eval"
EVENT: dict[str, Any] = {
    "type": "transfer", "status": "agreed", "negated": False, "basis": "stated", "background": False, "detail": None,
    "suppliers": ["KR"], "recipients": ["PL"], "weapons": [{"category": "tank", "name": None, "quantity": 180}],
    "value": {"amount": 5.8e9, "currency": "USD"},
}  # fmt: skip
GOLD = {
    "a": {"id": "a", "lang": "en", "arms_related": True, "events": [EVENT]},
    "b": {"id": "b", "lang": "pl", "arms_related": False, "events": []},
}


def test_what_is_equal_scores_one() -> None:
    result = score(GOLD, GOLD)
    assert result.overall == 1
    assert not result.misses


def test_what_is_missing_scores_nothing() -> None:
    result = score(GOLD, {})
    assert result.overall == 0
    assert result.misses["a"]["pair"] == (["('KR', 'PL')"], [])


def test_parts_by_language_and_type() -> None:
    assert {name: list(part) for name, part in by(GOLD, "lang").items()} == {"en": ["a"], "pl": ["b"]}
    assert {name: list(part) for name, part in by(GOLD, "type").items()} == {"transfer": ["a"], "": ["b"]}


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"kind": "agency", "source": "http://a.example/rss"}, "agency"),
        ({"source": "https://a.example/rss"}, "feed"),
        ({"source": "Wikipedia (CC BY-SA)"}, "Wikipedia"),
        ({"source": "Reuters 1987"}, "other collections"),
        ({}, "unknown"),
    ],
)
def test_parts_by_kind_of_source(row: dict[str, str], kind: str) -> None:
    assert source_kind(row) == kind
    assert by({"x": row | {"events": []}}, "source") == {kind: {"x": row | {"events": []}}}


def test_a_rare_label_has_a_figure_of_its_own() -> None:
    old, news = EVENT | {"background": True}, EVENT
    pairs = [(old, old), (old, news), (news, old), (news, news)]
    assert label_f1(pairs, "background", True).f1 == 0.5
    assert label_f1(pairs, "background", True).gold == 2
    assert label_f1(pairs, "basis", "alleged").f1 == 0
    result = score({"a": GOLD["a"] | {"events": [old]}}, {"a": GOLD["a"] | {"events": [news]}}, intervals=False)
    assert result.labels["background, F1"].f1 == 0


@pytest.mark.skipif(not SHARED.exists(), reason="the labelled sets are not beside the repository")
def test_the_guides_scorer_agrees() -> None:
    spec = importlib.util.spec_from_file_location("guide_score", SHARED / "score.py")
    assert spec is not None
    assert spec.loader is not None
    theirs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(theirs)
    rows = [json.loads(line) for line in (SHARED / "train.jsonl").read_text(encoding="utf-8").splitlines()]
    gold = {row["id"]: row for row in rows}
    answers = [row | {"id": rows[i]["id"]} for i, row in enumerate(rows[1:] + rows[:1])]
    found = {row["id"]: row for row in answers[:400]} | {row["id"]: row for row in rows[500:]}
    figures = theirs.rates([theirs.tally(row, found.get(key, {}))[0] for key, row in gold.items()])
    ours = score(gold, found, intervals=False)
    for name in (*SETS, *MATCHES):
        assert ours.figures[name].value == pytest.approx(theirs.value_of(figures[name]))
    assert ours.overall == pytest.approx(figures["overall"])
