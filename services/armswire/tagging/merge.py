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


def merge(frames: list[Frame]) -> list[list[Frame]]:
    """Group frames into events, in order of first mention."""
    groups: list[list[Frame]] = []
    for frame in sorted(frames, key=_richness, reverse=True):
        home = next((g for g in groups if all(compatible(frame, other) for other in g[:MOST_COMPARED])), None)
        if home is None and len(groups) < MOST_EVENTS:
            groups.append([frame])
        elif home is None:
            continue
        else:
            home.append(frame)
    groups.sort(key=lambda group: min(frame.trigger.start for frame in group))
    return groups


def _richness(frame: Frame) -> tuple[int, int, int]:
    return (bool(frame.suppliers) + bool(frame.recipients), len(frame.weapons), -frame.trigger.start)
