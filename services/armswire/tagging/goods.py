"""Which of the weapons that an item names belong to its events of a type, as named features for a model. Pure."""

from collections.abc import Sequence

from armswire.tagging.frames import Frame
from armswire.tagging.units import Parsed, WeaponUnit, kind_of, pos_of, value_of

MOST_MENTIONS = 10
"""Mentions of a category that are looked at; more tell nothing new."""

Mention = tuple[Parsed, WeaponUnit]


def mentions_by_category(item: Sequence[Parsed]) -> dict[str, list[Mention]]:
    """Where each category is named in an item."""
    found: dict[str, list[Mention]] = {}
    for parsed in item:
        for unit in parsed.weapons:
            known = found.setdefault(unit.term.category, [])
            if len(known) < MOST_MENTIONS:
                known.append((parsed, unit))
    return found


def frames_by_sentence(kind: str, frames: Sequence[Frame]) -> dict[int, list[Frame]]:
    """The frames of a type by the number of their sentence."""
    found: dict[int, list[Frame]] = {}
    for frame in frames:
        if frame.type == kind:
            found.setdefault(frame.parsed.sentence.index, []).append(frame)
    return found


def goods_features(
    kind: str, category: str, mentions: Sequence[Mention], frames: dict[int, list[Frame]], categories: int
) -> list[str]:
    """Of a category in an item: does it belong to the events of ``kind``? ``frames`` are those of the type."""
    found = {f"c={category}|{kind}", f"n={min(categories, 4)}|{category == 'arms'}", f"m={min(len(mentions), 3)}"}
    for parsed, unit in mentions:
        here = frames.get(parsed.sentence.index, [])
        found |= _mention(kind, category, parsed, unit)
        found.add(f"frames={bool(here)}|{parsed.sentence.title}")
        found.add(f"frames={bool(here)}|{kind}")
        for frame in here:
            found |= _beside(kind, frame, unit)
    return sorted(found)


def _mention(kind: str, category: str, parsed: Parsed, unit: WeaponUnit) -> set[str]:
    base = parsed.sentence.start
    left = parsed.folded[max(0, unit.start - base - 30) : unit.start - base].split()[-2:]
    right = parsed.folded[unit.end - base : unit.end - base + 30].split()[:2]
    found = {
        f"x={unit.text.lower()}|{kind}", f"x={unit.text.lower()}", f"title={parsed.sentence.title}|{kind}",
        f"number={unit.number is not None}",
        f"named={unit.term.name is not None}|{kind}", f"goods={unit.term.goods}|{kind}",
        f"origin={bool(unit.origin)}|{kind}",
        f"made={bool(unit.made)}",
    }  # fmt: skip
    found |= {f"l{i}={word}" for i, word in enumerate(reversed(left))} | {
        f"r{i}={word}" for i, word in enumerate(right)
    }
    before = next((m for m in reversed(parsed.markers) if m.end <= unit.start and kind_of(m) == "prep"), None)
    if before is not None and parsed.gap(before.end, unit.start) <= 3:
        found |= {f"prep={value_of(before)}|{kind}", f"prep={value_of(before)}"}
    for other in parsed.weapons:
        if other.start >= unit.end and parsed.gap(unit.end, other.start) <= 1:
            found |= {f"next={other.term.category}|{category}", f"next={parsed.raw(unit.end, other.start).strip()[:4]}"}
        if other.end <= unit.start and parsed.gap(other.end, unit.start) <= 1:
            found |= {f"prev={other.term.category}|{category}", f"prev={parsed.raw(other.end, unit.start).strip()[:4]}"}
    return found


def _beside(kind: str, frame: Frame, unit: WeaponUnit) -> set[str]:
    parsed, trigger = frame.parsed, frame.trigger
    side = "right" if unit.start >= trigger.end else "left" if unit.end <= trigger.start else "same"
    start, end = (trigger.end, unit.start) if side == "right" else (unit.end, trigger.start)
    gap = min(parsed.gap(start, end), 8)
    inside = frame.clause.start <= unit.start < frame.clause.end
    crossed = sum(start <= t.start and t.end <= end for t in parsed.triggers)
    return {
        f"in={inside}|{side}", f"in={inside}|{kind}", f"gap={gap}|{side}", f"gap={gap}|{kind}",
        f"cross={min(crossed, 3)}|{side}",
        f"l={frame.term.lemma}|{unit.term.category}", f"pos={pos_of(trigger)}|{side}|{inside}",
        f"mine={unit in frame.weapons}|{kind}",
        f"passive={frame.passive}|{side}", f"first={parsed.weapons[0] is unit}|{side}",
    }  # fmt: skip
