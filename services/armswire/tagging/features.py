"""What the models look at, as named features. Pure; the same for training and for reading."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from armswire.tagging.frames import Frame, Place
from armswire.tagging.model import Bundle
from armswire.tagging.units import Parsed, WeaponUnit, Word, kind_of, value_of

_STAGES = ("stage", "neg")
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


Apart = list[Bundle] | None
"""Where features that come in bundles go instead of being written out; None where all are wanted by name."""


def tell(found: list[str], bundle: Bundle, apart: Apart) -> None:
    """Add a bundle to ``apart``, or its features to ``found`` where there is none."""
    if apart is None:
        found += bundle.written()
    else:
        apart.append(bundle)


def _others(counts: Counter[str], kind: str) -> list[str]:
    """The types counted, without one frame of ``kind``."""
    return [other for other, count in counts.items() if other != kind or count > 1]


def frame_features(frame: Frame, rivals: Rivals, first: bool, apart: Apart = None) -> list[str]:
    """Of a frame: is there such an event? ``rivals`` are the item's frames."""
    kind, term, parsed, clause = frame.type, frame.term, frame.parsed, frame.clause
    sides, counted = f"S{frame.given}R{frame.received}", [w for w in frame.weapons if w.number]
    found = [
        f"t={kind}", f"l={term.lemma}|{kind}", f"pos={term.pos}|{kind}", f"title={parsed.sentence.title}|{kind}",
        f"passive={frame.passive}|{kind}", f"first={first}|{kind}", f"why={frame.why}|{kind}",
        f"status={frame.status}|{kind}", f"{sides}|{kind}", sides,
        f"neg={frame.negated}", f"l={term.lemma}", f"weak={frame.weak}|{kind}", f"fr={term.frame}|{term.pos}",
        f"money={bool(parsed.money)}|{kind}", f"number={bool(counted)}|{kind}",
    ]  # fmt: skip
    inside = {w.term.category for w in frame.weapons if clause.start <= w.start < clause.end}
    found += [f"c={category}|{kind}" for category in inside] or [f"c=none|{kind}"]
    found.append(f"goods={','.join(sorted({w.term.goods for w in frame.weapons}))}|{kind}")
    found += [f"p={place.name}|{kind}" for place in frame.places]
    found += [f"o={other}|{kind}" for other in _others(rivals.sentences[parsed.sentence.index], kind)]
    found += [f"i={other}|{kind}" for other in _others(rivals.item, kind)]
    found += [f"m={value_of(m)}|{kind}" for m in parsed.marked(*_STAGES, "basis")]
    found += _object_features(frame)
    found += [f"{near}|{kind}" for near in parsed.around(frame.trigger.start, frame.trigger.end)]
    tell(found, Bundle(parsed.words, f"|{kind}"), apart)
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


def role_features(frame: Frame, place: Place) -> list[str]:
    """Of an actor beside a trigger: supplier, recipient or nobody?"""
    kind, fr, group, name, role = frame.type, frame.term.frame, place.group, place.name, place.role
    parsed, places = frame.parsed, frame.places
    side = "right" if group.start >= frame.trigger.end else "left"
    outside = group.start < parsed.sentence.start
    gap = min(9 if outside else _gap(frame, place), 6)
    others = [p for p in places if p is not place]
    taken, kinds = {p.role for p in others}, sorted(group.kinds)
    found = [
        f"r={role}", f"r={role}|{kind}", f"r={role}|{fr}|{name}", f"p={name}|{fr}", f"p={name}|{kind}",
        f"p={name}|{side}|{kind}", f"l={frame.term.lemma}|{name}", f"case={group.case}|{side}|{kind}",
        f"gap={gap}|{name}", f"gap={gap}|{kind}", f"poss={group.possessive}|{kind}|{side}",
        f"joined={group.joined}|{kind}", f"passive={frame.passive}|{name}|{kind}", f"n={min(len(places), 5)}|{kind}",
        f"oS={'S' in taken}|{role}|{kind}", f"oR={'R' in taken}|{role}|{kind}",
        f"adj={group.adjective_of >= 0}|{kind}|{side}", f"title={parsed.sentence.title}|{name}|{kind}",
        f"first={places[0] is place}|{kind}", f"last={places[-1] is place}|{kind}", f"fs={frame.status}|{name}|{kind}",
    ]  # fmt: skip
    found += [f"k={k}|{kind}|{role}" for k in kinds]
    found += [f"k={k}|{name}" for k in kinds]
    found += [f"code={code}|{kind}" for code in group.codes]
    found += [f"again={other.role}|{kind}" for other in others if not set(group.codes).isdisjoint(other.group.codes)]
    if not outside:
        found += [f"{near}|{kind}" for near in parsed.around(group.start, group.end)]
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


