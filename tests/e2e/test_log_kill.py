"""kill -9 of the process that has the log, at random moments: nothing that was durable is lost."""

import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from armswire.adapters.sqlite_log import Peek

WORKER = Path(__file__).with_name("log_kill_worker.py")


def run(home: Path, first: int, last: int, kill_after: int | None) -> list[str]:
    """Run the worker; kill it once it has said ``kill_after`` lines. Return all it said."""
    command = [sys.executable, str(WORKER), str(home), str(first), str(last)]
    said: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line.decode().strip())
            if len(said) == kill_after:
                process.kill()
        assert process.wait() in ({0} if kill_after is None else {-9, 0})
    return said


@pytest.mark.parametrize(
    ("notes", "kills"),
    [pytest.param(3_000, 4, id="few"), pytest.param(60_000, 20, id="many", marks=pytest.mark.slow)],
)
def test_nothing_durable_is_lost(notes: int, kills: int, tmp_path: Path) -> None:
    chance = random.Random(20_261_123)
    said: list[str] = []
    published = 0
    for _ in range(kills):
        said += run(tmp_path, published + 1, notes, chance.randint(1, 2 * notes // kills))
        published = max((int(line[2:]) for line in said if line.startswith("S ")), default=0)
        # What was durable when the kill came, but not said any more, is sent again: that is the poller's bargain.
    said += run(tmp_path, published + 1, notes, None)
    assert said[-1] == "D"
    effects = Counter(int(line[2:]) for line in said if line.startswith("E "))
    lost = [n for n in range(1, notes + 1) if n not in effects]
    repeated = sum(effects.values()) - len(effects)
    print(f"{notes} notes, {kills} kills: {len(lost)} lost, {repeated} repeated")
    assert lost == []
    log = Peek(tmp_path / "log.db")
    assert sum(log.committed("armswire").values()) == log.count("kill.first") + log.count("kill.second")
