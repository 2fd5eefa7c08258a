"""The lexicon in memory: forms by language, and one automaton a language, built when first needed."""

import pickle
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ahocorasick_rs import AhoCorasick, MatchKind

from armswire.errors import Misconfigured, Problem
from armswire.tagging.compile import READERS, needs_boundary
from armswire.tagging.fold import is_arabic
from armswire.tagging.rows import digest, lexicon_files, read_rows
from armswire.tagging.terms import Form, Weapon

LANGUAGES = ("en", "ru", "uk", "de", "fr", "es", "pl", "ar", "ko", "ja", "sv")
FORMAT = "1"
"""Grows with every change of what a cache file holds."""


@dataclass(slots=True)
class Automaton:
    """All forms of one language. ``forms[i]`` are those of pattern i; ``lead[i]`` is 1 where it begins with a space."""

    patterns: list[str]
    forms: list[list[Form]]
    lead: list[int]
    arabic: list[bool]
    matcher: AhoCorasick

    def hits(self, folded: str) -> list[tuple[int, int, int]]:
        """Every (pattern, start, end) in a folded text that has a space at both ends."""
        return self.matcher.find_matches_as_indexes(folded, overlapping=True)


def pattern_of(form: Form) -> str:
    """Return what the automaton looks for: a space before a whole word, and after it where no ending may follow."""
    if not needs_boundary(form.text):
        return form.text
    open_end = form.star or any(char.isdigit() for char in form.text)
    return f" {form.text}" if open_end else f" {form.text} "


def automaton(forms: Iterable[Form]) -> Automaton:
    """Build the automaton of some forms."""
    by_pattern: dict[str, list[Form]] = {}
    for form in forms:
        by_pattern.setdefault(pattern_of(form), []).append(form)
    patterns = list(by_pattern)
    return Automaton(
        patterns,
        [by_pattern[pattern] for pattern in patterns],
        [int(pattern.startswith(" ")) for pattern in patterns],
        [is_arabic(pattern) for pattern in patterns],
        AhoCorasick(patterns, matchkind=MatchKind.Standard),
    )


@dataclass(slots=True)
class Lexicon:
    """Everything the tagger knows by rote. ``version`` is a hash of the files it came from."""

    version: str
    forms: list[Form]
    _built: dict[str, Automaton] = field(default_factory=dict)
    _gate: AhoCorasick | None = None

    def automaton(self, lang: str) -> Automaton:
        """The automaton for texts in ``lang``: names in every language, words of its own and English ones."""
        if lang not in self._built:
            wanted = {"", lang} | (set() if lang in LANGUAGES else {"en"})
            self._built[lang] = automaton(form for form in self.forms if form.lang in wanted or _is_name(form))
        return self._built[lang]

    def gate(self) -> AhoCorasick:
        """Matcher of everything that names arms, in any language: what has none of it is background."""
        if self._gate is None:
            patterns = {pattern_of(form) for form in self.forms if isinstance(form.term, Weapon)}
            self._gate = AhoCorasick(sorted(patterns), matchkind=MatchKind.Standard)
        return self._gate


def _is_name(form: Form) -> bool:
    return isinstance(form.term, Weapon) and form.term.name is not None


def load_lexicon(overlay: Path | None = None, cache: Path | None = None) -> Lexicon:
    """Load the lexicon shipped with the program, ``overlay``'s rows after it.

    ``cache`` is a file of our own making, read where it fits the files and written where it does not.
    Raises Misconfigured with every line that is wrong.
    """
    files = lexicon_files(overlay)
    version = digest(files)
    forms = _cached(cache, version) if cache else None
    if forms is None:
        forms = _compiled(files)
        if cache:
            cache.parent.mkdir(parents=True, exist_ok=True)
            cache.write_bytes(pickle.dumps((FORMAT, version, forms), protocol=5))
    return Lexicon(version, forms)


def _compiled(files: list[Path]) -> list[Form]:
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


def _cached(cache: Path, version: str) -> list[Form] | None:
    if not cache.exists():
        return None
    try:
        made, of, forms = pickle.loads(cache.read_bytes())
    except (pickle.UnpicklingError, EOFError, ValueError, AttributeError, ImportError, TypeError):
        return None
    return forms if (made, of) == (FORMAT, version) else None
