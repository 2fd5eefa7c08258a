"""Numbers as texts write them: digits with separators, words, scales, CJK units. Pure, linear."""

import re
from dataclasses import dataclass

from armswire.tagging.fold import fold

_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "eighteen": 18,
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "dozen": 12, "a dozen": 12, "two dozen": 24, "three dozen": 36,
    "dwa": 2, "dwie": 2, "dwóch": 2, "trzy": 3, "trzech": 3, "cztery": 4, "czterech": 4, "pięć": 5, "sześć": 6,
    "siedem": 7, "osiem": 8, "dziewięć": 9, "dziesięć": 10, "dwanaście": 12, "sto": 100,
    "два": 2, "две": 2, "двух": 2, "три": 3, "трех": 3, "трёх": 3, "четыре": 4, "четырех": 4, "пять": 5, "шесть": 6,
    "семь": 7, "восемь": 8, "девять": 9, "девяти": 9, "десять": 10, "двадцать": 20, "сто": 100,
    "дві": 2, "двох": 2, "трьох": 3, "чотири": 4, "чотирьох": 4, "п'ять": 5, "п’ять": 5, "шість": 6, "сім": 7,
    "вісім": 8, "дев'ять": 9, "десять ": 10,
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "douze": 12, "cent": 100,
    "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10,
    "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "zwölf": 12,
    "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sju": 7, "åtta": 8, "nio": 9, "tio": 10, "tolv": 12,
}  # fmt: skip
SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "mln": 1e6, "m": 1e6, "mio": 1e6,
    "billion": 1e9, "bn": 1e9, "b": 1e9, "mld": 1e9, "mrd": 1e9, "trillion": 1e12, "tn": 1e12,
    "lakh": 1e5, "crore": 1e7,
    "тыс": 1e3, "тысяч": 1e3, "тысячи": 1e3, "тисяч": 1e3, "тис": 1e3, "млн": 1e6, "миллион": 1e6, "миллиона": 1e6,
    "миллионов": 1e6, "мільйон": 1e6, "мільйони": 1e6, "мільйонів": 1e6, "мільйона": 1e6, "млрд": 1e9,
    "миллиард": 1e9, "миллиарда": 1e9, "миллиардов": 1e9, "мільярд": 1e9, "мільярди": 1e9, "мільярдів": 1e9,
    "мільярда": 1e9, "трлн": 1e12,
    "tys": 1e3, "tysięcy": 1e3, "tysiące": 1e3, "tysiąc": 1e3, "milion": 1e6, "miliony": 1e6, "milionów": 1e6,
    "miliona": 1e6, "miliard": 1e9, "miliardy": 1e9, "miliardów": 1e9, "miliarda": 1e9,
    "tausend": 1e3, "millionen": 1e6, "milliarden": 1e9, "milliarde": 1e9,
    "millions": 1e6, "milliard": 1e9, "milliards": 1e9, "mille": 1e3, "millón": 1e6, "millon": 1e6, "millones": 1e6,
    "mil": 1e3, "mil millones": 1e9, "billions": 1e9,
    "tusen": 1e3, "miljon": 1e6, "miljoner": 1e6, "miljard": 1e9, "miljarder": 1e9,
    "ألف": 1e3, "آلاف": 1e3, "مليون": 1e6, "ملايين": 1e6, "مليار": 1e9, "مليارات": 1e9, "بليون": 1e9,
}  # fmt: skip
_CJK = {
    "千": 1e3,
    "천": 1e3,
    "百": 1e2,
    "백": 1e2,
    "万": 1e4,
    "萬": 1e4,
    "만": 1e4,
    "億": 1e8,
    "亿": 1e8,
    "억": 1e8,
    "兆": 1e12,
    "조": 1e12,
}
_BOUNDS = {
    "about": "about", "around": "about", "some": "about", "roughly": "about", "nearly": "about", "almost": "about",
    "approximately": "about", "estimated": "about", "about a": "about", "blisko": "about", "prawie": "about",
    "około": "about", "около": "about", "почти": "about", "близько": "about", "майже": "about", "environ": "about",
    "unos": "about", "cerca de": "about", "rund": "about", "etwa": "about", "cirka": "about",
    "約": "about", "약": "about",
    "more than": "at_least", "over": "at_least", "at least": "at_least", "ponad": "at_least", "более": "at_least",
    "больше": "at_least", "понад": "at_least", "más de": "at_least", "plus de": "at_least", "mehr als": "at_least",
    "över": "at_least", "co najmniej": "at_least", "up to": "up_to", "as many as": "up_to", "as much as": "up_to",
    "less than": "up_to", "fewer than": "up_to", "до": "up_to", "hasta": "up_to", "jusqu'à": "up_to", "bis zu": "up_to",
}  # fmt: skip

