"""The one tokeniser: what is indexed, searched and matched are its tokens, in SQLite, Elasticsearch and memory alike.

Text is brought to NFKC, case folded, Latin letters without their accents, then cut into words:

- ``F-16``, ``F‑16``, ``F16`` and ``F-16s`` are ``f16`` (at most three letters before the digits, so that ``shahed``
  finds ``Shahed-136``); ``155-mm`` and ``155 mm`` are ``155mm``;
- plurals and common case endings are folded by language (``core/plurals.py``); ``Russia's`` is ``russia``;
- scripts without spaces, and Korean, give two-character tokens and the run's last character, so that any substring
  is a phrase of tokens and a single character is the start of one: ``武器輸出`` → ``武器 器輸 輸出 出``;
- there are no stop words: "IT", "US" and "The Who" can be searched.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from armswire.core.plurals import LATIN_LANGUAGES, fold, rules_of

VERSION = 1
"""To be raised when any text gives other tokens than before: stores then index anew what they hold."""
MAX_TOKEN = 64
"""Longer words are cut here, so that no engine's own limit (Lucene's 255) makes them differ."""

_RUNS = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Tibetan, Burmese, Khmer
    "\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff"  # Jamo, kana
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"  # Han, Hangul
)
_RUN = re.compile(f"[{_RUNS}]")
_LETTER, _CHAR = rf"[^\W\d_{_RUNS}]", rf"[^\W_{_RUNS}]"
_WORDS = re.compile(
    rf"{_LETTER}{{1,3}}-\d{_CHAR}*|\d{{1,4}}[- ]mm(?!{_CHAR})|(?:{_CHAR}++|[\u0900-\u0dff]++)++|[{_RUNS}]+"
)
_PLAIN = re.compile(r"[a-z]{1,3}-[0-9][a-z0-9]*|[0-9]{1,4}[- ]mm(?![a-z0-9])|[a-z0-9]+")
"""What ``_WORDS`` does, for ASCII alone and much faster."""
_WORDS_ALONE = re.compile(r"(?:[^\W_]++|[\u0900-\u0dff]++)++")
"""What ``_WORDS`` does where there are no runs and nothing to join."""
_DASHED, _DASHED_PLAIN = re.compile(r"-\d"), re.compile("-(?<=[a-z]-)[0-9]")
_SPACED: dict[int, str] = {code: " " for code in range(128) if not (chr(code).isdigit() or "a" <= chr(code) <= "z")}
"""ASCII without the joined forms of ``_PLAIN``: whatever is no letter or digit parts words."""
_POSSESSIVE = re.compile(r"'(?<=\w')s(?!\w)")
_FOREIGN = re.compile("[^\x00-\x7f]+")
_ACCENTS = re.compile("[\u0300-\u036f](?<=[a-z].)[\u0300-\u036f]*")


def _bare_letters() -> dict[int, str]:
    """Latin letters with accents, to the letters alone."""
    letters = {}
    for code in (*range(0x00C0, 0x0250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        if "a" <= base <= "z" and base.isascii():
            letters[code] = base
    return letters


_UNCOMPOSED = {
    "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe",
    "ё": "е", "Ё": "е", "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي",
}  # fmt: skip
_PLAINER: dict[int, str] = (
    _bare_letters()
    | {ord(one): plain for one, plain in _UNCOMPOSED.items()}
    | {ord(one): "'" for one in "\u2018\u2019\u02bc\uff07"}
    | {ord(one): "-" for one in "\u2010\u2011\u2012\u2013\u2212\uff0d"}
    | {ord(one): " " for one in "\u2014\u2026\u201c\u201d\u201e\u00ab\u00bb\u00a0"}
    | dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"), "")  # invisible
    | dict.fromkeys(map(ord, "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0653\u0670"), "")  # Arabic
)


def _plainer(text: str) -> str:
    """As ``text.translate(_PLAINER)``, which is slow for what is no ASCII: run by run, each looked up ever after."""
    return _FOREIGN.sub(_plainer_run, text)


def _plainer_run(found: re.Match[str]) -> str:
    return _translated(found[0])


@lru_cache(maxsize=20_000)
def _translated(characters: str) -> str:
    return characters.translate(_PLAINER)


def normal(text: str) -> str:
    """Return the text in NFKC, case folded, without accents on Latin letters and without invisible characters."""
    if text.isascii():
        return text.lower()
    plain = _plainer(text)
    if plain.isascii():
        return plain.lower()
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", plain).casefold())
    return _ACCENTS.sub("", _plainer(folded))


def cut(text: str) -> list[str]:
    """Return the words of a text in order before plurals are folded."""
    return [word for written in _written(_bare(text)) for word in _pieces(written)]


def _bare(text: str) -> str:
    plain = normal(text)
    return _POSSESSIVE.sub("", plain) if "'" in plain else plain


def _written(plain: str) -> list[str]:
    """Words as written in a text that was made bare."""
    millimetres = " mm" in plain or "-mm" in plain
    if not plain.isascii():
        return (_WORDS if millimetres or _DASHED.search(plain) or _RUN.search(plain) else _WORDS_ALONE).findall(plain)
    if millimetres or _DASHED_PLAIN.search(plain):
        return _PLAIN.findall(plain)
    return plain.translate(_SPACED).split()


def _pieces(written: str) -> list[str]:
    """One word as it was cut: itself, joined where it is a designation, or a run's pairs."""
    if is_run(written):
        return [written[i : i + 2] for i in range(len(written))]
    return [_joined(written)]


