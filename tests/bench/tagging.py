"""Benchmark of the tagger alone, on one core, beside a bare Aho-Corasick scan of the same texts."""

import gzip
import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import ahocorasick_rs

from armswire.runtime.heap import long_lived
from armswire.tagging.reading import ItemText
from armswire.tagging.tagger import Tagger, load_lexicon
from bench.embedded import SHARED, real_texts
from bench.figures import Figure, Sample

MEMORY = """
import psutil
before = psutil.Process().memory_info().rss
from armswire.tagging.tagger import ItemText, Tagger, load_lexicon
Tagger(load_lexicon()).read(ItemText("1", "Poland buys tanks", "Poland buys 10 tanks from Sweden.", "en"))
print((psutil.Process().memory_info().rss - before) / 2**20)
"""


FIRST = ItemText("1", "Poland buys tanks", "Poland buys 10 tanks from Sweden.", "en")
"""The automaton of all languages is built when the first item about arms comes: part of what loading takes."""
EVERY = 4
"""One in so many items of the arms corpus is read: all of its outlets and languages, in a few seconds."""


def tagger(folder: Path) -> Sample:
    """Items a second of background and of arms news; time and memory to load."""
    load_lexicon(cache=folder / "lexicon.cache")
    begun = time.perf_counter()
    reader = Tagger(load_lexicon(cache=folder / "lexicon.cache"))
    loaded = time.perf_counter()
    reader.read(FIRST)
    ready = time.perf_counter()
    with long_lived():
        quiet = rate(reader, real_items("feed_items_background"))
        busy = rate(reader, real_items("feed_items_keyword")[::EVERY])
    return [
        Figure("background items", quiet, "items/s", 0, "≥ 15,000 items/s"),
        Figure("items with arms words", busy, "items/s", 0, "≥ 1,200 items/s"),
        Figure("bare Aho-Corasick scan of the background", scan(real_texts("feed_items_background")), "items/s", 0),
        Figure("load from the compiled cache", loaded - begun, "s", wanted="< 0.3 s"),
        Figure("load, and the first item about arms", ready - begun, "s"),
        Figure(
            "memory of the tagger", float(subprocess.check_output([sys.executable, "-c", MEMORY])), "MiB", 0, "< 150 MB"
        ),
    ]


def real_items(name: str) -> list[ItemText]:
    """The rows of a shared corpus, each in the language that its feed told; made articles where it is absent."""
    path = SHARED / "corpus" / f"{name}.jsonl.gz"
    if not path.exists():
        return [ItemText(str(n), title, text, "en") for n, (title, text) in enumerate(real_texts(name))]
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [ItemText(str(n), row["title"], row["text"], row.get("language") or None) for n, row in enumerate(rows)]


def rate(reader: Tagger, items: list[ItemText]) -> float:
    """Items read in a second of processor time, the median of three rounds."""
    rounds = []
    for _ in range(3):
        begun = time.process_time()
        for item in items:
            reader.read(item)
        rounds.append(time.process_time() - begun)
    return len(items) / median(rounds)


def scan(texts: list[tuple[str, str]]) -> float:
    words = sorted({word for title, _ in texts for word in title.lower().split() if len(word) > 3})[:20_000]
    automaton = ahocorasick_rs.AhoCorasick(words)
    whole = [f"{title}\n{text}".lower() for title, text in texts]
    begun = time.process_time()
    for one in whole:
        automaton.find_matches_as_indexes(one)
    return len(whole) / (time.process_time() - begun)
