"""Frames of one item → events: retellings become one, unknown sides are filled from fuller frames. Pure."""

from armswire.tagging.frames import Frame

_RANK = {"requested": 0, "considered": 1, "pledged": 2, "approved": 3, "agreed": 4, "done": 5, "stopped": 6}


def compatible(a: Frame, b: Frame) -> bool:
    """True where both can tell the same event: same type and polarity, no side that contradicts the other."""
    if a.type != b.type or a.negated != b.negated:
        return False
    for left, right in ((a.suppliers, b.suppliers), (a.recipients, b.recipients)):
        if left and right and not set(left) & set(right):
            return False
    return True


def merge(frames: list[Frame]) -> list[list[Frame]]:
    """Group frames into events, in order of first mention."""
    groups: list[list[Frame]] = []
    for frame in sorted(frames, key=_richness, reverse=True):
        home = next((g for g in groups if all(compatible(frame, other) for other in g)), None)
        if home is None:
            groups.append([frame])
        else:
            home.append(frame)
    groups.sort(key=lambda group: min(frame.trigger.start for frame in group))
    return groups


def _richness(frame: Frame) -> tuple[int, int, int]:
    return (bool(frame.suppliers) + bool(frame.recipients), len(frame.weapons), -frame.trigger.start)
