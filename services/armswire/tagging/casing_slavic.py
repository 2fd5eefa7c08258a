"""What the ending of a Russian, Ukrainian or Polish name tells of its case. Pure, on folded words only.

Grammatical cases are letters: ``n`` nominative or undeclined, ``a`` accusative where it differs, ``g`` genitive,
``d`` dative, ``i`` instrumental, ``l`` locative, ``x`` genitive or dative (Турции, Rosji), ``m`` an adjective in
-ым/-im, singular instrumental or plural dative.
"""

import re
from collections.abc import Callable
from functools import lru_cache

Ending = tuple[re.Pattern[str], str]


def _table(*rows: tuple[str, str]) -> list[Ending]:
    return [(re.compile(f"(?:{pattern})$"), case) for pattern, case in rows]


_RU_UNDECLINED = re.compile(
    r"^(?:сша|кндр|нато|фрг|юар|оаэ|ес|оон|всу|чили|перу|баку|токио|осло|дели|конго|мали|того|зимбабве|хельсинки|тбилиси|"
    r"сомали|пекин|ташкент|кулеба|порошенко|ющенко|шри ланка)$"
)
_RU_A = (
    "украин|польш|куб|канад|америк|европ|молдов|литв|мьянм|ган|ангол|руанд|уганд|ланк|москв|варшав|анкар|праг|вен|одесс|"
    "газ|гаван|манил|астан|риг|хайф|сан|доха|ботсван|аргентин|бирм|гвине|сирт|никарагу"
)
_RUSSIAN = _table(
    (rf"^(?:{_RU_A})ы|польши|америки|праги|риги|анкары", "g"),
    (rf"^(?:{_RU_A})е", "d"),
    (rf"^(?:{_RU_A})у", "a"),
    (rf"^(?:{_RU_A})(?:ой|ей|ою)", "i"),
    (rf"^(?:{_RU_A})а", "n"),
    (r"ией|еей|ами|ями|ыми|ими", "i"),
    (r"ии|русь?и", "x"),
    (r"ию|ею", "a"),
    (r"еи", "g"),
    (r"ее", "d"),
    (r"ия|ея|ие|ые|ий|ый|ая|ое|цы|не|ане", "n"),
    (r"ам|ям|ому|ему", "d"),
    (r"ого|его|их|ых|ов|цев|ан", "g"),
    (r"ую", "n"),
    (r"(?:ск|цк)ой", "x"),
    (r"(?:ск|цк)им|ым", "m"),
    (r"ом|ем|ём|им", "i"),
    (r"у|ю", "d"),
    (r"а|я", "g"),
    (r"е", "l"),
)
_UK_A = (
    "україн|польщ|куб|канад|америк|європ|молдов|литв|туреччин|німеччин|угорщин|румуні|москв|варшав|анкар|"
    "праг|одес|риг|аргентин|словаччин|росі"
)
_UK_UNDECLINED = re.compile(r"^(?:сша|кндр|нато|фрн|пар|оае|єс|оон|зсу|чилі|перу|баку|токіо|осло|делі|конго|малі|рф)$")
_UKRAINIAN = _table(
    (r"ією|єю|(?:н|щ|в|к|д|т)ою|ею|ами|ями|ими", "i"),
    (r"ії|щі|еї|усі", "x"),
    (rf"^(?:{_UK_A})и", "g"),
    (rf"^(?:{_UK_A})і", "d"),
    (rf"^(?:{_UK_A})у|ію|ею", "a"),
    (rf"^(?:{_UK_A})а|ія|ея", "n"),
    (r"ські|цькі|ий|ці|ська|ську|ське|цька", "n"),
    (r"ові|еві|єві|ам|ям|ому", "d"),
    (r"ого|их|ів", "g"),
    (r"(?:сь|ць)кій", "x"),
    (r"(?:сь|ць)ким", "m"),
    (r"ом|ем|єм|им", "i"),
    (r"у|ю", "x"),
    (r"а|я", "g"),
    (r"і|ї", "l"),
)
_PL_PLURAL = "niemcy|węgry|chiny|włochy|czechy|indie|filipiny|emiraty|stany|zjednoczone|rosjanie|ukraińcy|kraje|siły"
_PL_UNDECLINED = re.compile(
    r"^(?:usa|nato|ue|onz|rp|wp|mon|krld|chrl|rpa|peru|chile|kongo|mali|tokio|oslo|baku|delhi|boeing)$"
)
_POLISH = _table(
    (rf"^(?:{_PL_PLURAL})", "n"),
    (r"^(?:niemiec|węgier|chin|włoch|czech|filipin|stanów|zjednoczonych)", "g"),
    (r"^(?:izraela|kijowa|berlina|kremla|paryża|pentagonu)", "g"),
    (r"(?:sk|ck)ą|(?:sk|ck)a|(?:sk|ck)ie|scy|ccy|(?:sk|ck)i", "n"),
    (r"iemu|emu|owi|om", "d"),
    (r"iego|ego|ich|ych|ów", "g"),
    (r"(?:sk|ck)iej|wej|nej", "x"),
    (r"(?:sk|ck)im", "m"),
    (r"ami|imi|ymi|ą|em|iem", "i"),
    (r"ji|ii|ei|rusi", "x"),
    (r"ę", "a"),
    (r"ie|ce|rze|dze", "d"),
    (r"y|u|ki|gi", "g"),
)
_NAMES = 4096
"""Words whose case is remembered: the names of the news are few, and each takes some twenty patterns."""
_POLAND = {"polska": "n", "polski": "g", "polsce": "d", "polską": "i", "polskę": "a"}


