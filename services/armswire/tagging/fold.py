"""Fold a text to the form the lexicon is matched in, without moving a single code point. Pure.

Folded text is as long as the original, so that every match is a span of the original:
lower case, every character that is no letter or digit is a space, Arabic letter variants are one letter.
"""

import re
import unicodedata

_ARABIC = {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك", "ـ": " "}
_ONE = {"ё": "е", "ʼ": " ", "ß": "ß", "İ": "i", "ı": "i", "：": " "}


def _fold_char(char: str) -> str:
    if char in _ARABIC:
        return _ARABIC[char]
    if not char.isalnum():
        return " "
    low = char.lower()
    low = _ONE.get(low, low)
    if len(low) != 1:
        return char
    wide = unicodedata.normalize("NFKC", low) if "\uff00" <= low <= "\uffef" else low
    return wide if len(wide) == 1 else low


class _Table(dict[int, str]):
    """Character table for ``str.translate``, filled as characters turn up; bounded by Unicode itself."""

    def __missing__(self, code: int) -> str:
        folded = _fold_char(chr(code))
        self[code] = folded
        return folded


_TABLE = _Table()


_PAGES = ("cp1252", "cp1251", "cp1250")
"""Code pages that hold most texts. Folding stays inside each, and 256 bytes fold several times as fast as a text."""


def _folded_page(page: str) -> bytes:
    """What each byte of a code page folds to."""
    chars = [bytes([code]).decode(page, "replace") for code in range(256)]
    return b"".join(_fold_char(char).encode(page, "replace") for char in chars)


_BYTES = {page: _folded_page(page) for page in _PAGES}


def fold(text: str) -> str:
    """Return ``text`` folded; ``len`` is unchanged."""
    if text.isascii():
        return text.translate(_TABLE)
    for page in _PAGES:
        folded = _by_page(text, page)
        if folded is not None:
            return folded
    return text.translate(_TABLE)


def _by_page(text: str, page: str) -> str | None:
    """``text`` folded as bytes of a code page; None where a character is not in it."""
    try:
        return text.encode(page).translate(_BYTES[page]).decode(page)
    except UnicodeEncodeError:
        return None


_SPACES = re.compile(r" +")


def fold_form(form: str) -> str:
    """Fold a lexicon form: as ``fold``, with single spaces and none at the ends."""
    return _SPACES.sub(" ", fold(form)).strip()


_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_ARABIC_SCRIPT = re.compile("[\u0600-\u06ff\u0750-\u077f]")


def without_unspaced(folded: str) -> str | None:
    """``folded`` with a space for every Hangul, Kana and Han character, so that the "F16" of "台湾にF16売却" stands
    alone; None where there is none of them. ``len`` is unchanged."""
    return _UNSPACED.sub(" ", folded) if _UNSPACED.search(folded) else None


def is_unspaced(form: str) -> bool:
    """True for scripts in which words stand without spaces or carry particles (Hangul, Kana, Han)."""
    return bool(_UNSPACED.search(form))


def is_arabic(form: str) -> bool:
    """True for a form in Arabic script, whose words carry prefixes (و، ال، ب، ل …)."""
    return bool(_ARABIC_SCRIPT.search(form))


ARABIC_PREFIXES = frozenset(
    "و ف ب ل ك ال وال فال بال كال لل ولل وب ول فل وبال س وس لال".split()  # noqa: SIM905 - a list of words
) | {""}
