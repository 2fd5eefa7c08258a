"""The command line. Commands parse, call one thing below and show what came of it; nothing is decided here.

Results go to standard output, all else to standard error. Exit codes: 0 fine, 1 found problems, 2 used wrongly.
"""

from armswire.cli.app import main

__all__ = ["main"]
