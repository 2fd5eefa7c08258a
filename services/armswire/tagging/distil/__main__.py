"""Write ``network.npz``: ``python -m armswire.tagging.distil --corpus DIR [--sealed FILE] GOLD.jsonl LABELS.jsonl …``.

GOLD and LABELS are as ``armswire.tagging.training`` takes them; texts of the corpora that nobody labelled are read out
by the teacher, but for those of SEALED, which is what the program is measured with. About half an hour on two cores.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from armswire.tagging.distil.augment import augmented
from armswire.tagging.distil.items import Lesson, labelled, unlabelled, words_of
from armswire.tagging.distil.student import Vocabulary, learnt
from armswire.tagging.distil.teacher import LANGUAGE, read_out, taught
from armswire.tagging.lexicon import load_lexicon
from armswire.tagging.network import Params
from armswire.tagging.trained import NETWORK
from armswire.tagging.training import corpus_texts, learnable, read_gold

GIVEN = 3
"""How often an item of the given sets is learnt from."""
SHARE = 0.4
"""What the teacher says counts so much beside an item's own labels."""
TEACHER_EPOCHS, STUDENT_EPOCHS, WIDTH = 4, 5, 96


def main(arguments: Sequence[str]) -> None:
    """Teach the teacher, let it read out, teach the student, and write it."""
    parser = argparse.ArgumentParser(prog="armswire.tagging.distil", description="Learn the tagger's network.")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--corpus", type=Path, required=True, help="folder with the corpora")
    parser.add_argument("--sealed", type=Path, action="append", default=[], help="labelled set that must stay unseen")
    parser.add_argument("--out", type=Path, default=NETWORK, help="the file to write")
    parser.add_argument("--blind", action="store_true", help="leave the given sets out, to measure with them")
    given = parser.parse_args(arguments)
    lexicon, texts = load_lexicon(), corpus_texts(given.corpus)
    rows = list(learnable((row for file in given.files for row in read_gold(file)), texts))
    sealed = {words_of(row) for file in given.sealed for row in read_gold(file)}
    if given.blind:
        sealed |= {words_of(row) for row in rows if "split" not in row}
        rows = [row for row in rows if "split" in row]
    known = {words_of(row) for row in rows}
    own = list(labelled((row for row in rows if "split" in row), lexicon))
    gold = list(labelled((row for row in rows if "split" not in row), lexicon))
    spare = ({"lang": None, **row, "id": key, "published": None} for key, row in sorted(texts.items()))
    rest = list(unlabelled(spare, lexicon, sealed | known))
    _say(f"{len(gold)} given items, {len(own)} of our own, {len(rest)} that nobody labelled")
    students = _read_by_teacher(own, gold, rest)
    vocabulary = Vocabulary.of([*own, *gold, *rest], own)
    params = learnt([*students, *gold * (GIVEN - 1)], vocabulary, WIDTH, STUDENT_EPOCHS, 0, _say)
    _write(given.out, params, vocabulary)


def _read_by_teacher(own: list[Lesson], gold: list[Lesson], rest: list[Lesson]) -> list[Lesson]:
    """All lessons with targets: the labelled ones mixed with what the teacher says, the rest by its word alone."""
    lessons = [lesson for lesson in (*own, *gold * GIVEN) if lesson.lang == LANGUAGE]
    notes = Vocabulary.of(lessons, lessons).notes
    teacher = taught(lessons, notes, TEACHER_EPOCHS, _say)
    english = [lesson for lesson in (*own, *gold, *rest) if lesson.lang == LANGUAGE]
    more = augmented(english, seed=7)
    said = read_out(teacher, [*english, *more], _say)
    for lesson in english:
        lesson.target = said[lesson.id] if lesson.target is None else lesson.target.mixed(said[lesson.id], SHARE)
    for lesson in more:
        lesson.target = said[lesson.id]
    return [lesson for lesson in (*own, *gold, *rest, *more) if lesson.target is not None]


def _write(file: Path, params: Params, vocabulary: Vocabulary) -> None:
    named = {"row_words": vocabulary.words, "row_notes": vocabulary.notes}
    stored: dict[str, Any] = {name: value.astype(np.float16) for name, value in params.items()}
    stored |= {name: np.frombuffer("\n".join(table).encode(), np.uint8) for name, table in named.items()}
    np.savez(file, **stored)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
