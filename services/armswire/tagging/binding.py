"""Bind to each weapon whose it is ("Russian S-400", "Iranian-made") and how many. Pure."""

import re

from armswire.tagging.terms import ActorKind, Trigger
from armswire.tagging.units import ActorGroup, Parsed, WeaponUnit, Word, kind_of, pos_of, value_of

_MAX_ORIGIN_WORDS = 3
_MAX_NUMBER_WORDS = 4
_FINITE = frozenset({"s", "ed", "past", "base", "verb", "any", "ing", "part"})
_PARTICIPLES = frozenset({"ed", "ing", "part"})
_PASSED = frozenset({"poss", "made", "pron", "past", "arms_context"})
"""Markers that may stand between a number and what it counts."""

_ACTS = frozenset({
    "strike", "strikes", "airstrike", "airstrikes", "attack", "attacks", "raid", "raids", "barrage", "barrages",
    "launches", "tests", "pilots", "crews",
})  # fmt: skip
"""What is counted instead of the weapon that is named before it: "three missile strikes"."""


def bind_origins(parsed: Parsed) -> None:
    """Set ``origin`` (or ``made``) of weapons and ``adjective_of`` of the groups that tell it."""
    for index, weapon in enumerate(parsed.weapons):
        group = next((g for g in reversed(parsed.actors) if g.end <= weapon.start), None)
        if group is None or not _attribute(parsed, group, weapon, index):
            continue
        if any(group.end <= m.start < weapon.start for m in parsed.marked("made")):
            weapon.made = group.codes
        else:
            weapon.origin = group.codes
        if group.adjective_of < 0:
            group.adjective_of = index


def _attribute(parsed: Parsed, group: ActorGroup, weapon: WeaponUnit, index: int) -> bool:
    between = parsed.raw(group.end, weapon.start)
    if parsed.gap(group.end, weapon.start) > _MAX_ORIGIN_WORDS or re.search(r"[,;:!?()]|\.\s", between):
        return False
    if _is_object(parsed, group):
        return False
    others = [w for w in parsed.weapons[:index] if group.end <= w.start]
    if others and group.adjective_of < 0:
        return False
    if any(
        (group.end <= m.start < weapon.start and kind_of(m) not in ("poss", "made", "past", "stage", "arms_context"))
        or (group.end <= m.start < weapon.start and kind_of(m) == "stage" and pos_of(m) == "verb")
        for m in parsed.markers
    ):
        return False
    return not any(group.end <= t.start and t.end <= weapon.start and pos_of(t) in _FINITE for t in parsed.triggers)


def _is_object(parsed: Parsed, group: ActorGroup) -> bool:
    """The name in "send Ukraine tanks" is who gets them; a demonym or "Ukraine's" would be whose they are."""
    if group.possessive or ActorKind.DEMONYM in group.kinds:
        return False
    return any(
        isinstance(t.term, Trigger) and t.term.frame in ("give", "give_direct") and pos_of(t) in _FINITE
        and t.end <= group.start and parsed.gap(t.end, group.start) == 0
        for t in parsed.triggers
    )  # fmt: skip


_OFFER = Trigger("transfer", "deal", "noun", "", "", "unknown", frozenset({"arms"}), "<weapon> for")


def bare_offers(parsed: Parsed) -> list[Word]:
    """A trigger for each weapon that is followed by "for" or "to" somebody: "tanks for Ukraine"."""
    found = []
    for weapon in parsed.weapons:
        prep = next((m for m in parsed.markers if value_of(m) in ("to", "for") and m.start >= weapon.end), None)
        if prep is None or parsed.gap(weapon.end, prep.start) > 1:
            continue
        group = next((g for g in parsed.actors if g.start >= prep.end), None)
        if group is not None and group.case == value_of(prep):
            found.append(Word(weapon.start, prep.end, _OFFER))
    return found


def bind_numbers(parsed: Parsed) -> None:
    """Each number goes to the first weapon after it, where only adjectives and "of its" stand between."""
    taken: set[int] = set()
    for number in parsed.numbers:
        index = next((i for i, w in enumerate(parsed.weapons) if w.start >= number.end), None)
        if index is None or index in taken:
            continue
        weapon = parsed.weapons[index]
        if _is_act(parsed, weapon):
            continue
        between = parsed.raw(number.end, weapon.start)
        if parsed.gap(number.end, weapon.start) > _MAX_NUMBER_WORDS or re.search(r"[,;:()]", between):
            continue
        if _interrupted(parsed, number.end, weapon.start):
            continue
        weapon.number = number
        taken.add(index)


def _is_act(parsed: Parsed, weapon: WeaponUnit) -> bool:
    """True where what is done with the weapon follows its name, which is in the singular then, or ends it."""
    last = parsed.between(weapon.start, weapon.end).split()[-1:]
    after = parsed.between(weapon.end, parsed.sentence.end).split(maxsplit=1)[:1]
    return not _ACTS.isdisjoint(last if last and last[0].endswith("s") else last + after)


def _interrupted(parsed: Parsed, start: int, end: int) -> bool:
    """True where a verb or a preposition stands between; a participle that follows the number is an adjective."""
    near = [w for w in (*parsed.markers, *parsed.triggers) if start <= w.start < end and not parsed.gap(start, w.start)]
    adjective = next((w.end for w in near if kind_of(w) == "stage" or pos_of(w) in _PARTICIPLES), start)
    if any(adjective <= m.start < end and kind_of(m) not in _PASSED and value_of(m) != "of" for m in parsed.markers):
        return True
    return any(adjective <= t.start and t.end <= end and pos_of(t) in _FINITE for t in parsed.triggers)
