"""The lexicon in memory: forms by pattern, one automaton for all languages, and who may be found in which."""

import pickle
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ahocorasick_rs import AhoCorasick, MatchKind

from armswire.errors import Misconfigured, Problem
from armswire.tagging.compile import READERS, needs_boundary
from armswire.tagging.fold import is_arabic
from armswire.tagging.rows import digest, lexicon_files, read_rows
from armswire.tagging.terms import Form, Term, Weapon

LANGUAGES = ("en", "ru", "uk", "de", "fr", "es", "pl", "ar", "ko", "ja", "sv")
FORMAT = "3"
"""Grows with every change of what a cache file holds."""


@dataclass(slots=True)
class Automaton:
    """The forms that count in one language. ``forms[i]`` are those of pattern i, none where it is of other languages;
    ``lead[i]`` is 1 where the pattern begins with a space. Everything but ``forms`` is shared by all languages.
    """

    patterns: list[str]
    forms: list[list[Form]]
    lead: list[int]
    arabic: list[bool]
    matcher: AhoCorasick

    def hits(self, folded: str) -> list[tuple[int, int, int]]:
        """Every (pattern, start, end) in a folded text that has a space at both ends."""
        forms = self.forms
        return [hit for hit in self.matcher.find_matches_as_indexes(folded, overlapping=True) if forms[hit[0]]]


def pattern_of(form: Form) -> str:
    """Return what the automaton looks for: a space before a whole word, and after it where no ending may follow."""
    if not needs_boundary(form.text):
        return form.text
    open_end = form.star or any(char.isdigit() for char in form.text)
    return f" {form.text}" if open_end else f" {form.text} "


def by_pattern(forms: Iterable[Form]) -> dict[str, list[Form]]:
    """Group forms by what the automaton looks for."""
    grouped: dict[str, list[Form]] = {}
    for form in forms:
        grouped.setdefault(pattern_of(form), []).append(form)
    return grouped


@dataclass(slots=True)
class Lexicon:
    """Everything the tagger knows by rote: forms by pattern. ``version`` is a hash of the files they came from."""

    version: str
    grouped: dict[str, list[Form]]
    _built: dict[str, Automaton] = field(default_factory=dict)
    _gate: AhoCorasick | None = None

    @property
    def forms(self) -> list[Form]:
        """All forms, of every language."""
        return [form for forms in self.grouped.values() for form in forms]

    def automaton(self, lang: str) -> Automaton:
        """The automaton for texts in ``lang``: names in every language, words of its own and English ones."""
        if lang not in self._built:
            wanted = {"", lang} | (set() if lang in LANGUAGES else {"en"})
            every = self._every()
            mine = [[one for one in forms if one.lang in wanted or _is_name(one)] for forms in self.grouped.values()]
            self._built[lang] = Automaton(every.patterns, mine, every.lead, every.arabic, every.matcher)
        return self._built[lang]

    def _every(self) -> Automaton:
        if "*" not in self._built:
            patterns = list(self.grouped)
            self._built["*"] = Automaton(
                patterns,
                list(self.grouped.values()),
                [int(pattern.startswith(" ")) for pattern in patterns],
                [is_arabic(pattern) for pattern in patterns],
                AhoCorasick(patterns, matchkind=MatchKind.Standard),
            )
        return self._built["*"]

    def gate(self) -> AhoCorasick:
        """Matcher of everything that names arms, in any language: what has none of it is background."""
        if self._gate is None:
            named = (what for what, forms in self.grouped.items() if any(isinstance(f.term, Weapon) for f in forms))
            self._gate = AhoCorasick(sorted(named), matchkind=MatchKind.Standard)
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
    grouped = _cached(cache, version) if cache else None
    if grouped is None:
        grouped = by_pattern(_compiled(files))
        if cache:
            cache.parent.mkdir(parents=True, exist_ok=True)
            cache.write_bytes(pickle.dumps((FORMAT, version, grouped), protocol=5))
    return Lexicon(version, grouped)


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
    terms: dict[Term, Term] = {}  # equal terms become one object, which the cache then holds once
    return list(dict.fromkeys(form._replace(term=terms.setdefault(form.term, form.term)) for form in forms))


def _cached(cache: Path, version: str) -> dict[str, list[Form]] | None:
    if not cache.exists():
        return None
    try:
        made, of, grouped = pickle.loads(cache.read_bytes())
    except (pickle.UnpicklingError, EOFError, ValueError, AttributeError, ImportError, TypeError):
        return None
    return grouped if (made, of) == (FORMAT, version) else None
