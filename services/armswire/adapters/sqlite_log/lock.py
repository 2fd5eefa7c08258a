"""One process a log: an advisory lock that dies with its process."""

import fcntl
import os
from pathlib import Path

from armswire.errors import Locked


class FileLock:
    """Held from construction to ``release``. A record lock: a forked child does not inherit it."""

    def __init__(self, path: Path, guarded: Path) -> None:
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.lockf(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._fd)
            raise Locked(
                f"Another armswire process works on {guarded.parent}: stop it, or choose another directory with --data."
            ) from None

    def release(self) -> None:
        """Let the next process in."""
        os.close(self._fd)
