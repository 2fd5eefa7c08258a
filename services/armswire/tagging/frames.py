"""Frames: a trigger with the roles that the sentence gives it. Pure.

``ROLES`` says, for every frame of the trigger tables, what each place in the sentence is:
``subj`` (before an active verb, or "by" of a passive one), ``obj`` (right after it), the cases (to, for, from …),
``origin`` (whose weapon it is) and ``owner`` (before a noun: "US arms sale"). ``S`` supplier, ``R`` recipient.
"""

from dataclasses import dataclass, field

from armswire.tagging.clauses import Clause, clause_around
from armswire.tagging.terms import ActorKind, Marker, Trigger
from armswire.tagging.units import ActorGroup, Parsed, WeaponUnit, Word

_TARGET = {"on": "R", "against": "R", "at": "R", "into": "R", "over": "R", "in": "R", "to": "R"}
ROLES: dict[str, dict[str, str]] = {
    "give": {"subj": "S", "obj": "R", "to": "R", "for": "R", "by": "S", "from": "S", "origin": "S", "owner": "S"},
    "give_direct": {"subj": "S", "obj": "R", "by": "S", "origin": "S"},
    "get": {"subj": "R", "from": "S", "by": "R", "origin": "S", "owner": "R", "for": "R", "of": "R", "to": "R"},
    "deal": {
        "subj": "S",
        "to": "R",
        "for": "R",
        "from": "S",
        "by": "S",
        "origin": "S",
        "owner": "S",
        "with": "R",
        "against": "",
    },
    "make": {"subj": "S", "by": "S", "origin": "S", "owner": "S", "for": "R", "of": "S", "in": "S"},
    "act": {"subj": "S", "by": "S", "origin": "S", "owner": "S", "in": "R", "to": "R", "of": "S", "on": "R"},
    "launch": {"subj": "S", "by": "S", "origin": "S", "owner": "S", "of": "S"},
    "fire": {"subj": "S", "by": "S", "origin": "S", "owner": "S", "obj": "R", "from": "", **_TARGET},
    "shoot": {"subj": "S", "by": "S", "origin": "R", "owner": "S", "from": "R", "of": "R"},
    "impose": {"subj": "S", "by": "S", "owner": "S", "on": "R", "against": "R", "obj": "R", "to": "R", "for": "R"},
    "stop": {"subj": "S", "by": "S", "to": "R", "for": "R", "owner": "S", "origin": "S", "on": "R", "against": "R"},
    "traffic": {"from": "S", "to": "R", "for": "R", "into": "R", "origin": "S"},
    "disarm": {"subj": "S", "by": "S", "origin": "S", "owner": "S", "of": "S", "in": "S"},
}
_VERBS = frozenset({"base", "s", "ed", "past", "part", "ing", "any", "verb"})


@dataclass(slots=True)
class Frame:
    """One reading of one trigger. ``roles`` keep the spans they came from; ``why`` tells why it was dropped."""

    parsed: Parsed
    trigger: Word
    type: str
    clause: Clause
    suppliers: dict[str, tuple[int, int]] = field(default_factory=dict)
    recipients: dict[str, tuple[int, int]] = field(default_factory=dict)
    weapons: list[WeaponUnit] = field(default_factory=list)
    passive: bool = False
    status: str = ""
    detail: str = ""
    negated: bool = False
    mode: str = ""
    basis: str = "stated"
    background: bool = False
    subject: ActorGroup | None = None
    why: str = ""
    cues: list[str] = field(default_factory=list)

    @property
    def term(self) -> Trigger:
        term = self.trigger.term
        assert isinstance(term, Trigger)
        return term


def build(parsed: Parsed, trigger: Word, context: ActorGroup | None) -> Frame:
    """Return the frame of ``trigger``; ``context`` is who the item spoke of last, for pronouns."""
    clause = clause_around(parsed, trigger)
    assert isinstance(trigger.term, Trigger)
    frame = Frame(parsed, trigger, trigger.term.type, clause, detail=trigger.term.detail, mode=trigger.term.mode)
    frame.passive = _passive(parsed, trigger)
    frame.weapons = _weapons(parsed, trigger, clause)
    _assign(frame, context)
    return frame


def _passive(parsed: Parsed, trigger: Word) -> bool:
    assert isinstance(trigger.term, Trigger)
    if trigger.term.pos == "part":
        return not _marker_before(parsed, trigger.start, "have", 2)
    if trigger.term.pos not in ("ed", "any"):
        return False
    if _marker_before(parsed, trigger.start, "be", 3):
        return True
    after = next((m for m in parsed.markers if m.start >= trigger.end), None)
    if after and _value(after) == "by" and parsed.gap(trigger.end, after.start) <= 1:
        return True
    close = any(w.end <= trigger.start and parsed.gap(w.end, trigger.start) == 0 for w in parsed.weapons)
    ahead = any(w.start >= trigger.end and parsed.gap(trigger.end, w.start) <= 3 for w in parsed.weapons)
    return close and not ahead


def _marker_before(parsed: Parsed, start: int, kind: str, words: int) -> Word | None:
    for marker in reversed(parsed.markers):
        if marker.end <= start:
            if parsed.gap(marker.end, start) > words:
                return None
            if _kind(marker) == kind:
                return marker
    return None


