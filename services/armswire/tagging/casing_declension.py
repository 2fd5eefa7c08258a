"""Which role the ending of a Russian, Ukrainian or Polish name gives it in its sentence. Pure."""

import re

from armswire.tagging.casing_slavic import AGENT_HEADS, CASE_OF, HEAD_PATTERNS, polish
from armswire.tagging.terms import ActorKind, Trigger
from armswire.tagging.units import ActorGroup, Parsed, pos_of

_VERBAL = frozenset({"ed", "s", "future", "any", "past", "base", "part", "ing"})


def before(parsed: Parsed, at: int) -> str:
    """The folded sentence up to ``at``."""
    return parsed.folded[: at - parsed.sentence.start]


def _ends_at(parsed: Parsed, start: int) -> str:
    """What stands right before ``start``: weapon, verb, noun, actor, number, or "" for another word."""
    units: list[tuple[str, int]] = [("weapon", w.end) for w in parsed.weapons]
    units += [("actor", g.end) for g in parsed.actors if g.end <= start]
    units += [("verb" if pos_of(t) in _VERBAL else "noun", t.end) for t in parsed.triggers]
    near = [name for name, end in units if end <= start and parsed.gap(end, start) == 0]
    return "weapon" if "weapon" in near else near[0] if near else ""


def declined(parsed: Parsed, group: ActorGroup, lang: str) -> str:
    form = parsed.between(group.spans[-1][1], group.end).strip()
    last = form.split()[-1] if form else ""
    adjective = bool(group.kinds & {ActorKind.DEMONYM, ActorKind.COMPANY})
    letter = polish(last, adjective) if lang == "pl" else CASE_OF[lang](last)
    if adjective and any(
        t.start >= group.end and parsed.gap(group.end, t.start) <= 1 and pos_of(t) == "noun" for t in parsed.triggers
    ):
        return ""
    if group.case and direct(parsed, group):
        return _after_preposition(parsed, group, letter)
    if letter == "m":
        letter = "d" if re.match(r"\s*\w+(?:ам|ям|om)\b", parsed.raw(group.end, parsed.sentence.end)) else "i"
    if letter in ("d", "i"):
        return "to" if letter == "d" else "by"
    if letter not in ("g", "x", "l"):
        return ""
    return _genitive(parsed, group, letter, lang)


def _genitive(parsed: Parsed, group: ActorGroup, letter: str, lang: str) -> str:
    """ "поставки Турции" are to Turkey, "испытания КНДР", "атака войск России" by them, "танки Польши" are its own."""
    left = _ends_at(parsed, group.start)
    noun = next((t for t in reversed(parsed.triggers) if t.end <= group.start and pos_of(t) == "noun"), None)
    does = noun is not None and isinstance(noun.term, Trigger) and noun.term.type in _DONE_BY
    head = before(parsed, group.start)
    if left == "noun" and does:
        return "by"
    if noun and does and parsed.gap(noun.end, group.start) <= _MAX_HEAD_WORDS and AGENT_HEADS[lang].search(head):
        return "by"
    if letter == "x" and left:
        return "to"
    if left in ("weapon", "noun"):
        return "of"
    return next((case for case, pattern in HEAD_PATTERNS[lang] if pattern.search(head)), "")


_DONE_BY = frozenset({"test", "use", "production", "deployment"})
_MAX_HEAD_WORDS = 3


def direct(parsed: Parsed, group: ActorGroup) -> bool:
    """False in "zgoda na sprzedaż Polsce": the preposition governs the noun between."""
    prep = next((m for m in reversed(parsed.marked("prep")) if m.end <= group.start), None)
    between = [u.start for u in (*parsed.triggers,)] + [w.start for w in parsed.weapons]
    return prep is None or not any(prep.end <= start < group.start for start in between)


_AGREEING = re.compile(
    r"(?:umow|rozm|kontrakt|porozum|współprac|granic|wojn|razem|wraz|negocj|соглаш|контракт|договор|переговор|границ|войн|"
    r"вместе|сотруднич|угод|кордон|спільно|разом|співпрац|війн)\w*(?: \w+)?(?: \w+)? \w+ $"
)


def _after_preposition(parsed: Parsed, group: ActorGroup, letter: str) -> str:
    """Motion takes the accusative, place the locative; "с" and "z" mean from with the genitive."""
    case = group.case
    if case == "with" and letter == "n":
        return case if _AGREEING.search(before(parsed, group.start)) else "from"
    if case == "in" and letter == "n" and _from_whom(parsed, group):
        return "from"
    if case in ("in", "on") and letter in ("n", "a"):
        return "to"
    if case == "in" and (letter == "g" or (letter == "x" and _owner_preposition(parsed, group))):
        return "from"
    return "from" if case == "with" and letter in ("g", "x") else case


def _from_whom(parsed: Parsed, group: ActorGroup) -> bool:
    """True in "закуп у США": of an undeclined name the verb tells, and in Russian the preposition."""
    word = before(parsed, group.start).split()[-1:]
    if parsed.lang == "ru":
        return word == ["у"]
    return any(isinstance(t.term, Trigger) and t.term.frame == "get" for t in parsed.triggers)


def _owner_preposition(parsed: Parsed, group: ActorGroup) -> bool:
    """True for Russian "у" and for Ukrainian names in -у: "у Китаю" is from China."""
    word = before(parsed, group.start).split()[-1:]
    form = parsed.between(group.start, group.end)
    return word == ["у"] if parsed.lang == "ru" else form.endswith(("у", "ю"))
