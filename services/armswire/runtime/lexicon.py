"""The lexicon as a process loads it: compiled once, then from a cache among the user's own."""

import os
from pathlib import Path

from armswire.core.identity import stable_id
from armswire.tagging.lexicon import Lexicon, load_lexicon


def read_lexicon(overlay: Path | None = None) -> Lexicon:
    """Return the shipped lexicon with ``overlay`` laid over it. Raises Misconfigured with every line that is wrong."""
    return load_lexicon(overlay, _cache(overlay))


def _cache(overlay: Path | None) -> Path:
    """Where the XDG base directory specification puts what can be made anew; one file an overlay."""
    base = os.environ.get("XDG_CACHE_HOME")
    home = Path(base) if base and Path(base).is_absolute() else Path("~/.cache").expanduser()
    return home / "armswire" / f"lexicon-{stable_id(str(overlay.absolute()) if overlay else 'shipped')}.bin"
