"""The garbage collector, told what need not be looked at."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def long_lived() -> Iterator[None]:
    """Keep what is loaded by now out of the collector's rounds for the block.

    The lexicon alone is some hundred thousand objects that live as long as the process: going through them again
    and again took a sixth of the processor time of a run.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
