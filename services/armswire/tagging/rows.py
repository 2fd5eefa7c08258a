"""Read the lexicon's tab-separated files into rows. The only place of the tagger that touches the disk."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from armswire.errors import Misconfigured, Problem

LEXICON = Path(__file__).parent / "lexicon"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a lexicon file by column name; a column that is missing is empty."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def lexicon_files(overlay: Path | None) -> list[Path]:
    """All lexicon files, the overlay's last. An overlay holds files of the same names with more rows."""
    files = sorted(LEXICON.glob("*.tsv"))
    return files + sorted(overlay.glob("*.tsv")) if overlay else files


def digest(files: list[Path]) -> str:
    """Hash of names and contents: the lexicon's version."""
    hashed = blake2b(digest_size=6)
    for file in files:
        hashed.update(file.name.encode())
        hashed.update(file.read_bytes())
    return hashed.hexdigest()


def read_rows(file: Path) -> Iterator[Row]:
    """Yield the rows of one file; empty lines and ``#`` lines are skipped. ``triggers.pl.tsv`` gives ``lang`` pl."""
    header: list[str] = []
    suffixes = file.name.split(".")
    lang = {"lang": suffixes[1]} if len(suffixes) > 2 else {}
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            cells = line.rstrip("\r\n").split("\t")
            if not line.strip() or line.startswith("#"):
                continue
            if not header:
                header = [cell.strip() for cell in cells]
                continue
            if len(cells) > len(header):
                problem = f"{len(cells)} cells under {len(header)} headers"
                raise Misconfigured(Problem(file, number, problem, "separate cells by single tabs"))
            yield Row(str(file), number, lang | dict(zip(header, map(str.strip, cells), strict=False)))
