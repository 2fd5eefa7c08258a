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
MOST_PLACES = 12
"""Mentions of an actor that are looked at for one type of event; more tell nothing new."""
TELLING = 4
"""Sentences of an item whose words are held against each of its actors."""


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
    near = _around(frame.parsed, frame.trigger)
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


def _around(parsed: Parsed, trigger: Word) -> list[tuple[str, str]]:
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
            f"{where}{word}|{kind}" for where, word in _around(frame.parsed, Word(group.start, group.end, frame.term))
        ]
        found += [f"b={value_of(m) or kind_of(m)}|{side}|{kind}" for m in _between(frame, place)]
    return found


Parts = dict[tuple[str, str], list[tuple[Frame, Place]]]


def parts_of(frames: Sequence[Frame]) -> Parts:
    """Where each actor stands in the frames of each type: (type, code) → its places, at most MOST_PLACES of them."""
    parts: Parts = {}
    for frame in frames:
        for place in frame.places:
            for code in place.group.codes:
                known = parts.setdefault((frame.type, code), [])
                if len(known) < MOST_PLACES:
                    known.append((frame, place))
    return parts


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what an item names: its actors numbered as they come, its kinds of weapon, the words of its opening."""

    order: dict[str, int]
    categories: frozenset[str]
    words: frozenset[str]

    @classmethod
    def of(cls, item: Sequence[Parsed]) -> "Cast":
        """Take in a whole item."""
        categories = frozenset(weapon.term.category for parsed in item for weapon in parsed.weapons)
        opening = frozenset(word for parsed in item[:TELLING] for word in words(parsed))
        return cls(actor_order(item), categories, opening)


def actor_features(
    kind: str,
    code: str,
    places: Sequence[tuple[Frame, Place]],
    cast: Cast,
    known: dict[int, list[str]] | None = None,
) -> list[str]:
    """Of an actor in an item: its part in the events of a type. ``known`` may hold the places' role features by ``id``.

    Beside whom and what an actor is named tells much of its part: of Iran and Israel, who fires; of Iran and Russia,
    who supplies.
    """
    found: set[str] = set()
    for frame, place in places:
        found.update(known[id(place)] if known else role_features(frame, place))
    roles = [place.role for _, place in places]
    given, got = roles.count("S"), roles.count("R")
    found |= {f"nS={min(given, 3)}|{kind}", f"nR={min(got, 3)}|{kind}", f"n0={min(len(roles) - given - got, 3)}|{kind}"}
    found.add(f"frac={round(given / len(roles), 1)}|{round(got / len(roles), 1)}")
    found.add(f"ord={min(cast.order.get(code, 9), 4)}|{kind}")
    found |= {
        f"ncodes={min(len(cast.order), 5)}|{kind}",
        f"it={any(f.parsed.sentence.title for f, _ in places)}|{kind}",
    }
    found |= {f"beside={other}|{code}|{kind}" for other in cast.order if other != code}
    if len(cast.order) == 1:
        found |= {f"alone={code}|{kind}", f"alone|{kind}"}
    found |= {f"c={category}|{code}|{kind}" for category in cast.categories}
    found |= {f"w={word}|{code}" for word in cast.words}
    return sorted(found)


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
    found += [f"{place}{word}" for place, word in _around(frame.parsed, frame.trigger)]
    for marker in frame.parsed.markers:
        if kind_of(marker) in (*_STAGES, "be", "have", "past"):
            side = "R" if marker.start >= frame.trigger.end else "L"
            inside = frame.clause.start <= marker.start < frame.clause.end
            near = frame.parsed.gap(min(marker.end, frame.trigger.start), frame.trigger.start) <= 2 and side == "L"
            found.append(f"m={kind_of(marker)}:{value_of(marker)}|{side}{inside}{near}")
            found.append(f"m={_surface(frame.parsed, marker)}|{kind}|{side}")
    found += [f"w={word}|{kind}" for word in words(frame.parsed)]
    return found


def _surface(parsed: Parsed, word: Word) -> str:
    return parsed.between(word.start, word.end)


def actor_order(item: Sequence[Parsed]) -> dict[str, int]:
    """Number the actors of an item in the order they come."""
    order: dict[str, int] = {}
    for parsed in item:
        for group in parsed.actors:
            for code in group.codes:
                order.setdefault(code, len(order))
    return order


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
                found.append(f"b={_surface(parsed, marker)}|{same}")
                found.append(f"b={_surface(parsed, marker)}|{side}")
                found.append(f"b={kind_of(marker)}{value_of(marker)}|{same}{side}{parsed.sentence.title}")
    found += [f"w={word}" for word in words(frame.parsed)]
    return found


def background_features(frame: Frame, index: int, first: bool, years: int | None) -> list[str]:
    """Of a frame: news or history? ``index`` of its sentence, ``years`` from the year it names to publication."""
    kind, term = frame.type, frame.term
    found = [
        f"r={frame.background}", f"t={kind}", f"l={term.lemma}", f"pos={term.pos}|{kind}",
        f"opener={frame.clause.opener}", f"opener={frame.clause.opener}|{kind}",
        f"title={frame.parsed.sentence.title}", f"first={first}", f"first={first}|{kind}",
        f"index={min(index, 4)}", f"status={frame.status}|{first}",
        f"years={years if years is None else min(years, 3)}", f"passive={frame.passive}|{term.pos}",
        f"fr={term.frame}|{term.pos}",
    ]  # fmt: skip
    for marker in frame.parsed.markers:
        if kind_of(marker) in ("past", "have", "clause"):
            side = "R" if marker.start >= frame.trigger.end else "L"
            found.append(f"m={_surface(frame.parsed, marker)}|{side}")
            found.append(f"m={kind_of(marker)}{value_of(marker)}|{side}")
    found += [f"{place}{word}" for place, word in _around(frame.parsed, frame.trigger)]
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
