"""Wildcards: ``*`` any characters, ``?`` one. Escapes: ``\\`` takes the next character as it is."""

import re
from collections.abc import Callable
from functools import lru_cache

from armswire.core.query.tree import Pattern

_PIECE = re.compile(r"\\(?P<escaped>.)|(?P<wild>[*?])|(?P<plain>[^\\*?]+|\\)", re.DOTALL)


def unescape(text: str) -> str:
    """Return the text that an escaped term stands for."""
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def is_pattern(text: str) -> bool:
    """Tell whether a term as written has a wildcard that is not escaped."""
    return any(piece["wild"] for piece in _PIECE.finditer(text))


def parse_pattern(text: str, normal: Callable[[str], str] = str) -> Pattern:
    """Read a term as written; every literal goes through ``normal``."""
    pieces, wilds = [""], list[str]()
    for piece in _PIECE.finditer(text):
        if piece["wild"]:
            if piece["wild"] == "*" and not pieces[-1] and wilds and wilds[-1] == "*":
                continue
            wilds.append(piece["wild"])
            pieces.append("")
        else:
            pieces[-1] += piece["escaped"] or piece["plain"]
    return Pattern(tuple(map(normal, pieces)), tuple(wilds))


def translate(pattern: Pattern, literal: Callable[[str], str], any_run: str = "*", one: str = "?") -> str:
    """Write the pattern in another syntax."""
    written = literal(pattern.pieces[0])
    for wild, piece in zip(pattern.wilds, pattern.pieces[1:], strict=True):
        written += (any_run if wild == "*" else one) + literal(piece)
    return written


@lru_cache(maxsize=1024)
def matcher(pattern: Pattern) -> Callable[[str], object]:
    """Return a function that is truthy for strings which fit the pattern as a whole."""
    return re.compile(translate(pattern, re.escape, ".*", "."), re.DOTALL).fullmatch
