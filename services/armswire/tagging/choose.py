"""Which frames stand: each trigger's needs, and one reading where several compete for the same words. Pure."""

from dataclasses import replace

from armswire.tagging.frames import Frame
from armswire.tagging.terms import Trigger
from armswire.tagging.units import HEAD_FINAL, WeaponUnit

_SYSTEMS = frozenset(
    [
        "tank",
        "armoured_vehicle",
        "artillery",
        "combat_aircraft",
        "helicopter",
        "drone",
        "support_aircraft",
        "warship",
        "missile",
        "air_defence",
        "nuclear",
        "sensor",
        "chem_bio",
        "mine",
        "ammunition",
    ]
)
_PLATFORMS = frozenset("combat_aircraft support_aircraft helicopter warship drone air_defence tank nuclear".split())  # noqa: SIM905
_MISSILES = frozenset("missile nuclear artillery drone air_defence".split())  # noqa: SIM905
_LIGHT = frozenset({"arms", "small_arms", "ammunition"})
_FLEET = frozenset({"combat_aircraft", "support_aircraft", "warship", "nuclear"})
_NEEDS = {"light": _LIGHT, "fleet": _FLEET, "system": _SYSTEMS, "platform": _PLATFORMS, "missile": _MISSILES}
_TESTERS = frozenset({"KP", "IR", "IN", "PK", "KR"})
_TEST_WORDS = (" test", " trial", " sea of japan", " into the sea", " into the pacific", " satellite")


def fits(frame: Frame) -> bool:
    """Check the needs of the trigger; on False ``frame.why`` says which one failed."""
    if frame.why:
        return False
    for need in frame.term.needs:
        categories = {weapon.term.category for weapon in frame.weapons}
        if need == "arms" and not categories:
            frame.why = "no arms near"
        elif need in _NEEDS and not categories & _NEEDS[need]:
            frame.why = f"no {need} near"
        elif need == "actor" and not (frame.recipients or frame.suppliers):
            frame.why = "no actor near"
        elif need == "armstrade" and not _trade(frame):
            frame.why = "stops no arms trade"
    return not frame.why


GUESSES = tuple(
    Trigger(kind, frame, "noun", lemma="<weapon>")
    for kind, frame in (
        ("transfer", "deal"), ("use", "fire"), ("deployment", "act"), ("production", "make"), ("test", "act"),
        ("disarmament", "disarm"), ("trafficking", "traffic"), ("procurement", "get"),
    )
)  # fmt: skip
"""What a weapon may be in the news for where no other word tells; the models choose, the rules do not."""


def twins(frame: Frame) -> list[Frame]:
    """A purchase may be an import or from one's own makers: the same frame as the other type, for the models."""
    other = {"transfer": "procurement", "procurement": "transfer"}.get(frame.type)
    if other is None or frame.term.frame != "get" or not frame.recipients or frame.suppliers:
        return []
    places = [replace(place) for place in frame.places]
    return [replace(frame, type=other, places=places, twin=True)]


_VERB_LAST = HEAD_FINAL | {"de"}


def _trade(frame: Frame) -> bool:
    if not frame.weapons:
        return False
    verb_first = frame.parsed.lang not in _VERB_LAST
    start, end = (frame.trigger.end if verb_first else frame.clause.start), frame.clause.end
    return any(
        start <= t.start < end and getattr(t.term, "type", "") in ("transfer", "export_control")
        for t in frame.parsed.triggers
    )


def retype(frame: Frame) -> None:
    """Settle the types that depend on who and what: own purchase or import, test shot or attack, move or gift."""
    if frame.type == "transfer" and frame.term.frame == "get" and not set(frame.suppliers) - set(frame.recipients):
        if frame.recipients and not any(w.made or _foreign(w, frame) for w in frame.weapons):
            frame.type = "procurement"
    elif frame.type == "procurement" and set(frame.suppliers) - set(frame.recipients) and frame.recipients:
        frame.type = "transfer"
    elif frame.type == "use" and frame.term.lemma in ("fire", "launch", "shoot|shot"):
        folded = frame.parsed.folded
        hits = set(frame.recipients) - {"JP", "KR"}
        if "KP" in frame.suppliers or (not hits and any(word in folded for word in _TEST_WORDS)):
            frame.type = "test"
            _forget(frame, "R")
    elif frame.type == "test" and frame.term.frame == "launch" and not _tried(frame):
        frame.why = "fired at somebody, not tried"


def _foreign(weapon: WeaponUnit, frame: Frame) -> bool:
    """True for a designation that none of the buyers makes: buying it is an import."""
    makers = set(weapon.term.makers)
    return bool(makers) and not makers & set(frame.recipients)


def _tried(frame: Frame) -> bool:
    """True where who fires, or a word, tells of a trial."""
    return bool(set(frame.suppliers) & _TESTERS) or any(word in frame.parsed.folded for word in _TEST_WORDS)


_PRIORITY = {"embargo": 5, "trafficking": 5, "disarmament": 4, "test": 3, "transfer": 3, "export_control": 3,
             "production": 2, "procurement": 2, "use": 2, "deployment": 1}  # fmt: skip


def compete(frames: list[Frame]) -> list[Frame]:
    """Of frames on overlapping words, keep the one with most roles and the most telling type."""
    kept: dict[int, list[Frame]] = {}
    for frame in sorted(frames, key=_strength, reverse=True):
        beside = kept.setdefault(frame.parsed.sentence.index, [])
        rival = next((other for other in beside if _overlap(frame, other)), None)
        if rival is None:
            beside.append(frame)
        else:
            frame.why = f"{rival.type} by the same words"
    return [frame for beside in kept.values() for frame in beside]


_LIGHT_VERBS = frozenset({"approve", "pledge", "promise", "offer", "okay", "greenlight", "announce"})


def yield_to_deeds(frames: list[Frame]) -> None:
    """A verb of asking or approving yields to what is asked or approved: "urges Japan to send", "approves the sale"."""
    for frame in frames:
        if frame.term.frame != "ask" and frame.term.lemma not in _LIGHT_VERBS:
            continue
        for other in frames:
            later = other.trigger.start >= frame.trigger.end and other.clause.start == frame.clause.start
            if other.parsed is frame.parsed and other.type == frame.type and later and other.term.frame != "ask":
                frame.why = "the word after it tells what"


def _strength(frame: Frame) -> tuple[float, float, int]:
    roles = bool(frame.suppliers) + bool(frame.recipients)
    return (round(frame.score, 2), _PRIORITY.get(frame.type, 0) + roles, frame.trigger.end - frame.trigger.start)


def _overlap(a: Frame, b: Frame) -> bool:
    return a.parsed is b.parsed and a.trigger.start < b.trigger.end and b.trigger.start < a.trigger.end


def _forget(frame: Frame, role: str) -> None:
    for place in frame.places:
        if place.role == role:
            place.role = ""
