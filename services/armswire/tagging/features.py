"""What the models look at, as named features. Pure; the same for training and for reading."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from armswire.tagging.frames import Frame, Place
from armswire.tagging.units import Parsed, WeaponUnit, Word, kind_of, value_of

_STAGES = ("stage", "neg")
_SHORTEST_WORD = 3
OPENING = 5
"""Sentences of an item that may tell on whose word all of it stands."""


@dataclass(frozen=True, slots=True)
class Rivals:
    """How many frames of each type an item has, and each of its sentences."""

    item: Counter[str]
    sentences: dict[int, Counter[str]]

    @classmethod
    def among(cls, frames: Sequence[Frame]) -> "Rivals":
        """Count ``frames``."""
        sentences: dict[int, Counter[str]] = {}
        for frame in frames:
            sentences.setdefault(frame.parsed.sentence.index, Counter())[frame.type] += 1
        return cls(Counter(frame.type for frame in frames), sentences)


def _others(counts: Counter[str], kind: str) -> list[str]:
    """The types counted, without one frame of ``kind``."""
    return [other for other, count in counts.items() if other != kind or count > 1]


def frame_features(frame: Frame, rivals: Rivals, first: bool) -> list[str]:
    """Of a frame: is there such an event? ``rivals`` are the item's frames."""
    kind, term = frame.type, frame.term
    found = [
        f"t={kind}", f"l={term.lemma}|{kind}", f"pos={term.pos}|{kind}", f"title={frame.parsed.sentence.title}|{kind}",
        f"passive={frame.passive}|{kind}", f"first={first}|{kind}", f"why={frame.why}|{kind}",
        f"status={frame.status}|{kind}",
        f"S{frame.given}R{frame.received}|{kind}",
        f"S{frame.given}R{frame.received}",
        f"neg={frame.negated}", f"l={term.lemma}", f"weak={frame.weak}|{kind}", f"fr={term.frame}|{term.pos}",
    ]  # fmt: skip
    clause = frame.clause
    inside = {w.term.category for w in frame.weapons if clause.start <= w.start < clause.end}
    found += [f"c={category}|{kind}" for category in inside] or [f"c=none|{kind}"]
    found.append(f"goods={','.join(sorted({w.term.goods for w in frame.weapons}))}|{kind}")
    found += [f"p={place.name}|{kind}" for place in frame.places]
    found += [f"o={other}|{kind}" for other in _others(rivals.sentences[frame.parsed.sentence.index], kind)]
    found += [f"i={other}|{kind}" for other in _others(rivals.item, kind)]
    found += [f"m={value_of(m)}|{kind}" for m in frame.parsed.markers if kind_of(m) in (*_STAGES, "basis")]
    found += [f"w={word}|{kind}" for word in words(frame.parsed)]
    found += _object_features(frame)
    near = around(frame.parsed, frame.trigger)
    found += [f"{place}{word}|{kind}" for place, word in near]
    found += [f"money={bool(frame.parsed.money)}|{kind}", f"number={any(w.number for w in frame.weapons)}|{kind}"]
    return found


def _object_features(frame: Frame) -> list[str]:
    """How the trigger stands to the weapons: what is it about, or is it about something else?"""
    parsed, trigger, kind, term = frame.parsed, frame.trigger, frame.type, frame.term
    found = []
    for side, near in _nearest(frame).items():
        if near is None:
            found += [f"{side}=none|{kind}", f"{side}=none|{term.pos}"]
            continue
        start, end = (trigger.end, near.start) if side == "after" else (near.end, trigger.start)
        gap = min(parsed.gap(start, end), 6)
        crossed = sum(start <= t.start and t.end <= end for t in parsed.triggers)
        inside = frame.clause.start <= near.start < frame.clause.end
        found += [
            f"{side}={gap}|{kind}", f"{side}={gap}|{term.pos}", f"{side}x={min(crossed, 2)}|{kind}",
            f"{side}in={inside}|{gap}",
            f"{side}c={near.term.category}|{kind}", f"{side}c={near.term.category}|{term.lemma}",
        ]  # fmt: skip
    return found


