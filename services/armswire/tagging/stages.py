"""How far a frame has come: the words around its trigger, from the inside out. Pure.

The trigger gives a stage of its own (its table, or its tense). Each stage word that governs it changes that:
wishing, planning and refusing win over what they govern; announcing, approving and agreeing replace "done".
"""

from armswire.tagging.frames import Frame
from armswire.tagging.terms import Marker
from armswire.tagging.units import HEAD_FINAL, Word

_WINS = ("requested", "considered", "stopped")
_DEFAULT_NOUN = {
    "transfer": "done", "use": "done", "test": "done", "production": "done", "deployment": "done",
    "embargo": "done", "trafficking": "done", "procurement": "agreed", "export_control": "done",
    "disarmament": "considered",
}  # fmt: skip


def set_stage(frame: Frame) -> None:
    """Fill status, detail and negated of ``frame``."""
    status, detail = _own(frame)
    for marker in _governors(frame):
        term = marker.term
        assert isinstance(term, Marker)
        if term.kind == "neg":
            status, detail = _negate(frame, term, status, detail)
            continue
        value, _, sub = term.value.partition(":")
        frame.weak = False
        if value == "done":
            continue
        if value == "pledged" and status in ("considered", "requested", "stopped", "agreed", "approved"):
            continue
        if value == "stopped" and status == "stopped" and frame.type == "embargo":
            continue
        status, detail = value, sub or detail
    frame.status, frame.detail = status, detail


def _own(frame: Frame) -> tuple[str, str]:
    term = frame.term
    if term.status:
        return term.status, term.detail
    if term.pos == "s" and term.frame == "get" and term.mode == "sale":
        return "agreed", term.detail  # the headline's "buys" tells a deal that was made, not a delivery
    if term.pos in ("ed", "past", "part", "s", "ing"):
        return "done", term.detail
    if term.pos in ("base", "any", "verb"):
        infinitive = any(
            m.term.value == "to" and m.end <= frame.trigger.start and frame.parsed.gap(m.end, frame.trigger.start) <= 1
            for m in frame.parsed.markers
        )
        return ("pledged" if infinitive else "done"), term.detail
    frame.weak = True
    return _DEFAULT_NOUN.get(term.type, "done"), term.detail


def _governors(frame: Frame) -> list[Word]:
    """Stage words and negations that rule the trigger, the nearest first."""
    parsed, trigger, clause = frame.parsed, frame.trigger, frame.clause
    ruling = parsed.marked("stage", "neg")
    if parsed.lang in HEAD_FINAL:
        return [m for m in ruling if trigger.start <= m.start < clause.end]
    left = [m for m in ruling if clause.start <= m.start and m.end <= trigger.start]
    if parsed.lang != "en" and frame.term.pos == "part":
        left = _of_participle(frame, left)
    right = []
    if frame.term.pos == "noun":
        for m in parsed.marked("stage"):
            if m.start < trigger.end or m.start >= clause.end:
                continue
            if m.term.pos in ("ed", "part") and parsed.gap(trigger.end, m.start) <= 6:
                right.append(m)
    return right + left[::-1]


def _of_participle(frame: Frame, left: list[Word]) -> list[Word]:
    """Of "les canons donnés à l'Ukraine" nothing before the cannons tells the stage."""
    parsed, start = frame.parsed, frame.trigger.start
    weapon = next((w for w in reversed(parsed.weapons) if w.end <= start), None)
    if weapon is None or parsed.gap(weapon.end, start) > 1:
        return left
    auxiliary = any(weapon.end <= m.start < start for m in parsed.marked("be"))
    return left if auxiliary else [m for m in left if m.start >= weapon.end]


def _negate(frame: Frame, term: Marker, status: str, detail: str) -> tuple[str, str]:
    if term.value == "refuse":
        return "stopped", detail or "ruled_out"
    if status == "stopped":
        return status, detail
    if frame.term.pos == "ing" and frame.parsed.sentence.title:
        # The headline "Canada not sending jets" tells what it does not mean to do, unlike "has not sent".
        return "stopped", "ruled_out"
    if status in ("done", "agreed", "approved"):
        frame.negated = True
        return status, detail
    return "stopped", "ruled_out"
