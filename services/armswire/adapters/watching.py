"""Watch files that people edit, and say when one changed.

A change is a file that is another than before (time, size, inode), so that it does not matter how the editor writes,
nor that Kubernetes swaps a link two folders up.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from watchfiles import awatch

Signature = tuple[int, int, int]


async def watch(paths: Sequence[Path], stop: asyncio.Event) -> AsyncIterator[frozenset[Path]]:
    """Yield the paths whose file changed or appeared, until ``stop``. One that vanishes is no change.

    Their folders are watched, so the files need not exist yet; the folders must.
    """
    known = {path: _signature(path) for path in paths}
    folders = {path.parent for path in paths}
    async for _ in awatch(*folders, stop_event=stop, recursive=False, step=50, debounce=400):
        now = {path: _signature(path) for path in paths}
        changed = frozenset(path for path, signature in now.items() if signature and signature != known[path])
        known = now
        if changed:
            yield changed


def _signature(path: Path) -> Signature | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