def _nearest(frame: Frame) -> dict[str, WeaponUnit | None]:
    after = next((w for w in frame.parsed.weapons if w.end > frame.trigger.start), None)
    before = next((w for w in reversed(frame.parsed.weapons) if w.start < frame.trigger.start), None)
    return {"after": after, "before": before}


def words(parsed: Parsed) -> set[str]:
    """The words of a sentence that may carry meaning."""
    return {word for word in parsed.folded.split() if len(word) >= _SHORTEST_WORD and not word.isdigit()}


def around(parsed: Parsed, trigger: Word) -> list[tuple[str, str]]:
    """The three words on either side of a mention, each with where it stands."""
    base = parsed.sentence.start
    left = parsed.folded[max(0, trigger.start - base - 40) : trigger.start - base].split()[-3:]
    right = parsed.folded[trigger.end - base : trigger.end - base + 40].split()[:3]
    return [(f"w-{i}=", w) for i, w in enumerate(reversed(left), 1)] + [(f"w+{i}=", w) for i, w in enumerate(right, 1)]


def role_features(frame: Frame, place: Place) -> list[str]:
    """Of an actor beside a trigger: supplier, recipient or nobody?"""
    kind, fr, group = frame.type, frame.term.frame, place.group
    side = "right" if group.start >= frame.trigger.end else "left"
    outside = group.start < frame.parsed.sentence.start
    gap = 9 if outside else _gap(frame, place)
    others = [p for p in frame.places if p is not place]
    found = [
        f"r={place.role}", f"r={place.role}|{kind}", f"r={place.role}|{fr}|{place.name}", f"p={place.name}|{fr}",
        f"p={place.name}|{kind}",
        f"p={place.name}|{side}|{kind}", f"l={frame.term.lemma}|{place.name}", f"case={group.case}|{side}|{kind}",
        f"gap={min(gap, 6)}|{place.name}", f"gap={min(gap, 6)}|{kind}", f"poss={group.possessive}|{kind}|{side}",
        f"joined={group.joined}|{kind}", f"passive={frame.passive}|{place.name}|{kind}",
        f"n={min(len(frame.places), 5)}|{kind}",
        f"oS={any(p.role == 'S' for p in others)}|{place.role}|{kind}",
        f"oR={any(p.role == 'R' for p in others)}|{place.role}|{kind}",
        f"adj={group.adjective_of >= 0}|{kind}|{side}", f"title={frame.parsed.sentence.title}|{place.name}|{kind}",
        f"first={frame.places and frame.places[0] is place}|{kind}",
        f"last={frame.places and frame.places[-1] is place}|{kind}",
        f"fs={frame.status}|{place.name}|{kind}",
    ]  # fmt: skip
    found += [f"k={k}|{kind}|{place.role}" for k in sorted(group.kinds)] + [
        f"k={k}|{place.name}" for k in sorted(group.kinds)
    ]
    found += [f"code={code}|{kind}" for code in group.codes]
    for other in others:
        if set(other.group.codes) & set(group.codes):
            found.append(f"again={other.role}|{kind}")
    if not outside:
        found += [
            f"{where}{word}|{kind}" for where, word in around(frame.parsed, Word(group.start, group.end, frame.term))
        ]
        found += [f"b={value_of(m) or kind_of(m)}|{side}|{kind}" for m in _between(frame, place)]
    return found


def _gap(frame: Frame, place: Place) -> int:
    group, trigger = place.group, frame.trigger
    if group.start >= trigger.end:
        return frame.parsed.gap(trigger.end, group.start)
    return frame.parsed.gap(group.end, trigger.start)


def _between(frame: Frame, place: Place) -> list[Word]:
    start, end = sorted((place.group.start, frame.trigger.start))
    return [m for m in frame.parsed.markers if start <= m.start < end and kind_of(m) not in ("conj", "poss")]


