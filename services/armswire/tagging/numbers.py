"""Numbers as texts write them: digits with separators, words, scales, CJK units. Pure, linear."""

import re
from dataclasses import dataclass

from armswire.tagging.fold import fold
from armswire.tagging.number_words import ALONE, BOUNDS, CJK, COMPOUNDS, ONE, SCALES, WORDS

_DIGITS = r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+(?![\d.,]?\d)|\d+(?:[.,]\d+)?"
_SCALE = "|".join(sorted(map(re.escape, SCALES), key=len, reverse=True))
_COUNTS = WORDS | {
    way.format(ten=ten, unit=unit): WORDS[ten] + WORDS[unit]
    for way, tens, units in COMPOUNDS
    for ten in tens.split()
    for unit in units.split()
}
_COUNT = "|".join(sorted((re.escape(word).replace(r"\ ", r"[\s-]") for word in _COUNTS), key=len, reverse=True))
_ALONE = rf"(?<!half )(?:{'|'.join(ONE)})\s(?:{'|'.join(ALONE)})"
_STARTS = {word[:2] for word in (*_COUNTS, *(f"{one} " for one in ONE))}
_WORD_START = "(?:" + "|".join(sorted(map(re.escape, _STARTS))) + ")"
_BOUND = "|".join(sorted(map(re.escape, BOUNDS), key=len, reverse=True))
_CJK_NUMBER = r"(?:\d[\d.,]*[千천百백万萬만億亿억兆조]+[ ]?)+(?:\d[\d,]*(?![\d千천百백万萬만億亿억兆조]))?"
_IN_WORDS = rf"\b(?:{_ALONE}|(?:{_COUNT})\b(?:[\s-](?:{_SCALE}))?)\b"
_SIMPLE = rf"(?:{_CJK_NUMBER}|(?:{_DIGITS})(?:[\s\u00a0-]?(?:{_SCALE})\b\.?)?|{_IN_WORDS})"
_TO = r"-|–|to|do|до|à|a|bis|till|and|y|et|und|i|и|oder|or"
_START = re.compile(rf"(?<![A-Za-z0-9.,/])\d|(?<![\w.,/-])(?={_WORD_START})[^\W\d]", re.IGNORECASE)
"""Where a number may begin: looked for first, since the whole pattern is dear."""
_DIGIT_START = re.compile(r"\d(?<![A-Za-z0-9.,/]\d)")
"""The same for a text without words for numbers."""
_WORD_AT = re.compile(r"[^\W\d]+")
_FIRSTS = frozenset(match.group() for match in map(_WORD_AT.match, (*_COUNTS, *ONE)) if match)
_LATIN_BEFORE = re.compile(r"[\w.,/-]")
_NUMBER = re.compile(rf"(?P<low>{_SIMPLE})(?:\s?(?:{_TO})\s?(?P<high>{_SIMPLE}))?(?!\w)", re.IGNORECASE)
_CJK_AT = re.compile(rf"(?P<low>{_CJK_NUMBER}|\d[\d,.]*)(?P<high>(?!))?(?=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])")
_BOUND_BEFORE = re.compile(rf"(?<!\w)(?P<bound>{_BOUND})\s?$", re.IGNORECASE)
_LONGEST_BOUND = max(map(len, BOUNDS)) + 1
_PARTS = re.compile(rf"^(?P<digits>{_DIGITS})[\s\u00a0-]?(?P<scale>{_SCALE})?\.?$", re.IGNORECASE)
_CJK_PART = re.compile(r"([\d.,]*)([千천百백]?)([万萬만億亿억兆조]?)")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in the text; ``scaled`` says that a scale word ("million") was part of it."""

    start: int
    end: int
    low: float
    high: float | None = None
    bound: str | None = None
    scaled: bool = False
    words: bool = False


def parse_digits(text: str) -> float:
    """Read digits whose comma, dot or space is a thousands sign where three digits follow, else a decimal one."""
    plain = text.replace("\u00a0", " ").replace("\u202f", " ").replace(" ", "")
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", plain) and not plain.startswith("0"):
        return float(re.sub(r"[.,]", "", plain))
    return (
        float(plain.replace(",", "."))
        if plain.count(",") + plain.count(".") <= 1
        else float(re.sub(r"[.,]", "", plain))
    )


def _cjk(text: str) -> float:
    total = 0.0
    for digits, small, large in _CJK_PART.findall(text):
        if digits or small or large:
            value = parse_digits(digits.strip(".,")) if digits.strip(".,") else 1.0
            total += value * CJK.get(small, 1.0) * CJK.get(large, 1.0)
    return total


def _parse(text: str) -> tuple[float, float]:
    """Return the value of one matched number, and the scale in it: 1.0 where there is none."""
    text = text.strip().lower()
    if any(char in CJK for char in text):
        return _cjk(text), 1.0
    match = _PARTS.match(text)
    if match:
        scale = SCALES[match["scale"]] if match["scale"] else 1.0
        return parse_digits(match["digits"]) * scale, scale
    count, name = text.replace("-", " "), ""
    for other in SCALES:
        if count.endswith(f" {other}") and len(other) > len(name):
            name = other
    count, scale = count[: -len(name) - 1] if name else count, SCALES.get(name, 1.0)
    return (1 if count in ONE else _COUNTS.get(count) or WORDS.get(text, 1)) * scale, scale


_FIRST_WORDS = frozenset(fold(word).split()[0] for word in (*_COUNTS, *ALONE))


def find_numbers(text: str, tokens: list[str] | None = None) -> list[Number]:
    """Every number in ``text``, in order; ``tokens`` are its folded words, where they are known."""
    words = fold(text).split() if tokens is None else tokens
    begins = _DIGIT_START if _FIRST_WORDS.isdisjoint(words) else _START
    found: list[Number] = []
    for place in begins.finditer(text):
        start = place.start()
        if found and start < found[-1].end:
            continue
        word = _WORD_AT.match(text, start)
        if word and word.group().lower() not in _FIRSTS:
            continue
        bare = start == 0 or not _LATIN_BEFORE.match(text[start - 1])
        match = (_NUMBER.match(text, start) if bare else None) or _CJK_AT.match(text, start)
        if match:
            found.append(_number(text, match))
    return found


def _number(text: str, match: re.Match[str]) -> Number:
    low, scale = _parse(match["low"])
    high = None
    if match["high"]:
        high, high_scale = _parse(match["high"])
        if scale == 1 and high > low:
            low *= high_scale
        scale = max(scale, high_scale)
    before = text[max(0, match.start() - _LONGEST_BOUND) : match.start()]
    told = _BOUND_BEFORE.search(before)
    bound = BOUNDS.get(told["bound"].lower()) if told else None
    in_cjk = any(char in CJK for char in match["low"] + (match["high"] or ""))
    scaled = scale > 1 or in_cjk
    return Number(match.start(), match.end(), low, high, bound, scaled, not match["low"][0].isdigit())
