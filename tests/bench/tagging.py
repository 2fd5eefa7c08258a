"""Benchmark of the tagger alone, on one core, beside a bare Aho-Corasick scan of the same texts."""

import subprocess
import sys
import time
from pathlib import Path

import ahocorasick_rs

from armswire.tagging.reading import ItemText
from armswire.tagging.tagger import Tagger, load_lexicon
from bench.embedded import real_texts
from bench.figures import Figure, Sample

MEMORY = """
import psutil
before = psutil.Process().memory_info().rss
from armswire.tagging.tagger import ItemText, Tagger, load_lexicon
Tagger(load_lexicon()).read(ItemText("1", "Poland buys tanks", "Poland buys 10 tanks from Sweden.", "en"))
print((psutil.Process().memory_info().rss - before) / 2**20)
"""


def tagger(folder: Path) -> Sample:
    """Items a second of background and of arms news; time and memory to load."""
    load_lexicon(cache=folder / "lexicon.cache")
    begun = time.perf_counter()
    reader = Tagger(load_lexicon(cache=folder / "lexicon.cache"))
    load = time.perf_counter() - begun
    background, arms = real_texts("feed_items_background"), real_texts("feed_items_keyword")
    quiet, busy = rate(reader, background), rate(reader, arms)
    return [
        Figure("background items", quiet, "items/s", 0, "≥ 15,000 items/s"),
        Figure("items with arms words", busy, "items/s", 0, "≥ 1,200 items/s"),
        Figure("bare Aho-Corasick scan of the background", scan(background), "items/s", 0),
        Figure("load from the compiled cache", load, "s", wanted="< 0.3 s"),
        Figure(
            "memory of the tagger", float(subprocess.check_output([sys.executable, "-c", MEMORY])), "MiB", 0, "< 150 MB"
        ),
    ]


def rate(reader: Tagger, texts: list[tuple[str, str]]) -> float:
    items = [ItemText(id=str(n), title=title, text=text, lang="en") for n, (title, text) in enumerate(texts)]
    begun = time.process_time()
    for item in items:
        reader.read(item)
    return len(items) / (time.process_time() - begun)


def scan(texts: list[tuple[str, str]]) -> float:
    words = sorted({word for title, _ in texts for word in title.lower().split() if len(word) > 3})[:20_000]
    automaton = ahocorasick_rs.AhoCorasick(words)
    whole = [f"{title}\n{text}".lower() for title, text in texts]
    begun = time.process_time()
    for one in whole:
        automaton.find_matches_as_indexes(one)
    return len(whole) / (time.process_time() - begun)