def stage_features(frame: Frame, apart: Apart = None) -> list[str]:
    """Of a frame: how far has it come?"""
    kind, term = frame.type, frame.term
    found = [
        f"r={frame.status}", f"r={frame.status}|{kind}", f"r={frame.status}|{term.pos}", f"l={term.lemma}|{kind}",
        f"pos={term.pos}|{kind}",
        f"passive={frame.passive}", f"title={frame.parsed.sentence.title}|{frame.status}", f"l={term.lemma}|{term.pos}",
        f"d={frame.detail}|{kind}", f"S{frame.given}R{frame.received}|{kind}",
    ]  # fmt: skip
    found += frame.parsed.around(frame.trigger.start, frame.trigger.end)
    for marker in frame.parsed.marked(*_STAGES, "be", "have", "past"):
        side = "R" if marker.start >= frame.trigger.end else "L"
        inside = frame.clause.start <= marker.start < frame.clause.end
        near = side == "L" and frame.parsed.gap(min(marker.end, frame.trigger.start), frame.trigger.start) <= 2
        found.append(f"m={kind_of(marker)}:{value_of(marker)}|{side}{inside}{near}")
        found.append(f"m={surface(frame.parsed, marker)}|{kind}|{side}")
    tell(found, Bundle(frame.parsed.words, f"|{kind}"), apart)
    return found


def surface(parsed: Parsed, word: Word) -> str:
    """The mention as the text has it, folded."""
    return parsed.between(word.start, word.end)


def basis_features(frame: Frame, item: Sequence[Parsed], apart: Apart = None) -> list[str]:
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
        for marker in parsed.marked("basis", "say"):
            side = "" if not same else "L" if marker.start < frame.trigger.start else "R"
            written = surface(parsed, marker)
            found += [f"b={written}|{same}", f"b={written}|{side}"]
            found.append(f"b={kind_of(marker)}{value_of(marker)}|{same}{side}{parsed.sentence.title}")
    tell(found, Bundle(frame.parsed.words, ""), apart)
    return found


def type_features(item: list[Parsed], frames: list[Frame], apart: Apart = None) -> list[str]:
    """Of an item: which types of event does it tell?"""
    found: set[str] = set()
    for parsed in item:
        found |= {f"c={weapon.term.category}" for weapon in parsed.weapons}
        found |= {f"a={group.codes[0]}" for group in parsed.actors}
        found |= {f"m={kind_of(m)}:{value_of(m)}" for m in parsed.markers}
    for frame in frames:
        found |= {f"f={frame.type}", f"l={frame.type}|{frame.term.lemma}"}
        found.add(f"fs={frame.type}|{frame.given}{frame.received}")
    if frames:
        found.add(f"first={frames[0].type}")
    named = sorted(found) if apart is None else list(found)
    tell(named, Bundle(frozenset().union(*[parsed.words for parsed in item]), ""), apart)
    return named


def item_features(item: list[Parsed], frames: list[Frame], negatives: int, apart: Apart = None) -> list[str]:
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
    for parsed in item:
        tell(found, Bundle(parsed.words, ""), apart)
    found += [f"k={k}" for k in {k for p in item for g in p.actors for k in g.kinds}]
    return found
