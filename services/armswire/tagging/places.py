"""Where each actor of the sentence stands, seen from a trigger. Grammar only: no word meanings. Pure."""

from dataclasses import dataclass

from armswire.tagging.clauses import clause_around
from armswire.tagging.frames import ROLES, VERBS, Frame, Place
from armswire.tagging.terms import Trigger
from armswire.tagging.units import HEAD_FINAL, ActorGroup, Clause, Parsed, WeaponUnit, Word, kind_of, pos_of, value_of

_MAX_OWNER_WORDS = 4
_MAX_OBJECT_WORDS = 2
_LEFT_CASES = frozenset({"to", "from", "against", "by", "on", "for"})
"""Cases that reach a trigger from its left: "To Ukraine, Poland sent tanks"."""


@dataclass(slots=True)
class Context:
    """Who the item spoke of before this sentence: its last subject ("it"), its last group of several ("both")."""

    last: ActorGroup | None = None
    several: ActorGroup | None = None

    def hear(self, parsed: Parsed) -> None:
        """Take in a sentence that has been read."""
        self.last = next((g for g in parsed.actors if not g.case), self.last)
        self.several = next((g for g in reversed(parsed.actors) if len(g.codes) > 1), self.several)


def build(parsed: Parsed, trigger: Word, context: Context) -> Frame:
    """Return the frame of ``trigger``; ``context`` is whom pronouns mean."""
    assert isinstance(trigger.term, Trigger)
    term = trigger.term
    frame = Frame(parsed, trigger, term.type, clause_around(parsed, trigger), detail=term.detail, mode=term.mode)
    frame.passive = _passive(parsed, trigger, frame.clause)
    frame.weapons = _weapons(parsed, frame)
    subject = _subject(frame, context)
    owner = None if frame.is_verb else _owner(frame)
    frame.places = [Place(group, _place(frame, group, subject, owner)) for group in parsed.actors]
    if subject is not None and all(place.group is not subject for place in frame.places):
        frame.places.append(Place(subject, "subj"))
    roles = ROLES[term.frame]
    for place in frame.places:
        place.role = roles.get(place.name, "")
    if _general(frame):
        frame.why = "a general statement"
    frame.unnamed = not frame.recipients and _unnamed(frame)
    return frame


_ANYBODY = frozenset(
    {"countries", "nations", "states", "those", "anyone", "companies", "governments", "people", "others", "allies"}
)


def _general(frame: Frame) -> bool:
    """True in "countries that supply arms": no particular event."""
    if frame.clause.opener != "that":
        return False
    base = frame.parsed.sentence.start
    before = frame.parsed.folded[: frame.clause.start - base].split()[-2:-1]
    return bool(before) and before[0] in _ANYBODY


def _unnamed(frame: Frame) -> bool:
    """True where the recipient's preposition is followed by "countries", "others": somebody without a name."""
    parsed, base, roles = frame.parsed, frame.parsed.sentence.start, ROLES[frame.term.frame]
    if _ANYBODY.isdisjoint(parsed.tokens):
        return False
    for prep in parsed.markers:
        if frame.trigger.start <= prep.start < frame.clause.end and roles.get(value_of(prep)) == "R":
            after = parsed.folded[prep.end - base :].split(maxsplit=3)[:3]
            if any(word in _ANYBODY for word in after):
                return True
    return False


def _passive(parsed: Parsed, trigger: Word, clause: Clause) -> bool:
    pos = pos_of(trigger)
    if pos == "part":
        return not _marker_before(parsed, trigger.start, "have", 2)
    if pos not in ("ed", "any"):
        return False
    if parsed.lang == "de":
        return any(clause.start <= m.start < trigger.start for m in parsed.marked("be"))
    if _marker_before(parsed, trigger.start, "be", 3):
        return True
    after = next((m for m in parsed.markers if m.start >= trigger.end), None)
    if after and value_of(after) == "by" and parsed.gap(trigger.end, after.start) <= 1:
        return True
    if parsed.lang != "en":
        return False
    close = any(w.end <= trigger.start and parsed.gap(w.end, trigger.start) == 0 for w in parsed.weapons)
    ahead = any(w.start >= trigger.end and parsed.gap(trigger.end, w.start) <= 3 for w in parsed.weapons)
    return close and not ahead and pos == "ed"


def _marker_before(parsed: Parsed, start: int, kind: str, words: int) -> Word | None:
    for marker in reversed(parsed.markers):
        if marker.end <= start:
            if parsed.gap(marker.end, start) > words:
                return None
            if kind_of(marker) == kind:
                return marker
    return None


def _weapons(parsed: Parsed, frame: Frame) -> list[WeaponUnit]:
    """The weapons that the trigger is about: those of its clause, else the sentence's nearest."""
    clause, trigger = frame.clause, frame.trigger
    inside = [w for w in parsed.weapons if clause.start <= w.start < clause.end]
    if inside:
        return inside
    near = sorted(parsed.weapons, key=lambda w: min(abs(w.start - trigger.end), abs(trigger.start - w.end)))
    return near[:1]


