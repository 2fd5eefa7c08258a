"""The garbage collector, told what need not be looked at."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

YOUNG_OBJECTS = 10_000
"""How many are made between two rounds, where Python's 700 would be a round for every few items that are tagged."""


@contextmanager
def long_lived() -> Iterator[None]:
    """Keep what is loaded by now out of the collector's rounds for the block.

    The lexicon alone is some hundred thousand objects that live as long as the process: going through them again
    and again took a sixth of the processor time of a run.
    """
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
