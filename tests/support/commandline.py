"""The command line as a person uses it: in a directory of theirs, with something typed into it."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from support.processes import environment

COMMAND = (sys.executable, "-m", "armswire.cli")


def armswire(
    where: Path, *args: str, stdin: str = "", env: Mapping[str, str] | None = None, stdout: int = subprocess.PIPE
) -> subprocess.CompletedProcess[str]:
    """Run ``armswire ARGS`` in a directory to its end."""
    return subprocess.run(
        [*COMMAND, *args], cwd=where, input=stdin, env=environment(env), stdout=stdout, stderr=subprocess.PIPE,
        text=True, timeout=120, check=False,
    )  # fmt: skip