_DIGITS = r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+(?![\d.,]?\d)|\d+(?:[.,]\d+)?"
_SCALE = "|".join(sorted(map(re.escape, SCALES), key=len, reverse=True))
_WORD = "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True))
_WORD_START = "(?:" + "|".join(sorted({re.escape(word[:2]) for word in _WORDS})) + ")"
_BOUND = "|".join(sorted(map(re.escape, _BOUNDS), key=len, reverse=True))
_CJK_NUMBER = r"(?:\d[\d.,]*[千천百백万萬만億亿억兆조]+[ ]?)+(?:\d[\d,]*(?![\d千천百백万萬만億亿억兆조]))?"
SIMPLE = rf"(?:{_CJK_NUMBER}|(?:{_DIGITS})(?:[\s\u00a0-]?(?:{_SCALE})\b\.?)?|\b(?:{_WORD})\b(?:[\s-](?:{_SCALE})\b)?)"
_TO = r"-|–|to|do|до|à|a|bis|till|and|y|et|und|i|и|oder|or"
_START = re.compile(rf"(?<![A-Za-z0-9.,/])\d|(?<![\w.,/-])(?={_WORD_START})[^\W\d]", re.IGNORECASE)
"""Where a number may begin: looked for first, since the whole pattern is dear."""
_DIGIT_START = re.compile(r"\d(?<![A-Za-z0-9.,/]\d)")
"""The same for a text without words for numbers."""
_LATIN_BEFORE = re.compile(r"[\w.,/-]")
_NUMBER = re.compile(rf"(?P<low>{SIMPLE})(?:\s?(?:{_TO})\s?(?P<high>{SIMPLE}))?(?!\w)", re.IGNORECASE)
_CJK_AT = re.compile(rf"(?P<low>{_CJK_NUMBER}|\d[\d,.]*)(?P<high>(?!))?(?=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])")
_BOUND_BEFORE = re.compile(rf"(?<!\w)(?P<bound>{_BOUND})\s?$", re.IGNORECASE)
_LONGEST_BOUND = max(map(len, _BOUNDS)) + 1
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
            total += value * _CJK.get(small, 1.0) * _CJK.get(large, 1.0)
    return total


def parse(text: str) -> tuple[float, bool]:
    """Return the value of one matched number and whether it had a scale."""
    text = text.strip().lower()
    if any(char in _CJK for char in text):
        return _cjk(text), True
    match = _PARTS.match(text)
    if match:
        scale = match["scale"]
        return parse_digits(match["digits"]) * (SCALES[scale] if scale else 1.0), bool(scale)
    if text in _WORDS:
        return float(_WORDS[text]), False
    head, _, tail = text.replace("-", " ").rpartition(" ")
    return float(_WORDS.get(head, 1)) * SCALES.get(tail, 1.0), tail in SCALES


_FIRST_WORDS = frozenset(fold(word).split()[0] for word in _WORDS)


def find_numbers(text: str, tokens: list[str] | None = None) -> list[Number]:
    """Every number in ``text``, in order; ``tokens`` are its folded words, where they are known."""
    words = fold(text).split() if tokens is None else tokens
    begins = _DIGIT_START if _FIRST_WORDS.isdisjoint(words) else _START
    found: list[Number] = []
    for place in begins.finditer(text):
        start = place.start()
        if found and start < found[-1].end:
            continue
        bare = start == 0 or not _LATIN_BEFORE.match(text[start - 1])
        match = (_NUMBER.match(text, start) if bare else None) or _CJK_AT.match(text, start)
        if match:
            found.append(_number(text, match))
    return found


def _number(text: str, match: re.Match[str]) -> Number:
    low, scaled = parse(match["low"])
    high = None
    if match["high"]:
        high, high_scaled = parse(match["high"])
        if high_scaled and not scaled and high > low:
            low *= _scale_of(match["high"])
        scaled = scaled or high_scaled
    before = text[max(0, match.start() - _LONGEST_BOUND) : match.start()]
    told = _BOUND_BEFORE.search(before)
    bound = _BOUNDS.get(told["bound"].lower()) if told else None
    return Number(match.start(), match.end(), low, high, bound, scaled, not match["low"][0].isdigit())


def _scale_of(text: str) -> float:
    match = _PARTS.match(text.strip().lower())
    return SCALES[match["scale"]] if match and match["scale"] else 1.0
