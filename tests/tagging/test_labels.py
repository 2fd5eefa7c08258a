"""Our label files: every word is one of the guide's, every text is found, and no item is one we are scored on."""

import re
from pathlib import Path
from typing import Any

import pytest

from armswire_schemas.events import BASES, CATEGORIES, MODES, STATUSES, TYPES
from support.labels import LABELS, SHARED, labelled, read_lines

FILES = sorted(LABELS.glob("*.jsonl"))
ACTOR = re.compile(r"[A-Z]{2,6}|[A-Z][\w' .&-]+|al-[A-Z][\w' .&-]+")
needs_shared = pytest.mark.skipif(
    not (SHARED / "corpus").is_dir(), reason="../shared/corpus is not beside this checkout"
)
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


@each_file
def test_labels_use_the_words_of_the_guide(path: Path) -> None:
    rows = read_lines(path)
    ids = [row["id"] for row in rows]
    assert len(ids) == len(set(ids))
    for row in rows:
        assert row["split"] in {"build", "check"}, row["id"]
        assert row["arms_related"] or not row["events"], row["id"]
        for event in row["events"]:
            assert not wrong_words(event), row["id"]


def wrong_words(event: dict[str, Any]) -> list[object]:
    words = [(event["type"], TYPES), (event["status"], STATUSES), (event["basis"], BASES)]
    words += [(weapon["category"], CATEGORIES) for weapon in event["weapons"]]
    words += [(event["mode"], MODES)] if event.get("mode") else []
    wrong: list[object] = [word for word, known in words if word not in known]
    wrong += [actor for actor in event["suppliers"] + event["recipients"] if not ACTOR.fullmatch(actor)]
    wrong += [event["value"]] if event["value"] and not re.fullmatch("[A-Z]{3}", event["value"]["currency"]) else []
    return wrong


@needs_shared
@each_file
def test_every_text_is_found(path: Path) -> None:
    assert len(list(labelled(path))) == len(read_lines(path))


@needs_shared
@pytest.mark.parametrize("name", ["corpus", "corpus2", "background"])
def test_no_item_is_of_the_sets_we_are_given(name: str) -> None:
    given = {
        key for part in ("train", "dev") for row in read_lines(SHARED / "eval" / f"{part}.jsonl") for key in keys(row)
    }
    for row in labelled(LABELS / f"{name}.jsonl"):
        assert not keys(row) & given, row["id"]


def keys(row: dict[str, Any]) -> set[str]:
    """Title and opening of the text, so that the same news from another feed counts as the same."""
    title, text = (" ".join(re.findall(r"\w+", row[key].lower())) for key in ("title", "text"))
    return {key for key in (title, text[:100]) if key}


def test_without_the_corpora_only_items_of_our_own_are_left(tmp_path: Path) -> None:
    path = LABELS / "negation.jsonl"
    assert [row["id"] for row in labelled(path, tmp_path)] == [row["id"] for row in read_lines(path) if "title" in row]
