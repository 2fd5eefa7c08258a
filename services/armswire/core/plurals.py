"""Fold a word's plural and its commonest case endings, by language or script. Data, and one function over it.

Light on purpose: a fold only has to bring the forms of one word together, not to give a dictionary form.
Where a script tells the language family (Cyrillic, Arabic) the script's rules hold whatever the language is said
to be; Latin script has rules by language, and ``"en"`` (which suits plurals in -s) for all others.
"""

import re

KEPT = frozenset({"arms", "news", "goods", "customs", "series", "does", "this", "was", "has", "his", "its"})
"""Words that mean another thing without their last letter, and small words that are no plurals."""

Rule = tuple[str, str, int]
"""An ending, what replaces it, and how many letters must stand before it. The first that fits is applied."""

_S_PLURALS: tuple[Rule, ...] = (
    ("ies", "y", 3), ("oes", "o", 2), ("ches", "ch", 2), ("shes", "sh", 2), ("sses", "ss", 2), ("xes", "x", 2),
    ("ss", "ss", 0), ("s", "", 3), ("che", "ch", 2), ("sse", "ss", 2),
)  # fmt: skip
_RULES: dict[str, tuple[Rule, ...]] = {
    "en": _S_PLURALS,
    "es": (("ones", "on", 3), ("ces", "z", 2), ("les", "l", 3), ("res", "r", 3), ("nes", "n", 3), ("des", "d", 3),
           ("s", "", 3)),
    "fr": (("eaux", "eau", 1), ("aux", "al", 3), ("ss", "ss", 0), ("s", "", 3)),
    "de": (("ern", "er", 3), ("en", "", 4), ("es", "", 4), ("em", "", 4), ("rn", "r", 4), ("ln", "l", 4), ("e", "", 4),
           ("ss", "ss", 0), ("s", "", 4)),
    "sv": (("arna", "", 3), ("erna", "", 3), ("orna", "", 3), ("ar", "", 4), ("er", "", 4), ("or", "", 4),
           ("en", "", 4), ("et", "", 4), ("a", "", 4)),
    "pl": (("ami", "", 3), ("ach", "", 3), ("ego", "", 4), ("ow", "", 3), ("om", "", 4), ("em", "", 4), ("ie", "", 4),
           ("y", "", 4), ("i", "", 4), ("a", "", 4), ("e", "", 4), ("u", "", 4)),
}  # fmt: skip
_CYRILLIC: tuple[Rule, ...] = tuple(
    (ending, "", 3)
    for ending in (
        "иями", "ими", "ией", "ами", "ями", "ого", "его", "ому", "ему", "ием", "иях", "иям",
        "ах", "ях", "ов", "ев", "ів", "їв", "ом", "ем", "ам", "ям", "ой", "ей", "ою", "ею", "ия", "ии", "ие", "ию",
        "ий", "ії", "ая", "ое", "ые", "ый", "ых", "их", "ть",
        "ы", "и", "і", "ї", "а", "я", "у", "ю", "е", "є", "о", "ь", "й",
    )
)  # fmt: skip


def _by_last_letter(rules: tuple[Rule, ...]) -> dict[str, tuple[Rule, ...]]:
    """The rules that a word with this last letter may fit, in order: most words fit none."""
    return {last: tuple(rule for rule in rules if rule[0][-1] == last) for last in {rule[0][-1] for rule in rules}}


_LATIN_BY_LAST = {lang: _by_last_letter(rules) for lang, rules in _RULES.items()}
_CYRILLIC_BY_LAST = _by_last_letter(_CYRILLIC)
_ARTICLE = re.compile(r"[وفبك]?ال(?=\w{3})|لل(?=\w{3})")

LATIN_LANGUAGES = tuple(_RULES)
"""The languages whose Latin-script words have rules of their own; the first is the common one."""


def rules_of(lang: str | None) -> str:
    """Return the name of the Latin-script rules of a language: itself where it has some, else ``"en"``."""
    short = (lang or "en").replace("_", "-").split("-", 1)[0].lower()
    return short if short in _RULES else "en"


def fold(word: str, rules: str) -> str:
    """Return what stands for all forms of a cut, case-folded word. ``rules`` is of ``rules_of``."""
    first = word[0]
    if word.isascii():
        return word if len(word) < 4 or word in KEPT else _latin(word, rules)
    if "\u0400" <= first <= "\u04ff":
        return _first_fit(word, _CYRILLIC_BY_LAST)
    if "\u0600" <= first <= "\u06ff":
        return _ARTICLE.sub("", word, count=1) if _ARTICLE.match(word) else word
    return _latin(word, rules) if first < "\u0250" else word


def _latin(word: str, rules: str) -> str:
    if not word.isalpha() and any(map(str.isdigit, word)):
        return _designation(word)
    return _first_fit(word, _LATIN_BY_LAST[rules])


def _designation(word: str) -> str:
    """``f16s`` is ``f16`` in every language; ``1980s`` is a decade, not a year."""
    return word[:-1] if word[-1] == "s" and word[-2].isdigit() and not word[:-1].isdigit() else word


def _first_fit(word: str, rules: dict[str, tuple[Rule, ...]]) -> str:
    for ending, instead, before in rules.get(word[-1], ()):
        if word.endswith(ending) and len(word) - len(ending) >= before:
            return word[: len(word) - len(ending)] + instead
    return word
