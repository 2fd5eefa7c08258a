"""The lexicon in memory: one automaton a language, built when a text in it first comes."""

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from armswire.errors import Misconfigured, Problem
from armswire.tagging.compile import READERS
from armswire.tagging.fold import is_arabic
from armswire.tagging.packed import Row, pack, term_of, unpack
from armswire.tagging.rows import digest, lexicon_files, read_rows
from armswire.tagging.terms import Form, Term

LANGUAGES = ("en", "ru", "uk", "de", "fr", "es", "pl", "ar", "ko", "ja", "sv")
_LATIN = frozenset({"en", "de", "fr", "es", "pl", "sv"})
_FORMAT = b"armswire-lexicon-2"
"""Changes with what a cache file holds."""

WEAPON, TRIGGER, MARKER = 0, 2, 3
"""First number of a packed term."""


@dataclass(slots=True)
class Automaton:
    """All forms of one language. ``rows[i]`` are those of pattern i, turned into forms when first found."""

    patterns: list[str]
    rows: list[list[Row]]
    terms: list[tuple[Any, ...]]
    matcher: AhoCorasick
    _forms: dict[int, tuple[Form, ...]] = field(default_factory=dict)

    def hits(self, folded: str) -> list[tuple[int, int, int]]:
        """Every (pattern, start, end) in a folded text that has a space at both ends."""
        return self.matcher.find_matches_as_indexes(folded, overlapping=True)

    def forms(self, pattern: int) -> tuple[Form, ...]:
        """The forms that a pattern stands for."""
        made = self._forms.get(pattern)
        if made is None:
            made = tuple(
                Form(text, self._term(number), "", star, exact, context)
                for _, text, number, star, exact, context in self.rows[pattern]
            )
            self._forms[pattern] = made
        return made

    def lead(self, pattern: int) -> int:
        """1 where the pattern begins with the space before a word."""
        return int(self.patterns[pattern][0] == " ")

    def arabic(self, pattern: int) -> bool:
        """True where prefixes may stand before the form."""
        return is_arabic(self.patterns[pattern])

    def _term(self, number: int) -> Term:
        return term_of(self.terms[number])


def automaton(rows: list[Row], terms: list[tuple[Any, ...]]) -> Automaton:
    """Build the automaton of some rows."""
    by_pattern: dict[str, list[Row]] = {}
    for row in rows:
        by_pattern.setdefault(row[0], []).append(row)
    patterns = list(by_pattern)
    matcher = AhoCorasick(patterns, matchkind=MatchKind.Standard, store_patterns=False)
    return Automaton(patterns, list(by_pattern.values()), terms, matcher)


class Lexicon:
    """Everything the tagger knows by rote. ``version`` is a hash of the files it came from."""

    def __init__(self, version: str, packed: bytes) -> None:
        self.version = version
        self._terms, self._rows = unpack(packed)
        self._built: dict[str, Automaton] = {}

    def automaton(self, lang: str) -> Automaton:
        """The automaton for texts in ``lang``: names of every language in its script, words of its own."""
        if lang not in self._built:
            rows = [row for row in self._rows.get("", []) if lang not in _LATIN or row[0][:2] < " \u0250"]
            rows += self._rows.get(lang, [])
            if lang not in LANGUAGES:
                rows += self._rows.get("en", [])
            self._built[lang] = automaton(rows, self._terms)
        return self._built[lang]

    def gate(self) -> Automaton:
        """What a text about arms must hold one of, in any language: weapons, triggers and cues that need nothing "
        "else."""
        if "gate" not in self._built:
            wanted = {number for number, term in enumerate(self._terms) if _opens(term)}
            rows = [row for part in self._rows.values() for row in part if row[2] in wanted]
            self._built["gate"] = automaton(rows, self._terms)
        return self._built["gate"]

    def __len__(self) -> int:
        """How many forms it holds."""
        return sum(len(rows) for rows in self._rows.values())


def _opens(term: tuple[Any, ...]) -> bool:
    kind = term[0]
    if kind == WEAPON:
        return bool(term[1])
    return (kind == TRIGGER and not term[7]) or (kind == MARKER and term[1] == "arms_context")


def load_lexicon(overlay: Path | None = None, cache: Path | None = None) -> Lexicon:
    """Load the lexicon shipped with the program, ``overlay``'s rows after it.

    ``cache`` is a file of our own making, read where it fits the files and written (if it can be) where it does not.
    Raises Misconfigured with every line that is wrong.
    """
    files = lexicon_files(overlay)
    version = digest(files)
    header = _FORMAT + version.encode()
    if cache and cache.exists():
        kept = cache.read_bytes()
        if kept.startswith(header):
            return Lexicon(version, kept[len(header) :])
    packed = pack(compiled(files))
    if cache:
        _keep(cache, header + packed)
    return Lexicon(version, packed)


def _keep(cache: Path, data: bytes) -> None:
    """Write the cache whole or not at all; where nothing can be written there is none, which only costs a second."""
    with suppress(OSError):
        cache.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=cache.parent, prefix=cache.name, delete=False) as made:
            made.write(data)
        Path(made.name).replace(cache)


def compiled(files: list[Path]) -> list[Form]:
    """Return every form of some lexicon files. Raises Misconfigured with every line that is wrong."""
    forms: list[Form] = []
    problems: list[Problem] = []
    for file in files:
        reader = READERS.get(file.name.split(".")[0])
        if reader is None:
            problems.append(Problem(file, None, "no lexicon file of this name", f"one of {', '.join(READERS)}"))
            continue
        try:
            for row in read_rows(file):
                forms.extend(reader(row))
        except Misconfigured as error:
            problems.extend(error.problems)
    if problems:
        raise Misconfigured(*problems)
    return list(dict.fromkeys(forms))