def _place(frame: Frame, group: ActorGroup, subject: ActorGroup | None, owner: ActorGroup | None) -> str:
    parsed, trigger = frame.parsed, frame.trigger
    right = group.start >= trigger.end
    if not frame.clause.start <= group.start < frame.clause.end and group is not subject:
        return f"out_{group.case or ('right' if right else 'left')}"
    if group is owner:
        return _owner_place(frame, owner, subject)
    if group is subject:
        return _subject_place(frame, subject)
    if group.adjective_of >= 0:
        weapon = parsed.weapons[group.adjective_of]
        return "made" if weapon.made else "origin" if weapon in frame.weapons else "other_weapon"
    if group.case == "subj" and parsed.lang in HEAD_FINAL:
        return "left"
    if group.case == "subj":
        return _passive_subject(frame) if frame.passive else "subj"
    if group.case:
        if group.case == "with" and _partner(parsed, group):
            return "partner"
        far = group.case == "with" and parsed.gap(trigger.end, group.start) > _MAX_OBJECT_WORDS
        return (
            group.case
            if (right or group.case in _LEFT_CASES or parsed.lang in HEAD_FINAL) and not far
            else f"far_{group.case}"
        )
    if right and frame.is_verb and not frame.passive and parsed.gap(trigger.end, group.start) <= _MAX_OBJECT_WORDS:
        return "obj"
    return "right" if right else "left"


def _partner(parsed: Parsed, group: ActorGroup) -> bool:
    """True in "talks with", "deal signed with": the other side of what is being dealt."""
    if parsed.lang in HEAD_FINAL:
        return True
    prep = next((m for m in reversed(parsed.markers) if value_of(m) == "with" and m.end <= group.start), None)
    if prep is None:
        return False
    stages = ("considered", "agreed", "requested")
    return any(
        value_of(m) in stages and m.end <= prep.start and parsed.gap(m.end, prep.start) <= 1
        for m in parsed.marked("stage")
    )


_GIVEN_THINGS = frozenset({"give", "get", "deal", "make"})


def _passive_subject(frame: Frame) -> str:
    """Only English says "Ukraine was given tanks"; elsewhere the subject of a passive giving is the thing given."""
    return "left" if frame.parsed.lang != "en" and frame.term.frame in _GIVEN_THINGS else "obj"


def _subject_place(frame: Frame, subject: ActorGroup) -> str:
    if frame.passive:
        return _passive_subject(frame)
    if frame.is_verb:
        return "subj"
    parsed, start = frame.parsed, frame.trigger.start
    if subject.case == "subj":
        return "subj"
    if any(subject.end <= m.start and m.end <= start for m in parsed.marked("stage", "light")):
        return "subj"
    return "subj" if parsed.gap(subject.end, start) <= _MAX_OBJECT_WORDS else "far_subj"


def _subject(frame: Frame, context: Context) -> ActorGroup | None:
    """The nearest bare group before the trigger; over a clause border where the clause has none of its own."""
    parsed, trigger, clause = frame.parsed, frame.trigger, frame.clause
    before = [
        g for g in parsed.actors if g.end <= trigger.start and g.case in ("", "subj") and not _is_attribute(frame, g)
    ]
    inside = [g for g in before if g.start >= clause.start]
    inside = [g for g in inside if g.case] or inside
    if inside and parsed.lang in HEAD_FINAL:
        free = [g for g in inside if not any(g.end <= t.start and t.end <= trigger.start for t in parsed.triggers)]
        return free[-1] if free else inside[0]
    if inside:
        return inside[-1]
    pronouns = [m for m in parsed.marked("pron") if clause.start <= m.start and m.end <= trigger.start]
    if pronouns and value_of(pronouns[-1]) == "plural":
        return context.several or context.last
    if clause.opener == "that" and not pronouns and not _reported(parsed, clause.start):
        near = [g for g in before if parsed.gap(g.end, clause.start) <= 2]
        return near[-1] if near else None
    if before and (pronouns or clause.opener in ("that", "as", "say", "")):
        return before[-1]
    return context.last if pronouns else None


def _reported(parsed: Parsed, start: int) -> bool:
    """True where the "that" before ``start`` follows a verb of saying or deciding, not a noun."""
    return any(m.end <= start and parsed.gap(m.end, start) <= 2 for m in parsed.marked("say", "basis", "stage"))


def _is_attribute(frame: Frame, group: ActorGroup) -> bool:
    """True for a group that only says whose weapon is the object of another word."""
    if group.adjective_of < 0:
        return False
    weapon = frame.parsed.weapons[group.adjective_of]
    return frame.term.frame in ("give", "get", "shoot", "deal", "impose", "stop") or bool(weapon.made)


def _owner(frame: Frame) -> ActorGroup | None:
    """The group that stands as an attribute before a noun trigger: "US arms sale", "Poland's purchase"."""
    parsed, start = frame.parsed, frame.trigger.start
    group = next((g for g in reversed(parsed.actors) if g.end <= start), None)
    if group is None or parsed.gap(group.end, start) > _MAX_OWNER_WORDS or group.start < frame.clause.start:
        return None
    if parsed.lang != "en" and group.case not in ("", "of"):
        return None
    if parsed.lang in HEAD_FINAL and group.adjective_of >= 0:
        return None
    crossed = [m for m in parsed.markers if group.end <= m.start < start]
    if any(kind_of(m) not in ("poss", "past", "conj", "made") for m in crossed):
        return None
    if any(group.end <= t.start and t.end <= start and pos_of(t) in VERBS for t in parsed.triggers):
        return None
    return group


_USUAL_RECIPIENTS = frozenset({"UA", "TW"})
"""Whose name before "arms package" tells for whom it is, not from whom."""


def _owner_place(frame: Frame, owner: ActorGroup, subject: ActorGroup | None) -> str:
    """A noun's owner gives, unless somebody else does: "US approves Taiwan arms sale"."""
    if frame.term.frame != "deal" or owner.demonym:
        return "owner"
    to = any(g.case in ("to", "for") and g.start >= frame.trigger.end for g in frame.parsed.actors)
    other = subject is not None and subject is not owner and subject.codes != owner.codes
    if not to and (other or owner.codes[0] in _USUAL_RECIPIENTS):
        return "beneficiary"
    return "owner"
