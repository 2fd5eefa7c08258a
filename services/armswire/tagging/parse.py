"""Mentions of one sentence → units: actors grouped and given their case, weapons with origin and number."""

import re

from armswire.tagging.fold import fold
from armswire.tagging.lexicon import Automaton
from armswire.tagging.money import find_money
from armswire.tagging.numbers import Number, find_numbers
from armswire.tagging.scan import scan
from armswire.tagging.sentences import Sentence
from armswire.tagging.terms import Actor, ActorKind, Marker, Mention, Negative, Trigger, Weapon
from armswire.tagging.units import ActorGroup, Parsed, WeaponUnit, Word

_JOIN = re.compile(
    r"^[\s,/&’'\"“”()«»-]*(?:(?:and|or|i|oraz|и|або|та|й|et|y|und|och|with|w|the|و|와|과|と|や|및)[\s]+(?:the\s+)?)?$",
    re.IGNORECASE,
)
_HYPHEN = re.compile(r"^\s?[-–—/]\s?$")
_OF_HEADS = frozenset(
    ["government", "president", "forces", "force", "army", "ministry", "people", "parliament", "members", "minister", "republic", "kingdom", "capital", "city", "military", "navy", "leader", "regime", "state", "head", "part", "north", "south", "east", "west", "outskirts", "sea", "coast", "border"]
)
_MAX_ORIGIN_WORDS = 3
_UNITS_OF_MEASURE = re.compile(
    r"^[\s-]?(?:mm|cm|km|kg|lb|lbs|pound|mile|miles|kilomet|met(?:er|re)|percent|%|per cent|year|day|hour|month|week|мм|км|мм\b|"
    r"people|soldiers|troops|civilians|children|dead|others|wounded|killed|lat|roku|rok|г\b|год|тонн|billion|million|p\.m|a\.m|:\d|°|st\b|nd\b|rd\b|th\b|th-|年|月|日|년|월|일|개국|-year)",
    re.IGNORECASE,
)


def parse(whole: str, sentence: Sentence, lexicon: Automaton) -> Parsed:
    """Return the units of one sentence of ``whole``."""
    text = whole[sentence.start : sentence.end]
    entities, words = scan(text, lexicon)
    parsed = Parsed(sentence, text, fold(text))
    base = sentence.start
    dead = [(m.start, m.end) for m in entities if isinstance(m.term, Negative)]
    for mention in words:
        if any(start <= mention.start < end for start, end in dead):
            continue
        if isinstance(mention.term, Marker) and mention.term.kind == "poss" and text[mention.start - 1] not in "'’":
            continue
        place = Word(mention.start + base, mention.end + base, mention.term)  # type: ignore[arg-type]
        (parsed.triggers if isinstance(mention.term, Trigger) else parsed.markers).append(place)
    actors = [m for m in entities if isinstance(m.term, Actor)]
    parsed.weapons = [
        WeaponUnit(m.start + base, m.end + base, m.term, text[m.start : m.end])
        for m in entities
        if isinstance(m.term, Weapon)
    ]
    parsed.actors = _groups(parsed, actors)
    parsed.money = [_shift_money(amount, base) for amount in find_money(text)]
    parsed.numbers = _free_numbers(parsed, text)
    for group in parsed.actors:
        group.case = _case(parsed, group)
    _bind_origins(parsed)
    _bind_numbers(parsed)
    return parsed


def _shift_money(amount, base):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    return replace(amount, start=amount.start + base, end=amount.end + base)


def _groups(parsed: Parsed, mentions: list[Mention]) -> list[ActorGroup]:
    groups: list[ActorGroup] = []
    base = parsed.sentence.start
    for mention in mentions:
        actor = mention.term
        assert isinstance(actor, Actor)
        if not actor.code:
            continue
        start, end = mention.start + base, mention.end + base
        last = groups[-1] if groups else None
        if last and last.start == start:
            continue
        if last and _joins(parsed, last, start, actor):
            between = parsed.raw(last.end, start)
            last.joined = last.joined or (bool(_HYPHEN.match(between)) and actor.code not in last.codes)
            last.codes = tuple(dict.fromkeys((*last.codes, actor.code)))
            last.kinds = last.kinds | {actor.kind}
            last.spans = (*last.spans, (actor.code, start, end))
            last.end = end
        else:
            groups.append(ActorGroup(start, end, (actor.code,), frozenset({actor.kind}), ((actor.code, start, end),)))
    return groups


def _joins(parsed: Parsed, last: ActorGroup, start: int, actor: Actor) -> bool:
    between = parsed.raw(last.end, start)
    if len(between) > 12:
        # "U.S. Secretary of Defense Lloyd Austin": country, office, name
        return actor.code in last.codes and len(between) < 45 and not _has_word(parsed, last.end, start)
    if _HYPHEN.match(between):
        return True
    if not between.strip():
        return actor.code in last.codes
    return bool(_JOIN.match(between))


