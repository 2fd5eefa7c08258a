"""The lexicon in memory: one automaton for all languages, and one for what a text about arms must hold."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from armswire.errors import Misconfigured, Problem
from armswire.tagging.compile import READERS
from armswire.tagging.fold import is_arabic
from armswire.tagging.packed import Packed, Row, opens, pack, term_of, unpack
from armswire.tagging.rows import digest, lexicon_files, read_rows
from armswire.tagging.terms import Form, Marker, Term, Trigger

LANGUAGES = ("en", "ru", "uk", "de", "fr", "es", "pl", "ar", "ko", "ja", "sv")
_LATIN = frozenset({"en", "de", "fr", "es", "pl", "sv"})
_FORMAT = b"armswire-lexicon-3"
"""Changes with what a cache file holds."""

ENTITIES, TRIGGERS, MARKERS = range(3)
"""Layers of a text: what it is about, what happens, and the words between."""


class Ending(Enum):
    """What may follow a form within its word."""

    CLOSED = "nothing: the pattern ends with the word"
    STAR = "anything, and it belongs to the form"
    ANY = "anything: words of this script stand without spaces"
    DIGIT = "letters after the last digit of a designation"
    SERIES = "the plural of a designation"
    WORD = "nothing but another script"


CLOSED = Ending.CLOSED


class Way(NamedTuple):
    """One form as it is found: ``length`` of its text, ``layer`` it belongs to, ``exact`` as in ``Form``."""

    term: Term
    layer: int
    length: int
    context: bool
    exact: str
    ending: Ending


class Ways(NamedTuple):
    """What a pattern may be. ``lead`` is 1 where it begins with the space before a word."""

    lead: int
    prefixes: bool
    """True where Arabic prefixes may stand before the form."""
    ways: tuple[Way, ...]


@dataclass(slots=True)
class Automaton:
    """Forms by pattern. Which of them count in a text is asked when a pattern is first found."""

    matcher: AhoCorasick
    packed: Packed
    index: Sequence[int]
    """Numbers of the patterns in ``packed``."""
    langs: frozenset[str] | None = None
    """Languages whose words count; None for a gate: all, of those that open it."""
    latin: bool = False
    """True where names in other scripts count as little as words of other languages."""
    known: dict[int, Ways] = field(default_factory=dict)

    def hits(self, folded: str) -> list[tuple[int, int, int]]:
        """Every (pattern, start, end) in a folded text that has a space at both ends, of all languages."""
        return self.matcher.find_matches_as_indexes(folded, overlapping=True)

    def ways(self, pattern: int) -> Ways:
        """What a pattern may be."""
        number, packed = self.index[pattern], self.packed
        written = packed.patterns[number]
        rows = packed.rows[packed.firsts[number] : packed.firsts[number + 1]]
        counted = [self._way(row, written) for row in rows if self._counts(row, written)]
        made = Ways(int(written[0] == " "), is_arabic(written), tuple(counted))
        self.known[pattern] = made
        return made

    def _counts(self, row: Row, written: str) -> bool:
        if self.langs is None:
            return opens(self.packed.terms[row[2]])
        if row[0]:
            return row[0] in self.langs
        return not self.latin or written[:2] < " \u0250"

    def _way(self, row: Row, written: str) -> Way:
        _, text, number, star, exact, context = row
        term = term_of(self.packed.terms[number])
        layer = TRIGGERS if isinstance(term, Trigger) else MARKERS if isinstance(term, Marker) else ENTITIES
        return Way(term, layer, len(text), context, exact, _ending(text, star, written))


def _ending(text: str, star: bool, written: str) -> Ending:
    last = text[-1]
    if written[-1] == " ":
        return CLOSED
    if star:
        return Ending.STAR
    if not last.isalnum() or (last >= "\u3040" and not last.isdigit()):
        return Ending.ANY
    if not any(map(str.isdigit, text)):
        return Ending.WORD
    return Ending.DIGIT if last.isdigit() else Ending.SERIES


def _matcher(patterns: list[str]) -> AhoCorasick:
    return AhoCorasick(patterns, matchkind=MatchKind.Standard, store_patterns=False)


class Lexicon:
    """Everything the tagger knows by rote. ``version`` is a hash of the files it came from."""

    def __init__(self, version: str, packed: bytes) -> None:
        self.version = version
        self._packed = unpack(packed)
        self._whole: Automaton | None = None
        self._built: dict[str, Automaton] = {}

    def automaton(self, lang: str) -> Automaton:
        """The automaton for texts in ``lang``: names of every language in its script, words of its own.

        All languages share one matcher, built when the first is asked for.
        """
        if lang not in self._built:
            whole = self._whole = self._whole or self._all()
            langs = frozenset({lang} if lang in LANGUAGES else {lang, "en"})
            self._built[lang] = replace(whole, langs=langs, latin=lang in _LATIN, known={})
        return self._built[lang]

    def _all(self) -> Automaton:
        packed = self._packed
        return Automaton(_matcher(packed.patterns), packed, range(len(packed.patterns)))

    def gate(self) -> Automaton:
        """What a text about arms must hold one of, in any language: weapons, triggers and cues that need nothing
        else."""
        packed = self._packed
        return Automaton(_matcher([packed.patterns[number] for number in packed.opening]), packed, packed.opening)

    def __len__(self) -> int:
        """How many forms it holds."""
        return len(self._packed.rows)


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
