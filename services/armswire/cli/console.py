"""Where output goes: results to standard output, words about them to standard error."""

import json
import sys
from typing import Any

from rich.console import Console

FINE, PROBLEMS, MISUSED = 0, 1, 2
"""The exit codes."""

OFFLINE = "no feed at all could be reached: is this machine online? Behind a proxy, set HTTPS_PROXY"

# No emoji: in a query like arms.value.usd:abc:5 the middle would become a picture.
out = Console(highlight=False, soft_wrap=False, emoji=False)
err = Console(stderr=True, highlight=False, emoji=False)


def say(message: str, style: str | None = None) -> None:
    """Print a sentence for a person on standard error; it is never read as markup."""
    err.print(message, style=style, markup=False, soft_wrap=not err.is_terminal)


def tell(message: str, style: str | None = None) -> None:
    """Print a sentence that is part of the result; it is wrapped by words on a terminal, and never elsewhere."""
    out.print(message, style=style, markup=False, soft_wrap=not out.is_terminal)


def print_json(value: Any) -> None:
    """Print one value as one line of JSON on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")
