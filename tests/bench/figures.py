"""What a benchmark gives back."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure; ``wanted`` is the promise it is held against, empty for a baseline."""

    what: str
    value: float
    unit: str = ""
    places: int = 2
    wanted: str = ""


Sample = list[Figure]
"""The figures of one run, in the same order each time."""