def stage_features(frame: Frame) -> list[str]:
    """Of a frame: how far has it come?"""
    kind, term = frame.type, frame.term
    found = [
        f"r={frame.status}", f"r={frame.status}|{kind}", f"r={frame.status}|{term.pos}", f"l={term.lemma}|{kind}",
        f"pos={term.pos}|{kind}",
        f"passive={frame.passive}", f"title={frame.parsed.sentence.title}|{frame.status}", f"l={term.lemma}|{term.pos}",
        f"d={frame.detail}|{kind}", f"S{frame.given}R{frame.received}|{kind}",
    ]  # fmt: skip
    found += [f"{place}{word}" for place, word in around(frame.parsed, frame.trigger)]
    for marker in frame.parsed.markers:
        if kind_of(marker) in (*_STAGES, "be", "have", "past"):
            side = "R" if marker.start >= frame.trigger.end else "L"
            inside = frame.clause.start <= marker.start < frame.clause.end
            near = frame.parsed.gap(min(marker.end, frame.trigger.start), frame.trigger.start) <= 2 and side == "L"
            found.append(f"m={kind_of(marker)}:{value_of(marker)}|{side}{inside}{near}")
            found.append(f"m={surface(frame.parsed, marker)}|{kind}|{side}")
    found += [f"w={word}|{kind}" for word in words(frame.parsed)]
    return found


def surface(parsed: Parsed, word: Word) -> str:
    """The mention as the text has it, folded."""
    return parsed.between(word.start, word.end)


def basis_features(frame: Frame, item: Sequence[Parsed]) -> list[str]:
    """Of a frame: told as fact, or alleged?"""
    kind = frame.type
    found = [
        f"r={frame.basis}", f"r={frame.basis}|{kind}", f"t={kind}", f"status={frame.status}|{kind}",
        f"opener={frame.clause.opener}",
        f"title={frame.parsed.sentence.title}", f"S={frame.given}|{kind}", f"pos={frame.term.pos}",
    ]  # fmt: skip
    index = frame.parsed.sentence.index
    for parsed in (*item[:OPENING], *item[max(OPENING, index - 1) : index + 2]):
        same = parsed is frame.parsed
        for marker in parsed.markers:
            if kind_of(marker) in ("basis", "say"):
                side = "" if not same else "L" if marker.start < frame.trigger.start else "R"
                found.append(f"b={surface(parsed, marker)}|{same}")
                found.append(f"b={surface(parsed, marker)}|{side}")
                found.append(f"b={kind_of(marker)}{value_of(marker)}|{same}{side}{parsed.sentence.title}")
    found += [f"w={word}" for word in words(frame.parsed)]
    return found


def type_features(item: list[Parsed], frames: list[Frame]) -> list[str]:
    """Of an item: which types of event does it tell?"""
    found = {f"w={word}" for parsed in item for word in words(parsed)}
    for parsed in item:
        found |= {f"c={weapon.term.category}" for weapon in parsed.weapons}
        found |= {f"a={group.codes[0]}" for group in parsed.actors}
        found |= {f"m={kind_of(m)}:{value_of(m)}" for m in parsed.markers}
    for frame in frames:
        found |= {f"f={frame.type}", f"l={frame.type}|{frame.term.lemma}"}
        found.add(f"fs={frame.type}|{frame.given}{frame.received}")
    if frames:
        found.add(f"first={frames[0].type}")
    return sorted(found)


def item_features(item: list[Parsed], frames: list[Frame], negatives: int) -> list[str]:
    """Of an item: is it about arms at all?"""
    weapons = [w for p in item for w in p.weapons]
    actors = {code for p in item for g in p.actors for code in g.codes}
    found = [
        "bias", f"weapons={min(len(weapons), 4)}", f"actors={min(len(actors), 3)}", f"negatives={min(negatives, 2)}",
        f"frames={min(len([f for f in frames if not f.why]), 4)}",
    ]  # fmt: skip
    found += [f"c={c}" for c in {w.term.category for w in weapons}]
    found += [f"named={bool(w.term.name)}" for w in weapons[:1]]
    found += [f"x={w.text.lower()}" for w in weapons]
    found += [f"f={t}" for t in {f.type for f in frames if not f.why}]
    found += [f"fSR={f.given}{f.received}" for f in frames if not f.why]
    found += [f"w={word}" for p in item for word in words(p)]
    found += [f"k={k}" for k in {k for p in item for g in p.actors for k in g.kinds}]
    return found