def _has_word(parsed: Parsed, start: int, end: int) -> bool:
    """True where a trigger or a marker that ties clauses stands between."""
    if any(start <= t.start < end for t in parsed.triggers):
        return True
    return any(
        start <= m.start < end
        and isinstance(m.term, Marker)
        and m.term.kind not in ("conj", "poss")
        and m.term.value != "of"
        for m in parsed.markers
    ) or any(start <= w.start < end for w in parsed.weapons)


def _case(parsed: Parsed, group: ActorGroup) -> str:
    for marker in parsed.markers:
        if marker.start < group.end + 2 and marker.start >= group.end and _kind(marker) == "poss":
            group.possessive = True
    preps = [m for m in parsed.markers if _kind(m) == "prep" and m.end <= group.start]
    for prep in reversed(preps):
        if not _governs(parsed, prep, group):
            return ""
        assert isinstance(prep.term, Marker)
        if prep.term.value != "of":
            return prep.term.value
        before = parsed.between(parsed.sentence.start, prep.start).split()
        if not before or before[-1] not in _OF_HEADS:
            return "of"
    return ""


def _governs(parsed: Parsed, prep: Word, group: ActorGroup) -> bool:
    if parsed.gap(prep.end, group.start) > 4 or "," in parsed.raw(prep.end, group.start):
        return False
    if any(prep.end <= t.start < group.start and _is_finite(t) for t in parsed.triggers):
        return False
    if any(prep.end <= a.start and a.end <= group.start and a is not group for a in parsed.actors):
        return False
    return not any(
        prep.end <= m.start < group.start
        and _kind(m) in ("clause", "be", "have", "neg", "say", "stage", "conj", "basis")
        for m in parsed.markers
    )


def _is_finite(word: Word) -> bool:
    return isinstance(word.term, Trigger) and word.term.pos in ("base", "s", "ed", "past", "any", "verb")


def _kind(word: Word) -> str:
    return word.term.kind if isinstance(word.term, Marker) else ""


def _bind_origins(parsed: Parsed) -> None:
    for index, weapon in enumerate(parsed.weapons):
        group = next((g for g in reversed(parsed.actors) if g.end <= weapon.start), None)
        if group is None:
            continue
        words = parsed.gap(group.end, weapon.start)
        between = parsed.raw(group.end, weapon.start)
        if words > _MAX_ORIGIN_WORDS or re.search(
            r"[.;:!?]", between.replace(".", "", 1) if "U.S" in between else between
        ):
            continue
        if any(group.end <= w.start < weapon.start for w in parsed.weapons[:index]) and not group.adjective_of >= 0:
            continue
        inside = [m for m in parsed.markers if group.end <= m.start < weapon.start]
        if any(_kind(m) not in ("poss", "made", "past") for m in inside):
            continue
        if any(
            group.end <= t.start < weapon.start
            and t.end <= weapon.start
            and t.term.pos in ("s", "ed", "past", "base", "verb")
            for t in parsed.triggers
        ):  # type: ignore[union-attr]
            continue
        if any(_kind(m) == "made" for m in inside):
            weapon.made = group.codes
        elif "," not in between:
            weapon.origin = group.codes
        group.adjective_of = index


def _free_numbers(parsed: Parsed, text: str) -> list[Number]:
    base = parsed.sentence.start
    found = []
    for number in find_numbers(text):
        start, end = number.start + base, number.end + base
        if any(m.start <= start < m.end for m in parsed.money):
            continue
        if any(w.start < end and start < w.end for w in parsed.weapons):
            continue
        if _UNITS_OF_MEASURE.match(text, number.end):
            continue
        if (
            not number.words
            and not number.scaled
            and 1900 <= number.low <= 2100
            and "," not in text[number.start : number.end]
        ):
            continue
        found.append(Number(start, end, number.low, number.high, number.bound, number.scaled, number.words))
    return found


def _bind_numbers(parsed: Parsed) -> None:
    """Each number goes to the first weapon after it, where only adjectives and "of its" stand between."""
    taken: set[int] = set()
    for number in parsed.numbers:
        index = next((i for i, w in enumerate(parsed.weapons) if w.start >= number.end), None)
        if index is None or index in taken:
            continue
        weapon = parsed.weapons[index]
        if parsed.gap(number.end, weapon.start) > 4 or re.search(r"[,;:()]", parsed.raw(number.end, weapon.start)):
            continue
        inside = [m for m in parsed.markers if number.end <= m.start < weapon.start]
        if any(
            _kind(m) not in ("poss", "made", "pron", "past")
            and not (isinstance(m.term, Marker) and m.term.value == "of")
            for m in inside
        ):
            continue
        if any(
            number.end <= t.start < weapon.start and t.end <= weapon.start and t.term.pos not in ("noun", "adj")
            for t in parsed.triggers
        ):  # type: ignore[union-attr]
            continue
        weapon.number = number
        taken.add(index)


__all__ = ["ActorKind", "parse"]
