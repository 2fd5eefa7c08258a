"""Our labels joined with the texts they were read from.

The texts belong to their publishers and stay in the shared corpora; ``tests/data/labels`` holds only ids and labels.
"""

import gzip
import hashlib
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LABELS = Path(__file__).parents[1] / "data" / "labels"
SHARED = Path(__file__).parents[3] / "shared"
KEYWORD = "feed_items_keyword.jsonl.gz"
BACKGROUND = "feed_items_background.jsonl.gz"
WIKIPEDIA = "wikipedia_current_events.jsonl.gz"

log = logging.getLogger(__name__)


def labelled(path: Path, shared: Path = SHARED) -> Iterator[dict[str, Any]]:
    """Yield the items of a label file as the labelled sets have them: id, lang, title, text, published, labels.

    ``split`` is kept. An item written for this project brings its own title and text and is always yielded; one whose
    corpus is absent from ``shared``, or does not hold it, is skipped, and one warning at the end tells how many were.
    """
    labels = read_lines(path)
    texts = find_texts({row["id"] for row in labels if "title" not in row}, shared / "corpus")
    skipped = 0
    for row in labels:
        words = row if "title" in row else texts.get(row["id"])
        if words is None:
            skipped += 1
            continue
        item = {"title": words["title"], "text": words["text"], "published": words.get("published", "")}
        yield {"id": row["id"], "lang": row["lang"], "split": row["split"], **item} | {
            key: row[key] for key in ("arms_related", "events")
        }
    if skipped:
        log.warning("%s: %d of %d items skipped, their texts are not in %s", path.name, skipped, len(labels), shared)


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSON-lines file, plain or ``.gz``; none where there is no such file."""
    if not path.is_file():
        return []
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def find_texts(wanted: set[str], corpus: Path) -> dict[str, dict[str, str]]:
    """Return title, text and published (an ISO date) of those ``wanted`` items that the corpora hold, by id."""
    found = {}
    for name in (KEYWORD, BACKGROUND, WIKIPEDIA):
        for row in read_lines(corpus / name):
            key = row["id"] if name == WIKIPEDIA else feed_item_id(row["link"], row["title"])
            if key in wanted and key not in found:
                text = row["text"] or ""
                found[key] = {"title": row["title"], "text": text, "published": row["date"][:10]}
    return found


def feed_item_id(link: str, title: str) -> str:
    """Return the id under which a row of the feed corpora is labelled."""
    return hashlib.sha256(f"{link}\n{title}".encode()).hexdigest()[:12]
