"""Group the actors of a sentence and say how each group stands in it: bare, or after which preposition. Pure."""

import re

from armswire.tagging.terms import Actor, Mention
from armswire.tagging.units import HEAD_FINAL, ActorGroup, Parsed, WeaponUnit, Word, kind_of, pos_of, value_of

_JOIN = re.compile(
    r"^[\s,、，・·/&’'\"“”()«»-]*(?:(?:and|or|nor|i|oraz|и|або|та|й|et|y|und|och|with|w|the|و|와|과|と|や|및)\s+(?:the\s+)?)?$",
    re.IGNORECASE,
)
_HYPHEN = re.compile(r"^\s?[-–—/]\s?$")
_OF_HEADS = frozenset(
    {"government", "president", "forces", "force", "army", "ministry", "people", "parliament", "members", "minister",
     "republic", "kingdom", "capital", "city", "military", "navy", "leader", "regime", "state", "head", "part", "north",
     "south", "east", "west", "outskirts", "sea", "coast", "border", "town", "region", "province", "port", "area"}
)  # fmt: skip
_FINITE = frozenset({"base", "s", "ed", "past", "any", "verb"})
_CUTS = frozenset({"clause", "be", "have", "neg", "say", "stage", "conj", "basis"})
_MAX_GOVERNED_WORDS = 4
_MAX_TITLE_CHARS = 45
"""Between a country and its minister's name: "U.S. Secretary of Defense Lloyd Austin"."""


def group_actors(parsed: Parsed, mentions: list[Mention]) -> list[ActorGroup]:
    """Return the actors in groups, each with its case."""
    groups: list[ActorGroup] = []
    for mention in mentions:
        actor = mention.term
        assert isinstance(actor, Actor)
        start, end = mention.start, mention.end
        last = groups[-1] if groups else None
        if last and last.start == start:
            continue
        if last and _joins(parsed, last, start, actor):
            _extend(parsed, last, actor, start, end)
        else:
            groups.append(ActorGroup(start, end, (actor.code,), frozenset({actor.kind}), ((actor.code, start, end),)))
    for group in groups:
        group.possessive = any(m.start - group.end in (0, 1) for m in parsed.marked("poss"))
        group.case = _case(parsed, groups, group)
    return groups


def _extend(parsed: Parsed, last: ActorGroup, actor: Actor, start: int, end: int) -> None:
    if actor.code not in last.codes and _HYPHEN.match(parsed.raw(last.end, start)):
        last.joined = True
    last.codes = tuple(dict.fromkeys((*last.codes, actor.code)))
    last.kinds = last.kinds | {actor.kind}
    last.spans = (*last.spans, (actor.code, start, end))
    last.end = end


def _joins(parsed: Parsed, last: ActorGroup, start: int, actor: Actor) -> bool:
    between = parsed.raw(last.end, start)
    if len(between) > 12:
        near = len(between) < _MAX_TITLE_CHARS and "," not in between
        return actor.code in last.codes and near and not _crosses(parsed, last.end, start)
    if _HYPHEN.match(between):
        return True
    if parsed.lang in HEAD_FINAL and parsed.sentence.title and set(between) & set(",、，"):
        return False
    if not between.strip():
        return actor.code in last.codes
    return bool(_JOIN.match(between))


def _crosses(parsed: Parsed, start: int, end: int) -> bool:
    """True where something that ties clauses, or a weapon, stands between."""
    units: list[Word | WeaponUnit] = [*parsed.triggers, *parsed.weapons]
    if any(start <= unit.start < end for unit in units):
        return True
    return any(
        start <= m.start < end and kind_of(m) not in ("conj", "poss", "past") and value_of(m) != "of"
        for m in parsed.markers
    )


def _case(parsed: Parsed, groups: list[ActorGroup], group: ActorGroup) -> str:
    for prep in reversed(parsed.marked("prep")):
        if prep.end > group.start:
            continue
        if not _governs(parsed, groups, prep, group):
            return ""
        if value_of(prep) != "of":
            return value_of(prep)
        before = parsed.between(parsed.sentence.start, prep.start).split()
        if not before or before[-1] not in _OF_HEADS:
            return "of"
    return ""


def _governs(parsed: Parsed, groups: list[ActorGroup], prep: Word, group: ActorGroup) -> bool:
    if parsed.gap(prep.end, group.start) > _MAX_GOVERNED_WORDS or "," in parsed.raw(prep.end, group.start):
        return False
    if any(prep.end <= t.start < group.start and pos_of(t) in _FINITE for t in parsed.triggers):
        return False
    if any(prep.end <= a.start and a.end <= group.start for a in groups if a is not group):
        return False
    return not any(prep.end <= m.start < group.start and kind_of(m) in _CUTS for m in parsed.markers)
