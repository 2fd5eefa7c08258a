"""Train the models: ``python -m armswire.tagging.training --corpus DIR GOLD.jsonl LABELS.jsonl …``.

GOLD are labelled sets with their texts; LABELS are our own (tests/data/labels), of which those of split ``build`` are
learnt from, joined with their texts in the shared corpora. Deterministic: the same items, lexicon, program and machine
give the same ``weights.json``. It takes some minutes, and SciPy (dependency group ``dev``).
"""

import argparse
import gzip
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from armswire.tagging.analysis import Analysis, analyse
from armswire.tagging.evaluate import item_of
from armswire.tagging.features import (
    Rivals,
    basis_features,
    frame_features,
    item_features,
    role_features,
    stage_features,
    type_features,
)
from armswire.tagging.fitting import Example, Recipe, fit
from armswire.tagging.frames import Frame
from armswire.tagging.goods import frames_by_sentence, goods_features, mentions_by_category
from armswire.tagging.history import history_features
from armswire.tagging.judge import standing
from armswire.tagging.lexicon import Lexicon, load_lexicon
from armswire.tagging.parts import Cast, actor_features, parts_of
from armswire.tagging.trained import WEIGHTS
from armswire.tagging.units import Parsed

Row = dict[str, Any]
GIVEN = 4
"""How often an item of the given sets is learnt from: .812 overall by cross-validation on train, .809 for once."""


RECIPES = {
    "item": Recipe(l2=2.0),
    "type": Recipe(l2=10.0),
    "frame": Recipe(l2=3.0),
    "role": Recipe(l2=2.0),
    "actor": Recipe(l2=3.0),
    "goods": Recipe(l2=3.0),
    "stage": Recipe(l2=2.0),
    "basis": Recipe(l2=2.0),
    "background": Recipe(l2=3.0, rarest=4),
}


def read_gold(file: Path) -> list[Row]:
    """Labelled items in the guide's form."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def examples(row: Row, analysis: Analysis) -> dict[str, list[Example]]:
    """What one labelled item teaches each model."""
    frames = standing(analysis)
    taught: dict[str, list[Example]] = {name: [] for name in RECIPES}
    features = item_features(list(analysis.parsed), frames, len(analysis.negatives))
    taught["item"].append((_yes(row["arms_related"]), features))
    told = [event["type"] for event in row["events"]] or ["none"]
    taught["type"] += [(name, type_features(list(analysis.parsed), frames)) for name in dict.fromkeys(told)]
    rivals = Rivals.among(frames)
    for frame in frames:
        gold = [event for event in row["events"] if event["type"] == frame.type]
        first = frame is frames[0]
        taught["frame"].append((_yes(bool(gold)), frame_features(frame, rivals, first)))
        if not gold:
            continue
        event = max(gold, key=lambda e: _shared(frame, e))
        taught["stage"].append((event["status"], stage_features(frame)))
        taught["basis"].append((event.get("basis") or "stated", basis_features(frame, list(analysis.parsed))))
        for place in frame.places:
            taught["role"].append((_role(place.group.codes, event, gold), role_features(frame, place)))
    taught["background"] = list(_history_examples(row, frames, analysis))
    taught["goods"] = list(_goods_examples(row, frames, list(analysis.parsed)))
    taught["actor"] = list(_actor_examples(row, frames, list(analysis.parsed)))
    return taught


def _actor_examples(row: Row, frames: list[Frame], item: list[Parsed]) -> Iterator[Example]:
    told = {event["type"] for event in row["events"]}
    cast = Cast.of(item)
    for (kind, code), places in sorted(parts_of(frames).items(), key=lambda part: part[0]):
        if kind in told:
            gold = [event for event in row["events"] if event["type"] == kind]
            yield _role((code,), gold[0], gold), actor_features(kind, code, places, cast)


def _history_examples(row: Row, frames: list[Frame], analysis: Analysis) -> Iterator[Example]:
    for kind in dict.fromkeys(frame.type for frame in frames):
        flags = [bool(event.get("background")) for event in row["events"] if event["type"] == kind]
        if flags:
            own = [frame for frame in frames if frame.type == kind]
            yield _yes(all(flags)), history_features(kind, own, frames, analysis.parsed, analysis.item.published)


def _goods_examples(row: Row, frames: list[Frame], item: list[Parsed]) -> Iterator[Example]:
    mentions = mentions_by_category(item)
    for kind in dict.fromkeys(frame.type for frame in frames):
        gold = [event for event in row["events"] if event["type"] == kind]
        moved = {weapon["category"] for event in gold for weapon in event["weapons"]}
        beside = frames_by_sentence(kind, frames)
        for category, places in mentions.items() if gold else ():
            yield _yes(category in moved), goods_features(kind, category, places, beside, len(mentions))


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"


def _shared(frame: Frame, event: Row) -> tuple[int, bool]:
    sides = (set(frame.suppliers) & set(event["suppliers"]), set(frame.recipients) & set(event["recipients"]))
    return (len(sides[0]) + len(sides[1]), frame.status == event["status"])


def _role(codes: Sequence[str], event: Row, gold: list[Row]) -> str:
    for one in (event, *gold):
        if set(codes) & set(one["suppliers"]):
            return "S"
        if set(codes) & set(one["recipients"]):
            return "R"
    return "none"


def train(rows: Iterable[Row], lexicon: Lexicon) -> dict[str, Any]:
    """Return the weights of every model, in the form of ``weights.json``.

    An item of a given set, which has no ``split``, counts ``GIVEN`` times: its labels are the measure of ours.
    """
    taught: list[dict[str, list[Example]]] = []
    for row in rows:
        taught += [examples(row, analyse(item_of(row), lexicon))] * (1 if "split" in row else GIVEN)
    return fit_all(taught)


def fit_all(taught: Sequence[dict[str, list[Example]]]) -> dict[str, Any]:
    """Fit every model on what the items taught."""
    return {name: fit([example for one in taught for example in one[name]], recipe) for name, recipe in RECIPES.items()}


def corpus_texts(folder: Path) -> dict[str, Row]:
    """Every row of the corpora by the id it is labelled under."""
    found: dict[str, Row] = {}
    for file in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                key = row.get("id") or sha256(f"{row.get('link')}\n{row['title']}".encode()).hexdigest()[:12]
                found.setdefault(key, row)
    return found


def learnable(rows: Iterable[Row], texts: dict[str, Row]) -> Iterator[Row]:
    """The rows that may be learnt from, each with its text and once; one whose text is nowhere is left out."""
    seen: set[str] = set()
    for row in rows:
        if row["id"] in seen or row.get("split", "build") != "build":
            continue
        words = row if "title" in row else texts.get(row["id"])
        if words is not None:
            seen.add(row["id"])
            published = words.get("published") or words.get("date")
            yield row | {"title": words["title"], "text": words["text"], "published": published}


def main(arguments: Sequence[str]) -> None:
    """Write ``weights.json`` from the labelled files named."""
    parser = argparse.ArgumentParser(description="Train the tagger's models.")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--corpus", type=Path, help="folder with the corpora that our own labels refer to")
    given = parser.parse_args(arguments)
    texts = corpus_texts(given.corpus) if given.corpus else {}
    rows = list(learnable((row for file in given.files for row in read_gold(file)), texts))
    WEIGHTS.write_bytes(orjson.dumps(train(rows, load_lexicon())) + b"\n")


if __name__ == "__main__":
    main(sys.argv[1:])