def _joined(written: str) -> str:
    if "-" in written or " " in written:
        written = written.replace("-", "").replace(" ", "")
    return written[:MAX_TOKEN]


class _Folded(dict[str, str]):
    """Cut words (no runs) to tokens, by one language's rules: computed once, looked up ever after."""

    def __init__(self, rules: str) -> None:
        super().__init__()
        self._rules = rules

    def __missing__(self, written: str) -> str:
        if len(self) >= _MOST_FOLDED:
            self.clear()
        self[written] = token = fold(_joined(written), self._rules)
        return token


_MOST_FOLDED = 100_000
_FOLDED = {rules: _Folded(rules) for rules in LATIN_LANGUAGES}


@lru_cache(maxsize=512)
def _tokens(text: str, rules: str) -> tuple[str, ...]:
    folded, plain = _FOLDED[rules], _bare(text)
    written = _written(plain)
    if plain.isascii() or not _RUN.search(plain):
        return tuple(map(folded.__getitem__, written))
    found: list[str] = []
    for word in written:
        found.extend(_pieces(word) if is_run(word) else (folded[word],))
    return tuple(found)


def tokens(text: str, lang: str | None = None) -> list[str]:
    """Return the tokens of a text in order, as they are indexed; [] where it has no word.

    ``lang`` is an ISO 639-1 code (``en-US`` is read as ``en``) and chooses how plurals are folded.
    """
    return list(_tokens(text, rules_of(lang)))


def is_run(token: str) -> bool:
    """Tell whether a token is of a script that is cut into pairs of characters."""
    return token[0] >= "\u0e00" and _RUN.match(token) is not None


@dataclass(frozen=True, slots=True)
class Form:
    """How a searched text may stand in documents: these tokens in a row, in documents with one of these rules.

    ``rules`` () means in any document.
    """

    tokens: tuple[str, ...]
    rules: tuple[str, ...] = ()

    @property
    def open_ended(self) -> bool:
        """Tell whether it ends in one character of a pair-cut script: that is the start of a token."""
        return len(self.tokens[-1]) == 1 and is_run(self.tokens[-1])


def forms(text: str) -> tuple[Form, ...]:
    """Return every form of a searched text; () where it has no word.

    A query does not say its language, a document does. So: the form by the common rules, to be found in any
    document, and the forms by the rules of the other languages, each in documents of that language only.
    """
    return _forms(_searched(cut(text)), whole=True)


def beginnings(text: str) -> tuple[Form, ...]:
    """Return what ``forms`` does for a text that breaks off within its last word: that word is not folded."""
    return _forms(_searched(cut(text)), whole=False)


def _searched(words: list[str]) -> list[str]:
    """Leave out a run's last character where the pair before it has it: in a document the run may go on."""
    if len(words) > 1 and len(words[-1]) == 1 and is_run(words[-1]) and words[-2][1:] == words[-1]:
        return words[:-1]
    return words


def _forms(words: list[str], whole: bool) -> tuple[Form, ...]:
    if not words:
        return ()
    rules_by_tokens: dict[tuple[str, ...], list[str]] = {}
    for rules in LATIN_LANGUAGES:
        last = fold(words[-1], rules) if whole else words[-1]
        rules_by_tokens.setdefault((*(fold(word, rules) for word in words[:-1]), last), []).append(rules)
    common, *others = rules_by_tokens.items()
    return (Form(common[0]), *(Form(found, tuple(rules)) for found, rules in others))
