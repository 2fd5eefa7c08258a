"""Run benchmarks by name (all without one), several times, and print the medians with what they were run on."""

import argparse
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from armswire.cli import logs
from bench import distributed, embedded, tagging
from bench.figures import Figure, Sample

BENCHMARKS: dict[str, Callable[[Path], Sample]] = {
    "ready": embedded.ready,
    "stored": embedded.stored,
    "reader": embedded.reader,
    "latency": embedded.latency,
    "memory": embedded.memory,
    "tagger": tagging.tagger,
    "distributed": distributed.distributed,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run.sh bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of: {', '.join(BENCHMARKS)}")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="runs of each (default 3)")
    args = parser.parse_args()
    unknown = set(args.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    logs.setup("warning", "text")
    console = Console(width=120)
    console.print(
        f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    )
    table = Table("benchmark", "figure", "median", "least", "most", "wanted", box=None)
    for name in args.names or BENCHMARKS:
        for row in measure(name, args.runs):
            table.add_row(*row)
    console.print(table)


def measure(name: str, runs: int) -> list[tuple[str, ...]]:
    """Run one benchmark; return its rows of the table."""
    samples: list[Sample] = []
    for turn in range(runs):
        print(f"{name}: run {turn + 1} of {runs}", file=sys.stderr)
        with tempfile.TemporaryDirectory() as folder:
            samples.append(BENCHMARKS[name](Path(folder)))
    return [_row(name, [sample[n] for sample in samples]) for n in range(len(samples[0]))]


def _row(name: str, figures: list[Figure]) -> tuple[str, ...]:
    values, first = [figure.value for figure in figures], figures[0]
    spread = (statistics.median(values), min(values), max(values))
    return (name, first.what, *(f"{value:,.{first.places}f} {first.unit}" for value in spread), first.wanted)


if __name__ == "__main__":
    main()
