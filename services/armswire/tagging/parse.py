"""Mentions of one sentence → units: what stands where, before anybody asks who does what. Pure."""

import re
from dataclasses import dataclass, replace

from armswire.tagging.binding import bare_offers, bind_numbers, bind_origins
from armswire.tagging.cases import group_actors
from armswire.tagging.casing import set_cases
from armswire.tagging.fold import fold
from armswire.tagging.lexicon import Automaton
from armswire.tagging.money import find_money
from armswire.tagging.numbers import Number, find_numbers
from armswire.tagging.origins import bind_counters, join_names, settle_origins
from armswire.tagging.scan import scan
from armswire.tagging.sentences import Sentence
from armswire.tagging.terms import Actor, Marker, Mention, Negative, Trigger, Weapon
from armswire.tagging.units import HEAD_FINAL, Parsed, WeaponUnit, Word
from armswire_schemas.events import DIRECTED_TYPES

_MEASURE = re.compile(
    r"[\s\u00a0-]?(?:mm|cm|km|kg|lbs?|pounds?|miles?|kilomet|met(?:er|re)|percent|%|per cent|foot\b|ft\b|feet|"
    r"tons?\b|tonnes?\b|tonn|years?|days?|hours?|months?|weeks?|"
    r"мм|км|people|soldiers|troops|civilians|children|dead|others|wounded|killed|lat\b|roku|rok|г\b|год|тонн|"
    r"p\.m|a\.m|:\d|°|st\b|nd\b|rd\b|th\b|th-|年|月|日|년|월|일|개국|countries|nations|states)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Scanned:
    """The mentions of one sentence, offsets within it."""

    sentence: Sentence
    text: str
    entities: list[Mention]
    triggers: list[Mention]
    markers: list[Mention]


def scan_sentence(whole: str, sentence: Sentence, lexicon: Automaton) -> Scanned:
    """Find the mentions of one sentence of ``whole``; what lies in a figure of speech is left out."""
    text = whole[sentence.start : sentence.end]
    entities, triggers, markers = scan(text, lexicon)
    dead = [(m.start, m.end) for m in entities if isinstance(m.term, Negative)]

    def alive(mention: Mention) -> bool:
        return not any(start <= mention.start < end for start, end in dead)

    weapons = [m for m in entities if isinstance(m.term, Weapon)]
    triggers = [t for t in triggers if not _only_maker(t, text, markers) and not _is_weapon(t, weapons)]
    names = [(m.start, m.end) for m in entities if isinstance(m.term, Actor)]

    def free(mention: Mention) -> bool:
        if isinstance(mention.term, Marker) and mention.term.kind == "arms_context":
            return True
        return not any(start <= mention.start and mention.end <= end for start, end in names)

    markers = [m for m in markers if free(m) and not _false_possessive(m, text)]
    return Scanned(sentence, text, entities, [t for t in triggers if alive(t) and free(t)], markers)


def _false_possessive(mention: Mention, text: str) -> bool:
    """The "s" of "U.S." is folded like that of "Iran's"."""
    return isinstance(mention.term, Marker) and mention.term.kind == "poss" and text[mention.start - 1] not in "'’"


def _only_maker(mention: Mention, text: str, markers: list[Mention]) -> bool:
    """The verb of "Korean-made" tells who made it, not that it is being made."""
    if mention.start == 0 or text[mention.start - 1] not in "-‐‑–":
        return False
    return any(m.start == mention.start and isinstance(m.term, Marker) and m.term.kind == "made" for m in markers)


def _is_weapon(mention: Mention, weapons: list[Mention]) -> bool:
    """The verb of "arms", "shells", "ships" is the weapon there; that of "Joint Strike Fighter" part of a name."""
    if not isinstance(mention.term, Trigger) or mention.term.pos == "noun":
        return any(
            w.start <= mention.start and mention.end <= w.end and isinstance(w.term, Weapon) and w.term.name
            for w in weapons
        )
    return any(w.start <= mention.start and mention.end <= w.end for w in weapons)


def is_armed(item: list[Scanned]) -> bool:
    """True where arms are named without doubt somewhere in the item: ambiguous words count then too."""
    for scanned in item:
        if any(isinstance(m.term, Weapon) and m.term.category and not m.context for m in scanned.entities):
            return True
        if any(isinstance(m.term, Trigger) and not m.term.needs for m in scanned.triggers):
            return True
        if any(isinstance(m.term, Marker) and m.term.kind == "arms_context" for m in scanned.markers):
            return True
    ambiguous = {m.term for s in item for m in s.entities if isinstance(m.term, Weapon) and m.term.category}
    if len({term.category for term in ambiguous}) > 1 or len({term.name for term in ambiguous}) > 1:
        return True
    return any(_is_deal(scanned) for scanned in item)


def _is_deal(scanned: Scanned) -> bool:
    """True where two states and an ambiguous weapon ("tanks") stand with a word of giving or buying."""
    if not any(isinstance(m.term, Weapon) and m.term.category for m in scanned.entities):
        return False
    if not any(isinstance(m.term, Trigger) and m.term.type in DIRECTED_TYPES for m in scanned.triggers):
        return False
    states = {m.term.code for m in scanned.entities if isinstance(m.term, Actor) and m.term.code and not m.context}
    return len(states) > 1


def parse(scanned: Scanned, armed: bool, lang: str = "en") -> Parsed:
    """Return the units of one sentence; words that need arms nearby count only where ``armed``."""
    sentence, text, base = scanned.sentence, scanned.text, scanned.sentence.start
    entities = [m for m in scanned.entities if armed or not m.context]
    parsed = Parsed(sentence, text, fold(text), lang)
    parsed.triggers = _words(scanned.triggers, base)
    parsed.markers = _words(scanned.markers, base)
    parsed.weapons = [
        WeaponUnit(m.start + base, m.end + base, m.term, text[m.start : m.end])
        for m in entities
        if isinstance(m.term, Weapon) and m.term.category
    ]
    join_names(parsed)
    parsed.actors = group_actors(parsed, [m for m in entities if isinstance(m.term, Actor) and m.term.code])
    set_cases(parsed, lang)
    if parsed.weapons or parsed.triggers:  # finding figures costs more than all the rest, and they are for these
        parsed.money = [replace(a, start=a.start + base, end=a.end + base) for a in find_money(text)]
        parsed.numbers = _free_numbers(parsed)
    parsed.triggers += bare_offers(parsed)
    bind_origins(parsed)
    settle_origins(parsed)
    if lang in HEAD_FINAL:
        bind_counters(parsed)
    else:
        bind_numbers(parsed)
    return parsed


def _words(mentions: list[Mention], base: int) -> list[Word]:
    return [
        Word(mention.start + base, mention.end + base, mention.term)
        for mention in mentions
        if isinstance(mention.term, Trigger | Marker)
    ]


def _free_numbers(parsed: Parsed) -> list[Number]:
    """Numbers that may count weapons: no money, no part of a designation, no year, calibre or age."""
    found = []
    base = parsed.sentence.start
    for number in find_numbers(parsed.text):
        start, end = number.start + base, number.end + base
        if any(m.start <= start < m.end for m in parsed.money):
            continue
        if any(w.start < end and start < w.end for w in parsed.weapons):
            continue
        if _MEASURE.match(parsed.text, number.end) or _is_year(number, parsed.text):
            continue
        found.append(replace(number, start=start, end=end))
    return found


def _is_year(number: Number, text: str) -> bool:
    if number.words or number.scaled or not 1900 <= number.low <= 2100:
        return False
    return "," not in text[number.start : number.end]
