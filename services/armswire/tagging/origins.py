"""Whose a weapon is, in languages other than English: which names before or after it tell that. Pure.

A Slavic or Romance name beside a weapon is a party of the verb ("Украине танки"), only its adjective or genitive
tells whose it is ("польские танки", "танки Польши"); in French, Spanish and Arabic the adjective follows
("chars russes", "صواريخ إيرانية").
"""

import re

from armswire.tagging.terms import ActorKind
from armswire.tagging.units import ActorGroup, Parsed, WeaponUnit, kind_of

_DECLINING = frozenset({"ru", "uk", "pl", "fr", "es", "ar", "de", "sv"})
_FOLLOWING = frozenset({"fr", "es", "ar"})
_GENITIVE = frozenset({"ru", "uk", "pl", "fr", "es"})
_PARTICLES = frozenset({"ko", "ja"})
_MAX_WORDS_TO_ADJECTIVE = 1


def join_names(parsed: Parsed) -> None:
    """Make "missiles Scalp", "ракеты ATACMS" one weapon, the named one; European languages put the kind first."""
    if parsed.lang not in _DECLINING:
        return
    kept: list[WeaponUnit] = []
    for weapon in parsed.weapons:
        last = kept[-1] if kept else None
        between = parsed.raw(last.end, weapon.start) if last else ","
        if last and weapon.term.name and not last.term.name and last.term.category and not between.strip(" \"'«„”“‘’-"):
            kept.pop()
            weapon.start = last.start
        kept.append(weapon)
    parsed.weapons = kept


_BEFORE_COUNT = re.compile(r"^\s?(?:대|문|발|척|기|정|両|台|発|隻|機|門|丁|輌|基|本)?(?:의|の)?\s?\S{0,4}$")
_MAX_BEFORE_COUNT = 4


def bind_counters(parsed: Parsed) -> None:
    """Korean and Japanese count after the thing ("자주포 24문") or, with a particle, before it ("2発のミサイル")."""
    for number in parsed.numbers:
        if re.match(r"\s?(?:차|번|위|개월|주|시|회|次|番|位|か月|回)", parsed.raw(number.end, parsed.sentence.end)):
            continue
        before = next((w for w in reversed(parsed.weapons) if w.end <= number.start), None)
        after = next((w for w in parsed.weapons if w.start >= number.end), None)
        between = parsed.raw(before.end, number.start) if before else "、"
        if before and before.number is None and len(between) <= _MAX_BEFORE_COUNT and not set(between) & set("、。"):
            before.number = number
            continue
        if after and after.number is None and _BEFORE_COUNT.match(parsed.raw(number.end, after.start)):
            after.number = number


def settle_origins(parsed: Parsed) -> None:
    """Take back origins that English grammar saw, and add those of adjectives and genitives after the weapon."""
    if parsed.lang in _PARTICLES:
        _take_back(parsed, [g for g in parsed.actors if g.case not in ("", "of")])
    elif parsed.lang in _DECLINING:
        _take_back(parsed, [g for g in parsed.actors if not _attributive(parsed, g)])
    if parsed.lang in _FOLLOWING or parsed.lang in _GENITIVE:
        for index, weapon in enumerate(parsed.weapons):
            if not weapon.origin and not weapon.made:
                _bind_after(parsed, index, weapon)


def _attributive(parsed: Parsed, group: ActorGroup) -> bool:
    if ActorKind.DEMONYM in group.kinds or ActorKind.COMPANY in group.kinds:
        return True
    return parsed.lang in ("de", "sv") and parsed.between(group.start, group.end).endswith("s") and not group.case


def _take_back(parsed: Parsed, groups: list[ActorGroup]) -> None:
    for group in groups:
        if group.adjective_of < 0:
            continue
        for weapon in parsed.weapons[group.adjective_of :]:
            if weapon.origin == group.codes:
                weapon.origin = ()
        group.adjective_of = -1


def _bind_after(parsed: Parsed, index: int, weapon: WeaponUnit) -> None:
    group = next((g for g in parsed.actors if g.start >= weapon.end), None)
    if group is None or group.adjective_of >= 0 or any(c in parsed.raw(weapon.end, group.start) for c in ",;:()"):
        return
    gap = parsed.gap(weapon.end, group.start)
    adjective = parsed.lang in _FOLLOWING and group.demonym and not group.case and gap <= _MAX_WORDS_TO_ADJECTIVE
    genitive = parsed.lang in _GENITIVE and group.case == "of" and gap <= _MAX_WORDS_TO_ADJECTIVE + 1
    if not (adjective or genitive):
        return
    crossing = [m for m in parsed.markers if weapon.end <= m.start < group.start and kind_of(m) != "prep"]
    if any(weapon.end <= t.start < group.start for t in parsed.triggers) or crossing:
        return
    weapon.origin = group.codes
    group.adjective_of = index
