"""The real command line as a process: started, watched, killed with -9."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The caller's environment without any setting of the product, plus ``extra``."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("ARMSWIRE_") and not k.lower().endswith("_proxy")}
    return clean | {"COLUMNS": "120", "PYTHONUNBUFFERED": "1"} | dict(extra or {})


def start(args: Sequence[str], log: Path, extra: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start ``armswire ARGS`` in a session of its own; both streams go to the end of ``log``."""
    with log.open("ab") as out:
        return subprocess.Popen(
            [sys.executable, "-m", "armswire.cli", *args],
            stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environment(extra), start_new_session=True,
        )  # fmt: skip


def run(
    args: Sequence[str], extra: Mapping[str, str] | None = None, timeout: float = 300
) -> subprocess.CompletedProcess[str]:
    """Run ``armswire ARGS`` to its end and return what it printed."""
    return subprocess.run(
        [sys.executable, "-m", "armswire.cli", *args],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, env=environment(extra), timeout=timeout, check=False,
    )  # fmt: skip


def family(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """The process and its descendants, as far as they live."""
    try:
        parent = psutil.Process(process.pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def kill(process: subprocess.Popen[bytes]) -> int:
    """kill -9 the process; return how many of its workers outlived it by 5 seconds (they are killed, too)."""
    workers = family(process)[1:]
    process.send_signal(signal.SIGKILL)
    process.wait(30)
    _, orphans = psutil.wait_procs(workers, timeout=5)
    for orphan in orphans:
        orphan.kill()
    return len(orphans)


def memory_bytes(process: subprocess.Popen[bytes]) -> int:
    """Proportional set size over the whole family: shared pages count once."""
    return sum(member.memory_full_info().pss for member in family(process))
