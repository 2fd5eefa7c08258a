"""The three ways something can fail, by what has to be done next."""

from dataclasses import dataclass
from pathlib import Path


class ArmswireError(Exception):
    """Base of all errors that Armswire raises on purpose; ``str()`` is one clear sentence for a person."""


class Transient(ArmswireError):  # noqa: N818 - names what to do, not that it is an error
    """May work later: wait and try again. Nothing is committed meanwhile."""

    def __init__(self, message: str, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Poison(ArmswireError):  # noqa: N818
    """Will never work: to the dead letters with ``reason`` (a short word, a metric label), and on."""

    def __init__(self, message: str, reason: str = "invalid") -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file a person wrote. ``line`` counts from 1; ``fix`` says what to write instead."""

    file: Path | str
    line: int | None
    message: str
    fix: str | None = None

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else f"{self.file}"
        return f"{where}: {self.message}" + (f" ({self.fix})" if self.fix else "")


class Misconfigured(ArmswireError):  # noqa: N818
    """Stop at start (or keep the old configuration) and show every problem with its line."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class Locked(ArmswireError):  # noqa: N818
    """Another process works on the same data directory."""
