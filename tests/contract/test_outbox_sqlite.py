"""What the embedded outbox promises beyond the contract: it survives its process, and says what is wrong."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from armswire.adapters.sqlite_outbox import SqliteOutbox
from armswire.errors import Transient
from support.alerting import T0, a_notification

CHILD = """
import asyncio, os, signal, sys
from pathlib import Path
from armswire.adapters.sqlite_outbox import SqliteOutbox
from support.alerting import T0, a_notification

async def main() -> None:
    box = SqliteOutbox(Path(sys.argv[1]))
    await box.open()
    notes = [a_notification(f"a{n}") for n in range(4)]
    await box.put(notes)
    await box.bundle([note.id for note in notes[:2]], "digest", T0)
    await box.sent([notes[3].id], T0)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


async def test_everything_returned_survives_kill_9(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    search = os.pathsep.join(sys.path)
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(path)], env=os.environ | {"PYTHONPATH": search}, check=False
    )
    assert done.returncode == -signal.SIGKILL
    box = SqliteOutbox(path)
    await box.open()
    given = await box.due("team", T0, 10)
    assert [(note.alert.id, note.digest) for note in given] == [("a0", "digest"), ("a1", "digest"), ("a2", None)]
    assert (await box.sent_since("team", T0), await box.put([a_notification("a3")])) == (1, 0)
    await box.close()


async def test_a_file_that_cannot_be_opened_is_transient(tmp_path: Path) -> None:
    with pytest.raises(Transient, match=r"outbox\.db cannot be used"):
        await SqliteOutbox(tmp_path / "missing" / "outbox.db").open()


async def test_a_full_disk_loses_nothing_already_there(tmp_path: Path) -> None:
    box = SqliteOutbox(tmp_path / "outbox.db")
    await box.open()
    await box.put([a_notification("a1")])
    box._db.execute(f"PRAGMA max_page_count={box._db.execute('PRAGMA page_count').fetchone()[0]}")
    with pytest.raises(Transient, match="full"):
        await box.put([a_notification(f"b{n}") for n in range(200)])
    assert [note.alert.id for note in await box.due("team", T0, 10)] == ["a1"]
    await box.close()