def _weapons(parsed: Parsed, trigger: Word, clause: Clause) -> list[WeaponUnit]:
    """The weapons that the trigger is about: those of its clause, else the sentence's nearest."""
    inside = [w for w in parsed.weapons if clause.start <= w.start < clause.end]
    if inside:
        return inside
    near = sorted(parsed.weapons, key=lambda w: min(abs(w.start - trigger.end), abs(trigger.start - w.end)))
    return near[:1]


def _assign(frame: Frame, context: ActorGroup | None) -> None:
    parsed, trigger, roles = frame.parsed, frame.trigger, ROLES[frame.term.frame]
    verb = frame.term.pos in _VERBS
    subject = _subject(frame, context)
    frame.subject = subject
    if subject is not None and (not verb or not frame.passive):
        if "subj" in roles:
            _put(frame, "subj", subject)
    owner = _owner(frame) if not verb else None
    if owner is not None:
        if owner is subject:
            frame.suppliers.clear()
            frame.recipients.clear()
        _put(frame, _owner_role(frame, owner, subject), owner)
    for group in parsed.actors:
        if group is subject or group is owner:
            continue
        inside = frame.clause.start <= group.start < frame.clause.end
        if group.adjective_of >= 0:
            weapon = parsed.weapons[group.adjective_of]
            if weapon in frame.weapons and weapon.origin and inside:
                _put(frame, "origin", group)
            continue
        if not inside:
            continue
        if group.case:
            if group.start >= trigger.end or group.case in ("to", "from", "against", "by", "on", "for"):
                _put(frame, group.case, group)
        elif (group.start >= trigger.end and verb and not frame.passive and parsed.gap(trigger.end, group.start) <= 2) or (frame.passive and group.end <= trigger.start and not group.demonym):
            _put(frame, "obj", group)


def _put(frame: Frame, place: str, group: ActorGroup) -> None:
    role = ROLES[frame.term.frame].get(place, "")
    if not role:
        return
    side, other = (frame.suppliers, frame.recipients) if role == "S" else (frame.recipients, frame.suppliers)
    if place == "origin" and side:
        return
    for code, start, end in group.spans:
        if code not in other:
            side.setdefault(code, (start, end))


def _subject(frame: Frame, context: ActorGroup | None) -> ActorGroup | None:
    parsed, trigger, clause = frame.parsed, frame.trigger, frame.clause
    for group in reversed(parsed.actors):
        if group.end > trigger.start or group.start < clause.start:
            continue
        if group.case or _is_attribute(frame, group):
            continue
        return group
    if _pronoun_before(frame) or clause.opener in ("that", "as", "say", ""):
        left = [g for g in parsed.actors if g.end <= max(clause.start, parsed.sentence.start) and not g.case]
        if left and clause.start > parsed.sentence.start:
            return left[-1]
        if _pronoun_before(frame):
            return context
    return None


def _is_attribute(frame: Frame, group: ActorGroup) -> bool:
    """True for a group that only says whose weapon is the object of another word."""
    if group.adjective_of < 0:
        return False
    weapon = frame.parsed.weapons[group.adjective_of]
    return frame.term.frame in ("give", "get", "shoot", "deal", "impose", "stop") or bool(weapon.made)


def _pronoun_before(frame: Frame) -> bool:
    return any(
        _kind(m) == "pron" and frame.clause.start <= m.start and m.end <= frame.trigger.start
        for m in frame.parsed.markers
    )


def _owner(frame: Frame) -> ActorGroup | None:
    """The group that stands as an attribute before a noun trigger: "US arms sale", "Poland's purchase"."""
    parsed, start = frame.parsed, frame.trigger.start
    for group in reversed(parsed.actors):
        if group.end > start:
            continue
        if parsed.gap(group.end, start) > 4 or group.start < frame.clause.start:
            return None
        crossed = [m for m in parsed.markers if group.end <= m.start < start]
        if any(_kind(m) not in ("poss", "past", "conj", "made") for m in crossed):
            return None
        if any(group.end <= t.start and t.end <= start and t.term.pos in _VERBS for t in parsed.triggers):  # type: ignore[union-attr]
            return None
        return group
    return None


_USUAL_RECIPIENTS = frozenset({"UA", "TW"})


def _owner_role(frame: Frame, owner: ActorGroup, subject: ActorGroup | None) -> str:
    """A noun's owner gives, unless somebody else does: "US approves Taiwan arms sale"."""
    if frame.term.frame != "deal" or owner.demonym:
        return "owner"
    has_other = subject is not None and subject is not owner and subject.codes != owner.codes
    to = any(g.case in ("to", "for") and g.start >= frame.trigger.end for g in frame.parsed.actors)
    if has_other and not to:
        return "to"
    if owner.codes[0] in _USUAL_RECIPIENTS and not to:
        return "to"
    return "owner"


def _kind(word: Word) -> str:
    return word.term.kind if isinstance(word.term, Marker) else ""


def _value(word: Word) -> str:
    return word.term.value if isinstance(word.term, Marker) else ""


__all__ = ["ActorKind", "Frame", "build"]
