"""Retention and compaction: at start and hourly, in small steps between which the loop turns.

A message is deleted when its topic keeps it no longer *and* every group that ever read its partition is past it:
what was not handled while the process was away is not lost by age.
"""

import asyncio
import sqlite3
import time
from typing import TYPE_CHECKING

from armswire.adapters.sqlite_log import schema

if TYPE_CHECKING:
    from armswire.adapters.sqlite_log.engine import Engine

EVERY_S = 3600.0
TOMBSTONES_KEPT_S = 86400.0
STEP = 500
"""Messages looked at in one step, so that no step holds the loop for long."""


async def run(engine: "Engine") -> None:
    """Clean now and hourly, until cancelled."""
    while True:
        await clean(engine.db, time.time())
        await asyncio.sleep(EVERY_S)


async def clean(db: sqlite3.Connection, now: float) -> int:
    """Delete what need not be kept at ``now`` (seconds since the epoch); return how many messages."""
    deleted = 0
    for partition, kept_s, read_to in db.execute(schema.EXPIRING).fetchall():
        while step := _expire(db, partition, now - kept_s, read_to):
            deleted += step
            await asyncio.sleep(0)
    return deleted + db.execute(schema.BURY_TOMBSTONES, (now - TOMBSTONES_KEPT_S,)).rowcount


def _expire(db: sqlite3.Connection, partition: int, before: float, read_to: int | None) -> int:
    """Delete up to ``STEP`` messages from the head of a partition; return how many."""
    old = 0
    last = -1
    for at, written in db.execute(schema.HEAD, (partition, STEP)):
        if written >= before or (read_to is not None and at >= read_to):
            break
        old, last = old + 1, at
    if old:
        db.execute(schema.EXPIRE, (partition, last))
    return old
