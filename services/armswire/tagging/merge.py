"""Frames of one item → events: retellings become one, unknown sides are filled from fuller frames. Pure."""

from armswire.tagging.frames import Frame

_STAGES = {"requested": 0, "considered": 1, "pledged": 1, "approved": 1, "agreed": 1, "done": 2, "stopped": 3}
"""Stages of one delivery share a number; a request, a deed and an end beside them are events of their own."""


MOST_COMPARED = 8
"""Frames of an event that a further one is held against: the richest come first."""
MOST_EVENTS = 24
"""Events of one item; a text that seems to tell more is a list or a library, not a report."""


def compatible(a: Frame, b: Frame) -> bool:
    """True where both can tell the same event: type, polarity and stage agree, and no side contradicts the other."""
    if a.type != b.type or a.negated != b.negated:
        return False
    if not (a.weak or b.weak) and _STAGES[a.status] != _STAGES[b.status] and a.type == "transfer":
        return False
    if (a.unnamed and b.recipients) or (b.unnamed and a.recipients):
        return False
    for left, right in ((a.suppliers, b.suppliers), (a.recipients, b.recipients)):
        if left and right and not set(left) & set(right):
            return False
    return True


def without_halted(frames: list[Frame]) -> list[Frame]:
    """Leave out deliveries that only name what an embargo stops: "France halts sales of arms to Egypt" is one event."""
    bans = [frame for frame in frames if frame.type == "embargo"]
    kept = []
    for frame in frames:
        ban = next((one for one in bans if _halts(one, frame)), None) if frame.type == "transfer" else None
        if ban is None:
            kept.append(frame)
        else:
            frame.why = "what the embargo is on"
    return kept


def _halts(ban: Frame, frame: Frame) -> bool:
    if ban.parsed is not frame.parsed or ban.negated:
        return False
    same = set(frame.suppliers) <= set(ban.suppliers) and set(frame.recipients) <= set(ban.recipients)
    return same and frame.clause.start <= ban.trigger.start < frame.clause.end


def _fold_partial(groups: list[list[Frame]]) -> list[list[Frame]]:
    """In a short text, an event that lacks a side and shares the other with a fuller one is that one."""
    full = [group for group in groups if _sides(group)[0] and _sides(group)[1]]
    kept = []
    for group in groups:
        suppliers, recipients = _sides(group)
        home = None
        if not (suppliers and recipients) and not any(frame.unnamed for frame in group):
            home = next((other for other in full if _partial(group, other)), None)
        if home is None:
            kept.append(group)
        else:
            home.extend(group)
    return kept


def _sides(group: list[Frame]) -> tuple[set[str], set[str]]:
    suppliers = {code for frame in group for code in frame.suppliers}
    return suppliers, {code for frame in group for code in frame.recipients}


def _partial(group: list[Frame], other: list[Frame]) -> bool:
    if group[0].type != other[0].type or group[0].negated != other[0].negated:
        return False
    return all(mine <= theirs for mine, theirs in zip(_sides(group), _sides(other), strict=True))


def merge(frames: list[Frame], short: bool = False) -> list[list[Frame]]:
    """Group frames into events, in order of first mention. ``short``: the text tells one matter."""
    groups: list[list[Frame]] = []
    for frame in sorted(frames, key=_richness, reverse=True):
        home = next((g for g in groups if all(compatible(frame, other) for other in g[:MOST_COMPARED])), None)
        if home is None and len(groups) < MOST_EVENTS:
            groups.append([frame])
        elif home is None:
            continue
        else:
            home.append(frame)
    if short:
        groups = _fold_partial(groups)
    groups.sort(key=lambda group: min(frame.trigger.start for frame in group))
    return groups


def _richness(frame: Frame) -> tuple[int, int, int]:
    return (bool(frame.suppliers) + bool(frame.recipients), len(frame.weapons), -frame.trigger.start)
