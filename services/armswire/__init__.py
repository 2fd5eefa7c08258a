"""Armswire: news feeds in, arms-related events out."""

import os
from importlib.metadata import version

# Before anything imports NumPy: a text is too short for threads to help, and every worker would start a pool of them.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = version("armswire")