def _by_table(word: str, undeclined: re.Pattern[str], table: list[Ending]) -> str:
    if undeclined.match(word):
        return "n"
    return next((case for ending, case in table if ending.search(word)), "n")


@lru_cache(_NAMES)
def russian(word: str) -> str:
    """The case letter of a Russian name or adjective."""
    return _by_table(word, _RU_UNDECLINED, _RUSSIAN)


@lru_cache(_NAMES)
def ukrainian(word: str) -> str:
    """The case letter of a Ukrainian name or adjective."""
    return _by_table(word, _UK_UNDECLINED, _UKRAINIAN)


@lru_cache(_NAMES)
def polish(word: str, adjective: bool = False) -> str:
    """The case letter of a Polish name; "polski" is a genitive as a name, a nominative as an adjective."""
    if not adjective and word in _POLAND:
        return _POLAND[word]
    return _by_table(word, _PL_UNDECLINED, _POLISH)


CASE_OF: dict[str, Callable[[str], str]] = {"ru": russian, "uk": ukrainian, "pl": polish}

_HEADS = {
    "ru": r"правительств|министерств|президент|войск|вооруженн\w+ сил|сил|власт|парламент|премьер\w*|военн|спецслужб",
    "uk": r"уряд|міністерств|президент|військ|сил|влад|парламент|прем єр\w*|військов",
    "pl": r"rząd|ministerstw|prezydent|wojsk|sił|władz|parlament|premier|armi",
}
_HEAD_CASES = {
    "ru": (("to", "у|ам|ям"), ("by", "ом|ем|ами|ями")),
    "uk": (("to", "ові|ам|ям"), ("by", "ом|ем|ами|ою")),
    "pl": (("to", "owi|om"), ("by", "em|ami|ą")),
}
HEAD_PATTERNS = {
    lang: [(case, re.compile(rf"(?:^| )(?:{heads})(?:{endings}) (?:[^ ]+ )?$")) for case, endings in _HEAD_CASES[lang]]
    for lang, heads in _HEADS.items()
}
"""Case of "правительству …": the words before a name in the genitive, up to the name."""

AGENT_HEADS = {
    lang: re.compile(rf"(?:^| )(?:{heads}) (?:[^ ]+ )?$")
    for lang, heads in {"ru": r"войск|сил|армии|вс", "uk": r"військ|сил|армії|зс", "pl": r"wojsk|sił|armii"}.items()
}
"""Forces in the genitive before a name: "атака войск России" is by them."""
